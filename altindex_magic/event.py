"""What happens while a request is performed: one stream of values for every face.

The service yields these; a magic, a terminal, a panel or a REST stream renders them. The last
event of a request is its result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from altindex_magic.errors.base import AltIndexError
    from altindex_magic.model import Index, Setting


@dataclass(frozen=True, slots=True)
class Event:
    """Anything worth telling."""


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """One sentence for the user."""

    text: str
    severity: Literal["done", "info", "warning"] = "info"


@dataclass(frozen=True, slots=True)
class LogLine(Event):
    """One line of a child's output, free of secrets and control characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Download(Event):
    """The state of one file on its way through the gateway. Sizes in bytes."""

    filename: str
    project: str
    version: str
    index: str
    received: int
    total: int | None
    state: Literal["running", "done", "cached", "failed"] = "running"


@dataclass(frozen=True, slots=True)
class Refusal(Event):
    """A name or file that the gateway refused, with the real cause."""

    error: AltIndexError


@dataclass(frozen=True, slots=True)
class Answer(Event):
    """Which index answered for a project."""

    project: str
    index: str
    rule: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One index as ``list`` shows it."""

    index: Index
    active: int | None
    """Its place in the active set, from 1, or ``None``."""
    credential: str
    """Where its credential comes from, in words; never the credential."""


@dataclass(frozen=True, slots=True)
class Indexes(Event):
    """The result of ``list``."""

    rows: tuple[IndexRow, ...]


@dataclass(frozen=True, slots=True)
class PresetRow:
    """One provider as ``presets`` shows it."""

    name: str
    title: str
    fields: tuple[str, ...]
    token: str
    warning: str


@dataclass(frozen=True, slots=True)
class Presets(Event):
    """The result of ``presets``."""

    rows: tuple[PresetRow, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """What one index answered to a test. Times in seconds."""

    index: str
    url: str
    ok: bool
    latency: float | None = None
    status: int | None = None
    protocol: str = ""
    """``JSON 1.4``, ``HTML``, ``folder``."""
    projects: int | None = None
    credential: str = ""
    mode: str = ""
    """How its names are known: ``declared``, ``listed``, ``probed``."""
    error: AltIndexError | None = None
    fastest: bool = False


@dataclass(frozen=True, slots=True)
class Tested(Event):
    """The result of ``test``."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    rows: tuple[Health, ...]


@dataclass(frozen=True, slots=True)
class Used(Event):
    """The result of ``use``: what is in use, and every setting that pip or uv would otherwise obey."""

    proofs: tuple[Health, ...]
    default: str | None
    overridden: tuple[Setting, ...]
    around: tuple[Setting, ...]
    """Settings that still lead past the gateway, such as ``find-links``."""


@dataclass(frozen=True, slots=True)
class Status(Event):
    """The result of a bare ``%altindex``."""

    rows: tuple[IndexRow, ...]
    health: tuple[Health, ...]
    gateway: str | None
    """Host and port of the running gateway, without its capability."""
    default: str | None
    settings: tuple[Setting, ...]
    python: str
    uploads: bool = False


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


@dataclass(frozen=True, slots=True)
class Why(Event):
    """The result of ``why``: which index answers for a name, by which rule."""

    project: str
    index: str | None
    rule: str
    reason: str
    credential: str = ""
    error: AltIndexError | None = None


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
