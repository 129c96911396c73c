"""The directories of a user, on this platform and by the XDG variables."""

import sys
from pathlib import Path

import platformdirs
import pytest

from altindex_magic.places import Places


@pytest.fixture
def places():
    base = Path("base")
    return Places(config=base / "config", site=base / "site", data=base / "data", state=base / "st", cache=base / "ca")


def test_each_file_lies_in_the_directory_of_its_purpose(places):
    """What may be deleted is in the cache, what must be kept is not."""
    base = Path("base")
    assert places.indexes_file == base / "config" / "indexes.toml"
    assert places.site_file == base / "site" / "indexes.toml"
    assert places.ledger_file == base / "st" / "ledger.sqlite"
    assert places.local_index == base / "data" / "local"
    assert places.files_cache == base / "ca" / "files"
    assert places.pages_cache == base / "ca" / "pages"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no XDG variables")
def test_xdg_variables_decide(monkeypatch, tmp_path):
    """Each variable moves its directory, and the application has one folder in it."""
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "etc"))
    assert Places.of_user() == Places(
        config=tmp_path / "CONFIG" / "altindex",
        site=tmp_path / "etc" / "altindex",
        data=tmp_path / "DATA" / "altindex",
        state=tmp_path / "STATE" / "altindex",
        cache=tmp_path / "CACHE" / "altindex",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no XDG variables")
def test_of_several_site_directories_the_first_counts(monkeypatch, tmp_path):
    """A list of directories never becomes one strange path."""
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"{tmp_path / 'first'}:{tmp_path / 'second'}")
    assert Places.of_user().site == tmp_path / "first" / "altindex"


def test_finding_the_directories_creates_none(hermetic):
    """Looking does not write."""
    before = sorted(hermetic.rglob("*"))
    Places.of_user()
    assert sorted(hermetic.rglob("*")) == before


@pytest.mark.parametrize(
    ("module", "config", "cache"),
    [
        ("unix", ".config/altindex", ".cache/altindex"),
        ("macos", "Library/Application Support/altindex", "Library/Caches/altindex"),
    ],
)
def test_the_documented_directories_are_those_of_the_platform(monkeypatch, hermetic, module, config, cache):
    """What docs/configuration.md says of Linux and macOS holds."""
    if sys.platform == "win32":
        pytest.skip("needs POSIX paths")
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.delenv(f"XDG_{kind}_HOME")
    __import__(f"platformdirs.{module}")
    kind = {"unix": "Unix", "macos": "MacOS"}[module]
    monkeypatch.setattr("altindex_magic.places.PlatformDirs", getattr(getattr(platformdirs, module), kind))
    places = Places.of_user()
    assert places.config == hermetic / config
    assert places.cache == hermetic / cache
