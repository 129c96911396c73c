"""What an administrator configures, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from altindex_magic.places import Places


@dataclass(frozen=True, slots=True)
class Wanted:
    """A server-wide set as it was asked for."""

    names: tuple[str, ...] = ()
    only: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server, and where it is."""

    places: Places
    page: str
    """The path of the settings page."""
    wanted: Wanted = field(default_factory=Wanted)
    ports: tuple[int, ...] = ()
    cache_bytes: int | None = None
