"""Wheels and sdists on this disk, and whether they require another one from a URL."""

from __future__ import annotations

import posixpath
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from altindex_magic import direct
from altindex_magic.wheel_metadata import MalformedWheel, MissingBytes, PartialWheel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_READERS: Final = {"pkg-info": direct.in_metadata, "pyproject.toml": direct.in_pyproject}
_LONGEST: Final = 16 * 2**20
_DEEPEST: Final = 2
"""An sdist is one folder. Installers also take one whose files stand at the top, and names with needless slashes."""
_FAULTS: Final = (
    *(tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    KeyError,  # a link in it that leads nowhere
    direct.NotToml,
)
"""What an archive that is damaged, encrypted or made to harm raises."""


class UnreadableArchive(Exception):
    """A file that is no distribution; its text says why, as the end of a sentence."""


def metadata(path: Path, filename: str) -> bytes:
    """Read METADATA from the whole wheel *filename*, which lies at *path*.

    Raises:
        UnreadableArchive: it is no wheel.

    """
    try:
        wheel = PartialWheel(filename, path.stat().st_size)
        with path.open("rb") as file:
            while True:
                try:
                    return wheel.metadata()
                except MissingBytes as missing:
                    file.seek(missing.start)
                    wheel.add(missing.start, file.read(missing.stop - missing.start))
    except (MalformedWheel, OSError) as problem:
        raise UnreadableArchive(f"{filename} is no wheel: {problem}") from problem


def direct_in_wheel(path: Path) -> str | None:
    """Give the first direct requirement of a wheel.

    Raises:
        UnreadableArchive: it is none.

    """
    return direct.in_metadata(metadata(path, path.name))


def direct_in_sdist(path: Path, filename: str) -> str | None:
    """Give the first direct requirement that the sdist *filename*, which lies at *path*, states.

    Raises:
        UnreadableArchive: it is none.

    """
    members = _zipped(path) if filename.endswith(".zip") else _tarred(path)
    try:
        return next(filter(None, (_READERS[name](body) for name, body in members)), None)
    except _FAULTS as problem:
        raise UnreadableArchive(f"{filename} is no sdist: {problem}") from problem


def _tarred(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path, "r:*") as archive:
        for member in archive:
            name = _telling(member.name)
            file = archive.extractfile(member) if name else None  # of a link, what it leads to
            if name and file:
                yield name, file.read(_LONGEST)


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if name := _telling(member):
                with archive.open(member) as file:
                    yield name, file.read(_LONGEST)


def _telling(member: str) -> str | None:
    """Give the name of a file that tells what an sdist requires; ``None`` for any other member."""
    parts = posixpath.normpath(member.replace("\\", "/").lstrip("/")).split("/")
    name = parts[-1].lower()  # on some systems one file has its name in any case
    return name if len(parts) <= _DEEPEST and name in _READERS else None
