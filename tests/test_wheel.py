"""An installed wheel finds its exercises, samples and model table without a checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.coaching import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The wheel's content, laid out as an installation would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(ROOT)], check=True, timeout=120)
    [wheel] = folder.glob("*.whl")
    site = folder / "site"
    zipfile.ZipFile(wheel).extractall(site)
    return site


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", "-m", "coach", *arguments]
    return subprocess.run(
        command, cwd=installed.parent, env=environment, capture_output=True, text=True, timeout=60
    )


def test_replay_of_a_bundled_recording(installed):
    recording = installed / "coach" / "data" / "samples" / "pelvis_lift_side.npz"
    result = run(installed, "replay", str(recording))
    assert result.returncode == 0, result.stderr
    assert "3 counted" in result.stdout


def test_it_is_the_wheel_that_runs(installed):
    where = "import coach, coach.edges.resources as r; print(coach.__file__, r.samples_dir())"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    found = subprocess.run(
        [sys.executable, "-P", "-c", where],
        cwd=installed.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    package, samples = found.stdout.split()
    assert Path(package).is_relative_to(installed)
    assert Path(samples).is_relative_to(installed)
