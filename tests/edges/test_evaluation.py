"""Finding labelled clips and running them: here, in processes, on a cluster, from videos."""

import importlib.util
import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from sample_clips import NAMES, PATHS, SAMPLES, copy, find, tasks

from coach.edges.evaluation.clips import Clip, Wish, find_clips, words
from coach.edges.evaluation.runs import Outcome, Task, evaluate_clip, evaluate_clips
from coach.errors import CoachError
from tests.coaching import PELVIS_LIFT, exercise
from tests.labelled import negative

needs_joblib = pytest.mark.skipif(
    importlib.util.find_spec("joblib") is None, reason="needs the extra `tune`"
)


def link(path: Path, to: Path) -> None:
    try:
        path.symlink_to(to)
    except OSError as error:
        pytest.skip(f"no links here: {error}")


# -- finding ------------------------------------------------------------------------------------


def test_a_folder_means_all_its_clips(tmp_path):
    for name in NAMES:
        copy(name, tmp_path / name, ".npz", ".truth.json", ".joints.npz")
    clips, bad = find(tmp_path)
    assert ([clip.name for clip in clips], bad) == (NAMES, [])
    assert {clip.path.suffix for clip in clips} == {".npz"}


def test_every_bundled_sample_has_its_truth():
    clips, bad = find(SAMPLES)
    assert {clip.name for clip in clips} >= set(NAMES)
    assert bad == []


@pytest.mark.parametrize("ending", [".npz", ".truth.json"])
def test_any_file_of_a_clip_names_it(ending):
    [clip], bad = find(SAMPLES / f"pelvis_lift_side{ending}")
    assert (clip.path, bad) == (SAMPLES / "pelvis_lift_side.npz", [])


def test_videos_are_taken_when_asked_for():
    clips, _ = find(*PATHS, is_video=True)
    assert {clip.path.suffix for clip in clips} == {".mp4"}


def test_a_clip_is_taken_once():
    clips, _ = find(*PATHS, PATHS[0], PATHS[0].with_suffix(".truth.json"))
    assert len(clips) == 3


def test_a_clip_behind_a_link_of_its_folder_is_taken_once(tmp_path):
    copy(NAMES[0], tmp_path / "clips", ".npz", ".truth.json")
    link(tmp_path / "again", tmp_path / "clips")
    clips, bad = find(tmp_path / "clips", tmp_path / "again")
    assert (len(clips), bad) == (1, [])


def test_a_link_that_has_a_clips_name_hides_no_clip(tmp_path):
    """a -> b beside a.npz, and b.npz beside the folder b."""
    for to in ("a", "b"):
        copy(NAMES[0], tmp_path, ".npz", ".truth.json", to=to)
    (tmp_path / "b").mkdir()
    link(tmp_path / "a", tmp_path / "b")
    clips, bad = find(tmp_path)
    assert ([clip.name for clip in clips], bad) == (["a", "b"], [])


def test_a_link_that_leads_to_itself_is_no_clip(tmp_path):
    copy(NAMES[0], tmp_path, ".truth.json", to="a")
    for name in ("a", "a.npz"):
        link(tmp_path / name, tmp_path / name)
    clips, [bad] = find(tmp_path)
    assert clips == []
    assert "has no .npz file" in bad.sentence


def test_an_ending_may_be_written_in_any_case(tmp_path):
    copy(NAMES[0], tmp_path, ".truth.json", to="a")
    (tmp_path / "a.Mp4").write_bytes(b"not opened here")
    [clip], bad = find(tmp_path, is_video=True)
    assert (clip.path, bad) == (tmp_path / "a.Mp4", [])


@pytest.mark.parametrize(
    ("name", "fragments"),
    [
        pytest.param("side.mp4", ["give --videos", "side.npz"], id="a_video"),
        pytest.param("notes.md", ["is no clip", "recordings (.npz)"], id="a_text"),
        pytest.param("side.joints.npz", ["is no clip"], id="true_joints"),
    ],
)
def test_a_file_that_is_not_evaluated(tmp_path, name, fragments):
    (tmp_path / name).write_text("")
    with pytest.raises(CoachError) as caught:
        find(tmp_path / name)
    for fragment in (name, *fragments):
        assert fragment in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root enters anywhere")
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o100])
def test_a_folder_that_may_not_be_entered_spoils_itself_only(tmp_path, mode):
    copy(NAMES[0], tmp_path, ".npz", ".truth.json")
    locked = copy(NAMES[1], tmp_path / "locked", ".npz", ".truth.json")
    locked.chmod(mode)
    try:
        [clip], [bad] = find(tmp_path)
    finally:
        locked.chmod(0o700)
    assert clip.name == NAMES[0]
    assert "locked: is a folder that may not be entered" in bad.sentence


