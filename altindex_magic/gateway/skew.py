"""How the clock of a server differs from ours, by the time that it puts on its answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def ahead_of_us(headers: Mapping[str, str]) -> timedelta:
    """Say by how much the time that an answer was sent at (RFC 9110, ``Date``) is ahead of ours; zero if unsaid."""
    try:
        sent = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return timedelta()
    return sent - datetime.now(UTC) if sent.tzinfo else timedelta()
