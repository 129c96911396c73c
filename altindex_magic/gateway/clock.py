"""The time of day for rules that ask how old something is: a clock that is set forward makes nothing older."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_WITH_SLEEP: Final = getattr(time, "CLOCK_BOOTTIME", None)


def utc_now() -> datetime:
    """Read the clock of this machine: upload times are the wall clock of another one."""
    return datetime.now(UTC)


def counted() -> float:
    """Give the seconds since some moment, those included that a laptop has slept; nobody can set them."""
    return time.monotonic() if _WITH_SLEEP is None else time.clock_gettime(_WITH_SLEEP)


class Clock:
    """Two readings of the time: the system's, and its first one with the seconds that were counted since.

    They differ as soon as somebody sets the clock. Which is right cannot be known; the earlier one lets less through.
    """

    def __init__(self, wall: Callable[[], datetime] = utc_now, count: Callable[[], float] = counted) -> None:
        """Begin to count now."""
        self._wall, self._count = wall, count
        self._first, self._begin = wall(), count()

    def earliest(self) -> datetime:
        """Give the earliest time that it can be."""
        return min(self._wall(), self._first + timedelta(seconds=self._count() - self._begin))
