"""Figures of matplotlib as pictures inside a page: small, without ids that clash, and in the
colours of the page's style, so that they fit dark and light and are legible without colour.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any, Final

import matplotlib as mpl
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# Drawn in these, and replaced by the variables of report.css.
INK = "#010203"
MUTED = "#020304"
GRID = "#030405"
ACCENT = "#040506"
WARN = "#050607"
BAND = "#060708"
SECOND = "#070809"
PAPER = "#08090a"
_VARIABLES: Final = {
    INK: "ink",
    MUTED: "muted",
    GRID: "grid",
    ACCENT: "accent",
    WARN: "warn",
    BAND: "band",
    SECOND: "second",
    PAPER: "bg",
}
SMALL_PT = 7.0  # printed on paper in this size
_SETTINGS: Final[Any] = {  # matplotlib's own names
    "svg.fonttype": "none",  # words stay words: they can be searched, copied and read aloud
    "svg.hashsalt": "spine-coach",  # the same figures make the same page
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "font.size": SMALL_PT,
    "text.color": INK,
    "lines.solid_capstyle": "round",
    "path.simplify": True,
    "hatch.linewidth": 0.6,
}
_NO_METADATA: Final = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_DECIMALS = re.compile(r"(?<=\d\.\d\d)\d+")
_TAG = re.compile(r"<[^>]*>")
_REFERENCE = re.compile(r'(?:href="#|url\(#)([\w-]+)')
_ID = re.compile(r' id="([^"]+)"')
# The page chooses the font; nothing is turned by nothing; a path needs no line breaks.
_NEEDLESS = re.compile(r" font-family: [^;]*;| transform=\"rotate\(-?0 [^)]*\)\"|<defs>\s*</defs>")
_OUTER = re.compile(r"<svg[^>]*?viewBox=\"([^\"]+)\"[^>]*>", re.DOTALL)
_UNUSED = re.compile(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>", re.DOTALL)
_BREAKS = re.compile(r"\s*\n\s*")


@contextmanager
def drawing() -> Iterator[None]:
    """Inside this figures are made and written; other users of matplotlib notice nothing of it."""
    with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        # Letters that matplotlib's own font lacks are drawn by the browser, from its fonts.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def new_figure(width_in: float, height_in: float) -> Figure:
    """An empty figure of this size on paper, without a ground of its own."""
    figure = Figure(figsize=(width_in, height_in))
    figure.patch.set_visible(False)
    FigureCanvasSVG(figure)
    return figure


def new_axes(figure: Figure, left: float, bottom: float, right: float, top: float) -> Axes:
    """Axes between these margins in inches, with a thin line on the left and below."""
    width_in, height_in = figure.get_size_inches()
    place = (
        left / width_in,
        bottom / height_in,
        1 - (left + right) / width_in,
        1 - (bottom + top) / height_in,
    )
    axes = figure.add_axes(place)
    axes.patch.set_visible(False)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set(color=GRID, linewidth=0.8)
    axes.tick_params(color=GRID, labelcolor=MUTED, length=2.0, width=0.6, pad=1.5)
    return axes


def inline_svg(figure: Figure, name: str, title: str) -> Markup:
    """The figure as an element of a page.

    name: letters, digits and dashes; no two figures of a page may have the same.
    title: what it is called aloud; any text.
    """
    file = StringIO()
    figure.savefig(file, format="svg", metadata=_NO_METADATA)
    text = _UNUSED.sub("", file.getvalue())
    outer = _OUTER.search(text)
    if outer is None:
        raise ValueError("matplotlib wrote no picture")
    inner = _BREAKS.sub(" ", _with_own_ids(text[outer.end() :].strip(), name))
    inner = _NEEDLESS.sub("", _with_few_decimals(inner)).replace("> <", "><")
    for colour, variable in _VARIABLES.items():
        inner = inner.replace(colour, f"var(--{variable})")
    head = (
        f'<svg class="chart" viewBox="{outer[1]}" role="img" aria-labelledby="{name}-title">'
        f'<title id="{name}-title">{escape(title)}</title>'
    )
    return Markup(head + inner)


def _with_own_ids(text: str, name: str) -> str:
    """Only ids that something refers to, and those begin with the figure's name."""
    used = set(_REFERENCE.findall(text))
    text = _ID.sub(lambda found: f' id="{name}-{found[1]}"' if found[1] in used else "", text)
    return _REFERENCE.sub(lambda found: found[0].replace("#", f"#{name}-"), text)


def _with_few_decimals(text: str) -> str:
    """Two of them, in tags alone: what looks like a number in a text may be a date, 11.2026."""
    return _TAG.sub(lambda tag: _DECIMALS.sub("", tag[0]), text)
