"""The figures of an evaluation as tables, as data, and as a page."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sample_clips import NAMES, copy, find, tasks

from coach.edges.evaluation.clips import Clip
from coach.edges.evaluation.pages import check_pages, html, markdown, write_pages
from coach.edges.evaluation.report import as_data, make_report
from coach.edges.evaluation.runs import Task, evaluate_clip
from coach.edges.evaluation.words import cell, overview, remarks
from coach.errors import CoachError
from coach.scoring.bounds import Figure
from coach.scoring.clip_sets import GROUPS
from coach.scoring.figures import figures, measures
from coach.truth import parse_truth, truth_text
from tests.coaching import PELVIS_LIFT, exercise

plotly = pytest.importorskip("plotly.offline", reason="pages need the extra `tune`")

ROWS = {row.key: row for row in measures()}

# -- figures ------------------------------------------------------------------------------------


def test_groups_are_never_mixed():
    scores = []
    for people, held_out in (("rendered", False), ("real", False), ("real", True)):
        for task in tasks():
            truth = task.clip.truth.model_copy(update={"people": people, "held_out": held_out})
            moved = Clip(task.clip.name, task.clip.path, truth)
            scores += evaluate_clip(Task(moved, (PELVIS_LIFT,))).scores
    exact = figures(scores[:-1], measures())["exact"]
    assert [exact[group].n for group in GROUPS] == [3, 0, 3, 2]
    assert exact["rendered, held out"].value is None


@pytest.mark.parametrize(
    ("key", "figure", "words"),
    [
        pytest.param("exact", Figure.of_share(19, 20), "95 % [76, 99] n=20", id="share"),
        pytest.param("missed", Figure.of_share(1, 900), "0.1 % [0.0, 0.6] n=900", id="many"),
        pytest.param("exact", Figure(0), "- n=0", id="nothing"),
        pytest.param("mae", Figure(1, 0.5), "0.50 n=1", id="without_bounds"),
        pytest.param(
            "false_per_min", Figure.of_rate(0, 12), "0.00 [0.00, 0.25] n=12.0 min", id="rate"
        ),
        pytest.param("hold_error", Figure(9, 0.09, 0.08, 0.14), "0.09 s [0.08, 0.14] n=9", id="s"),
        pytest.param("clips", Figure(3, 3.0), "3", id="clips"),
        pytest.param("stop_recall", Figure(0), "- n=0", id="no_signs"),
        pytest.param("sides", Figure(0), "- n=0", id="no_sides"),
    ],
)
def test_cells(key, figure, words):
    assert cell(ROWS[key], figure) == words


# -- pages --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Three samples, one of them under a name that means to break out, and a broken one."""
    folder = tmp_path_factory.mktemp("clips")
    for name in NAMES:
        copy(name, folder, ".npz", ".truth.json")
    nasty = copy(NAMES[0], folder, ".npz", ".truth.json", to="a|b<script>alert(1)<")
    (nasty / "broken.truth.json").write_text("{", encoding="utf-8")
    text = (folder / f"{NAMES[1]}.truth.json").read_text(encoding="utf-8")
    other = parse_truth(text, "x").model_copy(update={"exercise": "knee_hug"})
    (folder / f"{NAMES[1]}.truth.json").write_text(truth_text(other), encoding="utf-8")
    clips, bad = find(folder)
    outcomes = [evaluate_clip(Task(clip, (PELVIS_LIFT,), wants_trace=True)) for clip in clips]
    return reported(outcomes, bad)


def reported(outcomes, bad=(), known=(PELVIS_LIFT,)):
    return make_report({}, [PELVIS_LIFT], outcomes, bad, known=known)


def test_the_json_page_tells_everything(report):
    data = json.loads(json.dumps(as_data(report), allow_nan=False))
    assert data["exercises"]["pelvis_lift"]["all places"]["exact"]["rendered"]["value"] == 1.0
    assert set(data["exercises"]["pelvis_lift"]) == {"all places", "corner", "low_table"}
    assert (data["no_definition"], data["not_asked_for"]) == ({"knee_hug": 1}, {})
    assert [Path(bad["path"]).name for bad in data["bad"]] == ["broken"]
    assert len(data["clips"]) == 4
    own, false = sorted(data["crossings"]["rendered"], key=lambda one: -one["true"])
    assert (own["found"], own["true"], false["found"], false["true"]) == (9, 9, 3, 0)
    assert all(sum(clip["grades"].values()) == clip["found_count"] for clip in data["clips"])


