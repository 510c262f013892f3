"""The command from outside: every mistake ends in one sentence, every file holds what it should."""

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import coach as package
from coach import __version__
from coach.cli.terminal import DoseWish, read_dose
from coach.errors import CoachError
from tests.command import COMMAND, coach, environment, named, records, sentence_of
from tests.edges.made_media import ffmpeg
from tests.replays import SAMPLES, Replays

SIDE = SAMPLES / "pelvis_lift_side.mp4"
TIME_TOLERANCE_S = 0.02  # landmarks in a recording are rounded to 1/16 px
only_x11 = pytest.mark.skipif(sys.platform != "linux", reason="displays are an X11 matter")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files as users have them, most of them bad."""
    here = tmp_path_factory.mktemp("files")
    shutil.copy(SIDE, here / "side.mp4")
    (here / "empty.mp4").touch()
    (here / "text.mp4").write_text("this is no video\n" * 100)
    (here / "folder.mp4").mkdir()
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", here / "sound.mp4")
    ffmpeg("-i", SIDE, "-t", "4", "-c", "copy", "-movflags", "+faststart", here / "whole.mp4")
    for name, source in (("cut.mp4", here / "whole.mp4"), ("headless.mp4", SIDE)):
        content = source.read_bytes()  # mp4s with their table of contents first, and last
        (here / name).write_bytes(content[: len(content) * 6 // 10])
    (here / "broken.npz").write_text("this is no archive")
    definition = (SAMPLES.parent / "exercises" / "pelvis_lift.toml").read_text(encoding="utf-8")
    (here / "typo.toml").write_text(definition.replace("rep_min_s", "rep_mim_s"))
    (here / "no_toml.toml").write_text("id = \n")
    with zipfile.ZipFile(here / "hollow.task", "w") as bundle:
        for entry in ("pose_detector.tflite", "pose_landmarks_detector.tflite"):
            bundle.writestr(entry, b"no network")
    return here


@pytest.fixture(scope="module")
def recording(folder: Path, bundle: Path) -> Path:
    """The first nine seconds of a clip: one lift, and a second one that is still held."""
    path = folder / "nine.npz"
    limit = ("--seconds", "9", "--model", bundle)
    done = coach("record", "--from", SIDE, path, *limit, cwd=folder)
    assert done.returncode == 0, done
    assert f"Written: {path}" in done.stdout
    return path


# -- mistakes -----------------------------------------------------------------------------------

FILES = [
    pytest.param("replay empty.mp4", ["empty.mp4", "copy or record it again"], id="empty_file"),
    pytest.param("replay headless.mp4", ["headless.mp4", "copy it anew"], id="moov_less"),
    pytest.param("replay text.mp4", ["text.mp4", "choose an mp4"], id="text_named_mp4"),
    pytest.param("replay sound.mp4", ["sound.mp4", "choose another file"], id="sound_only"),
    pytest.param("replay folder.mp4", ["folder.mp4", "name the video file in it"], id="folder"),
    pytest.param("replay none.mp4", ["none.mp4", "give a video"], id="unknown_file"),
    pytest.param("replay broken.npz", ["broken.npz", "Record it again"], id="broken_recording"),
    pytest.param("replay 0", ["coach start --camera 0"], id="camera_to_replay"),
    pytest.param("start --camera side.mp4", ["coach replay side.mp4"], id="file_to_start"),
    pytest.param("record x.npz --from none.mp4", ["none.mp4", "give a video"], id="record_nothing"),
    pytest.param("record x.npz --from side.mp4 --seconds 0", ["--seconds 0"], id="no_seconds"),
    pytest.param(
        "record broken.npz --from broken.npz", ["broken.npz", "another name"], id="record_itself"
    ),
]
EXERCISES = [
    pytest.param("pelvis_lfit", ["did you mean pelvis_lift?"], id="mistyped"),
    pytest.param("squat", ["there is:", "pelvis_lift"], id="unknown"),
    pytest.param("typo.toml", ["typo.toml", "rep_mim_s", "rep_min_s"], id="unknown_key"),
    pytest.param("no_toml.toml", ["no_toml.toml", "line 1"], id="no_toml"),
    pytest.param("none.toml", ["none.toml", "check the name"], id="no_file"),
]
OPTIONS = [
    pytest.param("--dose many", ["--dose many", "write hold=2"], id="dose"),
    pytest.param("--speed 0", ["--speed 0", "above 0"], id="speed_0"),
    pytest.param("--speed nan", ["--speed nan", "above 0"], id="speed_nan"),
    pytest.param("--out side.mp4", ["side.mp4", "another name"], id="out_over_the_input"),
    pytest.param("--out ./side.mp4", ["side.mp4", "another name"], id="out_over_it_by_a_detour"),
    pytest.param("--events side.mp4", ["side.mp4", "another name"], id="events_over_the_input"),
    pytest.param(
        "--out o.mp4 --events o.mp4", ["o.mp4", "another name"], id="two_outputs_one_name"
    ),
    pytest.param("--model none.task", ["none.task", "check the path"], id="no_model_file"),
    pytest.param("--model text.mp4", ["text.mp4", "pose_landmarker_full.task"], id="no_model"),
]
LATER_OPTIONS = [
    pytest.param("--model hollow.task", ["hollow.task", "pose_landmarker_full.task"], id="model"),
    pytest.param("--out o.avi", ["o.avi", ".mp4"], id="out_of_another_kind"),
    pytest.param("--out none/o.mp4", ["none/o.mp4", "another place"], id="out_into_no_folder"),
    pytest.param("--out folder.mp4", ["folder.mp4", "name a file"], id="out_to_a_folder"),
    pytest.param("--events none/e.jsonl", ["none/e.jsonl", "another place"], id="events"),
    pytest.param("--show", ["DISPLAY is not set", "start the coach in"], id="show", marks=only_x11),
]


@pytest.mark.parametrize(("line", "words"), FILES)
def test_a_wrong_file_is_one_sentence(folder: Path, line: str, words: list[str]) -> None:
    sentence = sentence_of(coach(*shlex.split(line), cwd=folder))
    assert all(word in sentence for word in words), sentence
    assert not (folder / "x.npz").exists()


@pytest.mark.parametrize(("name", "words"), EXERCISES)
def test_a_wrong_exercise_is_one_sentence(folder: Path, name: str, words: list[str]) -> None:
    sentence = sentence_of(coach("replay", "side.mp4", "--exercise", name, cwd=folder))
    assert all(word in sentence for word in words), sentence


@pytest.mark.parametrize(("options", "words"), OPTIONS)
def test_a_wrong_option_is_one_sentence(folder: Path, options: str, words: list[str]) -> None:
    sentence = sentence_of(coach("replay", "side.mp4", *shlex.split(options), cwd=folder))
    assert all(word in sentence for word in words), sentence


@pytest.mark.slow
@pytest.mark.usefixtures("bundle")
@pytest.mark.parametrize(("options", "words"), LATER_OPTIONS)
def test_what_shows_once_the_model_is_loaded_is_one_sentence_too(
    folder: Path, options: str, words: list[str]
) -> None:
    sentence = sentence_of(coach("replay", "side.mp4", *shlex.split(options), cwd=folder))
    assert all(word in sentence for word in words), sentence
    assert not (folder / "o.mp4").exists()


@only_x11
@pytest.mark.slow
@pytest.mark.usefixtures("bundle")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({}, "DISPLAY is not set", id="no_display"),
        pytest.param({"DISPLAY": ":93"}, "on display ':93'", id="dead_display"),
    ],
)
def test_no_display_is_one_sentence(folder: Path, changes: dict[str, str], words: str) -> None:
    sentence = sentence_of(coach("start", cwd=folder, **changes))
    assert words in sentence
    assert "start the coach in a terminal of the desktop" in sentence


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="devices have other names")
def test_no_camera_is_one_sentence(folder: Path, bundle: Path) -> None:
    done = coach("record", "x.npz", "--from", "97", "--model", bundle, cwd=folder)
    assert "/dev/video97 does not exist" in sentence_of(done)
    assert not (folder / "x.npz").exists()


@pytest.mark.slow
def test_a_video_cut_short_is_coached_as_far_as_it_goes(folder: Path, bundle: Path) -> None:
    done = coach("replay", "cut.mp4", "--model", bundle, cwd=folder)
    sentence = sentence_of(done)
    assert sentence.startswith("cut.mp4: the video ends early")
    assert sentence.endswith("copy it anew.")
    assert "counted" in done.stdout


def test_pictures_of_a_recording_are_refused(folder: Path, recording: Path) -> None:
    done = coach("record", "x.npz", "--from", recording, "--video", "x.mp4", cwd=folder)
    assert "holds no pictures: leave out --video" in sentence_of(done)


@only_x11
def test_a_name_that_is_not_utf_8_is_one_sentence_and_no_crash(folder: Path) -> None:
    name = os.fsdecode(b"na\xefve.mp4")
    shutil.copy(SIDE, folder / name)
    assert "is not UTF-8 and cannot be used; rename it" in sentence_of(
        coach("replay", name, cwd=folder)
    )


def test_a_missing_model_without_a_net_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    """As installed, not from a checkout: the model would be kept in the user's cache."""
    site, home = tmp_path / "site", tmp_path / "home"
    source = Path(package.__file__).parent
    shutil.copytree(source, site / "coach", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("exercises", "models/models.toml"):
        target = site / "coach" / "data" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if "." not in name else shutil.copy
        copy(SAMPLES.parent / name, target)
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    where = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "LOCALAPPDATA": str(home)}
    done = coach("replay", "side.mp4", cwd=folder, PYTHONPATH=str(site), **offline, **where)
    sentence = sentence_of(done)
    assert sentence.startswith("The pose model could not be fetched")
    assert "connect this machine to the internet once" in sentence
    assert "--model FILE" in sentence
    assert not list(home.rglob("*.task"))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("replay", id="missing_argument"),
        pytest.param("replay side.mp4 --loud", id="unknown_option"),
        pytest.param("replay side.mp4 --speed fast", id="no_number"),
        pytest.param("dance", id="unknown_command"),
    ],
)
def test_wrong_usage_ends_with_2(folder: Path, line: str) -> None:
    done = coach(*shlex.split(line), cwd=folder)
    assert done.returncode == 2
    assert "--help" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        pytest.param("", DoseWish(), id="none"),
        pytest.param("hold=2", DoseWish(hold_s=2.0), id="hold"),
        pytest.param("reps=5, hold=2.5", DoseWish(5, 2.5), id="both"),
    ],
)
def test_doses(text: str, wish: DoseWish) -> None:
    assert read_dose(text) == wish


