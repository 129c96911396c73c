"""Times and differences of clocks, as a person says them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

TOLERABLE: Final = timedelta(minutes=5)
"""What the clocks of two machines may differ by: tokens and certificates are checked with about as much leeway."""
_UNITS: Final = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def span(length: timedelta) -> str:
    """Say how long *length* is in its largest unit, rounded: ``3 hours``."""
    seconds = abs(length.total_seconds())
    size, unit = next((each for each in _UNITS if seconds >= each[0]), _UNITS[-1])
    count = round(seconds / size)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def moment(when: datetime, now: datetime) -> str:
    """Give a point in time with its date, in the time zone that *now* is in."""
    return when.astimezone(now.tzinfo).strftime("%Y-%m-%d %H:%M %Z").rstrip()


def differs(ahead: timedelta) -> bool:
    """Tell whether a clock that is *ahead* of ours by so much, or behind it, does harm."""
    return abs(ahead) > TOLERABLE


def difference(ahead: timedelta) -> str:
    """Say of our clock how it differs from one that is *ahead* of it."""
    return f"The clock of this machine is {span(ahead)} {'behind' if ahead > timedelta() else 'ahead of'} the index's"
