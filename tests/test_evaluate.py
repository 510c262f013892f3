"""`coach evaluate` as a user runs it."""

import json
import shutil

import pytest

from coach.cli import evaluate as command
from coach.edges.library import exercise_ids
from coach.errors import CoachError
from tests.coaching import ROOT
from tests.command import coach, sentence_of

for name in ("joblib", "jinja2", "plotly"):
    pytest.importorskip(name, reason="`coach evaluate` needs the extra `tune`")

SAMPLES = ROOT / "samples"


def read_report(folder):
    return json.loads((folder / "report" / "report.json").read_text(encoding="utf-8"))


def copy_sample(name, folder):
    for ending in (".npz", ".truth.json"):
        shutil.copy(SAMPLES / f"{name}{ending}", folder)


@pytest.mark.slow
def test_bundled_samples_are_counted_exactly(tmp_path):
    """Of the figures that tuning has seen: every lift is counted, and nothing but lifts."""
    arguments = ("-e", "pelvis_lift", "--negatives", "all", "--out", "report")
    done = coach("evaluate", *arguments, cwd=tmp_path, timeout_s=300)
    assert done.returncode == 0, done
    assert "Pelvis lift" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    figures = read_report(tmp_path)["exercises"]["pelvis_lift"]["all places"]
    seen = {key: groups["rendered"] for key, groups in figures.items()}
    assert seen["exact"]["n"] >= 9
    assert (seen["exact"]["value"], seen["missed"]["value"], seen["extra"]["value"]) == (1, 0, 0)
    assert seen["false_per_min"]["n"] > 5
    assert seen["false_per_min"]["value"] == 0


def test_two_samples_by_name(tmp_path):
    names = ("pelvis_lift_side", "pelvis_lift_corner45")
    paths = [SAMPLES / f"{name}.npz" for name in names]
    done = coach("evaluate", *paths, "-e", "pelvis_lift", cwd=tmp_path)
    assert done.returncode == 0, done
    assert "exact count" in done.stdout
    assert "100 % [34, 100] n=2" in done.stdout


def test_one_sample_by_all_exercises(tmp_path):
    """Too many for full tables: a line each, of those that could have counted something."""
    done = coach("evaluate", SAMPLES / "pelvis_lift_side.npz", "--jobs", "1", cwd=tmp_path)
    assert done.returncode == 0, done
    assert "1/1 [21, 100]" in done.stdout
    for name in ("Pelvis lift", "Knee hug", "Half hang"):
        assert name in done.stdout
    assert "Everything else stands in the report that --out writes." in done.stdout


def test_a_bad_clip_is_told_and_the_others_are_kept(tmp_path):
    copy_sample("pelvis_lift_side", tmp_path)
    (tmp_path / "bad.npz").write_bytes(b"no archive")
    truth = (SAMPLES / "pelvis_lift_side.truth.json").read_text(encoding="utf-8")
    (tmp_path / "bad.truth.json").write_text(truth, encoding="utf-8")
    arguments = ("-e", "pelvis_lift", "--jobs", "1", "--out", "report")
    done = coach("evaluate", ".", *arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "bad.npz: is no landmark recording" in done.stderr
    assert "1 of 2 clips could not be evaluated" in done.stderr
    data = read_report(tmp_path)
    assert [clip["clip"] for clip in data["clips"]] == ["pelvis_lift_side"]


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        pytest.param(["nowhere"], "nowhere: no such file", id="no_such_path"),
        pytest.param(["."], "holds no clips", id="an_empty_folder"),
        pytest.param([""], "An empty name", id="an_empty_path"),
        pytest.param(["--out", ""], "An empty name", id="an_empty_out"),
        pytest.param([SAMPLES / "pelvis_lift_side.mp4"], "give --videos", id="a_video"),
        pytest.param(["--negatives", "some"], "write own or all", id="negatives"),
        pytest.param(["--jobs", "0"], "--jobs 0", id="no_process"),
        pytest.param(["--exercise", "pelvis_lft"], "did you mean pelvis_lift", id="exercise"),
        pytest.param(["--truth", "list.json"], "list.json cannot be read", id="no_such_list"),
    ],
)
def test_mistakes(tmp_path, arguments, fragment):
    assert fragment in sentence_of(coach("evaluate", *arguments, cwd=tmp_path))


def test_no_clip_could_be_evaluated(tmp_path):
    copy_sample("pelvis_lift_side", tmp_path)
    path = tmp_path / "pelvis_lift_side.truth.json"
    text = path.read_text(encoding="utf-8").replace('"seconds": 20.2', '"seconds": 2000.0')
    path.write_text(text, encoding="utf-8")
    done = coach("evaluate", ".", "--jobs", "1", cwd=tmp_path)
    assert done.returncode == 1
    told, end = done.stderr.splitlines()
    assert "lasts 20.2 s, but its truth is about a clip of 2000.0 s" in told
    assert end == "coach: No clip was evaluated; what stands above says why."


