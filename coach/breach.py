"""What the limits say when one of them was passed."""

from dataclasses import dataclass

from coach.events import Flag

OWN_UNIT = "x own"  # times what the person's own quiet repetitions were


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit was passed."""

    flag: Flag
    t_s: float  # when the body did it
    value: float
    limit: float
    unit: str  # of both
    is_advisory: bool = False  # too noisy, too small a matter, or too little known, to insist
