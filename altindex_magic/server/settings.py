"""What an administrator configures, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from altindex_magic.environment import words_of_use

if TYPE_CHECKING:
    from altindex_magic.errors import AltIndexError
    from altindex_magic.places import Places


@dataclass(frozen=True, slots=True)
class Wanted:
    """A server-wide set as it was asked for."""

    names: tuple[str, ...] = ()
    only: bool = False
    strict: bool = False

    @property
    def words(self) -> str:
        """Say it in the words of ``use``."""
        return words_of_use(self.names, only=self.only, strict=self.strict) if self.names else ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server, and where it is."""

    places: Places
    page: str
    """The path of the settings page."""
    wanted: Wanted = field(default_factory=Wanted)
    ports: tuple[int, ...] = ()
    cache_bytes: int | None = None
    problem: AltIndexError | None = None
    """What is wrong with what the administrator has written: nobody knows which set is meant."""

    def configured(self) -> Wanted:
        """Give the set of the administrator.

        Raises:
            AltIndexError: nobody knows which that is.

        """
        if self.problem:
            raise self.problem
        return self.wanted
