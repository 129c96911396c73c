"""What the gateway tells: events for those who listen, and the last refusals for those who ask later."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from altindex_magic.event import Event, Refusal
from altindex_magic.gateway.readers import asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic.errors import AltIndexError

_KEPT: Final = 200
_RECENT: Final = 5_000


@dataclass(frozen=True, slots=True)
class Told:
    """One event, its place in the stream, and the reader on whose account it happened."""

    place: int
    reader: str
    event: Event


@dataclass(frozen=True, slots=True)
class Cause:
    """One error that a reader met, and its place in the stream."""

    place: int
    reader: str
    error: AltIndexError


class Feed:
    """A one-to-many queue between the gateway's thread and any other."""

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self._lock = threading.Lock()
        self._listeners: list[SimpleQueue[Event]] = []
        self._recent: deque[Told] = deque(maxlen=_RECENT)
        self._refusals: deque[Cause] = deque(maxlen=_KEPT)
        self._absences: deque[Cause] = deque(maxlen=_KEPT)
        self._count = 0

    def publish(self, event: Event) -> None:
        """Hand *event* to every listener; keep it for those who ask later."""
        with self._lock:
            self._count += 1
            self._recent.append(Told(self._count, asking.get(), event))
            if isinstance(event, Refusal):
                self._refusals.append(Cause(self._count, asking.get(), event.error))
            for listener in self._listeners:
                listener.put(event)

    def note_absence(self, error: AltIndexError) -> None:
        """Keep that no index has a project: no refusal, but perhaps why an installer will fail."""
        with self._lock:
            self._count += 1
            self._absences.append(Cause(self._count, asking.get(), error))

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
        """Give the place in the stream that the methods below take."""
        return self._count

    def since(self, mark: int, reader: str | None = None) -> tuple[Told, ...]:
        """Give what was told after *mark*: to *reader*, or to anybody. Only the last few thousand events are kept."""
        with self._lock:
            return tuple(each for each in self._recent if each.place > mark and reader in {None, each.reader})

    def events_since(self, mark: int) -> tuple[Event, ...]:
        """Give what was told after *mark*."""
        return tuple(each.event for each in self.since(mark))

    def refusals_since(self, mark: int, reader: str | None = None) -> tuple[AltIndexError, ...]:
        """Give the refusals after *mark*, one for each distinct cause, the first ones first."""
        return self._errors(self._refusals, mark, reader)

    def causes_since(self, mark: int, reader: str | None = None) -> tuple[AltIndexError, ...]:
        """Give what a failed installer has failed for: the refusals after *mark* or, without any, the absences."""
        return self._errors(self._refusals, mark, reader) or self._errors(self._absences, mark, reader)

    def _errors(self, kept: deque[Cause], mark: int, reader: str | None) -> tuple[AltIndexError, ...]:
        with self._lock:
            fresh = [each.error for each in kept if each.place > mark and reader in {None, each.reader}]
        return tuple({(error.reference, error.what): error for error in fresh}.values())