@pytest.mark.parametrize(
    "text", ["hold", "hold=", "hold=0", "hold=-1", "hold=nan", "hold=1e9", "reps=1.5", "steps=3"]
)
def test_doses_that_cannot_be_meant(text: str) -> None:
    with pytest.raises(CoachError, match=r"write hold=2 \(seconds\), reps=5, or hold=2,reps=5"):
        read_dose(text)


# -- what it writes -----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_recording_gives_the_events_of_its_video(
    folder: Path, recording: Path, replays: Replays
) -> None:
    path = folder / "recording.jsonl"
    assert coach("replay", recording, "--events", path, cwd=folder).returncode == 0
    found = records(path)[1:]
    end_s = found[-1]["t_s"]  # what closes the recording is not in the whole video
    found = [line for line in found if line["t_s"] < end_s]
    video = replays.of("pelvis_lift_side").records[1:]
    video = [line for line in video if line["t_s"] < end_s]
    assert named(found, "rep_finished")
    for ours, expected in zip(found, video, strict=True):
        assert ours == {key: like(value) for key, value in expected.items()}
    assert [line["index"] for line in named(found, "rep_counted")] == [1, 2]


def like(value: object) -> object:
    """Numbers may differ by the rounding of a recording, nothing else may."""
    return pytest.approx(value, abs=TIME_TOLERANCE_S) if isinstance(value, float) else value


