"""What an installed distribution says about itself: the files in its ``.dist-info`` folder.

See https://packaging.python.org/en/latest/specifications/recording-installed-packages/ and PEP 610.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os.path
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from packaging.tags import parse_tag
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename

from altindex_magic.address import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from packaging.tags import Tag

_COMPILED: Final = (".pyc", ".pyo")


@dataclass(frozen=True, slots=True)
class Checked:
    """How installed files compare with their RECORD."""

    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    readable: bool = True
    """Whether there is a RECORD to compare with."""


def installer(folder: Path) -> str:
    """Name the tool that installed it, such as ``pip``, ``uv`` or ``conda``; empty if it does not say."""
    return _text(folder / "INSTALLER").strip()


def direct_url(folder: Path) -> str | None:
    """Give the URL that it was installed from by URL or path (PEP 610), fit to be shown; ``None`` for an index."""
    try:
        found = json.loads(_text(folder / "direct_url.json"))
        url = bare(found["url"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # it is not what PEP 610 says
        return None
    vcs = found.get("vcs_info")
    kind = vcs.get("vcs") if isinstance(vcs, dict) else None
    return f"{kind}+{url}" if isinstance(kind, str) else url


def record_digest(folder: Path) -> str | None:
    """Give the sha256 of RECORD, which has the hash of every other file."""
    try:
        return hashlib.sha256((folder / "RECORD").read_bytes()).hexdigest()
    except OSError:
        return None


def matching(folder: Path, filenames: Iterable[str]) -> str | None:
    """Find the file that it was installed from among those of its version: the wheel with its tags, or the sdist.

    A wheel that was built from an sdist is on no index. ``None`` where several, or none, come into question.
    """
    names = list(filenames)
    tags = _tags(folder)
    wheels = [name for name in names if tags and _tags_of(name) == tags]
    sdists = [name for name in names if _is_sdist(name)]
    found = wheels or sdists
    return found[0] if len(found) == 1 else None


def checked(folder: Path) -> Checked:
    """Compare the installed files with RECORD. What was compiled on this machine has no hash there."""
    rows = list(_record(folder))
    if not rows:
        return Checked(readable=False)
    missing, changed = [], []
    for name, expected in rows:
        path = folder.parent / name
        if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises for a name that is too long
            missing.append(name)
        elif expected and _digest(path, expected.partition("=")[0]) != expected:
            changed.append(name)
    return Checked(tuple(missing), tuple(changed))


def _record(folder: Path) -> Iterator[tuple[str, str]]:
    """Give each file of RECORD with its hash, without what Python compiled; nothing of what is no RECORD."""
    try:
        rows = list(csv.reader(_text(folder / "RECORD").splitlines()))
    except csv.Error:
        return
    for row in rows:
        if row and PurePosixPath(row[0]).suffix not in _COMPILED:
            yield row[0], row[1] if len(row) > 1 else ""


def _digest(path: Path, algorithm: str) -> str:
    """Hash a file as RECORD writes it: ``sha256=`` and unpadded base64.

    A RECORD may name any file of this machine. One of those that never end (proc(5)) is empty by its own account.
    """
    try:
        if path.stat().st_size:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, algorithm).digest()
        else:
            digest = hashlib.new(algorithm).digest()
    except (OSError, ValueError, TypeError):  # the last for a hash without a length of its own
        return ""
    return f"{algorithm}={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _tags(folder: Path) -> frozenset[Tag]:
    """Read the tags of the wheel that was unpacked."""
    headers = HeaderParser().parsestr(_text(folder / "WHEEL"))
    return frozenset(tag for text in headers.get_all("Tag", ()) for tag in parse_tag(str(text)))


def _tags_of(filename: str) -> frozenset[Tag]:
    try:
        return parse_wheel_filename(filename)[3]
    except InvalidWheelFilename:
        return frozenset()


def _is_sdist(filename: str) -> bool:
    try:
        parse_sdist_filename(filename)
    except InvalidSdistFilename:
        return False
    return True


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
