"""Before the first exercise: how is the back, is all of the body seen, is the coach heard?"""

from typing import Literal

from coach.agenda import Scene
from coach.framing import Framing
from coach.steps import Sight, Steps
from coach.talk import Talk
from coach.workout_events import Answered, Asked

GOOD_FOR_S = 2.0  # so long somebody lies well in the picture, and the session goes on by itself
SAID_AGAIN_S = 10.0  # what is wrong with the picture
UNFIT_AFTER_S = 60.0  # who does not fit into the picture for so long is led without being seen
LEFT_AFTER_S = 15 * 60.0  # then nobody comes any more
HEARING_S, HEARING_TIMES = 10.0, 3

# How the body came to be seen: well, never all of it, or nobody came.
Placed = Literal["fit", "unfit", "left"]


def too_early(hours: float) -> tuple[str, str]:
    """The phrase key for so few hours since the last session, and what fills in its {n}."""
    whole = max(int(hours), 1)
    key = "too_early_one" if whole == 1 else "too_early"
    return key, str(whole)


def check(talk: Talk) -> Steps[str]:
    """How is your back today? Returns "usual", "gentle", or why there is no session: "red",
    "not_today", or "left" where nobody answers.
    """
    answer = yield from talk.ask_until("check", ("red", "amber", "usual"))
    if answer == "red":
        yield from talk.say("told_red")
    if answer == "amber":
        answer = yield from talk.ask_until("amber", ("not_today", "gentle"))
        if answer == "not_today":
            yield from talk.say("told_not_today")
    return answer or "left"


def placing(talk: Talk, *, is_upright: bool) -> Steps[Placed | Sight]:
    """Wait until somebody is well in the picture, and still, or wants something: then that frame
    is returned.
    """
    talk.enter(Scene.PLACING)
    yield from talk.say("stand_up" if is_upright else "place_camera")
    if not is_upright:
        yield from talk.say("lie_down")
    framing = Framing(is_upright=is_upright, reaches_overhead=not is_upright)
    sight = yield
    began_s = sight.t_s
    said = dict.fromkeys(("no_person", "lie_down", "stand_up"), began_s)  # it takes its time
    unfit_s = 0.0
    while not sight.is_answer:
        talk.reason = framing.update(sight.pose, sight.problem)
        good_s = framing.good_for_s(sight.t_s)
        if good_s >= GOOD_FOR_S:
            talk.reason = ""
            return "fit"
        key = talk.reason or ("good_stay_still" if good_s > 0 else "")
        if key and sight.t_s - said.get(key, float("-inf")) >= SAID_AGAIN_S:
            said[key] = sight.t_s
            talk.tell(key)
        since_s = sight.t_s
        sight = yield
        if talk.reason and sight.pose.found:
            unfit_s += sight.t_s - since_s
        if unfit_s >= UNFIT_AFTER_S:
            return "unfit"
        if sight.t_s - began_s >= LEFT_AFTER_S:
            return "left"
    return sight


def hearing(talk: Talk) -> Steps[None]:
    """Can you hear me? So the person has given the stop sign once, and the camera has seen it."""
    talk.enter(Scene.QUESTION)
    by = None
    for _ in range(HEARING_TIMES):
        talk.show(talk.phrases["question_hearing"])
        talk.emit(Asked(talk.t_s, "hearing", ()))
        sight = yield
        until_s = sight.t_s + HEARING_S
        while sight.t_s < until_s and not sight.is_answer:
            sight = yield
        if sight.is_answer:
            by = sight.by
            break
    talk.emit(Answered(talk.t_s, "hearing", "yes" if by else "", by or "silence"))
    talk.enter(Scene.PLACING)
    if by is None:
        yield from talk.say("told_not_heard")
        return
    if by == "arm":
        yield from talk.say("told_heard")
    yield from talk.say("how_to_stop")