def my_own(folder, exercise_id):
    """The pelvis lift in a file of one's own."""
    text = (ROOT / "exercises" / "pelvis_lift.toml").read_text(encoding="utf-8")
    path = folder / f"{exercise_id}.toml"
    path.write_text(text.replace('id = "pelvis_lift"', f'id = "{exercise_id}"'), encoding="utf-8")
    return path


def test_an_exercise_that_was_not_asked_for(tmp_path):
    mine = my_own(tmp_path, "my_own")
    lift = SAMPLES / "pelvis_lift_side.npz"
    done = coach("evaluate", lift, "-e", mine, "--jobs", "1", "--out", "report", cwd=tmp_path)
    assert "No clip was evaluated" in sentence_of(done)
    assert "pelvis_lift: not asked for, 1 clip not evaluated by it." in done.stdout
    data = read_report(tmp_path)
    assert (data["clips"], data["not_asked_for"]) == ([], {"pelvis_lift": 1})


def test_an_exercise_asked_for_twice_is_looked_at_once(tmp_path):
    lift, twice = SAMPLES / "pelvis_lift_side.npz", ("-e", "pelvis_lift", "-e", "pelvis_lift")
    done = coach("evaluate", lift, *twice, "--jobs", "1", "--out", "report", cwd=tmp_path)
    assert done.returncode == 0, done
    assert len(read_report(tmp_path)["clips"]) == 1


def test_two_exercises_of_one_id(tmp_path):
    mine = my_own(tmp_path, "pelvis_lift")
    done = coach("evaluate", "-e", "pelvis_lift", "-e", mine, cwd=tmp_path)
    assert "--exercise pelvis_lift: two exercises have this id" in sentence_of(done)


def test_no_bundled_samples(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "samples_dir", lambda: tmp_path)
    with pytest.raises(CoachError, match="holds no clips with a truth"):
        command.evaluate([], command.Options())


def test_a_readme_without_a_place_for_the_table(tmp_path):
    (tmp_path / "README.md").write_text("# Nothing here\n", encoding="utf-8")
    done = coach("evaluate", "--readme", "README.md", cwd=tmp_path)
    assert "README.md: has no place for a table; write the lines <!-- accuracy -->" in (
        sentence_of(done)
    )


def test_the_table_of_a_readme(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("a\n<!-- accuracy -->\nold\n<!-- /accuracy -->\nz\n", encoding="utf-8")
    lift = SAMPLES / "pelvis_lift_side.npz"
    arguments = ("-e", "pelvis_lift", "--jobs", "1", "--readme", "README.md")
    done = coach("evaluate", lift, *arguments, cwd=tmp_path)
    assert done.returncode == 0, done
    before, *table, after = readme.read_text(encoding="utf-8").splitlines()
    assert (before, after) == ("a", "z")
    assert "old" not in table
    [lifts] = [line for line in table if line.startswith("| Pelvis lift |")]
    assert lifts.split(" | ")[1:4] == ["1/1 [21, 100]", "none yet", "none yet"]
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_the_folder_of_the_report_is_a_file(tmp_path):
    (tmp_path / "report").write_text("")
    done = coach("evaluate", "--out", "report", cwd=tmp_path)
    assert "report: is a file" in sentence_of(done)


@pytest.mark.parametrize(
    ("arguments", "n_seen"),
    [
        pytest.param(["-e", "pelvis_lift"], 1, id="of_one_exercise"),
        pytest.param(["-e", "pelvis_lift", "--negatives", "all"], 2, id="all_asked_for"),
        pytest.param(["--negatives", "own"], 1, id="own_asked_for"),
        pytest.param([], 2 * len(exercise_ids()), id="all_by_all"),
    ],
)
def test_negatives(tmp_path, arguments, n_seen):
    """Clips of an exercise without a definition are seen by ours only when asked for."""
    copy_sample("pelvis_lift_side", tmp_path)
    for ending in (".npz", ".truth.json"):
        text_or_bytes = (SAMPLES / f"pelvis_lift_demo{ending}").read_bytes()
        other = text_or_bytes.replace(b'"exercise": "pelvis_lift"', b'"exercise": "other_one"')
        (tmp_path / f"other{ending}").write_bytes(other)
    done = coach("evaluate", ".", *arguments, "--jobs", "1", "--out", "report", cwd=tmp_path)
    assert done.returncode == 0, done
    data = read_report(tmp_path)
    assert len(data["clips"]) == n_seen
    assert data["no_definition"] == {"other_one": 1}


def test_real_clips_by_their_list(shared, tmp_path):
    recordings, listed = shared / "recordings", shared / "clips" / "truth.json"
    if not (recordings.is_dir() and listed.is_file()):
        pytest.skip("no recordings of real people")
    arguments = (recordings, "--truth", listed, "-e", "pelvis_lift")
    done = coach("evaluate", *arguments, "--jobs", "1", "--out", "report", cwd=tmp_path)
    assert done.returncode == 0, done
    data = read_report(tmp_path)
    cells = data["exercises"]["pelvis_lift"]["all places"]
    assert cells["exact"]["real"]["value"] == 1.0
    assert cells["false_per_min"]["real"]["value"] == 0.0
    assert cells["false_per_min"]["real"]["n"] > 5.0
