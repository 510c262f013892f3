"""Words for a day and its sessions, as `coach today` prints and `coach remind` writes them."""

import shlex
from datetime import datetime
from math import ceil

from coach.cli.person_day import DayWishes, PersonDay
from coach.day import Rest, SmallOne
from coach.definitions import Exercise
from coach.past import Pain, PastSession
from coach.plan import Plan, PlanEntry

REST: dict[Rest, str] = {
    "red": "The last check had a warning sign: please get medical help today. No session is"
    " proposed; the next `coach start` asks again.",
    "not_today": "The check said: not today. Keep moving gently, and ask your doctor or"
    " physiotherapist.",
    "pain": "Something hurt today: no session is proposed before tomorrow.",
}
SEE_A_DOCTOR = "If the pain stays, please see a doctor."  # as the coach says when it ends so
HOW_IT_HURT: dict[Pain, str] = {"strong": " strongly", "leg": " into the leg"}
_ENDED = {"": "broken off", "done": "", "pain": "ended because it hurt"}  # all others: early


def day_name(at: datetime) -> str:
    """Such as "Sunday 22 November"."""
    return f"{at:%A} {at.day} {at:%B}"


def entry_words(entry: PlanEntry) -> str:
    """The dose of a plan's exercise, see `dose_words`."""
    return dose_words(entry.exercise, entry.reps, entry.hold_s)


def dose_words(exercise: Exercise, reps: int, hold_s: float | None) -> str:
    """Such as "3 times, 5 s each"."""
    times = "once" if reps == 1 else f"{reps} times"
    if hold_s is not None:
        return f"{times}, {hold_s:g} s" if reps == 1 else f"{times}, {hold_s:g} s each"
    return f"{times} to each side" if exercise.is_sided else times


def about_minutes(plan: Plan) -> str:
    """Such as "about 8 minutes"; a part of a minute is a whole one."""
    minutes = ceil(plan.lasts_s / 60)
    return f"about {minutes} minute{'s' * (minutes != 1)}"


def left_out_words(plan: Plan, known: PersonDay) -> str:
    """The exercises that are left out, each with its reason."""
    return ", ".join(
        f"{known.exercises[one.exercise].name} ({one.reason.replace('_', ' ')})"
        for one in plan.left_out
    )


def command_for(wishes: DayWishes, one: SmallOne) -> str:
    """What is typed to do one exercise alone, with its dose where the coach would ask for more."""
    hold_s = one.entry.hold_s
    doses = [f"reps={one.entry.reps}"] if one.is_shortened or one.is_adjusted else []
    doses += [f"hold={hold_s:g}"] if one.is_adjusted and hold_s is not None else []
    dose = ["--dose", ",".join(doses)] if doses else []
    person = [] if wishes.person is None else ["--person", wishes.person]
    return shlex.join(["coach", "start", "-e", one.exercise.id, *dose, *person])


def session_words(session: PastSession, known: PersonDay) -> str:
    """What a session of today was: its programme, or the exercise that was done alone."""
    exercises = known.exercises
    done = [one.exercise for one in session.exercises if one.count > 0]
    if not session.programme:
        names = [exercises[name].name if name in exercises else name for name in done]
        what = ", ".join(names) or "one exercise alone"
    else:
        programme = known.programme_names.get(session.programme, session.programme)
        what = f"{programme}, {len(done)} exercise{'s' * (len(done) != 1)}"
    ended = _ENDED.get(session.reason, "ended early")
    return f"{what}, {ended}" if ended else what
