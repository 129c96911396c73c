"""Lock files: their text, and which file each project is locked to on one Python and platform.

The format is that of PEP 751 (https://packaging.python.org/en/latest/specifications/pylock-toml/).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, cast

import tomlkit
from packaging.markers import Marker
from packaging.pylock import (
    Package,
    PackageSdist,
    PackageWheel,
    Pylock,
    PylockSelectError,
    PylockUnsupportedVersionError,
    PylockValidationError,
)
from packaging.specifiers import SpecifierSet
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

from altindex_magic.errors.lock import BrokenLockFile, LockedFromUrl, LockForOthers, WeakLock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from packaging.markers import Environment

    from altindex_magic.event import Stocked, StockedFile
    from altindex_magic.foresight import Target

DEFAULT_NAME: Final = "pylock.toml"
_CREATOR: Final = "altindex_magic"
_DESCRIBING: Final = ("implementation_name", "platform_machine", "sys_platform")
"""The markers that a set of wheels is tied to, besides the version of Python."""
_PROVING: Final = {"sha256": 64, "sha512": 128, "sha384": 96}
"""The hashes that prove anything and that pip and uv know, with their lengths in hex digits."""
_HEX: Final = re.compile(r"[0-9a-fA-F]+")
_KINDS: Final = {"vcs": "a repository", "directory": "a folder", "archive": "an archive at a URL"}


@dataclass(frozen=True, slots=True)
class Pin:
    """One project of a lock file, with the one file of it that is for this Python and platform."""

    project: str
    version: str
    index: str | None
    """The address of the index as the lock file has it; the format does not insist on one."""
    filename: str
    hashes: Mapping[str, str]
    """Those that prove anything, and at least one."""

    @property
    def requirement(self) -> str:
        """Write it as a line of a requirement file that admits no other file."""
        name, digest = next((name, self.hashes[name]) for name in _PROVING if name in self.hashes)
        return f"{self.project}=={self.version} --hash={name}:{digest}"


def fitting(files: Iterable[StockedFile], target: Target) -> list[StockedFile]:
    """Give the wheels that *target* takes, the best one first, and after them the sdist."""
    ranked = [(_rank(file.filename, target), file) for file in files]
    found = [(rank, file.filename, file) for rank, file in ranked if rank is not None]
    return [file for _, _, file in sorted(found, key=lambda each: each[:2])]


def text_of(stocks: Iterable[Stocked], target: Target) -> str:
    """Write the lock file of *stocks*, of which every file has a sha256; the same ones give the same text."""
    major, minor, *_ = target.python.split(".")
    lock = Pylock(
        lock_version=Version("1.0"),
        environments=[Marker(" and ".join(f"{name} == '{target.markers[name]}'" for name in _DESCRIBING))],
        requires_python=SpecifierSet(f"=={major}.{minor}.*"),
        created_by=_CREATOR,
        packages=[_package(each) for each in sorted(stocks, key=lambda each: each.project)],
    )
    lock.validate()
    return written(lock)


def written(lock: Pylock) -> str:
    """Write *lock* with one line a file, as people compare it."""
    data = dict(lock.to_dict())
    packages = data.pop("packages")
    document = tomlkit.document()
    for key, value in data.items():
        document[key] = value
    tables = tomlkit.aot()
    for package in packages:
        tables.append(_table(package))
    document["packages"] = tables
    return tomlkit.dumps(document)


def pins(path: Path, text: str, target: Target) -> list[Pin]:
    """Read the lock file *path* with the content *text*: what it installs on *target*, by project.

    Raises:
        BrokenLockFile: it is none, or not a valid one.
        LockForOthers: it is not for *target*.
        LockedFromUrl: something is not locked to a file of an index.
        WeakLock: a file has no hash that proves anything.

    """
    lock = _read(path, text)
    if lock.requires_python and not lock.requires_python.contains(target.python, prereleases=True):
        raise LockForOthers(path, f"It is for Python {lock.requires_python}, and this is {target.python}")
    try:
        chosen = list(lock.select(environment=cast("Environment", target.markers), tags=list(target.ranks)))
        return [_pin(package, source) for package, source in sorted(chosen, key=lambda pair: pair[0].name)]
    except PylockSelectError as problem:
        raise LockForOthers(path, _sentence(problem)) from problem
    except (PylockValidationError, ValueError) as problem:
        raise BrokenLockFile(path, _sentence(problem)) from problem


def _read(path: Path, text: str) -> Pylock:
    try:
        return Pylock.from_dict(tomllib.loads(text))
    except (PylockValidationError, PylockUnsupportedVersionError) as problem:
        raise BrokenLockFile(path, _sentence(problem)) from problem
    except (ValueError, RecursionError) as problem:  # the latter two for numbers and lists without end
        raise BrokenLockFile(path, f"It is no TOML: {problem}") from problem


def _pin(package: Package, source: object) -> Pin:
    """Take the one file of *package* that was selected."""
    if not isinstance(source, PackageWheel | PackageSdist):
        kind = next(kind for name, kind in _KINDS.items() if getattr(package, name) is source)
        raise LockedFromUrl(package.name, kind)
    filename = source.filename
    hashes = {name: digest.lower() for name, digest in source.hashes.items() if _proves(name, digest)}
    if not hashes:
        raise WeakLock(filename)
    version = package.version or _version_in(filename)
    return Pin(package.name, str(version), package.index, filename, hashes)


def _proves(name: str, digest: object) -> bool:
    """Recognise a hash by its very form: it becomes a part of a requirement file."""
    return (
        name in _PROVING and isinstance(digest, str) and bool(_HEX.fullmatch(digest)) and len(digest) == _PROVING[name]
    )


def _version_in(filename: str) -> Version:
    return parse_wheel_filename(filename)[1] if filename.endswith(".whl") else parse_sdist_filename(filename)[1]


def _package(stocked: Stocked) -> Package:
    wheels = [file for file in stocked.files if file.filename.endswith(".whl")]
    sdists = [file for file in stocked.files if file not in wheels]
    return Package(
        name=canonicalize_name(stocked.project),
        version=Version(stocked.version),
        index=stocked.url,
        sdist=PackageSdist(**_facts(sdists[0])) if sdists else None,
        wheels=[PackageWheel(**_facts(file)) for file in sorted(wheels, key=lambda each: each.filename)] or None,
    )


def _facts(file: StockedFile) -> dict[str, Any]:
    return {
        "name": file.filename,
        "url": file.url,
        "upload_time": _moment(file.upload_time),
        "size": file.size,
        "hashes": {"sha256": file.sha256},
    }


def _moment(text: str | None) -> datetime | None:
    """Read a time of upload in UTC; one that cannot be read is none."""
    try:
        moment = datetime.fromisoformat(text or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _table(package: Mapping[str, Any]) -> tomlkit.items.Table:
    table = tomlkit.table()
    for key, value in package.items():
        if key == "wheels":
            table[key] = _lines(value)
        else:
            table[key] = _inline(value) if isinstance(value, dict) else value
    return table


def _lines(files: Sequence[Mapping[str, Any]]) -> tomlkit.items.Array:
    array = tomlkit.array().multiline(multiline=True)
    for file in files:
        array.append(_inline(file))
    return array


def _inline(value: Mapping[str, Any]) -> tomlkit.items.InlineTable:
    table = tomlkit.inline_table()
    for key, each in value.items():
        table[key] = _inline(each) if isinstance(each, dict) else each
    return table


def _rank(filename: str, target: Target) -> int | None:
    """Give the place of a wheel among those for *target*, with the sdist behind all of them; ``None`` for others."""
    if filename.endswith((".tar.gz", ".zip")):
        return len(target.ranks)
    try:
        tags = parse_wheel_filename(filename)[3]
    except InvalidWheelFilename:
        return None
    return min((target.ranks[tag] for tag in tags if tag in target.ranks), default=None)


def _sentence(problem: Exception) -> str:
    return str(problem).rstrip(".")
