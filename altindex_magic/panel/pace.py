"""How often a file that is on its way is told of: the line to a browser is slower than an index."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from altindex_magic.event import Download, Upload

if TYPE_CHECKING:
    from altindex_magic.event import Event

_SECONDS: Final = 0.1


class Pace:
    """Lets the states of a file through some times a second; the last one always, and everything else."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._told: dict[str, float] = {}

    def allows(self, event: Event) -> bool:
        """Tell whether *event* is to be told."""
        if not isinstance(event, Download | Upload) or event.state != "running":
            return True
        now = time.monotonic()
        if now - self._told.get(event.filename, 0.0) < _SECONDS:
            return False
        self._told[event.filename] = now
        return True