@pytest.mark.slow
def test_events_are_the_same_at_any_speed(folder: Path, recording: Path) -> None:
    for name, speed in (("free.jsonl", ()), ("paced.jsonl", ("--speed", "5"))):
        done = coach("replay", recording, "--events", name, *speed, cwd=folder)
        assert done.returncode == 0
    assert (folder / "free.jsonl").read_bytes() == (folder / "paced.jsonl").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("clip", ["pelvis_lift_demo", "pelvis_lift_side", "pelvis_lift_corner45"])
def test_events_begin_with_a_header_and_keep_their_order(replays: Replays, clip: str) -> None:
    header, *lines = replays.of(clip).records
    assert header == {
        "event": "header",
        "version": 1,
        "exercise": "pelvis_lift",
        "source": f"{clip}.mp4",
    }
    times_s = [line["t_s"] for line in lines]
    assert times_s == sorted(times_s)
    assert lines[-1]["event"] == "stage_entered"
    assert lines[-1]["stage"] == "done"


def test_a_recording_of_a_recording_can_be_shorter(folder: Path, recording: Path) -> None:
    done = coach("record", "three.npz", "--from", recording, "--seconds", "3", cwd=folder)
    assert done.returncode == 0
    assert coach("replay", "three.npz", "--events", "three.jsonl", cwd=folder).returncode == 0
    assert records(folder / "three.jsonl")[-1]["t_s"] == pytest.approx(3.0, abs=0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux needs a player")
def test_no_sound_is_said_once_and_the_replay_goes_on(folder: Path, recording: Path) -> None:
    nothing = folder / "no_programs"
    nothing.mkdir()
    line = ("replay", recording, "--speak", "--speed", "20")
    done = coach(*line, cwd=folder, PATH=str(nothing))
    assert done.returncode == 0
    assert "2 counted" in done.stdout
    (warning,) = done.stderr.splitlines()
    assert warning.startswith("coach: no sound: aplay is missing; install it with")


def test_a_terminal_that_knows_ascii_only_gets_the_table(folder: Path, recording: Path) -> None:
    done = coach("replay", recording, cwd=folder, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "2 counted" in done.stdout
    assert done.stdout.isascii()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk by name")
@pytest.mark.parametrize("what", ["table", "events"])
def test_a_full_disk_is_one_sentence(folder: Path, recording: Path, what: str) -> None:
    events = ("--events", "/dev/full") if what == "events" else ()
    with open("/dev/full" if what == "table" else os.devnull, "w") as output:
        done = subprocess.run(
            [*COMMAND, "replay", str(recording), *events],
            cwd=folder,
            env=environment(),
            stdout=output,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("coach: ")
    assert "No space left on device" in sentence
    assert "free some space" in sentence


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix")
def test_a_reader_that_goes_away_is_no_error_message(folder: Path, recording: Path) -> None:
    command = [*COMMAND, "replay", str(recording)]
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 1


# -- the small commands -------------------------------------------------------------------------


def test_version(folder: Path) -> None:
    done = coach("--version", cwd=folder)
    assert (done.returncode, done.stdout) == (0, f"coach {__version__}\n")


@pytest.mark.slow
def test_the_doctor_looks_at_six_things(folder: Path, bundle: Path) -> None:
    done = coach("doctor", "--camera", "97", "--model", bundle, cwd=folder)
    assert done.returncode == 0, done  # no camera is a lack, not a failure
    lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    checked = ["libraries", "model", "disk", "camera", "display", "voice"]
    assert [name for _, name, _ in lines] == checked
    marks = {name: mark for mark, name, _ in lines}
    assert {marks[name] for name in ("libraries", "model", "disk")} == {"ok"}
    assert marks["camera"] == "MEND"


@pytest.mark.slow
def test_the_doctor_fails_without_a_model(folder: Path) -> None:
    done = coach("doctor", "--camera", "97", "--model", "none.task", cwd=folder)
    assert done.returncode == 1
    (line,) = (line for line in done.stdout.splitlines() if " model " in line)
    assert line.startswith("MEND model")
    assert "none.task" in line


def test_a_model_that_is_there_is_not_fetched_again(folder: Path, bundle: Path) -> None:
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    done = coach("model", "fetch", cwd=folder, **offline)
    assert done.returncode == 0
    assert done.stdout == f"The pose model is ready: {bundle}\n"
    assert done.stderr == ""
