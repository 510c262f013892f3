"""What is remembered of a person's own range of motion from one day to the next."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnRange:
    """The range of motion of one exercise from one camera place, to one side."""

    rom: float  # usual range, in the unit of the primary signal
    least_rom: float  # smallest that was ever learnt: the ceiling hangs on it and never rises
    ceiling_factor: float = 1.0  # share of that ceiling which holds today; never remembered
