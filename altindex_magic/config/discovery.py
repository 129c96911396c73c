"""What pip and uv would obey without us. Reads files and variables, never writes any."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from altindex_magic.config import pip_files, uv_files
from altindex_magic.config.reading import Reading
from altindex_magic.config.surroundings import Environment, is_true
from altindex_magic.model import Layer, Transport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    transport: Transport = field(default_factory=Transport)
    """What holds for every index: pip's ``cert`` and ``proxy``."""
    problems: tuple[AltIndexError, ...] = ()
    """What could not be read; everything else was."""
    words: tuple[str, ...] = ()
    """What pip installs or obeys besides what its command line names, in the words of one."""

    @property
    def around(self) -> tuple[Setting, ...]:
        """Give the settings in force that lead past any index: ``find-links``, ``no-index`` and direct requirements."""
        return tuple(setting for setting in self.settings if setting.effective and _leads_past(setting))

    def as_defined(self, indexes: Iterable[Index]) -> Discovered:
        """Put what the user and the site have defined in the place of what was found at the same address.

        Its patterns and certificates would count for nothing otherwise. A project's file is not asked: others wrote it.
        """
        own = {index.url: index for index in indexes if index.layer in {Layer.USER, Layer.SITE}}
        extras = (replace(own.get(index.url, index), explicit=index.explicit) for index in self.extras)
        default = self.default and replace(own.get(self.default.url, self.default), default=True, explicit=False)
        return replace(self, default=default, extras=tuple(extras))


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
        transport=reading.transport,
        problems=tuple(reading.problems),
        words=tuple(reading.words),
    )


def _leads_past(setting: Setting) -> bool:
    """Tell whether pip or uv would take files from elsewhere because of it."""
    if setting.key == "no-index":
        return is_true(setting.value)
    return (setting.key == "find-links" or setting.key in uv_files.REQUIREMENTS) and bool(setting.value)
