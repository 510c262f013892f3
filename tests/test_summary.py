"""The few sentences at the end of a session."""

import pytest

from coach.plan import PlanEntry
from coach.summary import summary
from tests.past_sessions import EXERCISES


def entries(**reps: int) -> list[PlanEntry]:
    return [PlanEntry(EXERCISES[name], n, None, 1.0, 60.0) for name, n in reps.items()]


PLAN = entries(knee_hug=10, pelvis_lift=3, side_pull=10)
ALL = {"knee_hug": 10, "pelvis_lift": 3, "side_pull": 10}


@pytest.mark.parametrize(
    ("counted", "hurt", "n_sudden", "said"),
    [
        pytest.param(ALL, (), 0, [("summary_done", "3"), ("summary_rest", "")], id="all_done"),
        pytest.param(
            {"knee_hug": 10}, (), 1, [("summary_done_one", ""), ("summary_rest", "")], id="one"
        ),
        pytest.param(
            ALL | {"knee_hug": 4},
            (),
            0,
            [("summary_done", "3"), ("summary_short_one", ""), ("summary_rest", "")],
            id="one_was_short",
        ),
        pytest.param(
            ALL | {"knee_hug": 4, "side_pull": 0},
            ("knee_hug", "side_pull"),
            0,
            [("summary_done", "2"), ("summary_hurt", "2")],
            id="what_hurt_is_not_called_short",
        ),
        pytest.param({}, ("knee_hug",), 0, [("summary_hurt_one", "")], id="hurt_at_once"),
        pytest.param(
            ALL,
            (),
            2,
            [("summary_done", "3"), ("summary_sudden", "2"), ("summary_rest", "")],
            id="quick",
        ),
        pytest.param({}, (), 5, [], id="nothing_done"),
        pytest.param(dict.fromkeys(ALL, 0), (), 0, [], id="all_skipped"),
    ],
)
def test_what_is_said(counted, hurt, n_sudden, said):
    assert summary(PLAN, counted, hurt, n_sudden) == said
