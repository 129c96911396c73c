"""Names, versions and the environment: what there is, and what an installation changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from altindex_magic.event.base import Event

if TYPE_CHECKING:
    from altindex_magic.errors.base import AltIndexError
    from altindex_magic.event.provenance import HiddenFile


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a project."""

    version: str
    index: str
    files: int
    uploaded: str = ""
    yanked: str | None = None


@dataclass(frozen=True, slots=True)
class Versions(Event):
    """The result of ``versions``, newest first."""

    project: str
    rows: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class Found(Event):
    """The result of ``search``: pairs of project and index, and the indexes that give no list."""

    text: str
    rows: tuple[tuple[str, str], ...]
    unlisted: tuple[str, ...] = ()
    searched: bool = True
    """Whether there was an index to search."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person once decided about a project by ``allow`` or ``forget``."""

    action: str
    index: str | None
    """The URL of the index that was allowed; ``None`` for the default index, and where something was forgotten."""
    at: str
    """When, in UTC."""


@dataclass(frozen=True, slots=True)
class Why(Event):
    """The result of ``why``: which index answers for a name, by which rule."""

    project: str
    index: str | None
    rule: str
    reason: str
    credential: str = ""
    error: AltIndexError | None = None
    hidden: tuple[HiddenFile, ...] = ()
    """What the index has and installers are not shown."""
    decided: tuple[Decided, ...] = ()
    """The latest last."""
    absent: bool = False
    """Whether that index was asked and has no such project."""


@dataclass(frozen=True, slots=True)
class Change:
    """One distribution that an installation changed; ``index`` is ``None`` if it came round the gateway."""

    project: str
    before: str | None
    after: str | None
    index: str | None


@dataclass(frozen=True, slots=True)
class Installed(Event):
    """The result of ``install``."""

    tool: str
    changes: tuple[Change, ...]
    stale: tuple[str, ...] = ()
    """Modules that are imported already and whose files changed."""
    seconds: float = 0.0
    elsewhere: str | None = None
    """The folder that took the packages in place of the environment, if one was named."""


@dataclass(frozen=True, slots=True)
class Planned(Event):
    """The result of ``install --dry-run``: what would change, and which imported modules would be out of date."""

    tool: str
    changes: tuple[Change, ...]
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One installed distribution."""

    project: str
    version: str
    index: str | None
    """The index that it came from, as far as the ledger knows."""
    newer: str | None = None
    """A newer version that its index offers, where that was looked for."""
    own: bool = True
    """Whether it stands in the environment itself, and not where the environment only looks."""


@dataclass(frozen=True, slots=True)
class Packages(Event):
    """The result of ``installed``."""

    rows: tuple[PackageRow, ...]
    python: str
    looked: bool = False
    """Whether newer versions were looked for."""
