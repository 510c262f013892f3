"""The words, dates and numbers of the page in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Final

_MINUS: Final = "−"  # as wide as a plus
_THIN: Final = "\u202f"  # no line may end between a number and its unit


class Words:
    """The texts of the table [report] of one language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """`texts` has every key: a language without some has them in English."""
        self.texts = texts

    def __call__(self, key: str, **fillings: object) -> str:
        """The text with this key, each {name} in it replaced. A filling is never filled itself."""
        parts = self.texts[key].split("{")
        filled = [parts[0]]
        for part in parts[1:]:
            name, closing, rest = part.partition("}")
            filled.append(f"{self._written(fillings[name])}{rest}" if closing else part)
        return "".join(filled)

    def _written(self, filling: object) -> object:
        return self.number(filling) if isinstance(filling, int) else filling

    def counted(self, key: str, n: int, **fillings: object) -> str:
        """The text for `n` of something: that of `key`_one for exactly one."""
        own = f"{key}_one" if n == 1 else key
        return self(own, n=self.number(n), **fillings)

    def number(self, value: float, digits: int = 0) -> str:
        """With a minus sign and the language's decimal mark; never "-0"."""
        text = f"{abs(value):.{digits}f}"
        minus = _MINUS if value < 0 and float(text) != 0 else ""
        whole, point, rest = text.partition(".")
        if len(whole) > 4:  # in groups of three, as ISO 80000-1 has it
            whole = f"{int(whole):_}".replace("_", _THIN)
        return minus + whole + (self("decimal_mark") if point else "") + rest

    def time(self, minutes: float) -> str:
        """In minutes, or in hours from three on."""
        if minutes < 180:
            return self.counted("in_minutes", round(minutes))
        return self("in_hours", n=self.number(minutes / 60))

    def spread(self, low: float, high: float) -> str:
        """Two changes, from and to: "−40 % to +67 %"."""
        return self("from_to", first=self.change(low), last=self.change(high))

    def share(self, value: float) -> str:
        """0.123 as "12 %"."""
        return f"{self.number(100 * value)}{_THIN}%"

    def change(self, value: float) -> str:
        """0.123 as "+12 %"."""
        return ("+" if round(100 * value) > 0 else "") + self.share(value)

    def day(self, ordinal: int) -> str:
        """A date by its proleptic Gregorian ordinal."""
        day = date.fromordinal(ordinal)
        return self("date", year=f"{day.year:04}", month=f"{day.month:02}", day=f"{day.day:02}")

    def month(self, ordinal: int) -> str:
        """The month of a date."""
        day = date.fromordinal(ordinal)
        return self("month", year=f"{day.year:04}", month=f"{day.month:02}")

    def listed(self, names: list[str]) -> str:
        """ "a", "a and b", "a, b and c"."""
        if len(names) < 2:
            return "".join(names)
        return self("and", first=", ".join(names[:-1]), last=names[-1])
