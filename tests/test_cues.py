"""What is said, when, and above all when not. Media time only: the tests make it up."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from coach.cues import Cue, Director, Priority, interrupts
from coach.errors import DefinitionError
from coach.events import (
    Advice,
    DoseReached,
    Event,
    Flag,
    Flagged,
    Grade,
    PartialLogged,
    Phase,
    Rep,
    RepCounted,
    RepFinished,
    Stage,
    StageEntered,
    Status,
)
from coach.landmarks import Pose
from coach.session import Session
from coach.wording import speaking_s, words_for
from tests.bodies import Script, lying, pose, times
from tests.coaching import PELVIS_LIFT, ROOT
from tests.led import led_exercise

PHRASES = tomllib.loads((ROOT / "coach" / "phrases" / "en.toml").read_text(encoding="utf-8"))
ACTIVE = Status(0.0, "Pelvis lift", Stage.ACTIVE, Phase.REST, 0, 3, None, 10.0, "", "right")
READY = StageEntered(0.0, Stage.ACTIVE)
Moment = tuple[float, Sequence[Event]]


def director(*, is_ready: bool = True) -> Director:
    found = Director(PHRASES, PELVIS_LIFT)
    if is_ready:
        found.update(ACTIVE, [READY])
    return found


def said(moments: Sequence[Moment], *, is_ready: bool = True, status: Status = ACTIVE) -> list[Cue]:
    """The cues of single moments of one stage."""
    one = director(is_ready=is_ready)
    return [
        cue
        for t_s, events in moments
        for cue in one.update(replace(status, t_s=t_s), [replace(e, t_s=t_s) for e in events])
    ]


def waited(status: Status, seconds: float, one: Director | None = None) -> list[tuple[float, str]]:
    """What is said while nothing happens, and when."""
    one = one or director(is_ready=False)
    cues = [one.update(replace(status, t_s=t_s), []) for t_s in times(seconds, 10, status.t_s)]
    return [(cue.t_s, cue.key) for moment in cues for cue in moment]


def flagged(flag: Flag, *, advisory: bool = False) -> Flagged:
    return Flagged(0.0, flag, 1.0, 0.5, "S0", 1, advisory)


REP = Rep(1, 0.0, 1.0, 1.0, 2.0, 0.3, "S0", Grade.SURE)


def test_what_is_a_hint_in_this_exercise_is_not_said():
    hints = PELVIS_LIFT.limits.model_copy(update={"hints": ("jerky",)})
    one = Director(PHRASES, PELVIS_LIFT.model_copy(update={"limits": hints}))
    assert one.update(ACTIVE, [READY])
    assert one.update(replace(ACTIVE, t_s=9.0), [flagged(Flag.JERKY, advisory=True)]) == []


# -- what an event says -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "text", "priority"),
    [
        pytest.param(RepCounted(1, 2, 0.5), "2. Hold.", Priority.COUNT, id="count"),
        pytest.param(DoseReached(1, 2, 5), "Enough. Let go slowly.", Priority.CONTROL, id="dose"),
        pytest.param(flagged(Flag.SUDDEN), "A little slower.", Priority.FORM, id="sudden"),
        pytest.param(
            flagged(Flag.OVER_LARGE), "A little smaller is enough.", Priority.FORM, id="over_large"
        ),
        pytest.param(
            flagged(Flag.JERKY, advisory=True), "Try to move evenly.", Priority.FORM, id="jerky"
        ),
        pytest.param(Advice(1, "bend_elbows"), PHRASES["bend_elbows"], Priority.FORM, id="advice"),
        pytest.param(
            StageEntered(1, Stage.ACTIVE), PHRASES["go_on"], Priority.CONTROL, id="active_again"
        ),
        pytest.param(
            StageEntered(1, Stage.LOST, "cannot_see_ankle"),
            "I cannot see your feet.",
            Priority.CONTROL,
            id="lost",
        ),
        pytest.param(
            StageEntered(1, Stage.PAUSED, "user"), "Paused.", Priority.SAFETY, id="the_user_pauses"
        ),
        pytest.param(
            StageEntered(1, Stage.PAUSED, "idle"), PHRASES["idle"], Priority.CONTROL, id="idle"
        ),
        pytest.param(
            StageEntered(1, Stage.DONE, "stopped"),
            "Stopped. Rest.",
            Priority.SAFETY,
            id="the_user_stops",
        ),
        pytest.param(
            StageEntered(1, Stage.DONE, "dose_done"),
            PHRASES["dose_done"],
            Priority.CONTROL,
            id="done",
        ),
    ],
)
def test_said_at_once(event, text, priority):
    (cue,) = said([(1.0, [event])])
    assert (cue.t_s, cue.text, cue.priority) == (1.0, text, priority)


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(flagged(Flag.SUDDEN, advisory=True), id="a_hint_about_a_noisy_signal"),
        pytest.param(flagged(Flag.OVER_LARGE, advisory=True), id="nor_about_its_range"),
        pytest.param(PartialLogged(1.0, replace(REP, index=0, is_partial=True)), id="small"),
        pytest.param(RepFinished(1.0, REP), id="finished"),
        pytest.param(StageEntered(1.0, Stage.CALIBRATE), id="calibrating_again"),
        pytest.param(StageEntered(1.0, Stage.SETUP, "no_person"), id="setting_up_again"),
        pytest.param(StageEntered(1.0, Stage.DONE, "ended"), id="the_source_ended"),
        pytest.param(StageEntered(1.0, Stage.DONE, "quit"), id="closed_without_a_word"),
    ],
)
def test_silent(event):
    assert said([(1.0, [event])]) == []


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(RepCounted(1, 1, 0.5), id="count"),
        pytest.param(DoseReached(1, 1, 5), id="dose"),
        pytest.param(flagged(Flag.SUDDEN), id="sudden"),
        pytest.param(flagged(Flag.OVER_LARGE), id="over_large"),
        pytest.param(flagged(Flag.JERKY, advisory=True), id="jerky"),
    ],
)
def test_before_ready_movement_is_not_spoken_of(event):
    assert said([(1.0, [event])], is_ready=False) == []
    assert len(said([(1.0, [event])], is_ready=True)) == 1


def test_ready_comes_once_and_before_the_first_count():
    cues = said([(1.0, [READY]), (9.0, [RepCounted(9.0, 1, 8.0)])], is_ready=False)
    assert [cue.key for cue in cues] == ["ready", "count_and_hold"]


def test_a_count_in_the_very_frame_of_ready_came_before_it():
    cues = said([(1.0, [RepCounted(1.0, 1, 0.5), READY])], is_ready=False)
    assert [cue.key for cue in cues] == ["ready"]


def test_lie_still_is_said_the_first_time_only():
    entered = StageEntered(0.0, Stage.CALIBRATE)
    assert [cue.key for cue in said([(1.0, [entered])], is_ready=False)] == ["lie_still"]
    assert said([(1.0, [entered])], is_ready=True) == []


def test_cues_of_one_frame_keep_their_order():
    events = [RepCounted(1, 3, 0.5), flagged(Flag.SUDDEN), Advice(1, "bend_elbows")]
    keys = [cue.key for cue in said([(1.0, events)])]
    assert keys == ["count_and_hold", "sudden", "bend_elbows"]


# -- the kinds of exercises ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "event", "texts"),
    [
        ("hold", RepCounted(1, 2, 0.5), ["2. Hold."]),
        ("rep", RepCounted(1, 2, 0.5), ["2."]),
        ("swing", RepCounted(1, 2, 0.5), ["2."]),
        ("alternating", RepCounted(1, 2, 0.5, "left"), ["Left, 2."]),
        ("alternating", RepCounted(1, 1, 0.5, "right"), ["Right, 1."]),
    ],
)
def test_counts_by_kind(kind, event, texts):
    one = Director(PHRASES, led_exercise(kind))
    one.update(ACTIVE, [READY])
    assert [cue.text for cue in one.update(replace(ACTIVE, t_s=1.0), [event])] == texts


def test_the_other_side_is_hinted_at_once_a_minute():
    one = Director(PHRASES, led_exercise("alternating"))
    one.update(ACTIVE, [READY])
    said_at = []
    for t_s, side in ((10, "left"), (20, "left"), (30, "left"), (40, "right"), (90, "right")):
        cues = one.update(replace(ACTIVE, t_s=t_s), [RepCounted(t_s, 1, t_s - 2.0, side)])
        said_at += [cue.t_s for cue in cues if cue.key == "other_side"]
    assert said_at == [20, 90]


def test_posture_is_named_in_the_words_of_the_exercise():
    """Braces in them are no placeholders."""
    odd = led_exercise("paced").model_copy(update={"start_position": "Lie {n} down."})
    one = Director(PHRASES, odd)
    posture = replace(WAITING, reason="posture")
    cues = [cue for t_s in times(4, 10) for cue in one.update(replace(posture, t_s=t_s), [])]
    assert [cue.text for cue in cues] == ["Lie {n} down."]
    assert words_for(PHRASES, PELVIS_LIFT)["posture"] == PELVIS_LIFT.start_position


# -- how often ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at_s", "said_at_s"),
    [
        pytest.param([1, 2, 3, 4, 5.9], [1], id="once_in_five_seconds"),
        pytest.param([1, 6], [1, 6], id="after_five_seconds_again"),
        pytest.param([1, 4, 7, 10], [1, 7], id="what_was_not_said_does_not_put_it_off"),
    ],
)
@pytest.mark.parametrize("flag", [Flag.SUDDEN, Flag.OVER_LARGE])
def test_the_same_fault(flag, at_s, said_at_s):
    assert [cue.t_s for cue in said([(t_s, [flagged(flag)]) for t_s in at_s])] == said_at_s


def test_two_faults_do_not_silence_each_other():
    cues = said([(1.0, [flagged(Flag.SUDDEN)]), (2.0, [flagged(Flag.OVER_LARGE)])])
    assert [cue.key for cue in cues] == ["sudden", "over_large"]


def test_jerky_is_said_once_in_five_repetitions():
    one = director()
    said_for = [
        count
        for count in range(1, 13)
        if one.update(
            replace(ACTIVE, t_s=10.0 * count, count=count), [flagged(Flag.JERKY, advisory=True)]
        )
    ]
    assert said_for == [1, 6, 11]


@pytest.mark.parametrize(
    ("dose_s", "numbers_at_s"),
    [
        pytest.param(10.0, [(7.0, "3."), (8.0, "2."), (9.0, "1.")], id="ten_seconds"),
        pytest.param(5.0, [(2.0, "3."), (3.0, "2."), (4.0, "1.")], id="five_seconds"),
        pytest.param(4.9, [], id="too_short_for_it"),
    ],
)
def test_the_last_seconds_of_every_hold_are_counted_down(dose_s, numbers_at_s):
    one = director()
    cues = []
    for count, start_s in ((1, 0.0), (2, 30.0)):
        for held_s in times(dose_s, 10):
            status = replace(
                ACTIVE, t_s=start_s + held_s, hold_s=held_s, dose_s=dose_s, count=count
            )
            cues += one.update(status, [])
        cues += one.update(replace(ACTIVE, t_s=start_s + 20), [])
    numbers = [cue for cue in cues if cue.key == "countdown"]
    wanted = [(start_s + t_s, text) for start_s in (0.0, 30.0) for t_s, text in numbers_at_s]
    assert [cue.text for cue in numbers] == [text for _, text in wanted]
    assert [cue.t_s for cue in numbers] == pytest.approx([t_s for t_s, _ in wanted], abs=0.11)
    assert all(cue.expires_s - cue.t_s <= 0.8 + 1e-9 for cue in numbers)


def test_a_number_that_comes_with_another_sentence_or_late_is_dropped():
    one = director()
    hold = replace(ACTIVE, hold_s=0.0, dose_s=5.0)
    texts = []
    for held_s, events in (
        (1.9, []),
        (2.0, [flagged(Flag.SUDDEN)]),  # instead of "3."
        (2.5, []),
        (3.8, []),  # "2." was due at 3.0: too late
        (4.0, []),
        (4.5, []),
    ):
        found = one.update(replace(hold, t_s=held_s, hold_s=held_s), events)
        texts += [cue.text for cue in found]
    assert texts == ["A little slower.", "1."]


def test_breathing_is_a_word_in_long_holds_once_a_minute():
    one = director()
    at_s = []
    for start_s in (0.0, 30.0, 61.0):
        for held_s in times(15.0, 10):
            status = replace(ACTIVE, t_s=start_s + held_s, hold_s=held_s, dose_s=15.0)
            at_s += [cue.t_s for cue in one.update(status, []) if cue.key == "breathe"]
    assert at_s == pytest.approx([2.5, 63.5], abs=0.11)


def test_holds_are_not_counted_down_before_ready():
    one = director(is_ready=False)
    holds = (replace(ACTIVE, t_s=t_s, hold_s=t_s, count=1) for t_s in times(10, 10))
    assert [cue for status in holds for cue in one.update(status, [])] == []


WAITING = replace(ACTIVE, stage=Stage.SETUP, reason="cannot_see_ankle")


@pytest.mark.parametrize("stage", [Stage.SETUP, Stage.CALIBRATE, Stage.LOST])
def test_what_is_waited_for_is_said_after_three_seconds_then_every_twelve(stage):
    at_s = [t_s for t_s, _ in waited(replace(WAITING, stage=stage), 40)]
    assert at_s == pytest.approx([3.0, 15.0, 27.0, 39.0], abs=0.11)


@pytest.mark.parametrize("stage", [Stage.ACTIVE, Stage.PAUSED, Stage.DONE])
def test_elsewhere_reasons_are_only_shown(stage):
    assert waited(replace(WAITING, stage=stage), 40) == []


def test_who_left_the_posture_while_counting_is_told():
    at_s = [t_s for t_s, _ in waited(replace(WAITING, stage=Stage.ACTIVE, reason="posture"), 20)]
    assert at_s == pytest.approx([3.0, 15.0], abs=0.11)


def test_a_reason_that_does_not_last_is_not_said():
    one = director(is_ready=False)
    cues = []
    for i in range(10):
        reason = "cannot_see_ankle" if i % 2 else "cannot_see_knee"
        cues += waited(replace(WAITING, t_s=2.5 * i, reason=reason), 2.5, one)
    assert cues == []


def test_a_reason_that_comes_back_is_not_repeated_too_soon():
    """Feet, then knees, then feet again: every three seconds, and yet each once in twelve."""
    one = director(is_ready=False)
    cues = []
    for i in range(10):
        reason = "cannot_see_ankle" if i % 2 else "cannot_see_knee"
        cues += waited(replace(WAITING, t_s=3.5 * i, reason=reason), 3.5, one)
    for reason in ("cannot_see_ankle", "cannot_see_knee"):
        at_s = [t_s for t_s, key in cues if key == reason]
        assert len(at_s) >= 2
        assert all(b - a >= 12.0 for a, b in pairwise(at_s))


def test_what_was_said_on_entering_is_not_repeated_at_once():
    one = director()
    lost = replace(WAITING, stage=Stage.LOST, t_s=100.0)
    entered = StageEntered(100.0, Stage.LOST, "cannot_see_ankle")
    assert [cue.key for cue in one.update(lost, [entered])] == ["cannot_see_ankle"]
    at_s = [t_s for t_s, _ in waited(replace(lost, t_s=100.1), 14, one)]
    assert at_s == pytest.approx([112.0], abs=0.11)


def test_no_reason_is_no_sentence():
    assert waited(replace(WAITING, reason=""), 30) == []


# -- life and instructions ----------------------------------------------------------------------


def every_cue() -> list[Cue]:
    events: list[Event] = [
        RepCounted(1, 1, 0.5),
        DoseReached(1, 1, 5),
        Advice(1, "shall_we_go_on"),
        *(flagged(flag) for flag in (Flag.SUDDEN, Flag.OVER_LARGE, Flag.JERKY)),
        READY,
        StageEntered(1, Stage.DONE, "dose_done"),
    ]
    explained = Director(PHRASES, PELVIS_LIFT, explains=True).update(ACTIVE, [])
    return said([(1.0, events)]) + explained


@pytest.mark.parametrize("cue", every_cue(), ids=lambda cue: cue.key)
def test_every_cue_expires(cue):
    """What is about this moment is worthless soon; the instructions can wait for each other."""
    life_s = cue.expires_s - cue.t_s
    is_about_now = cue.key in ("count_and_hold", "dose_reached", "sudden", "over_large")
    assert 0.5 <= life_s <= (2.5 if is_about_now else 30.0)


def test_opening_and_instructions_come_first_one_by_one_and_once():
    one = Director(PHRASES, PELVIS_LIFT, explains=True, opening="Pelvis lift. 3 times.")
    lasts_s = one.introduction_s
    cues = [cue for t_s in times(40, 10) for cue in one.update(replace(ACTIVE, t_s=t_s), [])]
    told = [cue for cue in cues if cue.key.startswith(("opening", "instruction"))]
    assert [cue.text for cue in told] == ["Pelvis lift. 3 times.", *PELVIS_LIFT.instructions]
    for before, after in pairwise(told):
        assert after.t_s >= before.t_s + speaking_s(before.text)
    assert told[-1].t_s + speaking_s(told[-1].text) <= lasts_s


def test_who_has_begun_hears_no_instructions_any_more():
    one = Director(PHRASES, PELVIS_LIFT, explains=True)
    one.update(ACTIVE, [READY])
    one.update(replace(ACTIVE, t_s=1.0), [RepCounted(1.0, 1, 0.5)])
    cues = [cue for t_s in times(40, 10) for cue in one.update(replace(ACTIVE, t_s=1 + t_s), [])]
    assert not [cue for cue in cues if cue.key.startswith("instruction")]


def introduced(stage: Stage, *later: tuple[float, Event]) -> tuple[float, list[tuple[float, str]]]:
    """How long the introduction takes, and what is said but for it, in twice that time."""
    one = Director(PHRASES, PELVIS_LIFT, explains=True)
    needed_s = one.introduction_s
    found = []
    events = dict(later)
    for t_s in times(2 * needed_s, 10):
        now = replace(ACTIVE, t_s=t_s, stage=stage, reason="lie_still" * (stage != Stage.ACTIVE))
        entered: list[Event] = [StageEntered(1.0, stage)] if t_s == 1.0 else []
        found += one.update(now, entered + [events[at] for at in events if at == t_s])
    return needed_s, [(c.t_s, c.key) for c in found if not c.key.startswith("instruction")]


@pytest.mark.parametrize(
    ("stage", "key"), [(Stage.ACTIVE, "ready"), (Stage.CALIBRATE, "lie_still")]
)
def test_what_can_wait_is_said_when_the_instructions_have_been_heard(stage, key):
    needed_s, found = introduced(stage)
    assert needed_s > 5.0
    assert found[0][1] == key
    assert found[0][0] == pytest.approx(needed_s, abs=0.11)
    assert all(b - a >= 12.0 for (a, _), (b, _) in pairwise(found))  # what is waited for, again


def test_who_begins_meanwhile_is_counted_and_not_told_to_begin():
    _, found = introduced(Stage.ACTIVE, (4.0, RepCounted(4.0, 1, 3.0)))
    assert found == [(4.0, "count_and_hold")]


def test_cautions_come_before_the_instructions_and_no_count_cuts_them_off():
    careful = led_exercise("paced").model_copy(update={"cautions": ("One.", "Two.")})
    one = Director(PHRASES, careful, explains=True)
    needed_s = one.introduction_s
    cues = [cue for t_s in times(30, 10) for cue in one.update(replace(WAITING, t_s=t_s), [])]
    told = [cue for cue in cues if cue.key.startswith(("instruction", "caution"))]
    assert [cue.text for cue in told] == ["One.", "Two.", "Lie on your back."]
    heard_s = [speaking_s(cue.text) for cue in told]
    assert told[1].t_s >= heard_s[0]
    assert told[2].t_s >= told[1].t_s + heard_s[1]
    assert needed_s >= told[2].t_s + heard_s[2]
    assert not interrupts(Priority.COUNT, told[0].priority)
    assert one.introduction_s == 0.0


def test_cautions_are_not_said_to_who_has_stopped():
    one = Director(PHRASES, led_exercise("paced"), explains=True)
    one.update(WAITING, [])
    later = replace(WAITING, t_s=20.0, stage=Stage.DONE)
    assert one.update(later, []) == []


def test_a_replay_explains_nothing():
    assert director(is_ready=False).update(ACTIVE, []) == []


def test_priorities_are_ordered():
    assert Priority.FORM < Priority.COUNT < Priority.CONTROL < Priority.SAFETY


@pytest.mark.parametrize(
    ("new", "spoken", "is_cut_off"),
    [
        pytest.param(Priority.COUNT, Priority.PRAISE, True, id="count_over_instruction"),
        pytest.param(Priority.FORM, Priority.PRAISE, True, id="warning_over_instruction"),
        pytest.param(Priority.COUNT, Priority.FORM, False, id="count_after_warning"),
        pytest.param(Priority.CONTROL, Priority.COUNT, True, id="control_over_count"),
        pytest.param(Priority.SAFETY, Priority.CONTROL, True, id="safety_over_control"),
        pytest.param(Priority.CONTROL, Priority.CONTROL, False, id="equals_wait"),
    ],
)
def test_what_cuts_off_what(new, spoken, is_cut_off):
    assert interrupts(new, spoken) == is_cut_off


def test_instructions_give_way_to_everything():
    cues = Director(PHRASES, PELVIS_LIFT, explains=True).update(ACTIVE, [])
    assert {cue.priority for cue in cues} == {min(Priority)}


# -- a whole session ----------------------------------------------------------------------------


def session_cues(poses: Iterator[Pose]) -> list[Cue]:
    session, one = Session(PELVIS_LIFT, dose_reps=2, dose_s=8.0), Director(PHRASES, PELVIS_LIFT)
    cues = []
    for found in poses:
        status, events = session.update(found)
        cues += one.update(status, events)
        if session.is_over:
            break
    return cues


def test_a_session_heard():
    script = Script(0.05).stay(6).rep(0.33, 1.6, 9.0, 1.6, 2).rep(0.33, 0.4, 9.0, 1.6, 3)
    body = (pose(t_s, lying(script.at(t_s))) for t_s in times(script.seconds, 15))
    assert [cue.text for cue in session_cues(body)] == [
        "Stay still for a moment.",
        "Ready. Begin slowly.",
        "1. Hold.",
        "Keep breathing.",
        "3.",
        "2.",
        "1.",
        "Enough. Let go slowly.",
        "2. Hold.",
        "A little slower.",
        "3.",
        "2.",
        "1.",
        "Enough. Let go slowly.",
        "That is all. Well done. Rest now.",
    ]  # fmt: skip


def test_a_session_that_was_never_ready_counts_silently():
    """Somebody who lies still for half a second only: nothing before the second is over."""
    script = Script(0.05).stay(0.7)
    for _ in range(2):
        script.rep(0.33, 1.6, 1.5, 1.6, 0.5)
    body = (pose(t_s, lying(script.at(t_s))) for t_s in times(script.seconds, 15))
    assert [cue.key for cue in session_cues(body)][:2] == ["lie_still", "uncalibrated"]


# -- an exercise and the phrases ------------------------------------------------------------------


def test_an_exercise_that_names_an_unknown_cue_is_refused():
    (advice,) = PELVIS_LIFT.advice
    spec = PELVIS_LIFT.model_copy(
        update={"advice": (advice.model_copy(update={"cue": "bend_elbow"}),)}
    )
    with pytest.raises(DefinitionError, match=r"pelvis_lift.*'bend_elbow'"):
        Director(PHRASES, spec)
