"""docs/events.md says what the events file holds, no more and no less."""

import re
from dataclasses import fields
from enum import Enum

import pytest

from coach.cues import Cue, Priority
from coach.edges.event_lines import event_record
from coach.events import Event, Flag, Grade, Rep, Stage
from tests.command import ROOT

TEXT = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.MULTILINE)
DOCUMENTED = {name: re.findall(r"`(\w+)`", cells) for name, cells in ROW.findall(TEXT)}


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def names(kind: type) -> list[str]:
    return [field.name for field in fields(kind)]


def written() -> dict[str, list[str]]:
    """Every event and its fields, by the classes."""
    found = {"header": ["version", "exercise", "source"], "cue": names(Cue)}
    for event in Event.__subclasses__():
        own = [name for name in names(event) if name != "rep"]
        found[snake(event.__name__)] = own + (names(Rep) if "rep" in names(event) else [])
    return {name: [key for key in keys if key != "t_s"] for name, keys in found.items()}


def test_every_event_is_documented_with_its_fields() -> None:
    assert written() == DOCUMENTED


def test_records_hold_the_documented_fields() -> None:
    rep = Rep(1, 1.0, 2.0, 1.0, 5.0, 0.3, "S0", Grade.SURE)
    for event in Event.__subclasses__():
        values = [rep if name == "rep" else 0.5 for name in names(event)]
        record = event_record(event(*values))
        assert list(record) == ["event", "t_s", *DOCUMENTED[record["event"]]]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        pytest.param("`stage`", Stage, id="stages"),
        pytest.param("`grade`", Grade, id="grades"),
        pytest.param("`flag` and the items of `flags`", Flag, id="flags"),
    ],
)
def test_every_value_is_documented(label: str, kind: type[Enum]) -> None:
    line = next(line for line in TEXT.splitlines() if line.startswith(f"- {label}: "))
    values = re.findall(r"`([^`]+)`", line.removeprefix(f"- {label}: "))
    assert values == [member.value for member in kind]


def test_every_priority_is_documented() -> None:
    listed = ", ".join(f"{priority.value} {priority.name.lower()}" for priority in Priority)
    assert f"- `priority`: {listed};" in TEXT
