"""What an index has of one version, and what went into a lock file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from altindex_magic.event.base import Event

if TYPE_CHECKING:
    from altindex_magic.errors.base import AltIndexError


@dataclass(frozen=True, slots=True)
class StockedFile:
    """One file of a version, with its real address."""

    filename: str
    url: str
    """Without userinfo and query: it is going to be written down. Empty where a part of it is the secret."""
    sha256: str | None = None
    size: int | None = None
    upload_time: str | None = None
    had_query: bool = False
    """Whether its address had a query, which may be a token."""


@dataclass(frozen=True, slots=True)
class Stocked:
    """What the owner of a project has of one version, as installers are shown it."""

    project: str
    version: str
    index: str = ""
    """The name of the owner, or nothing where nobody has the project."""
    url: str = ""
    """The address of the owner, empty as that of a file may be."""
    files: tuple[StockedFile, ...] = ()
    error: AltIndexError | None = None
    """Why nobody may answer for it, or does."""


@dataclass(frozen=True, slots=True)
class LockedRow:
    """One locked version, the index that it comes from, and how many of its files are locked."""

    project: str
    version: str
    index: str
    files: int


@dataclass(frozen=True, slots=True)
class Locked(Event):
    """The result of ``lock``."""

    path: str
    rows: tuple[LockedRow, ...]
    written: bool
