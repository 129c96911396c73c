"""Indexes and providers: which there are, which are in use, and whether they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from altindex_magic.event.base import Event

if TYPE_CHECKING:
    from altindex_magic.errors.base import AltIndexError
    from altindex_magic.model import Index, Setting


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
    """The result of ``list``; ``names`` and what follows tell how they are in use."""

    rows: tuple[IndexRow, ...]
    names: tuple[str, ...] = ()
    only: bool = False
    uploads: bool = False
    strict: bool = False
    unusable: str = ""
    """Why every name is refused: the set that the Jupyter server is to use cannot be made."""


@dataclass(frozen=True, slots=True)
class Described(Event):
    """The result of ``add --dry-run``: the index as it would be defined."""

    index: Index


@dataclass(frozen=True, slots=True)
class PresetField:
    """One thing that a provider has to be told; required where there is no default."""

    name: str
    hint: str
    placeholder: str
    default: str | None


@dataclass(frozen=True, slots=True)
class PresetRow:
    """One provider as ``presets`` shows it."""

    name: str
    title: str
    fields: tuple[PresetField, ...]
    token: str
    warning: str
    token_url: str = ""
    username: str | None = None
    command_hint: str = ""


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
    patterns: tuple[str, ...] = ()
    """What its list suggests to declare as its names."""
    skew: float = 0.0
    """Seconds by which its clock is ahead of ours, where its list told the time."""


@dataclass(frozen=True, slots=True)
class Tested(Event):
    """The result of ``test``."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    rows: tuple[Health, ...]
    raised: AltIndexError | None = None
    """The error of one of them that ends the request, and is told there."""


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
    page: str | None = None
    """The path of the Jupyter server's settings page, where this kernel works with the server's gateway."""
    unusable: str = ""
    """Why every name is refused: the set that the Jupyter server is to use cannot be made."""
