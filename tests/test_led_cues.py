"""A led exercise heard: every sentence, when it is due, and whether there was time to say it."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from coach.cues import Cue, Director, interrupts
from coach.definitions import Exercise
from coach.events import Call, Called, Event, Led, NotValid, Phase, Stage, StageEntered, Status
from coach.leading import Leader, Watched
from coach.wording import better_place, speaking_s
from tests.led import ROUND_S, STAY_S, led_exercise, watched

ENGLISH = Path(__file__).parent.parent / "coach" / "phrases" / "en.toml"
PHRASES = tomllib.loads(ENGLISH.read_text(encoding="utf-8"))
SURE_PLACE = """
    [[places]]
    id = "shelf"
    title = "on a shelf beside you"
    elevation_deg = [20.0, 45.0]
    best_grade = "sure"
"""
PRIMARY = """
    cap_deg = 60.0
    [primary]
    signal = "lean"
    nominal_deg = 9.0
"""
PACED = led_exercise("paced")
BOTH_SIDES = led_exercise("alternating", PRIMARY, SURE_PLACE)


def status(t_s: float, leader: Leader, stage: Stage = Stage.ACTIVE, reason: str = "") -> Status:
    return Status(
        t_s=t_s,
        exercise="Stretch",
        stage=stage,
        phase=leader.phase,
        count=0,
        dose_reps=3,
        hold_s=None,
        dose_s=STAY_S,
        reason=reason or leader.waiting_for,
        side="left",
        is_led=True,
        moving_side=leader.side,
        left_s=leader.left_s,
    )


def heard(exercise: Exercise, body: Iterable[Watched], end: str = "") -> list[Cue]:
    """The cues of one exercise that is led from its first frame, in order."""
    leader, director = Leader(exercise, STAY_S), Director(PHRASES, exercise)
    cues: list[Cue] = []
    t_s = 0.0
    for frame in body:
        events = leader.update(frame)
        if not cues:
            events = [StageEntered(frame.t_s, Stage.ACTIVE), Led(frame.t_s), *events]
        t_s = frame.t_s
        cues += director.update(status(t_s, leader), events)
    if end:
        entered: list[Event] = [*leader.close(t_s), StageEntered(t_s, Stage.DONE, end)]
        cues += director.update(status(t_s, leader, Stage.DONE, end), entered)
    return cues


def said(cues: list[Cue]) -> list[tuple[float, str]]:
    return [(round(cue.t_s, 1), cue.text) for cue in cues]


def spoken(cues: list[Cue]) -> list[tuple[float, Cue]]:
    """What one voice makes of them: when each is begun, as by the voice's own rules."""
    begun: list[tuple[float, Cue]] = []
    waiting: list[Cue] = []
    now: Cue | None = None
    until_s = 0.0
    for tick in range(round(20 * (cues[-1].t_s + 10))):
        t_s = tick / 20
        waiting += [cue for cue in cues if t_s - 0.05 < cue.t_s <= t_s]
        waiting = [cue for cue in waiting if cue.expires_s > t_s]
        first = max(waiting, key=lambda cue: (cue.priority, -cue.t_s), default=None)
        is_busy = now is not None and t_s < until_s
        if first is None or (is_busy and now and not interrupts(first.priority, now.priority)):
            continue
        waiting.remove(first)
        now, until_s = first, t_s + speaking_s(first.text)
        begun.append((t_s, first))
    return begun


LEAD = "I will lead this one; I cannot count it from here."


def test_one_led_exercise_heard():
    cues = heard(PACED, watched(5.0 + 2 * ROUND_S - 0.1), end="dose_done")
    assert said(cues) == [
        (0.0, LEAD),
        (5.0, "Stretch gently."),
        (10.0, "3."),
        (11.0, "2."),
        (12.0, "1."),
        (13.0, "And let go."),
        (15.0, "1."),
        (15.0, "Let your back relax."),
        (19.0, "Stretch gently."),
        (24.0, "3."),
        (25.0, "2."),
        (26.0, "1."),
        (27.0, "And let go."),
        (29.0, "2."),
        (32.9, "That is all. Well done. Rest now."),
    ]


@pytest.mark.parametrize("exercise", [PACED, BOTH_SIDES], ids=lambda one: one.kind)
def test_every_cue_is_begun_within_its_life_and_calls_at_once(exercise):
    cues = heard(exercise, watched(60.0))
    begun = spoken(cues)
    assert [cue.text for _, cue in begun] == [cue.text for cue in cues]
    assert all(cue.t_s <= t_s < cue.expires_s for t_s, cue in begun)
    late_s = [t_s - cue.t_s for t_s, cue in begun if cue.key.startswith(("call", "countdown"))]
    assert len(late_s) >= 15
    assert max(late_s) < 0.06


@pytest.mark.parametrize(
    ("lead_in_s", "keys"),
    [
        pytest.param(5.0, ["caution_0", "instruction_0", "led", "call_out"], id="heard_out"),
        pytest.param(0.0, ["caution_0", "call_out"], id="begun_at_once"),
    ],
)
def test_that_the_coach_leads_is_said_after_the_introduction(lead_in_s, keys):
    director = Director(PHRASES, PACED, explains=True)
    needed_s = director.introduction_s if lead_in_s else 0.0
    leader = Leader(PACED, STAY_S, lead_in_s=lead_in_s + needed_s)
    cues: list[Cue] = []
    for frame in watched(needed_s + 6.5):
        events = leader.update(frame)
        events = [*([] if cues else [Led(frame.t_s)]), *events]
        cues += director.update(status(frame.t_s, leader), events)
    assert [cue.key for cue in cues][: len(keys)] == keys


