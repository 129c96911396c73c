"""What the gateway tells: events for those who listen, and the last refusals for those who ask later."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from altindex_magic.event import Event, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic.errors import AltIndexError

_KEPT_REFUSALS: Final = 200


class Feed:
    """A one-to-many queue between the gateway's thread and any other."""

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self._lock = threading.Lock()
        self._listeners: list[SimpleQueue[Event]] = []
        self._refusals: deque[tuple[int, AltIndexError]] = deque(maxlen=_KEPT_REFUSALS)
        self._count = 0

    def publish(self, event: Event) -> None:
        """Hand *event* to every listener; keep it if it is a refusal."""
        with self._lock:
            if isinstance(event, Refusal):
                self._count += 1
                self._refusals.append((self._count, event.error))
            for listener in self._listeners:
                listener.put(event)

    @contextmanager
    def listen(self) -> Iterator[SimpleQueue[Event]]:
        """Receive every event from now on."""
        queue: SimpleQueue[Event] = SimpleQueue()
        with self._lock:
            self._listeners.append(queue)
        try:
            yield queue
        finally:
            with self._lock:
                self._listeners.remove(queue)

    @property
    def mark(self) -> int:
        """Give the place in the stream of refusals that :meth:`refusals_since` takes."""
        return self._count

    def refusals_since(self, mark: int) -> tuple[AltIndexError, ...]:
        """Give the refusals after *mark*, one for each distinct cause, the first ones first."""
        with self._lock:
            fresh = [error for count, error in self._refusals if count > mark]
        return tuple({(error.reference, error.what): error for error in fresh}.values())
