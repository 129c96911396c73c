"""Where distributions came from, what an index offers of them now, and what was withheld."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from altindex_magic.event.base import Event

if TYPE_CHECKING:
    from altindex_magic.errors.base import AltIndexError

Way = Literal["gateway", "direct URL", "conda", "before", "around"]
"""How a distribution came: ``before`` this package knew the environment, or ``around`` the gateway (find-links, …)."""


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """One file of a project as its index describes it now."""

    filename: str
    version: str
    sha256: str | None = None
    upload_time: str | None = None
    yanked: str | None = None
    """The reason, perhaps an empty one, or ``None`` where it is not yanked."""
    requires_python: str | None = None
    """The specifier of the Python versions that it is for."""


@dataclass(frozen=True, slots=True)
class Offer:
    """All that an index says about one project."""

    project: str
    index: str
    url: str
    files: tuple[OfferedFile, ...] = ()
    status: str = "active"
    """``active``, ``archived``, ``quarantined`` or ``deprecated`` (PEP 792); empty if the project is not there."""
    reason: str = ""
    error: AltIndexError | None = None
    """Why nothing is known of it."""


@dataclass(frozen=True, slots=True)
class HiddenFile:
    """One file that an index has and that installers are not shown."""

    filename: str
    version: str
    uploaded: str
    reason: str


@dataclass(frozen=True, slots=True)
class Withheld(Event):
    """Versions that an installer was not shown. It is told only to those whose installation fails for it."""

    project: str
    error: AltIndexError


@dataclass(frozen=True, slots=True)
class ProvenanceRow:
    """Where one installed distribution came from. Times are ISO 8601 in UTC; empty is what is not known."""

    project: str
    version: str
    way: Way
    index: str = ""
    url: str = ""
    """The address of its index, or its direct URL."""
    filename: str = ""
    sha256: str = ""
    uploaded: str = ""
    installed: str = ""
    environment: str = ""
    findings: tuple[str, ...] = ()
    """What is wrong with it, where that was looked for."""
    unchecked: str = ""
    """Why it could not be compared with what its index says."""


@dataclass(frozen=True, slots=True)
class Provenance(Event):
    """The result of ``provenance``."""

    rows: tuple[ProvenanceRow, ...]
    verified: bool = False
    as_json: bool = False
