"""The files that come along are found in a checkout and in an installed wheel."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import coach
from coach.edges import resources

PACKAGE = Path(coach.__file__).parent
NEEDED = (
    "__init__.py",
    "errors.py",
    "edges/__init__.py",
    "edges/resources.py",
    "edges/user_folders.py",
)


def install(site: Path) -> Path:
    """Lay out what an installed wheel has, and return its package folder."""
    for name in NEEDED:
        target = site / "coach" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACKAGE / name, target)
    return site / "coach"


def ask(site: Path, expression: str, **env: str) -> str:
    """What `expression` on the installed resources gives, or the error's text."""
    code = (
        "from coach.edges import resources\n"
        "from coach.errors import CoachError\n"
        f"try:\n    print({expression})\n"
        "except CoachError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(site)} | env,
        cwd=site,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_checkout_has_its_folders_beside_the_package():
    assert resources.exercises_dir() == PACKAGE.parent / "exercises"
    assert resources.model_cache_dir() == PACKAGE.parent / "models"


def test_the_model_table_names_source_hash_and_licence():
    pose = resources.models_table()["pose"]
    assert pose["licence"] == "Apache-2.0"
    assert all(len(part["sha256"]) == 64 for part in [pose["wheel"], *pose["parts"]])


def test_an_installed_wheel_has_them_inside(tmp_path):
    package = install(tmp_path)
    for name in ("exercises", "samples", "models"):
        (package / "data" / name).mkdir(parents=True)
        (tmp_path / name).mkdir()  # another package's folder of the same name
    (package / "data/models/models.toml").write_text("[pose]\nbundle = 'x.task'\n")
    assert ask(tmp_path, "resources.exercises_dir()") == str(package / "data/exercises")
    assert ask(tmp_path, "resources.samples_dir()") == str(package / "data/samples")
    assert ask(tmp_path, "resources.models_table()['pose']['bundle']") == "x.task"


def test_an_installed_wheel_keeps_the_model_in_the_users_cache(tmp_path):
    install(tmp_path)
    home = tmp_path / "home"
    where = ask(
        tmp_path,
        "resources.model_cache_dir()",
        HOME=str(home),
        XDG_CACHE_HOME=str(home / ".cache"),
        LOCALAPPDATA=str(home),
    )
    assert "spine-coach" in where
    if sys.platform != "win32":  # Windows asks the system, not the environment
        assert Path(where).is_relative_to(home)


def test_a_broken_installation_is_told_in_one_sentence(tmp_path):
    package = install(tmp_path)
    said = ask(tmp_path, "resources.exercises_dir()")
    assert said == (
        f"exercises is missing from the installation in {package}: install Spine Coach again, "
        "or run it from a whole checkout."
    )
