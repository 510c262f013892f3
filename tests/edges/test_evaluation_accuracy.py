"""The table of accuracy that a README shows."""

from dataclasses import replace

import pytest

from coach.edges.evaluation.accuracy import HEADS, accuracy, write_documents
from coach.edges.evaluation.brief import summary
from coach.edges.evaluation.clips import Clip
from coach.edges.evaluation.report import make_report
from coach.edges.evaluation.runs import Outcome
from coach.errors import CoachError
from coach.scoring.found import Lead
from coach.scoring.scores import score
from coach.truth import Truth
from tests.coaching import PELVIS_LIFT, exercise
from tests.labelled import found, found_rep, negative, true_rep, truth

SIDE_PULL, STAR_STRETCH = exercise("side_pull"), exercise("star_stretch")
BEGIN, END = "<!-- accuracy -->", "<!-- /accuracy -->"
ALL = (PELVIS_LIFT, SIDE_PULL, STAR_STRETCH, exercise("knee_hug"))
GOT = found(found_rep(2, 5, side="left", hold_s=3.6))
LED = found(lead=Lead(1.0, ((1.0, 60.0),), begun=5, finished=3, not_valid=1))


def seen(true: Truth, spec, got) -> Outcome:
    return Outcome(Clip("clip", None, true), (score("clip", true, spec, got),))


@pytest.fixture(scope="module")
def report():
    pull = {"exercise": "side_pull"}
    outcomes = [
        seen(truth(true_rep(1, "sudden"), people="rendered"), PELVIS_LIFT, GOT),
        seen(truth(true_rep(1), people="rendered", held_out=True), PELVIS_LIFT, GOT),
        seen(truth(true_rep(1), held_out=True), PELVIS_LIFT, GOT),
        seen(negative(people="rendered"), PELVIS_LIFT, found()),
        seen(truth(true_rep(1, side="right"), people="rendered", **pull), SIDE_PULL, GOT),
        seen(truth(true_rep(1, side="right"), people="rendered", **pull), SIDE_PULL, LED),
        seen(truth(true_rep(1), exercise="star_stretch", people="rendered"), STAR_STRETCH, LED),
    ]
    return make_report({}, ALL, outcomes, [], known=ALL)


def rows(text: str) -> dict[str, list[str]]:
    lines = [line.strip("| ").split(" | ") for line in text.splitlines()]
    return {name: cells for name, *cells in lines}


def test_a_row_for_every_exercise(report):
    table = rows(accuracy(report, ALL))
    assert table["exercise"] == list(HEADS[1:])
    *counts, false, sides, held, flags = table["Pelvis lift"]
    assert counts == ["1/1 [21, 100]", "1/1 [21, 100]", "real, held out: 1/1 [21, 100]"]
    assert (false, sides, flags) == ("0.00 ≤ 3.00", "-", "0/1, -, -")
    seconds, *others = held.split("<br>")
    assert seconds.endswith(" s")
    assert others == [f"{name}: {seconds}" for name in ("held out", "real, held out")]


def test_sides_and_what_is_led(report):
    table = rows(accuracy(report, ALL))
    assert table["Side stretch"][0] == "1/1 [21, 100]<br>led in 1: 3/4"
    assert table["Side stretch"][4:6] == ["1/1", "-"]
    assert table["Long stretch"] == ["led in 1: 3/4", "none yet", "none yet", *"----"]


def test_what_has_no_clips_says_so(report):
    assert rows(accuracy(report, ALL))["Knee hug"] == ["none yet"] * 7


def test_the_table_is_renewed_and_nothing_else(report, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"é\n{BEGIN}\nold\n{END}\nlast", encoding="utf-8")
    for _ in range(2):
        write_documents(report, ALL, [readme])
        text = readme.read_text(encoding="utf-8")
        assert text == f"é\n{BEGIN}\n{accuracy(report, ALL)}{END}\nlast"


def test_all_figures_in_another_document(report, tmp_path):
    document = tmp_path / "benchmark.md"
    document.write_text("first\n<!-- figures -->\nformer\n<!-- /figures -->\n", encoding="utf-8")
    write_documents(report, ALL, [document])
    text = document.read_text(encoding="utf-8")
    assert text.startswith("first\n<!-- figures -->\n\n| exercise | people |")
    assert text.endswith("|\n\n<!-- /figures -->\n")
    for line in (
        "## Pelvis lift",
        "| exact count | 100 % [21, 100] n=1 |",
        "## Who counts what: real",
    ):
        assert line in text
    assert "former" not in text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="neither"),
        pytest.param(BEGIN, id="no_end"),
        pytest.param(f"{END}\n{BEGIN}", id="swapped"),
    ],
)
def test_no_place_for_the_table(report, tmp_path, text):
    readme = tmp_path / "README.md"
    readme.write_text(text, encoding="utf-8")
    with pytest.raises(CoachError, match="has no place for a table"):
        write_documents(report, ALL, [readme])
    assert readme.read_text(encoding="utf-8") == text


def test_a_file_that_cannot_be_written(report, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"{BEGIN}\n{END}", encoding="utf-8")
    (tmp_path / "README.md.part").mkdir()  # where it is written first
    with pytest.raises(CoachError, match=r"README\.md: cannot be written"):
        write_documents(report, ALL, [readme])


def test_the_summary_in_a_terminal(report):
    lines = summary(report, "rendered")
    assert [line[0] for line in lines] == ["Pelvis lift", "Side stretch", "Long stretch"]
    assert lines[1][1:] == ["1/1 [21, 100]", "", "1/1", "", "led in 1: 3/4"]
    assert summary(replace(report, sections=()), "rendered") == []
