"""`coach start --exercise` on a day on which something hurt."""

from pathlib import Path

import pytest

from coach.adjustments import Adjustment
from coach.cli.app import app
from coach.cli.coaching import _entry_today
from coach.cli.terminal import DoseWish
from coach.edges.history.history import History, default_path
from coach.errors import CoachError
from coach.workout_events import Answered, ExerciseBegan, ExerciseEnded, WorkoutBegan, WorkoutEnded
from tests.edges.history_days import coach as store
from tests.past_sessions import EXERCISES

HURT = [
    WorkoutBegan(0.0, "lumbar", ("knee_hug",), 900.0),
    ExerciseBegan(1.0, "knee_hug", 1, 10, 0.0),
    Answered(5.0, "pain", "mild", "arm"),
    ExerciseEnded(6.0, "knee_hug", 0, 10, 0.0, "hurts"),
    WorkoutEnded(7.0, "enough"),
]
RED = [WorkoutBegan(0.0, "first", (), 900.0), WorkoutEnded(7.0, "red")]


@pytest.mark.parametrize(
    ("events", "exercise", "sentence"),
    [
        pytest.param(HURT, "knee_hug", "Knee hug hurt today: it is over until tomorrow", id="hurt"),
        pytest.param(RED, "bar_hang", "had a warning sign: get medical help first", id="red"),
    ],
)
def test_nobody_is_coached_in_what_is_over_for_today(
    events, exercise, sentence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    with History.open(default_path(), pytest.fail) as history:
        store(history, events)
    with pytest.raises(CoachError, match=sentence):
        app(["start", "-e", exercise, "--quiet"], standalone_mode=False)


@pytest.mark.parametrize(
    ("wish", "dose"),
    [
        pytest.param(DoseWish(None, None), (2, 4.0), id="none"),
        pytest.param(DoseWish(50, 60.0), (2, 4.0), id="more_than_allowed"),
        pytest.param(DoseWish(1, 3.0), (1, 3.0), id="less"),
    ],
)
def test_no_wish_goes_past_what_a_programme_allows(wish, dose):
    allowed = Adjustment(exercise="pelvis_lift", max_reps=2, max_hold_s=4.0)
    entry = _entry_today(EXERCISES["pelvis_lift"], (), 0.0, wish, allowed)
    assert (entry.reps, entry.hold_s) == dose
    free = _entry_today(EXERCISES["pelvis_lift"], (), 0.0, DoseWish(6, None), None)
    assert (free.reps, free.hold_s) == (6, 5.0)