def test_clips_of_the_same_name_are_told_apart(tmp_path):
    for folder in ("a", "b"):
        copy(NAMES[0], tmp_path / folder, ".npz", ".truth.json")
    clips, _ = find(tmp_path)
    assert [clip.name for clip in clips] == [f"a/{NAMES[0]}", f"b/{NAMES[0]}"]


def test_a_dot_in_a_name_stays(tmp_path):
    copy(NAMES[0], tmp_path, ".npz", ".truth.json", to="a.b")
    [clip], bad = find(tmp_path / "a.b.npz")
    assert (clip.name, bad) == ("a.b", [])


@pytest.mark.parametrize(
    ("endings", "fragments"),
    [
        pytest.param([".npz"], ["coach label", "--truth"], id="no_truth"),
        pytest.param([".truth.json", ".mp4"], ["--videos", "coach record"], id="no_recording"),
    ],
)
def test_a_clip_that_lacks_something(tmp_path, endings, fragments):
    clips, [bad] = find(copy(NAMES[0], tmp_path, *endings))
    assert clips == []
    for fragment in (NAMES[0], *fragments):
        assert fragment in bad.sentence


def test_a_broken_truth_spoils_its_own_clip_only(tmp_path):
    for name in NAMES[:2]:
        copy(name, tmp_path, ".npz", ".truth.json")
    (tmp_path / f"{NAMES[0]}.truth.json").write_text("{", encoding="utf-8")
    [clip], [bad] = find(tmp_path)
    assert clip.name == NAMES[1]
    assert "not valid JSON" in bad.sentence


LIST = {"exercise": "glute bridge", "fps": 15, "resolution": [640, 480], "seconds": 20.2}


@pytest.mark.parametrize("is_given", [False, True], ids=["beside", "elsewhere"])
def test_a_clip_list(tmp_path, is_given):
    copy(NAMES[0], tmp_path / "clips", ".npz")
    path = tmp_path / ("elsewhere.json" if is_given else "clips/truth.json")
    text = json.dumps({f"{NAMES[0]}.mp4": LIST | {"rep_count": 3}})
    path.write_text(text, encoding="utf-8")
    [clip], bad = find(tmp_path / "clips", truth_list=path if is_given else None)
    assert bad == []
    assert (clip.truth.exercise, clip.truth.rep_count) == ("pelvis_lift", 3)


def test_a_list_that_names_a_clip_twice(tmp_path):
    path = tmp_path / "list.json"
    entry = LIST | {"rep_count": 3}
    path.write_text(json.dumps({"a": entry, "a.npz": entry}), encoding="utf-8")
    with pytest.raises(CoachError, match=r"list\.json, a\.npz: the clip 'a' stands there twice"):
        find(SAMPLES, truth_list=path)


def test_what_a_list_names_in_vain(tmp_path):
    path = tmp_path / "list.json"
    entry = LIST | {"rep_count": 3}
    path.write_text(json.dumps({"no_such": entry, NAMES[0]: entry}), encoding="utf-8")
    found = find_clips(PATHS, Wish(truth_list=path), [PELVIS_LIFT])
    assert found.unmatched == ["no_such"]


def test_an_exercise_goes_by_its_id_its_name_and_its_other_names():
    known = words([PELVIS_LIFT])
    assert {known[word] for word in ("pelvis_lift", "pelvis lift", "glute bridge")} == {
        "pelvis_lift"
    }
    assert "squat" not in known


def test_a_path_that_is_not_there():
    with pytest.raises(CoachError, match="no such file or folder"):
        find(Path("nowhere"))


# -- running ------------------------------------------------------------------------------------


def test_the_pelvis_lifts_are_counted_exactly():
    outcomes = [evaluate_clip(task) for task in tasks()]
    [demo] = [one.scores[0] for one in outcomes if one.clip.name == "pelvis_lift_demo"]
    assert all(one.scores[0].missed == one.scores[0].extra == 0 for one in outcomes)
    # The definition of the hold applied to the truth, against what was timed.
    assert max(abs(error_s) for error_s in demo.hold_errors_s) < 0.25
    assert {str(flag): (one.due, one.raised, one.false) for flag, one in demo.flags.items()} == {
        "sudden": (1, 1, 0),
        "jerky": (0, 0, 0),
        "over-large": (1, 1, 0),
    }


def seen(exercise_id: str, name: str, by: str | None = None, kin: frozenset[str] = frozenset()):
    """A bundled clip by its own exercise, or by another one."""
    [clip], _ = find(SAMPLES / exercise_id / f"{name}.npz")
    task = Task(clip, (exercise(by or exercise_id),), wants_trace=True, kin=kin)
    outcome = evaluate_clip(task)
    [score] = outcome.scores
    return score, outcome.traces.get(score.exercise)


