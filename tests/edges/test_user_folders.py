"""An account without a home: one sentence, and nothing is written anywhere."""

import os
import shutil
import subprocess
import sys

import pytest

from coach.edges import user_folders
from coach.edges.user_folders import user_folder
from coach.errors import CoachError
from tests.command import COMMAND, ROOT, sentence_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows asks the system")
IS_ROOT = getattr(os, "geteuid", lambda: 1)() == 0
AS_NOBODY = shutil.which("setpriv") if IS_ROOT else None
IDS = ("--reuid", "54321", "--regid", "54321", "--clear-groups")  # that no account has
HOMES = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")


def test_folders_of_an_account(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in HOMES[1:]:
        monkeypatch.delenv(name, raising=False)
    folders = [user_folder(kind) for kind in ("data", "config", "cache")]
    assert all(folder.is_relative_to(tmp_path) for folder in folders)
    assert os.listdir(tmp_path) == []
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other"))
    assert user_folder("data") == tmp_path / "other" / "spine-coach"


def test_an_account_that_is_in_no_list(monkeypatch):
    import pwd

    def unknown(uid: int) -> None:
        raise KeyError(uid)

    for name in HOMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for kind in ("data", "config", "cache"):
        with pytest.raises(CoachError, match=rf"set HOME \(or XDG_{kind.upper()}_HOME\) to the"):
            user_folder(kind)


def test_an_earlier_platformdirs_answers_with_a_tilde(monkeypatch):
    monkeypatch.setitem(user_folders.FOLDERS, "config", lambda *_, **__: "~/.config/spine-coach")
    with pytest.raises(CoachError, match="no place for your settings"):
        user_folder("config")


COMMANDS = [
    ("today",),
    ("remind",),
    ("history", "show"),
    ("paths",),
    ("report",),
    ("program", "list"),
    ("start", "--quiet"),
    ("start", "-e", "knee_hug", "--quiet"),
]


@pytest.mark.skipif(AS_NOBODY is None, reason="only root becomes another, with setpriv")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_without_a_home_a_command_is_one_sentence(command):
    done = subprocess.run(
        [AS_NOBODY, *IDS, *COMMAND, *command],
        cwd="/",
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60.0,
        check=False,
    )
    if "Permission denied" in done.stderr:
        pytest.skip("nobody else may run this Python")
    assert "Your home folder is not known" in sentence_of(done)
