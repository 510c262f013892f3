"""The pose model arrives whole, is mended when it is not, and says plainly why it cannot come.

Every fetch here is a real `pip download` of the real wheel; after the first one pip finds it in a
local folder.
"""

import functools
import hashlib
import http.server
import io
import os
import shutil
import struct
import subprocess
import sys
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from coach.edges.pose.model_bundle import (
    ENTRIES,
    BundleSpec,
    bundle_spec,
    check_user_bundle,
    ensure_bundle,
    is_whole,
    pack,
)
from coach.edges.pose.progress import fetch_with_progress
from coach.edges.pose.wheel_download import download_wheel
from coach.errors import CoachError

OFFLINE = (
    "The pose model could not be fetched (pip found no mediapipe==0.10.21): connect this machine "
    "to the internet once and start again, or give a pose model file with --model FILE."
)


@pytest.fixture(scope="session")
def wheel_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    download_wheel(bundle_spec().wheel, folder, lambda done, total: None)
    return folder


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch):
    """Make pip look in one place only, or nowhere."""

    def use(place: Path | str) -> None:
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", str(place))

    return use


@pytest.fixture
def local(index, wheel_folder: Path) -> None:
    index(wheel_folder)


def data_offset(path: Path, info: zipfile.ZipInfo) -> int:
    """Where the entry's own bytes begin, read from its local header."""
    with path.open("rb") as file:
        file.seek(info.header_offset + 26)
        name_size, extra_size = struct.unpack("<HH", file.read(4))
    return info.header_offset + 30 + name_size + extra_size


def in_child(code: str, folder: Path) -> subprocess.Popen[str]:
    """Run `code` in another Python; it finds the folder as `folder`."""
    head = (
        "import sys, time\nfrom pathlib import Path\n"
        "from coach.edges.pose.model_bundle import ensure_bundle\n"
        "from coach.errors import CoachError\n"
        f"folder = Path({str(folder)!r})\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", head + code],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


# The file itself


def test_the_real_bundle_holds_the_networks_that_the_table_describes(bundle: Path):
    spec = bundle_spec()
    assert is_whole(bundle, spec)
    with zipfile.ZipFile(bundle) as archive:
        assert tuple(archive.namelist()) == ENTRIES
        assert all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
        detector = archive.read(spec.parts[0].entry)
    assert hashlib.sha256(detector).hexdigest() == spec.parts[0].sha256


@pytest.mark.slow
def test_the_landmark_networks_weights_are_untouched(bundle: Path, wheel_folder: Path):
    from mediapipe.tasks.metadata import schema_py_generated as model_schema

    part = bundle_spec().parts[1]
    with zipfile.ZipFile(next(wheel_folder.glob("*.whl"))) as wheel:
        original = model_schema.ModelT.InitFromPackedBuf(wheel.read(part.source))
    with zipfile.ZipFile(bundle) as archive:
        ours = model_schema.ModelT.InitFromPackedBuf(archive.read(part.entry))
    assert len(ours.buffers) == len(original.buffers) + 1
    for before, after in zip(original.buffers, ours.buffers, strict=False):
        assert np.array_equal(before.data, after.data)


def test_the_landmark_network_says_how_its_input_is_scaled(bundle: Path):
    from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
    from mediapipe.tasks.metadata import schema_py_generated as model_schema

    with zipfile.ZipFile(bundle) as archive:
        network = model_schema.ModelT.InitFromPackedBuf(archive.read(ENTRIES[1]))
    notes = {row.name: row.buffer for row in network.metadata}
    note = bytes(network.buffers[notes[b"TFLITE_METADATA"]].data)
    picture = metadata_schema.ModelMetadataT.InitFromPackedBuf(note)
    scaling = picture.subgraphMetadata[0].inputTensorMetadata[0].processUnits[0].options
    assert (list(scaling.mean), list(scaling.std)) == ([0.0] * 3, [255.0] * 3)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4])
def test_every_entry_is_aligned_whatever_lies_before_it(tmp_path: Path, size: int):
    path = tmp_path / "x.task"
    path.write_bytes(pack([(entry, b"x" * (100 + size)) for entry in ENTRIES], bundle_spec()))
    with zipfile.ZipFile(path) as archive:
        assert [data_offset(path, info) % 4 for info in archive.infolist()] == [0, 0]


