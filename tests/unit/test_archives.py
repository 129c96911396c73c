"""Wheels and sdists on a disk are read for direct requirements as an installer would read them."""

import io
import tarfile
import zipfile

import pytest

from altindex_magic import archives
from tests.packages import wheel

DIRECT = "other @ https://files.example.com/other-1.0.tar.gz"
PROJECT = f'[build-system]\nrequires = ["{DIRECT}"]\n'.encode()
METADATA = f"Metadata-Version: 2.1\nName: acme\nVersion: 1.0\nRequires-Dist: {DIRECT}\n".encode()


def tarred(path, members):
    """Write an sdist of *members*; a text in place of bytes is what a symbolic link leads to."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            if isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize("requires", [[], ["other>1"], [DIRECT]])
def test_a_wheel_is_read_by_its_metadata(tmp_path, requires):
    """What it requires from a URL is found, and nothing else."""
    expected = DIRECT if requires == [DIRECT] else None
    assert archives.direct_in_wheel(wheel(tmp_path, "acme", "1.0", requires)) == expected


@pytest.mark.parametrize(
    "members",
    [
        {"acme-1.0/pyproject.toml": PROJECT},
        {"acme-1.0/PKG-INFO": METADATA},
        {"acme-1.0/PKG-INFO": b"Name: acme\n", "acme-1.0/pyproject.toml": PROJECT},
        {"pyproject.toml": PROJECT},
        {"/acme-1.0/pyproject.toml": PROJECT},
        {"./acme-1.0//pyproject.toml": PROJECT},
        {"acme-1.0/x/../pyproject.toml": PROJECT},
        {"acme-1.0/PyProject.TOML": PROJECT},
        {"acme-1.0/other.toml": PROJECT, "acme-1.0/pyproject.toml": "other.toml"},
    ],
    ids=" ".join,
)
def test_an_sdist_is_read_by_what_stands_at_its_top(tmp_path, members):
    """However its name is written, and be it a link."""
    path = tarred(tmp_path / "acme-1.0.tar.gz", members)
    assert archives.direct_in_sdist(path, path.name) == DIRECT


def test_what_stands_deeper_is_not_of_the_sdist(tmp_path):
    """Tests and examples have projects of their own."""
    members = {"acme-1.0/pyproject.toml": b"", "acme-1.0/tests/pyproject.toml": PROJECT, "acme-1.0/tests": b""}
    path = tarred(tmp_path / "acme-1.0.tar.gz", members)
    assert archives.direct_in_sdist(path, path.name) is None


def test_a_zip_is_an_sdist_as_well(tmp_path):
    """Of the past; the cache keeps it under another name."""
    path = tmp_path / "content"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("acme-1.0/pyproject.toml", PROJECT)
    assert archives.direct_in_sdist(path, "acme-1.0.zip") == DIRECT


@pytest.mark.parametrize(
    "members",
    [{"acme-1.0/pyproject.toml": "nowhere"}, {"acme-1.0/pyproject.toml": b"a = {\n}"}],
    ids=["dead link", "TOML 1.1"],
)
def test_what_cannot_be_read_is_no_sdist(tmp_path, members):
    """An installer may read it all the same: it is not taken for one that requires nothing."""
    path = tarred(tmp_path / "acme-1.0.tar.gz", members)
    with pytest.raises(archives.UnreadableArchive, match=r"^acme-1\.0\.tar\.gz is no sdist: "):
        archives.direct_in_sdist(path, path.name)


def test_a_damaged_file_is_neither(tmp_path):
    """It is told as what it should be by its name."""
    path = tmp_path / "acme-1.0-py3-none-any.whl"
    path.write_bytes(b"PK")
    with pytest.raises(archives.UnreadableArchive, match="is no wheel: it is no intact zip archive"):
        archives.direct_in_wheel(path)
    with pytest.raises(archives.UnreadableArchive, match="is no sdist"):
        archives.direct_in_sdist(path, "acme-1.0.tar.gz")
