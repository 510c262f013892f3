"""The plan of a day as a list: number or tick, plain name, dose; in columns where it is long."""

from dataclasses import dataclass

from coach.agenda import Planned
from coach.edges.screen import drawing
from coach.edges.screen.drawing import Box
from coach.edges.sources.pictures import Picture

_ROW_OF_CAP = 1.9  # from row to row, over the height of a capital
_MARK_OF_CAP = 2.2  # room for the number or the tick
_GAP_OF_CAP = 1.2  # between name and dose
_BETWEEN_OF_CAP = 3.0  # between columns
_PROBE_PX = 40  # widths are measured at this height of capitals; they grow with it


def dose_text(planned: Planned) -> str:
    """How much, in any language: "10 ×" or "3 × 5 s"; at the end "8 / 10 ×"."""
    held = "" if planned.hold_s is None else f" {planned.hold_s:g} s"
    done = "" if planned.count is None else f"{planned.count} / "
    return f"{done}{planned.reps} ×{held}".replace("0", "O")  # see drawing.figures


@dataclass(frozen=True, slots=True)
class _Columns:
    n: int
    n_rows: int
    cap_px: int


def draw_plan(
    picture: Picture, box: Box, plan: tuple[Planned, ...], largest_px: int, smallest_px: int
) -> None:
    """Draw the list into the box, its capitals as large as fits between the two heights."""
    if not plan:
        return
    columns = _columns(box, plan, largest_px, smallest_px)
    gap_px = round(_BETWEEN_OF_CAP * columns.cap_px)
    width = (box.width - (columns.n - 1) * gap_px) // columns.n
    row_px = round(_ROW_OF_CAP * columns.cap_px)
    top = box.y + max(box.height - columns.n_rows * row_px, 0) // 2
    for n, planned in enumerate(plan):
        column, row = divmod(n, columns.n_rows)
        place = Box(box.x + column * (width + gap_px), top + row * row_px, width, row_px)
        _draw_row(picture, place, n + 1, planned, columns.cap_px)


def _columns(box: Box, plan: tuple[Planned, ...], largest_px: int, smallest_px: int) -> _Columns:
    """The number of columns that allows the largest letters without cutting a name; of equals the
    fewest. Names are cut rather than set smaller than `smallest_px`."""
    widest = max(_row_width(planned) for planned in plan)
    best = _Columns(1, len(plan), 1)
    best_px = 0.0
    for n in (1, 2):
        n_rows = -(-len(plan) // n)
        by_height = box.height / n_rows / _ROW_OF_CAP
        by_width = _PROBE_PX * box.width / (n * (widest + _BETWEEN_OF_CAP * _PROBE_PX))
        whole_px = min(by_height, by_width, largest_px)
        if whole_px > best_px:
            cap_px = int(min(by_height, max(by_width, smallest_px), largest_px))
            best, best_px = _Columns(n, n_rows, max(cap_px, 1)), whole_px
    return best


def _row_width(planned: Planned) -> float:
    words = drawing.text_width(planned.name, _PROBE_PX)
    words += drawing.text_width(dose_text(planned), _PROBE_PX)
    return words + (_MARK_OF_CAP + _GAP_OF_CAP) * _PROBE_PX


def _draw_row(picture: Picture, place: Box, number: int, planned: Planned, cap_px: int) -> None:
    baseline = place.y + (place.height + cap_px) // 2
    name_x = place.x + round(_MARK_OF_CAP * cap_px)
    if planned.is_done:
        middle = (place.x + round(0.6 * cap_px), place.y + place.height // 2)
        drawing.draw_tick(picture, middle, round(2.0 * cap_px), drawing.SKY_BLUE)
    else:
        drawing.write(
            picture, drawing.figures(number), (place.x, baseline), cap_px, drawing.SKY_BLUE
        )
    dose = dose_text(planned)
    dose_x = place.right - drawing.text_width(dose, cap_px)
    drawing.write(picture, dose, (dose_x, baseline), cap_px, drawing.GREY)
    name = drawing.shorten(planned.name, cap_px, dose_x - name_x - cap_px // 2)
    drawing.write(picture, name, (name_x, baseline), cap_px)