def test_same_networks_same_bytes():
    networks = [(entry, entry.encode()) for entry in ENTRIES]
    assert pack(networks, bundle_spec()) == pack(networks, bundle_spec())


def other_source(spec: BundleSpec) -> BundleSpec:
    first, second = spec.parts
    return replace(spec, parts=(replace(first, sha256="0" * 64), second))


def other_scaling(spec: BundleSpec) -> BundleSpec:
    first, second = spec.parts
    return replace(spec, parts=(first, replace(second, normalization=(127.5, 127.5))))


@pytest.mark.parametrize("change", [other_source, other_scaling])
def test_a_bundle_of_other_sources_is_outdated(bundle: Path, change):
    assert not is_whole(bundle, change(bundle_spec()))


# Damage and interruption


def truncated(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def flipped(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]


@pytest.mark.parametrize(
    "damage", [truncated, flipped, lambda whole: b""], ids=["half", "bit", "0"]
)
def test_damage_is_noticed(bundle: Path, tmp_path: Path, damage):
    path = tmp_path / bundle.name
    path.write_bytes(damage(bundle.read_bytes()))
    assert not is_whole(path, bundle_spec())


@pytest.mark.slow
def test_a_damaged_bundle_is_built_again_to_the_same_bytes(local, bundle: Path, tmp_path: Path):
    path = tmp_path / bundle.name
    path.write_bytes(flipped(bundle.read_bytes()))
    assert ensure_bundle(folder=tmp_path) == path
    assert path.read_bytes() == bundle.read_bytes()


def test_a_whole_bundle_is_left_alone_without_pip_or_net(index, bundle: Path, tmp_path: Path):
    index("/nowhere")
    shutil.copy(bundle, tmp_path)
    steps: list[str] = []
    ensure_bundle(lambda step, done, total: steps.append(step), tmp_path)
    assert steps == []
    assert [path.name for path in tmp_path.iterdir()] == [bundle.name]


@pytest.mark.slow
def test_a_killed_run_is_cleaned_up_and_made_good(local, tmp_path: Path):
    stuck = in_child(
        "def report(step, done, total):\n"
        "    print(step, flush=True)\n"
        "    time.sleep(60)\n"
        "ensure_bundle(report, folder)\n",
        tmp_path,
    )
    assert stuck.stdout is not None
    assert stuck.stdout.readline() == "download\n"
    stuck.kill()
    stuck.communicate()
    scratch = list(tmp_path.glob(".fetch-*"))
    assert len(scratch) == 1, "the killed run should have left its folder behind"

    path = ensure_bundle(folder=tmp_path)
    assert is_whole(path, bundle_spec())
    assert not scratch[0].exists()
    assert {entry.name for entry in tmp_path.iterdir()} == {path.name, ".fetch.lock"}


@pytest.mark.slow
def test_two_at_once_share_one_download(local, tmp_path: Path):
    code = (
        "steps = set()\n"
        "print(ensure_bundle(lambda step, done, total: steps.add(step), folder))\n"
        "print(*sorted(steps))\n"
    )
    both = [in_child(code, tmp_path) for _ in range(2)]
    said = [child.communicate(timeout=120)[0].splitlines() for child in both]
    path = tmp_path / bundle_spec().file_name
    assert [lines[0] for lines in said] == [str(path)] * 2
    assert sum("build" in lines[1] for lines in said) == 1
    assert is_whole(path, bundle_spec())


# What cannot be had is told


def test_offline_is_one_plain_sentence(index, tmp_path: Path):
    index("/nowhere")
    with pytest.raises(CoachError) as caught:
        ensure_bundle(folder=tmp_path)
    assert str(caught.value) == OFFLINE
    assert [path.name for path in tmp_path.iterdir()] == [".fetch.lock"]


def test_a_dead_index_is_the_same_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nobody listens there
    with pytest.raises(CoachError) as caught:
        ensure_bundle(folder=tmp_path)
    assert str(caught.value) == OFFLINE


def test_another_wheel_of_that_name_is_refused(index, tmp_path: Path):
    links = tmp_path / "links"
    links.mkdir()
    name = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
    info = "mediapipe-0.10.21.dist-info"
    with zipfile.ZipFile(links / name, "w") as wheel:
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n"
        )
        wheel.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_28_x86_64\n",
        )
        wheel.writestr(f"{info}/RECORD", "")
    index(links)
    with pytest.raises(
        CoachError, match=r"not the expected file \(sha256 .* expected 05dc4a9e5936\)"
    ):
        ensure_bundle(folder=tmp_path / "models")


