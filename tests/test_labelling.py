"""A whole labelling session without a window: keys and times in, labels and sentences out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.labelling import FAULT_KEYS, MOMENT_KEYS, Labelling, Request
from coach.labels import Labels, labels_of, marks, with_labels
from coach.playback import Playback
from coach.truth import CameraView, Fault, Happening, Truth, parse_truth, truth_text

HEAD = Truth(
    format=1,
    exercise="pelvis_lift",
    people="real",
    subject="p1",
    camera=CameraView(place="low_table"),
    fps=30.0,
    size=(640, 480),
    seconds=60.0,
    reps=(),
)
ONE_REP = ("enter 1", "enter 2", "enter 4", "enter 5")
TWO_REPS = (*ONE_REP, "enter 7", "enter 8", "enter 8", "enter 9")


def labelling(*steps: str, saved: Labels | None = None, **options: object) -> Labelling:
    """A session in which `steps` were pressed, each a key and a time: "enter 1.5"."""
    session = Labelling(saved or Labels(), **({"exercise": "pelvis_lift"} | options))
    press(session, *steps)
    return session


def press(session: Labelling, *steps: str) -> Request | None:
    request = None
    for step in steps:
        key, _, t_s = step.partition(" ")
        request = session.press(key, float(t_s or 0.0))
    return request


def times(session: Labelling) -> list[tuple[float, float, float, float]]:
    return [(r.start_s, r.top_s, r.release_s, r.end_s) for r in session.labels.reps]


def moments(session: Labelling) -> list[tuple[str, float, float]]:
    return [(m.what, m.start_s, m.end_s) for m in session.labels.moments]


def test_enter_marks_the_four_times_in_turn():
    session = labelling()
    for step, told in zip(ONE_REP, ("top", "release", "end", "complete"), strict=True):
        press(session, step)
        assert told in session.message
    assert times(session) == [(1, 2, 4, 5)]
    assert session.labels.draft is None


def test_a_movement_without_a_hold_has_its_top_and_release_on_one_frame():
    assert times(labelling("enter 1", "enter 2", "enter 2", "enter 3")) == [(1, 2, 2, 3)]


def test_repetitions_marked_out_of_order_stand_in_order_of_time():
    later = ("enter 7", "enter 8", "enter 8", "enter 9")
    assert times(labelling(*later, *ONE_REP)) == times(labelling(*TWO_REPS))


def test_times_are_rounded_to_a_millisecond():
    session = labelling("enter 1.0333333", "enter 2", "enter 3", "enter 4")
    assert times(session)[0][0] == 1.033


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        pytest.param(
            ("enter 2", "enter 1"), "cannot come before the start at 2.00", id="backwards"
        ),
        pytest.param(["enter 3"] * 4, "start and end on one frame", id="no_length"),
        pytest.param((*ONE_REP, "enter 3"), "From 1.00 to 5.00 s lies another", id="inside"),
        pytest.param((*ONE_REP, "enter 0.5", "enter 6"), "lies another", id="around"),
        pytest.param(("1 3",), "no repetition yet", id="fault_of_nothing"),
        pytest.param(("l 3",), "no repetition yet", id="side_of_nothing"),
        pytest.param(("d 3",), "no repetition to delete", id="delete_nothing"),
        pytest.param(("x 3",), "no moment to delete", id="delete_no_moment"),
        pytest.param(("e 3",), "Nothing is marked yet", id="move_nothing"),
        pytest.param(("u 3",), "nothing to undo", id="undo_nothing"),
        pytest.param(("y 3",), "Nothing was undone", id="redo_nothing"),
        pytest.param(("m 3", "s 3", "m 2"), "begins at 3.00", id="moment_backwards"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(steps, words):
    *before, last = steps
    session = labelling(*before)
    labels = session.labels
    press(session, last)
    assert words in session.message
    assert session.labels == labels


def test_nothing_is_marked_in_a_clip_that_counts_nothing():
    session = labelling("enter 1", exercise=None)
    assert "--exercise" in session.message
    assert session.labels == Labels()
    press(session, "m 1", "w 1", "m 4")
    assert moments(session) == [("walk", 1, 4)]


@pytest.mark.parametrize(
    ("at", "rep"),
    [
        pytest.param("0", 0, id="before_all"),
        pytest.param("3", 0, id="inside_the_first"),
        pytest.param("5.9", 0, id="nearer_to_the_first"),
        pytest.param("6.1", 1, id="nearer_to_the_second"),
        pytest.param("50", 1, id="after_all"),
    ],
)
def test_side_faults_and_deleting_go_to_the_nearest_repetition(at, rep):
    session = labelling(*TWO_REPS, f"l {at}", f"4 {at}", f"1 {at}")
    assert session.labels.reps[rep].side == "left"
    assert session.labels.reps[rep].faults == (Fault.PARTIAL, Fault.SUDDEN)
    assert session.labels.reps[1 - rep].side is None
    assert session.labels.reps[1 - rep].faults == ()
    press(session, f"r {at}", f"1 {at}")
    assert session.labels.reps[rep].side == "right"
    assert session.labels.reps[rep].faults == (Fault.SUDDEN,)
    press(session, f"r {at}")
    assert session.labels.reps[rep].side is None
    press(session, f"d {at}")
    assert times(session) == [times(labelling(*TWO_REPS))[1 - rep]]


def test_what_is_being_marked_goes_before_finished_repetitions():
    session = labelling(*ONE_REP, "enter 7", "7 3", "r 3", "enter 8", "enter 8", "enter 9")
    first, second = session.labels.reps
    assert (first.side, first.faults) == (None, ())
    assert (second.side, second.faults) == ("right", (Fault.OVER_LARGE,))
    press(session, "enter 20", "d 3")
    assert session.labels.draft is None
    assert len(session.labels.reps) == 2


def test_every_fault_and_every_happening_has_a_key():
    assert set(FAULT_KEYS.values()) == set(Fault)
    assert all(len(key) == 1 for key in FAULT_KEYS)
    assert set(MOMENT_KEYS.values()) == set(Happening)


@pytest.mark.parametrize(("key", "what"), MOMENT_KEYS.items())
def test_m_and_a_letter_begin_a_moment_and_m_ends_it(key, what):
    session = labelling("m 3", f"{key} 3", "m 5")
    assert moments(session) == [(what, 3, 5)]
    press(session, "x 20")
    assert moments(session) == []


def test_a_key_without_a_moment_leaves_the_choice_and_does_nothing_else():
    session = labelling("m 3")
    assert session.is_choosing
    press(session, "enter 3")
    assert not session.is_choosing
    assert session.labels == Labels()
    assert labelling("m 3", "q 3").labels == Labels()


def test_moments_may_overlap_and_stand_in_order_of_time():
    session = labelling("m 9", "f 9", "m 12", "m 3", "p 3", "m 10")
    assert moments(session) == [("second_person", 3, 10), ("fidget", 9, 12)]


@pytest.mark.parametrize(
    ("step", "moved"),
    [
        pytest.param("e 0.4", (0.4, 2, 4, 5), id="start"),
        pytest.param("e 2.4", (1, 2.4, 4, 5), id="top"),
        pytest.param("e 3.5", (1, 2, 3.5, 5), id="release"),
        pytest.param("e 5.6", (1, 2, 4, 5.6), id="end"),
    ],
)
def test_e_moves_the_nearest_mark(step, moved):
    assert times(labelling(*TWO_REPS, step)) == [moved, (7, 8, 8, 9)]


@pytest.mark.parametrize(
    ("step", "moved"),
    [
        pytest.param("e 1.8", (1, 1.8, 2, 3), id="left_the_top"),
        pytest.param("e 2.2", (1, 2, 2.2, 3), id="right_the_release"),
    ],
)
def test_a_top_and_a_release_on_one_frame_can_be_moved_apart(step, moved):
    assert times(labelling("enter 1", "enter 2", "enter 2", "enter 3", step)) == [moved]


@pytest.mark.parametrize(
    ("draft", "step", "start_s", "draft_s"),
    [
        pytest.param(("2", "5"), "e 4.6", 5, (2, 4.6), id="left_what_is_being_marked"),
        pytest.param(("2", "5"), "e 5.4", 5.4, (2, 5), id="right_the_repetition"),
        pytest.param(("5",), "e 4.6", 5, (4.6,), id="left_a_first_mark"),
        pytest.param(("5",), "e 5.4", 5.4, (5,), id="right_from_a_first_mark"),
    ],
)
def test_what_is_being_marked_is_not_moved_into_the_next_repetition(draft, step, start_s, draft_s):
    later = ("enter 5", "enter 6", "enter 7", "enter 8")
    session = labelling(*later, *(f"enter {t_s}" for t_s in draft), step)
    assert times(session) == [(start_s, 6, 7, 8)]
    assert session.labels.draft.times_s == draft_s


def test_e_moves_the_ends_of_moments_and_of_what_is_being_marked():
    session = labelling("m 3", "f 3", "m 5", "e 5.5", "e 2.5", "enter 10", "enter 12", "e 11.5")
    assert moments(session) == [("fidget", 2.5, 5.5)]
    assert session.labels.draft.times_s == (10, 11.5)
    press(session, "m 20", "a 20", "e 21", "m 25")
    assert moments(session)[1] == ("absent", 21, 25)


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*"lrmdxeuyfs1479", "enter", "enter", "enter", "backspace"]),
        st.integers(0, 600).map(lambda tenths: tenths / 10),
    ),
    max_size=40,
)


@settings(max_examples=300)
@given(STEPS)
def test_whatever_is_pressed_the_file_can_be_read_back(steps):
    session = labelling(*(f"{key} {t_s}" for key, t_s in steps))
    truth = parse_truth(truth_text(with_labels(HEAD, session.labels)), "any.truth.json")
    assert truth.reps == session.labels.reps
    assert truth.moments == session.labels.moments
    assert labels_of(truth).reps == session.labels.reps


@given(STEPS)
def test_undo_goes_all_the_way_back_and_redo_all_the_way_on(steps):
    edits = [(key, t_s) for key, t_s in steps if key not in ("u", "y", "backspace")]
    session = labelling("enter 1", *(f"{key} {t_s}" for key, t_s in edits))
    press(session, *["f 0"] * session.is_choosing)
    done = session.labels
    press(session, *["u"] * 50)
    assert session.labels == Labels()
    assert not session.is_unsaved
    press(session, *["y"] * 50)
    assert session.labels == done


def test_s_asks_to_save_whole_labels_only():
    session = labelling(*ONE_REP, "enter 7")
    assert press(session, "s") is None
    assert "has no top" in session.message
    press(session, "d", "m 8", "a 8")
    assert press(session, "s") is None
    assert "absent of 8.00 s has no end" in session.message
    press(session, "m 9")
    assert press(session, "s") is Request.SAVE
    assert session.is_unsaved  # until somebody has written it
    session.note_saved("side.truth.json")
    assert not session.is_unsaved
    assert press(session, "q") is Request.QUIT


def test_q_asks_once_when_something_is_not_saved():
    assert press(labelling(), "q") is Request.QUIT
    session = labelling(*ONE_REP)
    assert press(session, "q") is None
    assert "Not saved" in session.message
    assert press(session, "left", "q") is None  # another key in between: asked anew
    assert press(session, "q") is Request.QUIT


def test_a_changed_head_is_unsaved_too():
    session = labelling(is_head_new=True)
    assert press(session, "q") is None
    session.note_saved("side.truth.json")
    assert press(session, "q") is Request.QUIT


def test_marks_of_last_time_come_back_and_can_be_dropped():
    saved, lost = labelling(*ONE_REP).labels, labelling(*TWO_REPS, "enter 11").labels
    session = Labelling(saved, lost, exercise="pelvis_lift")
    assert session.labels == lost
    assert session.is_unsaved
    assert "last time" in session.message
    press(session, "u")
    assert session.labels == saved
    assert not session.is_unsaved


def test_a_mere_count_stays_until_repetitions_are_marked():
    counted = HEAD.model_copy(update={"reps": None, "rep_count": 2, "hold_seconds": (2.0, 2.0)})
    moment_only = with_labels(counted, labelling("m 1", "f 1", "m 2").labels)
    assert (moment_only.rep_count, moment_only.reps) == (2, None)
    marked = with_labels(counted, labelling(*TWO_REPS).labels)
    assert (marked.rep_count, marked.hold_seconds, len(marked.reps)) == (None, None, 2)
    assert marked.true_count == 2


def test_marks_are_all_the_times_there_are():
    session = labelling(*ONE_REP, "m 10", "f 10", "m 12", "enter 20", "m 30", "a 30")
    assert sorted(mark.t_s for mark in marks(session.labels)) == [1, 2, 4, 5, 10, 12, 20, 30]


# -- playing and stepping -------------------------------------------------------------------------

VARIABLE_S = (0.0, 0.1, 0.2, 0.5, 1.0, 1.1, 2.0, 3.0)


@pytest.mark.parametrize(
    ("keys", "t_s"),
    [
        pytest.param(["right"], 0.1, id="a_frame_on"),
        pytest.param([".", ".", ","], 0.1, id="letters_step_too"),
        pytest.param(["left"], 0.0, id="not_before_the_first"),
        pytest.param(["end", "right"], 3.0, id="not_beyond_the_last"),
        pytest.param(["up"], 1.0, id="a_second_on"),
        pytest.param(["end", "j"], 2.0, id="a_second_back"),
        pytest.param(["k", "right", "down"], 0.1, id="to_the_frame_seen_then"),
        pytest.param(["end", "home"], 0.0, id="home"),
    ],
)
def test_steps_and_jumps_go_by_the_frames_own_times(keys, t_s):
    playback = Playback(VARIABLE_S)
    for key in keys:
        assert playback.press(key, 50.0)
    assert playback.t_s == t_s


def test_playing_follows_the_clock_and_stops_at_the_end():
    playback = Playback(VARIABLE_S)
    playback.press("space", 50.0)
    seen = []
    for now_s in (50.05, 50.15, 50.75, 51.05):
        playback.advance(now_s)
        seen.append(playback.t_s)
    assert seen == [0.0, 0.1, 0.5, 1.0]
    playback.press("+", 51.05)
    playback.advance(51.55)
    assert playback.t_s == 2.0  # twice as fast from where it was
    playback.advance(99.0)
    assert (playback.t_s, playback.is_playing) == (3.0, False)
    playback.press("space", 100.0)
    assert (playback.t_s, playback.is_playing) == (0.0, True)  # once more from the beginning


def test_a_pause_and_a_step_stop_the_clock():
    for key in ("space", "right", "up", "home"):
        playback = Playback(VARIABLE_S)
        playback.press("space", 50.0)
        playback.press(key, 50.0)
        here_s = playback.t_s
        playback.advance(60.0)
        assert playback.t_s == here_s


def test_a_rounded_mark_leads_back_to_its_frame():
    times_s = [n / 30 for n in range(90)]
    playback = Playback(times_s)
    for frame, t_s in enumerate(times_s):
        playback.jump(round(t_s, 3))
        assert playback.frame == frame


def test_other_keys_mean_nothing_to_the_playback():
    assert not Playback(VARIABLE_S).press("enter", 0.0)
