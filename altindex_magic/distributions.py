"""Wheels and sdists on this disk: read whole and checked before anything of them leaves."""

from __future__ import annotations

import glob
import hashlib
import re
import tarfile
import zipfile
import zlib
from email.parser import HeaderParser
from typing import TYPE_CHECKING, Final

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from altindex_magic.address import local_path
from altindex_magic.errors.build import BrokenDistribution, NoSuchFile
from altindex_magic.errors.usage import UnreadableFile
from altindex_magic.model import project_name
from altindex_magic.publishing import Distribution

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_HASHES: Final = ("sha256", "md5", "sha512")
"""Those that indexes give on their pages."""
_METADATA: Final = re.compile(r"[^/]+\.dist-info/METADATA")
_BLOCK: Final = 2**20
_LONGEST_METADATA: Final = 2**24
_FAULTS: Final = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, RuntimeError, NotImplementedError)
"""What an archive that is damaged, encrypted or made to harm raises."""


def found(patterns: Iterable[str], folder: Path) -> tuple[Path, ...]:
    """Find the files that *patterns* name from *folder*: no shell stands between a magic line and us.

    Raises:
        NoSuchFile: a pattern names none.

    """
    paths: dict[Path, None] = {}
    for pattern in patterns:
        files = _matching(str(local_path(pattern)), folder)
        if not files:
            raise NoSuchFile(pattern, is_folder=folder.joinpath(pattern).is_dir())
        paths.update(dict.fromkeys(files))
    return tuple(paths)


def _matching(pattern: str, folder: Path) -> list[Path]:
    """Find files as a shell does: a name that is there stands for itself, and ``*`` for none that is hidden."""
    if (folder / pattern).is_file():
        return [folder / pattern]
    names = sorted(glob.glob(pattern, root_dir=folder))  # noqa: PTH207 - Path.glob finds hidden files as well
    return [folder / name for name in names if (folder / name).is_file()]


def inspect(path: Path) -> Distribution:
    """Read a wheel or sdist to its end.

    Raises:
        BrokenDistribution: it is neither, it is damaged, or its metadata and its name do not agree.
        UnreadableFile: the system does not let us read it.

    """
    project, version = _named(path.name)
    try:
        metadata = _metadata_of_wheel(path) if path.suffix == ".whl" else _metadata_of_sdist(path)
        size, hashes = path.stat().st_size, _hashes(path)
    except _FAULTS as problem:
        raise BrokenDistribution(path.name, f"the file is damaged ({problem})") from problem
    except OSError as problem:
        if isinstance(problem, FileNotFoundError | PermissionError | IsADirectoryError):
            raise UnreadableFile(path, problem.strerror or str(problem)) from problem
        raise BrokenDistribution(path.name, f"the file is damaged ({problem})") from problem
    _check(path.name, metadata, project, version)
    return Distribution(str(path), path.name, project, str(version), size, hashes)


def _named(filename: str) -> tuple[str, Version]:
    """Take the normalised project and the version from the name of a file."""
    try:
        parsed = parse_wheel_filename(filename) if filename.endswith(".whl") else parse_sdist_filename(filename)
    except (InvalidWheelFilename, InvalidSdistFilename) as problem:
        raise BrokenDistribution(filename, "it has not the name of a wheel or an sdist") from problem
    return parsed[0], parsed[1]


def _metadata_of_wheel(path: Path) -> bytes:
    """Give METADATA, after every member was read and its checksum found right."""
    with zipfile.ZipFile(path) as archive:
        damaged = archive.testzip()
        if damaged:
            raise zipfile.BadZipFile(f"the checksum of {damaged} is wrong")
        member = next((name for name in archive.namelist() if _METADATA.fullmatch(name)), None)
        if member is None:
            raise zipfile.BadZipFile("it has no METADATA")
        with archive.open(member) as file:
            return file.read(_LONGEST_METADATA)


def _metadata_of_sdist(path: Path) -> bytes:
    """Give PKG-INFO, after the archive was read to its end."""
    if path.suffix == ".zip":
        return _metadata_of_zipped_sdist(path)
    metadata: bytes | None = None
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            if member.isfile() and _is_pkg_info(member.name):
                file = archive.extractfile(member)
                metadata = file.read(_LONGEST_METADATA) if file else None
    if metadata is None:
        raise tarfile.ReadError("it has no PKG-INFO")
    return metadata


def _metadata_of_zipped_sdist(path: Path) -> bytes:
    """Give PKG-INFO of an sdist as some old tools make it."""
    with zipfile.ZipFile(path) as archive:
        member = next((name for name in archive.namelist() if _is_pkg_info(name)), None)
        if archive.testzip() or member is None:
            raise zipfile.BadZipFile("it has no PKG-INFO, or a wrong checksum")
        with archive.open(member) as file:
            return file.read(_LONGEST_METADATA)


def _is_pkg_info(member: str) -> bool:
    """Recognise the one in the top folder: others may lie deeper."""
    folder, _, rest = member.removeprefix("./").partition("/")
    return bool(folder) and rest == "PKG-INFO"


def _check(filename: str, metadata: bytes, project: str, version: Version) -> None:
    """Insist that a file is what its name says."""
    headers = HeaderParser().parsestr(metadata.decode("utf-8", "replace"))
    name, stated = str(headers.get("Name", "")), str(headers.get("Version", ""))
    if project_name(name) != project:
        raise BrokenDistribution(filename, f"its metadata names the project `{name}`")
    try:
        same = Version(stated) == version
    except InvalidVersion:
        same = False
    if not same:
        raise BrokenDistribution(filename, f"its metadata names the version `{stated}`")


def _hashes(path: Path) -> dict[str, str]:
    """Hash the file once by every algorithm that pages of indexes use."""
    hashers = {name: hashlib.new(name, usedforsecurity=False) for name in _HASHES}
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            _feed(block, hashers.values())
    return {name: hasher.hexdigest() for name, hasher in hashers.items()}


def _feed(block: bytes, hashers: Iterable[hashlib._Hash]) -> None:
    for hasher in hashers:
        hasher.update(block)
