"""Exercises that are led, and what a body under the camera tells while the coach leads."""

from collections.abc import Iterable, Iterator, Sequence

from coach.definitions import Exercise, parse_exercise
from coach.events import Event
from coach.leading import Leader, Watched
from tests.bodies import times

HELD = {"hold", "paced"}
SIGNED = {"alternating", "swing"}
OUT_S, STAY_S, BACK_S, REST_S = 2.0, 6.0, 2.0, 4.0
LED_S = OUT_S + STAY_S + BACK_S
ROUND_S = LED_S + REST_S


def led_exercise(kind: str, extra: str = "", places: str = "") -> Exercise:
    """An exercise of one kind that is led from everywhere; it stays for `STAY_S`."""
    dose = f"hold_s = [5.0, 8.0]\nstart_hold_s = {STAY_S}" if kind in HELD else ""
    stay = "" if kind in HELD else f"stay_s = {STAY_S}"
    call = "Lean gently to the {side}." if kind in SIGNED else "Stretch gently."
    return parse_exercise(
        f"""
        id = "stretch"
        name = "Stretch"
        kind = "{kind}"
        instructions = ["Lie on your back."]
        start_position = "Lie on your back, arms overhead."
        cautions = ["Please leave this out with shoulder trouble."]
        stop = "Press any key."
        [dose]
        reps = [5, 7]
        start_reps = 3
        {dose}
        [pace]
        out_s = {OUT_S}
        {stay}
        back_s = {BACK_S}
        rest_s = {REST_S}
        call = "{call}"
        call_back = "And let go."
        [rest]
        min_s = 0.2
        bands = [{{ signal = "arm", min_deg = 140.0 }}]
        [limits]
        one_way_s = 1.0
        rep_min_s = 1.0
        smoothness_min_sparc = -2.5
        {extra}
        {places}
        [[places]]
        id = "anywhere"
        title = "anywhere beside you"
        elevation_deg = [0.0, 90.0]
        best_grade = "posture only"
        """,
        "stretch.toml",
    )


Spell = tuple[float, float, str]  # from, to, reason
STILL_S0_S = 0.05


def watched(
    seconds: float,
    fps: float = 30.0,
    start_s: float = 0.0,
    *,
    broken: Sequence[Spell] = (),
    rough: Sequence[tuple[float, float]] = (),
    unseen: Sequence[tuple[float, float]] = (),
) -> Iterator[Watched]:
    """A body that rests in posture, but for some spells; `unseen` ones have no frames at all."""
    for t_s in times(seconds, fps):
        if any(a <= t_s < b for a, b in unseen):
            continue
        reason = next((why for a, b, why in broken if a <= t_s < b), "")
        is_rough = any(a <= t_s < b for a, b in rough)
        yield Watched(start_s + t_s, reason, 2.0 if is_rough else STILL_S0_S)


def lead(exercise: Exercise, body: Iterable[Watched], dose_s: float = STAY_S) -> list[Event]:
    """Everything that happens while one body is led; nothing is closed."""
    leader = Leader(exercise, dose_s, lead_in_s=0.0)
    return [event for frame in body for event in leader.update(frame)]
