"""What a session can do without is told once when it fails, and the session goes on."""

from pathlib import Path

import pytest

from coach.edges.event_lines import EventLines
from coach.edges.keepers import Dispensable
from coach.errors import CoachError
from coach.events import RepCounted
from tests.edges.history_days import Problems, moment

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_said_once() -> None:
    problems = Problems()
    with Dispensable(EventLines(FULL, {}), problems) as sink:
        for t_s in (1.0, 2.0, 3.0):
            assert sink.handle(moment(t_s, RepCounted(t_s, 1, t_s))) is None
    assert problems == [
        "/dev/full: events cannot be written (No space left on device); choose another place or "
        "free some space. The session goes on without it."
    ]


def test_what_cannot_even_be_opened_ends_it_before_it_begins(tmp_path: Path) -> None:
    problems = Problems()
    with (
        pytest.raises(CoachError, match="choose another place"),
        Dispensable(EventLines(tmp_path, {}), problems),
    ):
        pytest.fail("entered")
    assert problems == []
