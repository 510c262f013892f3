"""What the page is made of: pictures with their words and figures, and what all parts share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from coach.definitions import Exercise
from coach.edges.report.chart_tools import Span
from coach.edges.report.words import Words
from coach.events import BodySide
from coach.printable import printable

MOST_LETTERS = 30  # of a name

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, what it shows in words, and its figures as a table."""

    svg: Markup
    caption: str
    head: Row
    rows: Sequence[Row]
    heading: str = ""  # where several small ones stand side by side
    recent: Markup | None = None  # the end of a wide one, drawn for a phone
    recent_note: str = ""  # beside it, where it is not all


def shortened(name: str) -> str:
    """No longer than the names of the program's own exercises are at most."""
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"


@dataclass(frozen=True, slots=True)
class Scene:
    """What every part of the page needs."""

    words: Words
    span: Span
    exercises: Mapping[str, Exercise]  # by id, in the reader's language; those that are known

    def name(self, exercise: str) -> str:
        """The exercise's name; one of the user's own is known by its id alone."""
        known = self.exercises.get(exercise)
        return known.name if known is not None else shortened(printable(exercise))

    def place(self, exercise: str, place: str) -> str:
        """From where an exercise was seen."""
        known = self.exercises.get(exercise)
        titles = {} if known is None else {one.id: one.title for one in known.places}
        return titles.get(place, printable(place))

    def side(self, side: BodySide | None) -> str:
        """The person's own left or right; "" where there are no sides."""
        return "" if side is None else self.words(f"side_{side}")

    def range(self, value: float | None, unit: str) -> str:
        """A range of motion with its unit; "" where there is none."""
        if value is None:
            return ""
        is_angle = unit == "deg"
        return self.words(
            "in_degrees" if is_angle else "in_trunks",
            n=self.words.number(value, 0 if is_angle else 2),
        )
