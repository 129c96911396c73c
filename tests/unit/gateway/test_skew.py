"""The clock of a server is compared with ours by what it puts on its answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from altindex_magic.gateway.skew import ahead_of_us


@pytest.mark.parametrize("hours", [-30, 0, 5])
def test_the_difference_is_that_of_the_dates(hours):
    """To the second or two that the comparison takes."""
    sent = format_datetime(datetime.now(UTC) + timedelta(hours=hours), usegmt=True)
    assert abs(ahead_of_us({"Date": sent}) - timedelta(hours=hours)) < timedelta(seconds=30)


@pytest.mark.parametrize("date", ["", "yesterday", "Sun, 99 Nov 2026 99:00:00 GMT", "Sun, 22 Nov 2026 17:00:00 -0000"])
def test_what_is_no_date_tells_nothing(date):
    """Nor does one without a time zone."""
    assert ahead_of_us({"Date": date}) == timedelta()
    assert ahead_of_us({}) == timedelta()
