"""`coach evaluate` as a user runs it."""

import json
import shutil

import pytest

from tests.coaching import ROOT
from tests.command import coach, sentence_of

for name in ("joblib", "jinja2", "plotly"):
    pytest.importorskip(name, reason="`coach evaluate` needs the extra `tune`")

SAMPLES = ROOT / "samples"


def copy_sample(name, folder):
    for ending in (".npz", ".truth.json"):
        shutil.copy(SAMPLES / f"{name}{ending}", folder)


@pytest.mark.slow
def test_bundled_samples_without_a_word(tmp_path):
    done = coach("evaluate", cwd=tmp_path, timeout_s=300)
    assert done.returncode == 0, done
    assert "Pelvis lift" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_two_samples_by_name(tmp_path):
    names = ("pelvis_lift_side", "pelvis_lift_corner45")
    done = coach("evaluate", *(SAMPLES / f"{name}.npz" for name in names), cwd=tmp_path)
    assert done.returncode == 0, done
    assert "exact count" in done.stdout
    assert "100 % [34, 100] n=2" in done.stdout


def test_a_bad_clip_is_told_and_the_others_are_kept(tmp_path):
    copy_sample("pelvis_lift_side", tmp_path)
    (tmp_path / "bad.npz").write_bytes(b"no archive")
    truth = (SAMPLES / "pelvis_lift_side.truth.json").read_text(encoding="utf-8")
    (tmp_path / "bad.truth.json").write_text(truth, encoding="utf-8")
    done = coach("evaluate", ".", "--jobs", "1", "--out", "report", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "bad.npz: is no landmark recording" in done.stderr
    assert "1 of 2 clips could not be evaluated" in done.stderr
    data = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert [clip["clip"] for clip in data["clips"]] == ["pelvis_lift_side"]


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        pytest.param(["nowhere"], "nowhere: no such file", id="no_such_path"),
        pytest.param(["."], "holds no clips", id="an_empty_folder"),
        pytest.param(["--negatives", "some"], "write own or all", id="negatives"),
        pytest.param(["--jobs", "0"], "--jobs 0", id="no_process"),
        pytest.param(["--exercise", "pelvis_lft"], "did you mean pelvis_lift", id="exercise"),
        pytest.param(["--truth", "list.json"], "list.json cannot be read", id="no_such_list"),
    ],
)
def test_mistakes(tmp_path, arguments, fragment):
    assert fragment in sentence_of(coach("evaluate", *arguments, cwd=tmp_path))


def test_the_folder_of_the_report_is_a_file(tmp_path):
    (tmp_path / "report").write_text("")
    done = coach("evaluate", "--out", "report", cwd=tmp_path)
    assert "report: is a file" in sentence_of(done)


@pytest.mark.parametrize(("negatives", "n_seen"), [("own", 1), ("all", 2)])
def test_negatives(tmp_path, negatives, n_seen):
    """Clips of an exercise without a definition are seen by ours only when asked for."""
    copy_sample("pelvis_lift_side", tmp_path)
    for ending in (".npz", ".truth.json"):
        text_or_bytes = (SAMPLES / f"pelvis_lift_demo{ending}").read_bytes()
        other = text_or_bytes.replace(b'"exercise": "pelvis_lift"', b'"exercise": "other_one"')
        (tmp_path / f"other{ending}").write_bytes(other)
    arguments = ("evaluate", ".", "--negatives", negatives, "--jobs", "1", "--out", "report")
    done = coach(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done
    data = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert len(data["clips"]) == n_seen
    assert data["no_definition"] == {"other_one": 1}


def test_real_clips_by_their_list(shared, tmp_path):
    recordings, listed = shared / "recordings", shared / "clips" / "truth.json"
    if not (recordings.is_dir() and listed.is_file()):
        pytest.skip("no recordings of real people")
    arguments = ("evaluate", recordings, "--truth", listed, "--jobs", "1", "--out", "report")
    done = coach(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done
    data = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    cells = data["exercises"]["pelvis_lift"]["all places"]
    assert cells["exact"]["real"]["value"] == 1.0
    assert cells["false_per_min"]["real"]["value"] == 0.0
    assert cells["false_per_min"]["real"]["n"] > 5.0
