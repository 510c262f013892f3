"""The two consoles, and reading of options that need more than a type."""

from dataclasses import dataclass

from rich.console import Console

from coach.errors import CoachError

CONSOLE = Console(emoji=False)  # a name may hold :smile:
ERRORS = Console(stderr=True, emoji=False)


@dataclass(frozen=True, slots=True)
class DoseWish:
    """What the user asked for; None takes the exercise's own."""

    reps: int | None = None
    hold_s: float | None = None


def read_dose(text: str) -> DoseWish:
    """Read `hold=2,reps=5`. Raises CoachError for anything else."""
    wish: dict[str, float] = {}
    for part in filter(None, text.split(",")):
        key, _, value = part.partition("=")
        try:
            wish[key.strip()] = float(value)
        except ValueError:
            wish[key.strip()] = float("nan")
    is_good = set(wish) <= {"hold", "reps"} and all(0 < value < 1000 for value in wish.values())
    if not is_good or wish.get("reps", 1) % 1:
        raise CoachError(f"--dose {text}: write hold=2 (seconds), reps=5, or hold=2,reps=5.")
    reps = wish.get("reps")
    return DoseWish(None if reps is None else int(reps), wish.get("hold"))
