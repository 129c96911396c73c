"""What the files of other tools have, and how they are changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from altindex_magic.event.base import Event

if TYPE_CHECKING:
    from altindex_magic.errors.base import AltIndexError
    from altindex_magic.model import Index


@dataclass(frozen=True, slots=True)
class Finding:
    """One index as the files of other tools have it."""

    index: Index
    secret: bool
    """Whether a secret stands beside it."""
    sources: tuple[str, ...]
    known_as: str | None = None
    """What it is called here already."""


@dataclass(frozen=True, slots=True)
class Findings(Event):
    """What ``import`` found, before anything is taken over."""

    rows: tuple[Finding, ...]
    problems: tuple[AltIndexError, ...] = ()


@dataclass(frozen=True, slots=True)
class FileDiff(Event):
    """The change of one file of another tool, as the lines of a diff that shows no secret."""

    path: str
    lines: tuple[str, ...]
    written: bool
