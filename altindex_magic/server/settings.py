"""What an administrator configures, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from altindex_magic.environment import Wanted

if TYPE_CHECKING:
    from altindex_magic.errors import AltIndexError
    from altindex_magic.places import Places


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one server, and where it is."""

    places: Places
    page: str
    """The path of the settings page."""
    wanted: Wanted = field(default_factory=Wanted)
    """The set for all kernels and terminals."""
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