def test_both_sides_are_told_apart():
    score, trace = seen("side_pull", "side_pull_carla_3")
    assert (score.true_count, score.missed, score.extra) == (6, 0, 0)
    assert (score.sided, score.wrong_sides) == (6, 0)
    assert score.hold_errors_s == ()
    assert max(abs(error_s) for error_s in score.start_errors_s) < 0.5
    assert {rep["side"] for rep in trace.reps} == {"left", "right"}


def test_a_clip_is_led_where_nothing_can_be_counted():
    score, trace = seen("star_stretch", "star_stretch_anna_1")
    assert (score.is_led, score.found_count, score.watched_s) == (True, 0, 0.0)
    assert score.led.finished >= 1
    assert (trace.signal, {rep["grade"] for rep in trace.reps}) == ("", {"posture only"})


def test_a_movement_in_common_is_no_false_count():
    score, _ = seen(
        "side_pull", "side_pull_carla_3", "side_pull_toes", frozenset({"side_pull_toes"})
    )
    assert (score.is_negative, score.is_kin) == (True, True)
    stranger, _ = seen("side_pull", "side_pull_carla_3", "knee_hug")
    assert (stranger.is_kin, stranger.found_count) == (False, 0)


@needs_joblib
def test_several_processes_give_the_same_in_the_same_order():
    done: list[int] = []
    together = evaluate_clips(tasks(), 2, None, lambda outcomes: done.append(len(outcomes)))
    assert together == [evaluate_clip(task) for task in tasks()]
    assert sum(done) == 3


def test_a_recording_that_cannot_be_read_is_told(tmp_path):
    path = tmp_path / "bad.npz"
    path.write_bytes(b"no archive")
    outcome = evaluate_clip(Task(Clip("bad", path, negative()), (PELVIS_LIFT,)))
    assert outcome.scores == ()
    assert "no landmark recording" in outcome.problem


@pytest.mark.parametrize("seconds", [10.0, 2000.0, 1e300])
def test_a_truth_of_another_length_is_told(seconds):
    [task, *_] = tasks()
    truth = task.clip.truth.model_copy(update={"seconds": seconds})
    outcome = evaluate_clip(Task(Clip("x", task.clip.path, truth), (PELVIS_LIFT,)))
    assert outcome.scores == ()
    assert "s, but its truth is about a clip of" in outcome.problem


def test_no_more_processes_than_clips(monkeypatch):
    joblib, asked = pytest.importorskip("joblib"), []
    real = joblib.parallel_config

    def config(**options):
        asked.append(options["n_jobs"])
        return real(**options)

    monkeypatch.setattr(joblib, "parallel_config", config)
    evaluate_clips(tasks()[:1], 99, None, lambda _: None)
    assert asked == [1]


def test_a_clip_that_nothing_looks_at_is_not_loaded():
    clip = Clip("not_there", Path("not_there.npz"), negative())
    assert evaluate_clip(Task(clip, ())) == Outcome(clip)


def test_a_trace_holds_what_was_decided_on():
    [demo] = [one for one in tasks(wants_trace=True) if one.clip.name == "pelvis_lift_demo"]
    trace = evaluate_clip(demo).traces["pelvis_lift"]
    value = np.array(trace.levels["value"], dtype=float)
    entry = np.array(trace.levels["entry"], dtype=float)
    t_s = np.array(trace.t_s)
    starts_s = t_s[1:][(value[1:] >= entry[1:]) & (value[:-1] < entry[:-1])]
    assert starts_s == pytest.approx([rep["start_s"] for rep in trace.reps], abs=0.2)
    assert len(trace.true_reps) == 3
    assert [flag for _, flag in trace.flags] == ["sudden", "over-large"]
    assert np.diff(t_s).min() >= 0.079


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "joblib", None)
    with pytest.raises(CoachError, match=r"joblib: pip install \"\.\[tune\]\""):
        evaluate_clips(tasks(), 1, None, lambda _: None)


@pytest.mark.slow
def test_a_video_through_the_pose_model(bundle):
    [clip], _ = find(SAMPLES / "pelvis_lift_corner45.mp4", is_video=True)
    [score] = evaluate_clip(Task(clip, (PELVIS_LIFT,), bundle=bundle)).scores
    assert (score.found_count, score.missed, score.extra) == (3, 0, 0)


@needs_joblib
@pytest.mark.slow
def test_no_scheduler_answers():
    pytest.importorskip("distributed")
    with pytest.raises(CoachError, match="no Dask scheduler answers"):
        evaluate_clips(tasks(), -1, "tcp://127.0.0.1:9", lambda _: None)


@needs_joblib
@pytest.mark.slow
def test_a_cluster_gives_the_same():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        spread = evaluate_clips(tasks(), -1, cluster.scheduler_address, lambda _: None)
    assert spread == [evaluate_clip(task) for task in tasks()]
