"""A clip in memory, the files of its labels, and what stands in them beside the labels."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from made_media import VFR_TIMES_S, make_vfr_video, make_video

from coach.edges.labelling import clip as clip_module
from coach.edges.labelling.clip import Clip, open_clip, read_clip
from coach.edges.labelling.files import TruthFiles
from coach.edges.labelling.head import (
    HeadWishes,
    choose_exercise,
    head_of,
    is_same_head,
    unusual_place,
)
from coach.edges.sources.video import VideoFile
from coach.errors import CoachError
from coach.labels import Labels, labels_of, mark_next, toggle_fault
from coach.truth import Fault, Truth
from tests.replays import SAMPLES

SIDE = SAMPLES / "pelvis_lift_side.mp4"


def read(path: Path) -> Clip:
    return read_clip(open_clip(str(path)), lambda _t_s, _whole_s: None)


# -- the clip -------------------------------------------------------------------------------------


def test_every_frame_of_a_video_is_there_in_any_order(tmp_path):
    path = make_video(tmp_path / "moves.mp4", seconds=2.0)
    with VideoFile(path) as video:
        frames = list(video)
    clip = read(path)
    assert clip.t_s == tuple(frame.t_s for frame in frames)
    assert (clip.fps, clip.size) == (30.0, (160, 120))
    assert clip.seconds == pytest.approx(2.0)
    for n in (59, 0, 31, 30):
        off = [np.abs(clip.picture(n).astype(float) - f.pixels).mean() for f in frames]
        assert int(np.argmin(off)) == n


def test_times_of_a_variable_rate_are_the_frames_own(tmp_path):
    assert read(make_vfr_video(tmp_path / "vfr.mp4")).t_s == pytest.approx(VFR_TIMES_S, abs=0.002)


def test_a_recording_is_drawn_as_a_body():
    recording = read(SIDE.with_suffix(".npz"))
    video = read(SIDE)
    assert len(recording.t_s) == len(video.t_s)
    assert recording.size == (640, 480)
    picture = recording.picture(400)
    rows, columns = np.nonzero((picture != picture[0, 0]).any(axis=-1))
    # where the woman lies in the video: its lower two thirds, from the left to the right of the mat
    height, width = picture.shape[:2]
    assert 0.2 < rows.min() / height < rows.max() / height < 0.75
    assert 0.1 < columns.min() / width < 0.4 < 0.6 < columns.max() / width < 0.95


def test_a_video_that_is_too_long_for_the_memory_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(clip_module, "MAX_BYTES", 2**17)
    with pytest.raises(CoachError, match=r"long\.mp4: after \d+ s .* cut the video"):
        read(make_video(tmp_path / "long.mp4", seconds=3.0))


def test_large_pictures_are_kept_as_large_as_they_are_shown(tmp_path):
    path = make_video(tmp_path / "large.mp4", "-vf", "scale=1920:1080", seconds=0.2)
    clip = read(path)
    assert clip.size == (1920, 1080)
    assert clip.picture(0).shape == (720, 1280, 3)


# -- the files ------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> TruthFiles:
    return TruthFiles(tmp_path / "si[de] é.mp4")


@pytest.fixture
def head() -> Truth:
    files = TruthFiles(SIDE)
    truth = files.load()
    assert truth is not None
    return truth


def marked(*times_s: float) -> Labels:
    labels = Labels()
    for t_s in times_s:
        labels = mark_next(labels, t_s)
    return labels


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond 100 bytes."""
    import resource  # of Unix

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_what_is_saved_comes_back(files, head):
    labels = toggle_fault(marked(1, 2, 3, 4), 1, Fault.DIP)
    files.save(head, labels)
    assert labels_of(files.load()) == labels
    assert is_same_head(files.load(), head)  # also what nobody can edit here, such as `made`
    assert list(files.truth.parent.iterdir()) == [files.truth]


def test_unsaved_marks_come_back_with_their_head(files, head):
    labels = marked(1, 2, 3, 4, 6, 7)
    files.keep_unsaved(head, labels)
    unsaved = files.load_unsaved()
    assert (unsaved.head, unsaved.labels) == (head, labels)
    assert files.load() is None
    files.save(head, marked(1, 2, 3, 4))
    assert files.load_unsaved() is None


@pytest.mark.skipif(sys.platform == "win32", reason="limits of Unix")
def test_a_full_disk_leaves_both_files_as_they_were(files, head):
    files.save(head, marked(1, 2, 3, 4))
    files.keep_unsaved(head, marked(1, 2))
    before = {path: path.read_bytes() for path in files.truth.parent.iterdir()}
    with full_disk():
        with pytest.raises(CoachError, match=r"truth\.json cannot be written .* press s"):
            files.save(head, marked(1, 2, 3, 4, 5, 6, 7, 8))
        with pytest.raises(CoachError, match=r"\.part cannot be written"):
            files.keep_unsaved(head, marked(1, 2, 3))
    assert {path: path.read_bytes() for path in files.truth.parent.iterdir()} == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_is_found_out_at_once(files):
    files.truth.parent.chmod(0o500)
    with pytest.raises(CoachError, match="copy the clip to a folder of your own"):
        files.check_writable()


