"""A page as a person meets it: opened from its file by the system's Chromium, through Playwright.

What goes wrong or out is kept: errors of the console and of scripts, dialogs, requests. Tests that
use it are skipped where Chromium or Playwright is missing.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP = (1100, 900)
PHONE = (390, 844)
MOST_STOPS = 2000  # of the Tab key: a page that has more never ends
_PAGE_OBJECT = re.compile(rb"/Type\s*/Page\b(?!s)")
_MEDIA_BOX = re.compile(rb"/MediaBox\s*\[([\d.\s-]+)\]")


@contextmanager
def chromium() -> Iterator["Browser"]:
    """The system's Chromium without a window. Skips the test where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium; install the system's package chromium")
    with playwright.sync_playwright() as running:
        # Without its sandbox: in a container there is none.
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass(slots=True)
class Opened:
    """A page, and what it did that a quiet page does not do."""

    page: "Page"
    errors: list[str] = field(default_factory=list)  # console, scripts, broken policy, dialogs
    requests: list[str] = field(default_factory=list)  # all but the file itself


@dataclass(frozen=True, slots=True)
class Stop:
    """What has the focus after a Tab."""

    role: str
    name: str  # as it is told aloud
    has_ring: bool  # whether its focus can be seen


@contextmanager
def opened(
    browser: "Browser",
    path: Path,
    *,
    size: tuple[int, int] = DESKTOP,
    scheme: Any = "light",
) -> Iterator[Opened]:
    """The page in `path`, loaded to its end. scheme: "light" or "dark"."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, offline=True
    )
    seen = Opened(context.new_page())
    address = path.resolve().as_uri()
    page = seen.page
    page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", lambda dialog: (seen.errors.append(dialog.message), dialog.dismiss()))
    page.on(
        "request",
        lambda request: seen.requests.append(request.url) if request.url != address else None,
    )
    try:
        page.goto(address, wait_until="load")
        yield seen
    finally:
        context.close()


def tab_through(page: "Page") -> list[Stop]:
    """All that the Tab key reaches, in order, until it leaves the page."""
    session = page.context.new_cdp_session(page)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    stops: list[Stop] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        if page.evaluate(
            "document.activeElement === document.body || document.activeElement.__was_here"
        ):
            return stops
        has_ring = page.evaluate(_HAS_RING)
        found = session.send("Runtime.evaluate", {"expression": "document.activeElement"})
        known = {"objectId": found["result"]["objectId"], "fetchRelatives": False}
        (node,) = session.send("Accessibility.getPartialAXTree", known)["nodes"]
        role, name = (str(node.get(key, {}).get("value", "")) for key in ("role", "name"))
        stops.append(Stop(role, name, has_ring))
    raise AssertionError(f"after {MOST_STOPS} times Tab the page has not ended")


def text_with_little_contrast(page: "Page", least: float = 4.5) -> list[str]:
    """Visible texts, HTML and SVG, whose contrast with what lies behind is below `least`: 1.

    By the formula of WCAG 2.2. What lies behind is the next background of an element around it; a
    shape of a picture is none.
    """
    return page.evaluate(_LITTLE_CONTRAST, least)


def pdf_pages(page: "Page") -> list[tuple[float, float]]:
    """Width and height of each printed page, in points, as the page's own style wants it."""
    data = page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = [[float(one) for one in found.split()] for found in _MEDIA_BOX.findall(data)]
    assert len(boxes) == len(_PAGE_OBJECT.findall(data)), "pages share a box"
    return [(right - left, top - bottom) for left, bottom, right, top in boxes]


_HAS_RING = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    one.__was_here = true;
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
        && box.width > 0 && box.height > 0;
}"""
_LITTLE_CONTRAST = """least => {
    const parts = text => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(one => one / 255)
        .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
        .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = one => {
        for (; one; one = one.parentElement) {
            const colour = parts(getComputedStyle(one).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const found = new Set();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const one = texts.currentNode.parentElement, said = texts.currentNode.data.trim();
        if (!said || !one.getClientRects().length || /^(title|desc)$/i.test(one.tagName)) continue;
        const style = getComputedStyle(one);
        const colour = parts(one instanceof SVGElement ? style.fill : style.color);
        const two = [light(colour), light(behind(one))].sort((a, b) => b - a);
        const contrast = (two[0] + 0.05) / (two[1] + 0.05);
        if (contrast < least) found.add(`${said.slice(0, 40)}: ${contrast.toFixed(2)}`);
    }
    return [...found];
}"""
