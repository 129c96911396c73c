"""What was built, and what went to which index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from altindex_magic.event.base import Event


@dataclass(frozen=True, slots=True)
class FileRow:
    """One distribution file on this disk, and what becomes of it."""

    filename: str
    size: int
    sha256: str
    state: Literal["built", "to upload", "uploaded", "skipped"]


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project folder."""

    path: str
    """From the working folder, where it lies below it."""
    name: str | None
    version: str | None
    """``None`` where the build decides it, or nothing says it in a way that can be read."""


@dataclass(frozen=True, slots=True)
class Projects(Event):
    """The result of ``projects``."""

    folder: str
    rows: tuple[ProjectRow, ...]


@dataclass(frozen=True, slots=True)
class Built(Event):
    """The result of ``build``."""

    folder: str
    rows: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class Published(Event):
    """What will go, or went, where: the result of ``upload`` and ``publish``, and their ``--dry-run``."""

    index: str
    address: str
    rows: tuple[FileRow, ...]
    dry_run: bool = False