def test_the_text_page_has_tables(report):
    text = markdown(report)
    assert "| exact count | 100 % [" in text
    assert "### corner" in text
    assert r"a\|b" in text
    assert "knee_hug: no definition, 1 clip not evaluated by it." in text
    assert (
        "pelvis_lift counted 3 in clips of knee_hug, where there is none: pelvis_lift_demo." in text
    )
    assert "## Who counts what: rendered" in text
    assert "| counted by | knee_hug | Pelvis lift |" in text
    assert "broken: has no .npz file" in text


def test_clips_that_nothing_looked_at_are_counted_apart():
    [task, *others] = tasks()
    unseen = [evaluate_clip(Task(other.clip, ())) for other in others]
    report = reported([evaluate_clip(task), *unseen], known=(PELVIS_LIFT, exercise("knee_hug")))
    assert "<p>1 clip, version" in html(report)
    assert len(as_data(report)["clips"]) == 1
    assert as_data(report)["not_asked_for"] == {"pelvis_lift": 2}
    assert remarks(report) == ["pelvis_lift: not asked for, 2 clips not evaluated by it."]


def test_the_overview_has_a_line_for_each_group_with_clips(report):
    heading, line = overview(report)
    assert heading[:3] == ["exercise", "people", "clips"]
    assert line[:4] == ["Pelvis lift", "rendered", "3", "100 % [44, 100] n=3"]
    assert [len(row) for row in overview(report, ("exact",))] == [3, 3]


def test_the_page_needs_no_network(report):
    page = html(report)
    ours = page.replace(plotly.get_plotlyjs(), "")
    assert len(ours) < len(page) / 10  # nearly all of it is the drawing library
    for remote in ('src="http', 'href="http', "@import", "url(http"):
        assert remote not in ours
    assert "Plotly" in page
    assert page.count('<details class="clip"') == 4


def test_a_name_cannot_break_out_of_the_page(report):
    page = html(report)
    assert "<script>alert(1)" not in page
    assert "a|b&lt;script&gt;alert(1)&lt;" in page


def test_a_missing_library_is_named_before_the_run(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    with pytest.raises(CoachError, match=r"plotly: pip install \"\.\[tune\]\""):
        check_pages(tmp_path)


def test_pages_are_written_into_a_new_folder(report, tmp_path):
    written = write_pages(report, tmp_path / "new" / "folder")
    assert sorted(path.name for path in written) == ["report.html", "report.json", "report.md"]
    assert sorted(tmp_path.rglob("*.part")) == []


def test_a_folder_that_cannot_be_made(report, tmp_path):
    (tmp_path / "file").write_text("")
    for write in (check_pages, lambda folder: write_pages(report, folder)):
        with pytest.raises(CoachError, match="cannot be written"):
            write(tmp_path / "file" / "folder")


def test_the_folder_is_tried_before_the_run(tmp_path):
    check_pages(tmp_path / "report")
    assert list((tmp_path / "report").iterdir()) == []


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are Unicode there")
def test_a_name_that_cannot_be_printed_is_written_all_the_same(tmp_path):
    odd = "\udcff\x1b[31m\nnew"  # a byte that is no UTF-8, a colour, a new line
    folder = copy(NAMES[0], tmp_path, ".npz", ".truth.json", to=odd)
    (folder / f"{odd}2.truth.json").write_text("{", encoding="utf-8")
    clips, bad = find(folder)
    report = reported([evaluate_clip(Task(clip, (PELVIS_LIFT,))) for clip in clips], bad)
    text, *_ = [path.read_text("utf-8") for path in sorted(write_pages(report, tmp_path / "new"))]
    assert report.scores[0].clip == r"\udcff\x1b[31m\nnew"
    assert report.bad[0].sentence.isprintable()
    assert r"\udcff\x1b[31m\nnew" in markdown(report)
    assert "\x1b" not in text


def test_a_tag_stays_text_in_the_text_page(report):
    assert "<script>" not in markdown(report)
    assert "&lt;script>" in markdown(report)


def test_what_a_list_names_in_vain_is_remarked():
    names = ["a", "b\n", "c", "d", "e", "f"]
    report = make_report({}, [PELVIS_LIFT], [], [], known=(), unmatched=names)
    assert remarks(report) == ["In the list, but no clip here: a, b\\n, c, d, e and 1 more."]


def test_the_time_that_negatives_were_judged_stands_beside_their_rate():
    """A minute of which a quarter was judged, and one that was judged all through."""
    [score] = evaluate_clip(tasks()[0]).scores
    scores = [
        replace(score, is_negative=True, watched_s=60.0, unjudged_s=unjudged_s)
        for unjudged_s in (45.0, 0.0)
    ]
    figure = ROWS["negatives_unjudged"].figure(scores)
    assert cell(ROWS["negatives_unjudged"], figure) == "38 % n=2.0 min"
    assert ROWS["negatives_unjudged"].figure([score]).value is None
