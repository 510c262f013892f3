"""A whole session: recordings of a person who does as told, hands-free, on media time alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from coach.agenda import Scene
from coach.edges.library import load_exercise
from coach.events import Event, Grade, Led, RepCounted, RepFinished, StopSeen
from coach.past import PastSession
from coach.plan import plan_today
from coach.programmes import Programme
from coach.session import Command
from coach.wording import speaking_s
from coach.workout_events import (
    Answered,
    Asked,
    ExerciseBegan,
    ExerciseEnded,
    RestBegan,
    SetTraced,
    Told,
    WorkoutBegan,
    WorkoutEnded,
    WorkoutPaused,
    WorkoutResumed,
)
from coach.workout_script import Before, Brief
from tests.recorded_person import PHRASES, RecordedPerson, Reel, film, lying, rest_of, sign_of

TWO = ("toe_pull_chin", "supine_reach")
USUAL = {"check": "usual"}


def brief(exercises: Sequence[str] = TWO, past: Sequence[PastSession] = (), **settings) -> Brief:
    programme = Programme(id="own", name="Own", about="Own.", exercises=tuple(exercises), rest_s=6)
    known = {name: load_exercise(name) for name in exercises}
    return Brief(
        make_plan=lambda props, gentle: plan_today(programme, known, past, props, is_gentle=gentle),
        **settings,
    )


def play(a_brief: Brief | None = None, **changes) -> RecordedPerson:
    return RecordedPerson(a_brief or brief(), **changes).run()


def ended(person: RecordedPerson) -> list[tuple[str, int, str]]:
    """Exercise, count and reason of each exercise that is over."""
    return [(e.exercise, e.count, e.reason) for e in person.of(ExerciseEnded)]


def reason(person: RecordedPerson) -> str:
    (end,) = person.of(WorkoutEnded)
    return end.reason


def told(person: RecordedPerson) -> list[str]:
    return [event.key for event in person.of(Told)]


def once(kind: type, act: Callable[[RecordedPerson], None], **fields) -> Callable:
    """Does something at the first event of a kind."""
    done: list[bool] = []

    def on_event(person: RecordedPerson, event: Event) -> None:
        is_it = isinstance(event, kind) and all(
            getattr(event, name) == value for name, value in fields.items()
        )
        if is_it and not done:
            done.append(True)
            act(person)

    return on_event


def raise_arm(person: RecordedPerson) -> None:
    person.show(sign_of(), rest_of(person.exercise))


def press(person: RecordedPerson) -> None:
    person.request = Command.STOP


# -- the whole ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole() -> RecordedPerson:
    return play()


def test_a_session_comes_to_its_end_hands_free(whole):
    assert ended(whole) == [("toe_pull_chin", 1, "dose_done"), ("supine_reach", 3, "dose_done")]
    assert reason(whole) == "done"
    answers = [(e.question, e.answer, e.by) for e in whole.of(Answered)]
    assert answers == [("check", "usual", "arm"), ("hearing", "yes", "arm")]
    kinds = [type(e) for e in whole.of(WorkoutBegan, ExerciseBegan, RestBegan, ExerciseEnded)]
    assert kinds == [
        *(WorkoutBegan, ExerciseBegan, ExerciseEnded),
        *(RestBegan, ExerciseBegan, ExerciseEnded),
    ]


def test_the_signal_of_each_set_is_told_before_its_exercise_ends(whole):
    told_of = [event for event in whole.events if isinstance(event, SetTraced | ExerciseEnded)]
    assert [type(event) for event in told_of] == [SetTraced, ExerciseEnded] * 2
    counted, led = told_of[0], told_of[2]
    assert (counted.signal, led.signal) == ("neck", "")
    assert (counted.place, led.place) == ("table", "beside")  # as each definition calls it


def test_at_the_end_it_is_said_and_shown_what_it_came_to(whole):
    ends_at = next(i for i, event in enumerate(whole.events) if isinstance(event, WorkoutEnded))
    closing = [(e.key, e.n) for e in whole.events[ends_at:] if isinstance(e, Told)]
    assert closing == [("told_done", ""), ("summary_done", "2"), ("summary_rest", "")]
    cues = whole.cues[-3:]
    assert [cue.text for cue in cues] == [
        PHRASES["told_done"],
        "2 exercises done.",
        PHRASES["summary_rest"],
    ]
    for cue, after in pairwise(cues):
        assert after.t_s - cue.t_s >= speaking_s(cue.text)
    last = whole.statuses[-1].agenda
    assert (last.question, last.hints) == (PHRASES["told_done"], tuple(c.text for c in cues[1:]))
    assert [(one.count, one.reps) for one in last.plan] == [(1, 1), (3, 3)]


@pytest.mark.parametrize("request_", [Command.QUIT, Command.STOP])
def test_who_quits_while_it_is_summed_up_has_done_it_all(request_):
    def on_event(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, Told) and event.key == "told_done":
            person.request = request_

    played = play(on_event=on_event)
    assert reason(played) == "done"
    assert ended(played) == [("toe_pull_chin", 1, "dose_done"), ("supine_reach", 3, "dose_done")]


def test_no_stop_is_seen_where_nobody_gives_one(whole):
    assert whole.of(StopSeen, WorkoutPaused) == []


def test_safety_comes_before_everything(whole):
    assert told(whole)[:3] == ["safety_device", "safety_pain", "safety_crack"]
    first = next(cue.t_s for cue in whole.cues if cue.key == "opening")
    assert all(cue.t_s < first for cue in whole.cues if cue.key.startswith(("safety", "said")))


def test_each_exercise_is_explained_before_it_is_done(whole):
    for began, done in zip(whole.of(ExerciseBegan), whole.of(ExerciseEnded), strict=True):
        exercise = load_exercise(began.exercise)
        said = [cue.text for cue in whole.cues if began.t_s <= cue.t_s < done.t_s]
        assert said[0].startswith(exercise.name)
        assert set(exercise.cautions) <= set(said)
        assert said.index(exercise.cautions[0]) < said.index(exercise.instructions[0])


def test_what_is_led_is_not_called_before_it_is_explained(whole):
    last = max(cue.t_s for cue in whole.cues if cue.key.startswith("instruction"))
    led = [cue.t_s for cue in whole.cues if cue.key == "call_out"]
    assert min(led) > last


def test_scenes_follow_each_other(whole):
    scenes = [status.agenda.scene for status in whole.statuses]
    shown = [scene for i, scene in enumerate(scenes) if i == 0 or scenes[i - 1] is not scene]
    assert shown == [
        *(Scene.WELCOME, Scene.PLACING, Scene.QUESTION, Scene.PLACING, Scene.QUESTION),
        *(Scene.PLACING, Scene.EXERCISE, Scene.REST, Scene.EXERCISE, Scene.OVER),
    ]


def test_the_time_left_only_goes_down(whole):
    left = [status.agenda.left_s for status in whole.statuses]
    assert left[0] > 60
    assert all(after <= before for before, after in pairwise(left))
    assert left[-1] == 0.0


@pytest.mark.parametrize("start_s", [0.0, 4000.0])
def test_it_is_the_same_at_another_time(whole, start_s):
    other = play(t_s=start_s)
    assert ended(other) == ended(whole)
    assert [type(e) for e in other.events] == [type(e) for e in whole.events]


# -- before ---------------------------------------------------------------------------------------


def test_red_ends_before_it_begins():
    played = play(answers={"check": "red"})
    assert reason(played) == "red"
    assert played.of(ExerciseBegan) == []
    assert told(played)[-1] == "told_red"


@pytest.mark.parametrize(
    ("answer", "exercises", "end"),
    [
        pytest.param("not_today", [], "not_today", id="not_today"),
        pytest.param("gentle", ["star_stretch"], "quit", id="only_what_has_no_caution"),
    ],
)
def test_amber(answer, exercises, end):
    def quit_soon(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, ExerciseBegan):
            person.request = Command.QUIT

    played = RecordedPerson(
        brief(("supine_reach", "star_stretch")),
        answers={"check": "amber", "amber": answer},
        on_event=quit_soon,
    )
    played.run()
    assert [e.exercise for e in played.of(ExerciseBegan)] == exercises
    assert reason(played) == end


def test_amber_with_nothing_gentle_in_it_is_not_today():
    played = play(answers={"check": "amber", "amber": "gentle"})
    assert reason(played) == "not_today"


def test_nothing_at_hand_is_no_answer_to_the_check():
    played = play(brief(("bar_hang",), props_to_ask=("bar",)), answers={**USUAL, "prop": "no"})
    assert reason(played) == "nothing_left"


def test_nobody_answers_for_the_person():
    played = RecordedPerson(brief(), answers={})
    played.run(at_most_s=200.0)
    pauses = [event.by for event in played.of(WorkoutPaused)]
    assert pauses == ["silence"]
    assert played.of(ExerciseBegan) == []


def test_the_check_goes_on_after_a_pause():
    asked: list[str] = []

    def later(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, WorkoutPaused):
            person.show(sign_of(), lying())
        if isinstance(event, Asked) and event.question == "check":
            asked.append("check")
            person.answers = {"check": "usual"} if len(asked) == 2 else {}

    played = play(answers={}, on_event=later)
    assert reason(played) == "done"
    assert len(asked) == 2


def test_who_is_not_heard_may_go_on():
    played = play(mutes=("hearing",))
    assert "told_not_heard" in told(played)
    assert "how_to_stop" not in told(played)  # the sign was not seen: it is not promised
    assert reason(played) == "done"


def test_a_short_pause_since_the_last_session_is_told():
    played = play(brief(hours_since_last=2.7))
    cues = [cue.text for cue in played.cues if cue.key == "too_early"]
    assert cues == [PHRASES["too_early"].replace("{n}", "2")]
    assert any("2" in hint for hint in played.statuses[0].agenda.hints)


def test_things_are_asked_for_and_what_needs_them_is_opt_in():
    programme = ("bar_hang", *TWO)
    no = play(brief(programme, props_to_ask=("bar",)), answers={**USUAL, "prop": "no"})
    assert [e.exercise for e in no.of(ExerciseBegan)] == [*TWO]
    silent = play(brief(programme, props_to_ask=("bar",)))
    assert [e.exercise for e in silent.of(ExerciseBegan)] == [*TWO]
    (answer,) = [e for e in no.of(Answered) if e.question == "prop"]
    assert (answer.about, answer.answer) == ("bar", "no")


def test_a_session_that_was_broken_off_goes_on_where_it_was():
    played = play(
        brief(before=Before({"toe_pull_chin": 1, "supine_reach": 1})),
        answers={**USUAL, "resume": "resume_yes"},
    )
    (began,) = played.of(ExerciseBegan)
    assert (began.exercise, began.dose_reps, began.place_in) == ("supine_reach", 2, 1)
    assert ended(played) == [("supine_reach", 3, "dose_done")]


def test_what_was_done_or_hurt_before_is_not_asked_for_again_wherever_it_stands():
    played = play(
        brief((*TWO, "star_stretch"), before=Before({"supine_reach": 3, "star_stretch": 3})),
        answers={**USUAL, "resume": "resume_yes"},
    )
    assert [e.exercise for e in played.of(ExerciseBegan)] == ["toe_pull_chin"]
    assert reason(played) == "done"


def test_where_only_gentle_ones_are_left_and_done_the_session_is_done():
    played = play(
        brief(("toe_pull_chin", "star_stretch"), before=Before({"star_stretch": 3})),
        answers={"check": "amber", "amber": "gentle", "resume": "resume_yes"},
    )
    assert played.of(ExerciseBegan) == []
    assert reason(played) == "done"


def test_pain_before_the_session_was_broken_off_counts():
    played = play(
        brief(before=Before({"toe_pull_chin": 1}, hurt=frozenset({"toe_pull_chin"}))),
        answers={**USUAL, "resume": "resume_yes", "stop": "hurts", "pain": "mild"},
        on_event=once(ExerciseBegan, press),
    )
    assert reason(played) == "pain"


def test_time_before_the_session_was_broken_off_counts():
    played = play(
        brief(before=Before({"toe_pull_chin": 1}, spent_s=40 * 60.0)),
        answers={**USUAL, "resume": "resume_yes"},
    )
    assert reason(played) == "forty_minutes"


def test_what_was_done_before_it_was_broken_off_is_summed_up_too():
    before = Before({"toe_pull_chin": 1}, hurt=frozenset({"toe_pull_chin"}))
    played = play(brief(before=before), answers={**USUAL, "resume": "resume_yes"})
    closing = [(e.key, e.n) for e in played.of(Told)][-2:]
    assert closing == [("summary_done", "2"), ("summary_hurt_one", "")]


def test_or_begins_anew():
    played = play(
        brief(before=Before({"toe_pull_chin": 1})), answers={**USUAL, "resume": "resume_no"}
    )
    assert [e.exercise for e in played.of(ExerciseBegan)] == [*TWO]


# -- stops --------------------------------------------------------------------------------------


def both(*acts: Callable) -> Callable:
    def on_event(person: RecordedPerson, event: Event) -> None:
        for act in acts:
            act(person, event)

    return on_event


def stop_once(person: RecordedPerson, event: Event) -> None:
    """Raise an arm after the first repetition of the second exercise."""
    is_it = isinstance(event, RepCounted) and person.exercise == "supine_reach"
    if is_it and not person.of(WorkoutPaused, StopSeen):
        raise_arm(person)


def stop_at_led(answers: dict[str, str], by: Callable = raise_arm) -> RecordedPerson:
    def on_led(person: RecordedPerson, event: Event) -> None:
        is_it = isinstance(event, RepCounted) and person.exercise == "supine_reach"
        if is_it and not person.of(WorkoutPaused, StopSeen):
            by(person)

    return play(answers={**USUAL, **answers}, on_event=on_led)


@pytest.mark.parametrize("by", [raise_arm, press], ids=["arm", "key"])
@pytest.mark.parametrize(
    ("answers", "outcome", "end"),
    [
        pytest.param({"stop": "go_on"}, (3, "dose_done"), "done", id="go_on"),
        pytest.param({"stop": "again"}, (3, "dose_done"), "done", id="again"),
        pytest.param({"stop": "skip"}, (1, "skipped"), "done", id="skip"),
        pytest.param({"stop": "hurts", "pain": "mild"}, (1, "hurts"), "enough", id="mild"),
        pytest.param({"stop": "hurts"}, (1, "hurts"), "enough", id="pain_not_told"),
        pytest.param({"stop": "hurts", "pain": "strong"}, (1, "hurts"), "pain", id="strong"),
        pytest.param({"stop": "hurts", "pain": "leg"}, (1, "hurts"), "pain", id="into_the_leg"),
    ],
)
def test_a_stop_and_its_answer(by, answers, outcome, end):
    played = stop_at_led(answers, by)
    assert ended(played)[-1] == ("supine_reach", *outcome)
    assert reason(played) == end
    expected = "arm" if by is raise_arm else "key"
    assert next(e.by for e in played.of(WorkoutPaused)) == expected


def test_the_coach_is_silent_at_once_and_the_timers_stand_still():
    played = stop_at_led({"stop": "go_on"})
    (seen,) = played.of(StopSeen)
    answered = next(e.t_s for e in played.of(Answered) if e.question == "stop")
    meanwhile = [cue for cue in played.cues if seen.t_s <= cue.t_s < answered]
    assert [cue.key for cue in meanwhile][:2] == ["told_stopped", "question_stop"]
    assert all(cue.key.startswith(("told", "question", "answer")) for cue in meanwhile)
    counts = [s.count for s in played.statuses if seen.t_s <= s.t_s < answered]
    assert len(set(counts)) == 1


def test_an_explanation_comes_again_with_what_is_left_of_the_dose():
    played = stop_at_led({"stop": "again"})
    doses = [(e.exercise, e.dose_reps) for e in played.of(ExerciseBegan)]
    assert doses == [("toe_pull_chin", 1), ("supine_reach", 3), ("supine_reach", 2)]
    said = [cue.text for cue in played.cues]
    assert said.count(load_exercise("supine_reach").instructions[0]) == 2


def test_no_answer_is_a_pause_and_an_arm_goes_on():
    pauses: list[str] = []

    def rest_then_go_on(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, RepCounted) and person.exercise == "supine_reach" and not pauses:
            raise_arm(person)
        if isinstance(event, WorkoutPaused):
            pauses.append(event.by)
            if event.by == "silence":
                person.show(sign_of(), rest_of("supine_reach"))

    played = play(on_event=rest_then_go_on)
    assert pauses == ["arm", "silence"]
    assert [e.by for e in played.of(WorkoutResumed)] == ["arm"]
    assert ended(played)[-1] == ("supine_reach", 3, "dose_done")


def test_after_pain_the_next_exercise_is_offered_and_never_begins_by_itself():
    def on_event(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, ExerciseBegan) and event.exercise == "toe_pull_chin":
            person.request = Command.STOP

    hurt = {**USUAL, "stop": "hurts", "pain": "mild"}
    silent = RecordedPerson(brief(), answers=hurt, on_event=on_event)
    silent.run(at_most_s=400.0)
    assert [e.exercise for e in silent.of(ExerciseBegan)] == ["toe_pull_chin"]
    assert "next" in [e.question for e in silent.of(Asked)]
    yes = play(answers={**hurt, "next": "yes"}, on_event=on_event)
    assert ended(yes) == [("toe_pull_chin", 0, "hurts"), ("supine_reach", 3, "dose_done")]
    no = play(answers={**hurt, "next": "no"}, on_event=on_event)
    assert (ended(no), reason(no)) == ([("toe_pull_chin", 0, "hurts")], "enough")


def test_the_second_pain_stop_ends_the_session():
    def on_event(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, ExerciseBegan):
            person.request = Command.STOP

    answers = {**USUAL, "stop": "hurts", "pain": "mild", "next": "yes"}
    played = play(brief((*TWO, "star_stretch")), answers=answers, on_event=on_event)
    assert [name for name, _, _ in ended(played)] == [*TWO]
    assert reason(played) == "pain"
    assert told(played)[-2:] == ["told_session_ends_pain", "summary_hurt"]


def test_a_pause_shows_what_comes_next():
    def on_event(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, RestBegan | WorkoutPaused):
            person.request = Command.PAUSE

    played = play(on_event=on_event)
    paused = [s.agenda for s in played.statuses if s.agenda.scene is Scene.PAUSED]
    assert {agenda.next_name for agenda in paused} == {load_exercise(TWO[1]).name}


def test_space_pauses_without_a_question():
    def on_event(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, RepCounted) and not person.of(WorkoutPaused):
            person.request = Command.PAUSE
        if isinstance(event, WorkoutPaused):
            person.request = Command.PAUSE

    played = play(on_event=on_event)
    assert "stop" not in [e.question for e in played.of(Asked)]
    assert reason(played) == "done"


def test_who_goes_on_before_all_was_explained_hears_it_again():
    def on_event(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, ExerciseBegan) and len(person.of(ExerciseBegan)) == 1:
            person.request = Command.STOP

    played = play(answers={**USUAL, "stop": "go_on"}, on_event=on_event)
    exercises = [e.exercise for e in played.of(ExerciseBegan)]
    assert exercises == ["toe_pull_chin", "toe_pull_chin", "supine_reach"]
    began_s = played.of(ExerciseBegan)[1].t_s
    said = [cue.text for cue in played.cues if cue.t_s >= began_s]
    assert set(load_exercise("toe_pull_chin").cautions) <= set(said)


def test_events_are_in_order_of_time():
    def on_event(person: RecordedPerson, event: Event) -> None:
        is_first = isinstance(event, RepCounted) and not person.of(WorkoutPaused)
        if is_first or isinstance(event, WorkoutPaused):
            person.request = Command.PAUSE

    played = play(on_event=on_event)
    times_s = [event.t_s for event in played.events]
    assert times_s == sorted(times_s)
    assert reason(played) == "done"


def test_an_arm_still_up_from_an_answer_does_not_stop_the_next_exercise():
    def on_event(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, Answered) and event.question == "stop":
            up = sign_of()
            held = up.poses[len(up.poses) // 3 : len(up.poses) // 3 + 1] * 45  # three seconds
            person.show(Reel(held), rest_of("supine_reach"))

    played = play(answers={**USUAL, "stop": "again"}, on_event=both(stop_once, on_event))
    assert len(played.of(StopSeen)) == 1
    assert reason(played) == "done"


def test_a_rest_stands_still_while_somebody_is_stopped():
    played = play(answers={**USUAL, "stop": "go_on"}, on_event=once(RestBegan, press))
    (rest,) = played.of(RestBegan)
    began_s = played.of(ExerciseBegan)[1].t_s
    (resumed,) = played.of(WorkoutResumed)
    (paused,) = played.of(WorkoutPaused)
    stopped_s = resumed.t_s - paused.t_s
    assert stopped_s > 5
    assert began_s - rest.t_s - stopped_s == pytest.approx(rest.lasts_s, abs=0.5)


def test_space_in_a_rest_pauses_without_a_question():
    def on_event(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, RestBegan | WorkoutPaused):
            person.request = Command.PAUSE

    played = play(on_event=on_event)
    assert "stop" not in [e.question for e in played.of(Asked)]
    assert reason(played) == "done"


def test_a_stop_in_a_rest_offers_nothing_to_skip():
    played = play(answers={**USUAL, "stop": "go_on"}, on_event=once(RestBegan, press))
    (asked,) = [e for e in played.of(Asked) if e.question == "stop"]
    assert asked.answers == ("hurts", "pause", "go_on")


def test_all_skipped_is_no_reason_for_praise():
    def on_event(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, ExerciseBegan):
            person.request = Command.STOP

    played = play(answers={**USUAL, "stop": "skip"}, on_event=on_event)
    assert [why for _, _, why in ended(played)] == ["skipped", "skipped"]
    assert "told_done" not in told(played)


def test_a_stop_in_a_rest_is_heard_too():
    played = play(answers={**USUAL, "stop": "go_on"}, on_event=once(RestBegan, press))
    assert "stop" in [e.question for e in played.of(Asked)]
    assert reason(played) == "done"


# -- ends -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ExerciseBegan, RestBegan, Asked])
def test_who_quits_has_everything_closed(kind):
    def leave(person: RecordedPerson) -> None:
        person.request = Command.QUIT

    played = play(on_event=once(kind, leave))
    assert reason(played) == "quit"
    assert played.statuses[-1].reason == "quit"
    began, over = played.of(ExerciseBegan), played.of(ExerciseEnded)
    assert [e.exercise for e in began] == [e.exercise for e in over]


def test_quitting_before_the_start_is_no_session():
    played = RecordedPerson(brief())
    played.request = Command.QUIT
    played.run()
    assert played.events == []


def test_the_source_ends():
    played = RecordedPerson(brief())
    played.run(at_most_s=100.0)
    assert reason(played) == "ended"


def test_forty_minutes_are_enough():
    def short(props, gentle):
        plan = brief().make_plan(props, gentle)
        programme = plan.programme.model_copy(update={"max_minutes": 0.2})
        return replace(plan, programme=programme)

    played = play(replace(brief(), make_plan=short))
    assert reason(played) == "forty_minutes"
    assert ended(played)[-1][2] == "forty_minutes"


def test_who_leaves_ends_the_session_kindly():
    def leave(person: RecordedPerson) -> None:
        person.is_absent = True

    played = play(on_event=once(ExerciseBegan, leave))
    assert reason(played) == "left"
    assert told(played)[-1] == "told_left"


# -- what cannot be seen --------------------------------------------------------------------------


def test_whose_feet_never_fit_into_the_picture_is_led_without_being_seen():
    feet = slice(25, 33)

    def cut_off(reel: Reel) -> Reel:
        for i, pose in enumerate(reel.poses):
            image = pose.image.copy()
            image[feet, 0] = pose.size[0] + 40
            image[feet, 3] = 0.05
            reel.poses[i] = replace(pose, image=image)
        return reel

    def on_event(person: RecordedPerson, event: Event) -> None:
        if isinstance(event, Told) and event.key == "lie_down":
            person.show(cut_off(lying()))
        if isinstance(event, ExerciseBegan):
            person.show(cut_off(rest_of(event.exercise)))

    played = play(brief(("supine_reach",)), on_event=on_event)
    assert ended(played) == [("supine_reach", 3, "dose_done")]
    grades = {event.rep.grade for event in played.of(RepFinished)}
    assert grades == {Grade.NOT_SEEN}
    assert played.of(Led) == []
    said = [cue.key for cue in played.cues]
    assert "cut_off_feet" in said
    assert "blind_lead" in said
    assert said.index("blind_lead") < said.index("call_out")


def test_the_films_are_there():
    for name in (*TWO, "sign"):
        assert film(name).exists()
