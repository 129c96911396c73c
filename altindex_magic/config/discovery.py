"""What pip and uv would obey without us. Reads files and variables, never writes any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from altindex_magic.config import pip_files, uv_files
from altindex_magic.config.reading import Reading
from altindex_magic.config.surroundings import Environment, is_true

if TYPE_CHECKING:
    from collections.abc import Mapping

    from altindex_magic.errors.base import AltIndexError
    from altindex_magic.model import Credential, Index, Setting

__all__ = ["Discovered", "Environment", "discover"]


@dataclass(frozen=True, slots=True)
class Discovered:
    """The configuration of pip and uv as it was found."""

    default: Index | None
    """The index that answers for everything else; ``None`` for the tools' own default."""
    extras: tuple[Index, ...]
    """The indexes besides, in the order in which they were found: pip's, then uv's."""
    settings: tuple[Setting, ...]
    """All that bears on indexes, with any secret masked."""
    credentials: Mapping[str, Credential]
    """By the URL of the index, as the indexes here spell it."""
    problems: tuple[AltIndexError, ...] = ()
    """What could not be read; everything else was."""

    @property
    def around(self) -> tuple[Setting, ...]:
        """Give the settings in force that lead past any index: ``find-links`` and ``no-index``."""
        return tuple(setting for setting in self.settings if setting.effective and _leads_past(setting))


def discover(environment: Environment) -> Discovered:
    """Find what pip and uv would obey in *environment*; what pip calls its default counts first."""
    reading = Reading()
    pip_files.read(environment, reading)
    uv_files.read(environment, reading)
    default = next((index for index in reading.indexes if index.default), None)
    return Discovered(
        default=default,
        extras=tuple(index for index in reading.indexes if index is not default),
        settings=tuple(reading.settings),
        credentials=reading.credentials,
        problems=tuple(reading.problems),
    )


def _leads_past(setting: Setting) -> bool:
    """Tell whether pip or uv would take files from elsewhere because of it."""
    if setting.key == "no-index":
        return is_true(setting.value)
    return setting.key == "find-links" and bool(setting.value)