def test_python_without_pip_is_told_how_to_get_it(
    index, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    # A package called pip that is none, first on the path, gives pip's own absence message.
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip/__init__.py").write_text("raise SystemExit('No module named pip')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(CoachError, match="ensurepip"):
        ensure_bundle(folder=tmp_path / "models")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the limit on file sizes is Unix's")
def test_a_full_disk_is_told_with_the_room_that_is_needed(local, tmp_path: Path):
    child = in_child(
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "try:\n    ensure_bundle(folder=folder)\n"
        "except CoachError as error:\n    print(error)\n",
        tmp_path,
    )
    said = child.communicate(timeout=120)[0]
    assert said == (
        f"The pose model cannot be kept in {tmp_path} (File too large): make about 90 MB free "
        "there and writable, or give a pose model file with --model FILE.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == [".fetch.lock"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CoachError, match=r"cannot be kept in .*file.models"):
        ensure_bundle(folder=tmp_path / "file" / "models")


# A user's own file


def test_a_users_own_bundle_is_taken(bundle: Path, tmp_path: Path):
    own = shutil.copy(bundle, tmp_path / "pose_landmarker_heavy.task")
    assert check_user_bundle(own) == own


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda path, whole: path.write_text("not a model"), id="text"),
        pytest.param(lambda path, whole: path.write_bytes(truncated(whole)), id="half"),
        pytest.param(lambda path, whole: path.write_bytes(flipped(whole)), id="bit"),
        pytest.param(lambda path, whole: zipfile.ZipFile(path, "w").close(), id="other_zip"),
    ],
)
def test_a_users_file_that_is_no_model_is_refused(bundle: Path, tmp_path: Path, make):
    path = tmp_path / "mine.task"
    make(path, bundle.read_bytes())
    with pytest.raises(CoachError, match=r"mine\.task is not a whole pose model: give"):
        check_user_bundle(path)


@pytest.mark.parametrize("name", ["missing.task", "."])
def test_a_users_file_that_is_not_there_is_named(tmp_path: Path, name: str):
    with pytest.raises(CoachError, match="There is no pose model file"):
        check_user_bundle(tmp_path / name)


# Progress


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def http_index(index, monkeypatch: pytest.MonkeyPatch, wheel_folder: Path):
    """The wheel behind a real web server on this machine."""
    handler = functools.partial(QuietHandler, directory=str(wheel_folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
        index(f"http://127.0.0.1:{server.server_port}/")
        yield
        server.shutdown()


@pytest.mark.slow
def test_a_download_reports_its_bytes_up_to_the_end(http_index, tmp_path: Path):
    calls: list[tuple[str, int, int]] = []
    ensure_bundle(lambda *call: calls.append(call), tmp_path)
    size = bundle_spec().wheel.size
    done = [done for step, done, total in calls if step == "download"]
    assert done == sorted(done)
    assert done[-1] == size
    assert len(done) > 2
    assert {total for step, _, total in calls if step == "download"} == {size}
    assert calls[-1][0] == "build"


def test_nothing_is_shown_when_nothing_is_to_do(bundle: Path):
    out = io.StringIO()
    assert fetch_with_progress(Console(file=out, force_terminal=True)) == bundle
    assert "Fetching" not in out.getvalue()


@pytest.mark.slow
def test_fetching_shows_a_bar(local, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("coach.edges.pose.model_bundle.model_cache_dir", lambda: tmp_path)
    out = io.StringIO()
    fetch_with_progress(Console(file=out, force_terminal=True))
    assert "Fetching the pose model (once)" in out.getvalue()
