"""Settings are read strictly and written with care; each person has an own share of everything."""

import os
import re
import tomllib
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.edges.calibrations import default_path as calibration_path
from coach.edges.persons import (
    DEFAULT_PERSON,
    MAX_CHARACTERS,
    file_part,
    person_name,
    readable_part,
)
from coach.edges.settings import (
    PersonSettings,
    Settings,
    change_person,
    change_settings,
    default_path,
    load_settings,
)
from coach.errors import CoachError
from tests.command import ROOT

WRITTEN = """\
# My settings, do not touch!
camera = "1" # the one on the shelf
quiet   =   true

# who we are
[[persons]]
name = "me" # that is Carla
props = [
    "table", # in the kitchen
]

[[persons]]
name = "Jürgen M."
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not yet there é" / "settings.toml"


@pytest.fixture
def written(path: Path) -> Path:
    path.parent.mkdir()
    path.write_text(WRITTEN, encoding="utf-8")
    return path


# -- reading --------------------------------------------------------------------------------------


def test_without_a_file_all_is_as_usual_and_nothing_is_written(path):
    assert load_settings(path) == Settings()
    assert load_settings(path).of("me") == PersonSettings(name="me")
    assert not path.parent.exists()


def test_what_is_written_is_read(written):
    settings = load_settings(written)
    assert (settings.camera, settings.quiet, settings.language) == ("1", True, "en")
    assert settings.of("me").props == ("table",)
    assert settings.of("Jürgen M.").props == ()
    assert settings.of("somebody new").props_asked is False


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("langauge = 'de'", r"unknown key 'langauge' \(did you mean 'language'\?\)"),
        pytest.param(
            "language = 'German'", "language: write two or three small letters, .*'German'"
        ),
        pytest.param("language = 3", "language: .*3"),
        pytest.param("quiet = 'yes'", "quiet: true or false belongs here, but it is 'yes'"),
        pytest.param("camera = 1", "camera: a text in quotes belongs here, but it is 1"),
        pytest.param("programme = ''", "programme: "),
        pytest.param("evening = '25:00'", "evening: '25:00' is no time of day: write hours and"),
        pytest.param("evening = '18:30 Uhr'", "evening: '18:30 Uhr' is no time of day"),
        pytest.param("evening = 18:30:00", "evening: a text in quotes"),
        pytest.param("person = ''", "person: '' is no name of a person: write 1 to 30"),
        pytest.param('person = "a\\nb"', "holds a character that cannot be shown"),
        pytest.param("quiet = true\nquiet = false", "is not valid TOML"),
        pytest.param("quiet = ", "is not valid TOML"),
        pytest.param("persons = 3", "persons: a list in .* belongs here"),
        pytest.param("[[persons]]\nprops = []", r"persons\.0\.name: the key 'name' is missing"),
        pytest.param("[[persons]]\nname = 'a'\nprop = []", "unknown key 'prop'.*'props'"),
        pytest.param("[[persons]]\nname = 'a'\nprops = ['sofa']", "persons.0.props.0: .*'sofa'"),
        pytest.param("[[persons]]\nname = 'a'\nprops = ['bar', 'bar']", "twice; drop one"),
        pytest.param(
            "[[persons]]\nname = 'a'\n[[persons]]\nname = ' a '", "'a' stands there twice"
        ),
        pytest.param("x = " + "[" * 5000, "nested too deeply|is not valid TOML"),
        pytest.param("#" * 200_000, "is longer than"),
    ],
    ids=lambda value: value[:24].replace("\n", " "),
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(path, text, words):
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    for use in (load_settings, lambda path: change_settings({"quiet": True}, path)):
        with pytest.raises(CoachError, match=words) as caught:
            use(path)
        assert str(caught.value).startswith(str(path))
        assert str(caught.value).isprintable()
    assert path.read_text(encoding="utf-8") == text


def test_a_file_that_is_no_text_and_a_folder_are_refused(path):
    path.mkdir(parents=True)
    with pytest.raises(CoachError, match="cannot be read"):
        load_settings(path)
    path.rmdir()
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CoachError, match=r"is no text in UTF-8; docs/settings.md"):
        load_settings(path)


def test_a_file_of_a_windows_editor_is_read(path):
    path.parent.mkdir()
    path.write_bytes(b'\xef\xbb\xbflanguage = "de"\r\nquiet = true\r\n')
    assert load_settings(path).language == "de"
    assert change_settings({"quiet": False}, path).quiet is False
    assert load_settings(path) == Settings(language="de")


# -- writing --------------------------------------------------------------------------------------


def test_a_new_file_is_written_and_read_again(path):
    change_settings({"language": "de", "camera": "http://a.b/c?d=1", "full_screen": False}, path)
    change_person("Ünal", {"props": ["bar", "table"], "props_asked": True}, path)
    settings = load_settings(path)
    assert (settings.language, settings.full_screen) == ("de", False)
    assert settings.of("Ünal").props == ("bar", "table")
    assert settings.of("Ünal").props_asked
    assert path.read_text(encoding="utf-8").startswith(
        "# Settings of Spine Coach; docs/settings.md"
    )


def test_comments_order_and_layout_stay(written):
    change_settings({"camera": "2"}, written)
    change_person("Jürgen M.", {"props": ["wall_bars"], "props_asked": True}, written)
    text = written.read_text(encoding="utf-8")
    assert text == WRITTEN.replace('"1"', '"2"') + 'props = ["wall_bars"]\nprops_asked = true\n'


def test_a_new_key_does_not_slip_into_a_persons_table(written):
    change_settings({"language": "de", "programme": "gentle"}, written)
    settings = load_settings(written)
    assert (settings.language, settings.programme) == ("de", "gentle")
    assert settings.persons == load_settings(written).persons
    assert [one.name for one in settings.persons] == ["me", "Jürgen M."]


def test_what_is_dropped_is_as_usual_again(written):
    assert change_settings({"quiet": None, "programme": None}, written) == Settings(
        camera="1", persons=load_settings(written).persons
    )
    assert change_person("me", {"props": None}, written).props == ()
    assert "# in the kitchen" not in written.read_text(encoding="utf-8")
    assert "# that is Carla" in written.read_text(encoding="utf-8")


@pytest.mark.parametrize("changes", [{"langauge": "de"}, {"language": "German"}, {"quiet": "no"}])
def test_what_would_be_refused_later_is_not_written(written, changes):
    with pytest.raises(CoachError):
        change_settings(changes, written)
    assert written.read_text(encoding="utf-8") == WRITTEN


def test_persons_in_braces_are_refused_with_a_sentence(path):
    path.parent.mkdir()
    path.write_text('persons = [{ name = "me" }]', encoding="utf-8")
    assert load_settings(path).of("me").name == "me"
    with pytest.raises(CoachError, match=r"write \[\[persons\]\] for each"):
        change_person("me", {"props_asked": True}, path)


@pytest.mark.skipif(os.name != "posix", reason="links and limits of Unix")
def test_a_link_stays_a_link(written, tmp_path):
    link = tmp_path / "link.toml"
    link.symlink_to(written)
    change_settings({"language": "de"}, link)
    assert link.is_symlink()
    assert load_settings(written).language == "de"


@pytest.mark.skipif(os.name != "posix", reason="links and limits of Unix")
def test_a_full_disk_leaves_the_file_as_it_was(written):
    import resource  # of Unix

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(CoachError, match=r"the settings cannot be stored .*; free some space"):
            change_settings({"language": "de"}, written)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert written.read_text(encoding="utf-8") == WRITTEN
    assert os.listdir(written.parent) == [written.name]


# -- where, and what is documented ----------------------------------------------------------------


def test_it_lies_in_the_users_own_folder_of_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_path().name == "settings.toml"
    assert default_path().parent.name == "spine-coach"


def test_every_key_stands_in_the_documents_with_its_usual_value(path):
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `(\w+)` \| (?:`(.*?)`|none|needed) \|", text, re.MULTILINE))
    fields = Settings.model_fields | PersonSettings.model_fields
    assert documented.keys() == fields.keys()
    usual = Settings()
    for key, value in documented.items():
        if value:
            default = getattr(usual if key in Settings.model_fields else usual.of("me"), key)
            read = tomllib.loads(f"x = {value}")["x"]
            assert (tuple(read) if isinstance(read, list) else read) == default, key
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    path.parent.mkdir()
    path.write_text(example, encoding="utf-8")
    assert load_settings(path).of("Anna").props == ("bar", "table")


# -- persons --------------------------------------------------------------------------------------

NAMES = [
    "me",
    "anna",
    "Anna",
    "ANNA",
    "Jürgen M.",
    "../x",
    "..",
    "a/b",
    "a\\b",
    "con",
    "NUL",
    "_41_",
]
NAMES += [
    "o'neil",
    "李雷",
    "😀",
    "a_b",
    "a-b",
    "a.b",
    "A" * 30,
    "😀" * 30,
    "x.json",
    "~",
    "$HOME",
    "*",
]


def test_every_person_has_an_own_file_of_ranges(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    paths = [calibration_path(name) for name in NAMES]
    assert paths[0].name == "calibration.json"
    assert len({str(path).lower() for path in paths}) == len(NAMES)  # also where case is not seen
    for path in paths:
        assert path.parent == paths[0].parent
        assert path.resolve().parent == path.parent.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(f"{path.name}.new").write_text(
            "short enough for this disk", encoding="utf-8"
        )


@given(st.text(min_size=1, max_size=MAX_CHARACTERS), st.text(min_size=1, max_size=MAX_CHARACTERS))
def test_no_two_names_share_a_file(one, other):
    parts = [file_part(name) for name in (one, other)]
    assert (parts[0] == parts[1]) == (one == other)
    assert all(re.fullmatch(r"[a-z0-9_]+", part) for part in parts)


def test_one_name_typed_in_two_ways_is_one_person():
    assert person_name("  Zoë   B ") == person_name(normalize("NFD", "Zoë B")) == "Zoë B"
    assert person_name(DEFAULT_PERSON) == DEFAULT_PERSON


ZWNJ, ZWJ = "\u200c", "\u200d"  # zero-width non-joiner and joiner
PERSIAN, FAMILY = f"علی{ZWNJ}رضا", f"👨{ZWJ}👩{ZWJ}👧"


@pytest.mark.parametrize("name", [PERSIAN, f"Team {FAMILY}", f"{FAMILY} ü"])
def test_joiners_are_part_of_a_name(name, path, tmp_path, monkeypatch):
    assert person_name(name) == name
    assert change_person(name, {"props": ["bar"]}, path).props == ("bar",)
    assert load_settings(path).of(name).props == ("bar",)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert calibration_path(name) != calibration_path(name.replace(ZWNJ, "").replace(ZWJ, ""))


@pytest.mark.parametrize(
    ("name", "part"),
    [
        pytest.param("Anna", "Anna", id="capitals"),
        pytest.param("Anna B.", "Anna-B", id="a_dot"),
        pytest.param("../../etc/passwd", "etc-passwd", id="no_way_out"),
        pytest.param("Jürgen Weiß 2", "Jürgen-Weiß-2", id="umlauts"),
        pytest.param(PERSIAN, "علی-رضا", id="persian"),
        pytest.param("अनिता", "अनिता", id="signs_above_and_below"),
        pytest.param("😀", "_1f600_", id="nothing_to_read"),
    ],
)
def test_a_name_in_a_file_of_ones_own_can_be_read(name, part):
    assert readable_part(name) == part


@given(st.text(min_size=1, max_size=MAX_CHARACTERS))
def test_any_name_is_a_part_of_a_file_name(name):
    part = readable_part(name)
    assert part.isprintable()
    assert not set(part) & set('/\\:*?"<>|. \0')
    assert 0 < len(part) <= len(file_part(name))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("", "write 1 to 30", id="nothing"),
        pytest.param("  ", "write 1 to 30", id="spaces"),
        pytest.param("a" * 31, "write 1 to 30", id="long"),
        pytest.param("a\x00b", r"character 2 is U\+0000 \(a control character\)", id="nul"),
        pytest.param("a\u202eb", r"2 is U\+202E \(right-to-left override\)", id="backwards"),
        pytest.param("\ud800", r"1 is U\+D800", id="half_a_character"),
        pytest.param("a\x1b[2J", r"2 is U\+001B", id="clears_the_screen"),
        pytest.param(f"{ZWJ}a", r"1 is U\+200D \(zero width joiner\)", id="joins_nothing"),
        pytest.param(f"a b{ZWNJ}", r"4 is U\+200C .* leave it out", id="joins_nothing_after"),
    ],
)
def test_what_cannot_be_a_name_is_refused(name, words):
    for use in (person_name, calibration_path, Settings().of):
        with pytest.raises(CoachError, match=f"is no name of a person: .*{words}") as caught:
            use(name)
        assert str(caught.value).isprintable()