def test_a_folder_that_is_gone_is_found_out_at_once(tmp_path):
    with pytest.raises(CoachError, match="copy the clip to a folder of your own"):
        TruthFiles(tmp_path / "gone" / "side.mp4").check_writable()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"{", "no marks that can be read; move it away or delete", id="cut_short"),
        pytest.param(b"{}", "'head' is missing; move it away", id="empty"),
        pytest.param(b"\xff\xfe", "is no text in UTF-8", id="binary"),
        pytest.param(b"[" * 100_000, "no marks that can be read", id="nested"),
    ],
)
def test_a_broken_part_file_is_refused_and_stays(files, content, words):
    files.part.write_bytes(content)
    with pytest.raises(CoachError, match=words):
        files.load_unsaved()
    assert files.part.read_bytes() == content


def test_labels_that_could_not_be_read_again_are_not_written(files, head):
    beyond = marked(1, 2, 3, head.seconds + 5)
    with pytest.raises(CoachError, match=r"after 20\.2 s"):
        files.save(head, beyond)
    assert not files.truth.exists()


# -- the head -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def side() -> Clip:
    return read(SIDE)


def test_a_new_head_is_that_of_the_clip(side):
    wishes = HeadWishes("pelvis_lift", "p07", True, "low_table", None)
    exercise = choose_exercise("side.mp4", None, wishes)
    head = head_of(side, None, exercise, wishes, "side.truth.json")
    assert (head.exercise, head.people, head.subject) == ("pelvis_lift", "real", "p07")
    assert (head.held_out, head.camera.place) == (True, "low_table")
    assert (head.fps, head.size, head.seconds) == (30.0, (640, 480), 20.2)
    assert head.reps == ()


def test_nothing_to_count_is_a_head_too(side):
    wishes = HeadWishes(exercise="none")
    head = head_of(side, None, choose_exercise("x", None, wishes), wishes, "x.truth.json")
    assert (head.exercise, head.reps) == (None, None)


def test_wishes_change_what_the_file_says_and_nothing_else(side, head):
    same = head_of(side, head, head.exercise, HeadWishes(), "x.truth.json")
    assert same == head
    wishes = HeadWishes(subject="p08", place="corner45")
    other = head_of(side, head, head.exercise, wishes, "x.truth.json")
    assert not is_same_head(other, head)
    assert (other.subject, other.camera.place) == ("p08", "corner45")
    assert (other.camera.height_m, other.made) == (head.camera.height_m, head.made)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        pytest.param(HeadWishes(), "say what is done in it with --exercise", id="nobody_said"),
        pytest.param(HeadWishes("pelvis_lfit"), "did you mean pelvis_lift", id="mistyped"),
    ],
)
def test_an_exercise_that_cannot_be_meant(wishes, words):
    with pytest.raises(CoachError, match=words):
        choose_exercise("side.mp4", None, wishes)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        pytest.param(HeadWishes(people="actors"), "people", id="people"),
        pytest.param(HeadWishes(subject=""), "subject", id="no_subject"),
        pytest.param(HeadWishes(place="Low Table"), "camera.place", id="place"),
    ],
)
def test_a_wish_the_format_does_not_know(side, wishes, words):
    with pytest.raises(CoachError, match=words):
        head_of(side, None, None, wishes, "x.truth.json")


@pytest.mark.parametrize("changes", [{}, {"reps": None, "rep_count": 3}], ids=["times", "count"])
def test_nothing_is_counted_only_where_nothing_is_marked(head, changes):
    old = head.model_copy(update=changes)
    with pytest.raises(CoachError, match="--exercise none: in x 3 repetitions are marked"):
        choose_exercise("x", old, HeadWishes(exercise="none"))
    bare = head.model_copy(update={"reps": ()})
    assert choose_exercise("x", bare, HeadWishes(exercise="none")) is None


def test_an_exercise_without_a_definition_is_kept(side, head):
    old = head.model_copy(update={"exercise": "handstand"})
    wishes = HeadWishes(subject="p08", place="shelf")
    exercise = choose_exercise("x", old, wishes)
    other = head_of(side, old, exercise, wishes, "x.truth.json")
    assert (other.exercise, other.subject, other.camera.place) == ("handstand", "p08", "shelf")
    assert unusual_place(exercise, wishes) is None


@pytest.mark.parametrize(
    ("place", "told"),
    [
        pytest.param(None, None, id="none"),
        pytest.param("low_table", None, id="its_own"),
        pytest.param("not_known", None, id="not_known"),
        pytest.param("low_tabel", "did you mean 'low_table'", id="mistyped"),
        pytest.param("shelf", "no place of pelvis_lift", id="another"),
    ],
)
def test_a_place_that_the_exercise_does_not_have_is_told(place, told):
    sentence = unusual_place("pelvis_lift", HeadWishes(place=place))
    assert told is None if sentence is None else told in sentence


def test_the_truth_of_another_clip_is_refused(side, head):
    longer = head.model_copy(update={"seconds": 31.0})
    with pytest.raises(CoachError, match=r"a clip of 31.0 s, but .* lasts 20.2 s"):
        head_of(side, longer, "pelvis_lift", HeadWishes(), "side.truth.json")


@pytest.mark.parametrize("name", ["pelvis_lift_side.npz", "pelvis_lift_corner45.mp4"])
def test_a_bundled_truth_fits_its_recording_and_its_video(name):
    old = TruthFiles(SAMPLES / name).load()
    assert old is not None
    head = head_of(read(SAMPLES / name), old, old.exercise, HeadWishes(), name)
    assert is_same_head(head, old)