def test_sides_are_called_and_counted():
    cues = heard(BOTH_SIDES, watched(5.2 + 2 * ROUND_S))
    texts = [cue.text for cue in cues if cue.key == "count" or cue.key.startswith("call")]
    assert texts == [
        "Lean gently to the right.",
        "And let go.",
        "1.",
        "Lean gently to the left.",
        "And let go.",
        "1.",
        "Lean gently to the right.",
    ]


@pytest.mark.parametrize("kind", ["rep", "alternating", "swing"])
def test_a_long_call_gets_short_when_there_is_no_time_for_it(kind):
    quick = led_exercise(kind)
    assert quick.pace is not None
    times = {"out_s": 1.5, "stay_s": 1.0, "back_s": 1.5, "rest_s": 1.0}
    quick = quick.model_copy(update={"pace": quick.pace.model_copy(update=times)})
    cues = heard(quick, watched(80.0))
    calls = [cue.text for cue in cues if cue.key == "call_out"]
    sides = ["right", "left"] if kind != "rep" else [""]
    full = [f"Lean gently to the {side}." if side else "Stretch gently." for side in sides]
    assert calls[: 2 * len(sides)] == full * 2
    if kind != "rep":  # "Stretch gently." is short enough for its two seconds
        assert set(calls[4:]) == {"To the right.", "To the left."}
    begun = {id(cue) for _, cue in spoken(cues)}
    assert all(id(cue) in begun for cue in cues if cue.key.startswith("call"))


def test_a_call_that_outlasts_its_repetition_is_said_in_full_once():
    wordy = led_exercise("rep")
    assert wordy.pace is not None
    pace = {"call": "Slowly, both knees to you, and your arms round both of them.", "stay_s": 1.0}
    wordy = wordy.model_copy(update={"pace": wordy.pace.model_copy(update=pace)})
    calls = [cue.text for cue in heard(wordy, watched(40.0)) if cue.key == "call_out"]
    assert calls == [pace["call"], *["And again."] * (len(calls) - 1)]
    assert len(calls) >= 3


def test_broken_posture_is_said_in_the_words_of_the_exercise():
    cues = heard(PACED, watched(12.0, broken=[(6.0, 7.0, "posture"), (8.0, 9.0, "no_person")]))
    assert said(cues)[2:4] == [
        (6.3, "Lie on your back, arms overhead."),
        (8.3, "I cannot see you."),
    ]


def test_a_repetition_that_is_not_valid_is_told_and_what_is_waited_for():
    cues = heard(PACED, watched(30.0, broken=[(6.0, 20.0, "no_person")]))
    assert said(cues)[2:] == [
        (6.3, "I cannot see you."),
        (9.0, "I could not follow that one."),
        (18.3, "I cannot see you."),  # again after twelve seconds
        (21.0, "Stretch gently."),
        (26.0, "3."),
        (27.0, "2."),
        (28.0, "1."),
        (29.0, "And let go."),
    ]


def test_rough_movement_is_said_unless_it_is_a_hint():
    cues = heard(PACED, watched(10.0, rough=[(6.0, 6.2)]))
    assert (6.0, "A little slower.") in said(cues)
    shy = PACED.model_copy(
        update={"limits": PACED.limits.model_copy(update={"hints": ("sudden",)})}
    )
    assert "sudden" not in {cue.key for cue in heard(shy, watched(10.0, rough=[(6.0, 6.2)]))}


def test_who_stops_hears_nothing_of_the_repetition():
    """Neither that it was not valid, nor, at its end, that it counted."""
    cues = heard(PACED, watched(7.0), end="stopped")
    assert [cue.key for cue in cues] == ["led", "call_out", "stopped"]
    late = heard(PACED, watched(14.5), end="stopped")
    assert [cue.key for cue in late if cue.t_s > 13.5] == ["stopped"]


# -- a better place -------------------------------------------------------------------------------

TIP = "Next time I can count this one with the camera on a shelf beside you."


@pytest.mark.parametrize(
    ("exercise", "end", "is_told"),
    [
        pytest.param(BOTH_SIDES, "dose_done", True, id="there_is_one"),
        pytest.param(PACED, "dose_done", False, id="there_is_none"),
        pytest.param(BOTH_SIDES, "stopped", False, id="not_after_a_stop"),
        pytest.param(BOTH_SIDES, "", False, id="never_earlier"),
    ],
)
def test_a_better_place_is_told_at_the_very_end(exercise, end, is_told):
    cues = heard(exercise, watched(60.0), end)
    assert [cue.text for cue in cues].count(TIP) == is_told
    assert not is_told or cues[-1].text == TIP


def test_the_best_place_is_the_one_that_is_sure():
    found = better_place(BOTH_SIDES)
    assert found is not None
    assert found.id == "shelf"
    assert better_place(PACED) is None


def test_what_was_counted_gets_no_tip():
    director = Director(PHRASES, BOTH_SIDES)
    leader = Leader(BOTH_SIDES, STAY_S)
    done = StageEntered(1.0, Stage.DONE, "dose_done")
    cues = director.update(status(1.0, leader, Stage.DONE), [done])
    assert [cue.key for cue in cues] == ["dose_done"]


def test_without_leading_calls_are_not_spoken():
    """What the coach leads is told by the status; an event that comes late says nothing."""
    director, leader = Director(PHRASES, PACED), Leader(PACED, STAY_S)
    paused = status(1.0, leader, Stage.PAUSED, "user")
    assert leader.phase is Phase.REST
    assert director.update(paused, [Called(1.0, Call.OUT, 1, 2.0), NotValid(1.0, 1, 0.5)]) == []
