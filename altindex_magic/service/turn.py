"""One change at a time: cells and panels share a session, and work on it from several threads."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from altindex_magic.event import Event, Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP: Final = 0.2
"""Seconds of one wait: Windows interrupts no endless one."""


class Turn:
    """The right to change the session. Whoever has it may be stopped by others."""

    def __init__(self) -> None:
        """Let the first one in at once."""
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def take(self) -> Iterator[Event]:
        """Wait for the turn, and say so when it takes its time."""
        if not self._lock.acquire(blocking=False):
            yield Notice("Another request is under way: this one begins when that has ended.")
            while not self._lock.acquire(timeout=_STEP):
                pass
        self._stop.clear()

    def end(self) -> None:
        """Let the next one in. Any thread may do it: it may be the one that throws a generator away."""
        self._lock.release()

    def stop(self) -> None:
        """Ask the one whose turn it is to end what it has started."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Tell whether somebody has asked to stop."""
        return self._stop.is_set()
