"""Places, stores and files for the tests of the configuration."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from altindex_magic.config.store import Store
from altindex_magic.model import Index
from altindex_magic.places import Places

URL = "https://pypi.example.com/acme/"
FURY = Index("fury", URL)


def table(name, url="https://x.example/", header="index", extra=""):
    """Give the table of an index as a file has it."""
    return f'[[{header}]]\nname = "{name}"\nurl = "{url}"\n{extra}'


def write(path, content):
    """Write a file, in the folder that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


@dataclass(frozen=True)
class Files:
    """The three files that a store reads."""

    site: Path
    user: Path
    project: Path

    def write(self, **contents):
        """Write some of them."""
        for name, content in contents.items():
            write(getattr(self, name), content)


@pytest.fixture
def places(tmp_path):
    return Places(*(tmp_path / name for name in ("config", "site", "data", "state", "cache")))


@pytest.fixture
def files(places, tmp_path):
    return Files(places.site_file, places.indexes_file, tmp_path / "project" / "pyproject.toml")


@pytest.fixture
def store(places, files):
    files.project.parent.mkdir()
    return Store(places, files.project.parent)
