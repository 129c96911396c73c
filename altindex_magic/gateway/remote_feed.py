"""What the server's gateway tells on account of this kernel."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.errors import AltIndexError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from altindex_magic.event import Event

_EVERY: Final = 0.2
"""Seconds between two looks: a progress bar needs no more."""


class RemoteFeed:
    """Has the face of :class:`altindex_magic.gateway.feed.Feed`. A server that is gone tells nothing."""

    def __init__(self, send: Callable[[str, str, dict[str, Any]], Any]) -> None:
        """Ask by *send*: the method, the errand, and what goes with it."""
        self._send = send

    @property
    def mark(self) -> int:
        """Give the place in the stream of the server's gateway."""
        with suppress(AltIndexError):
            return int(self._send("POST", "told", {})["mark"])
        return 0

    def events_since(self, mark: int) -> tuple[Event, ...]:
        """Give what was told to this kernel and its children after *mark*."""
        with suppress(AltIndexError):
            return _events(self._send("POST", "told", {"after": mark})["events"])
        return ()

    def refusals_since(self, mark: int) -> tuple[AltIndexError, ...]:
        """Give what this kernel and its children were refused after *mark*."""
        return self._errors(mark, "refusals")

    def causes_since(self, mark: int) -> tuple[AltIndexError, ...]:
        """Give what a failed installer of this kernel has failed for."""
        return self._errors(mark, "causes")

    @contextmanager
    def listen(self) -> Iterator[SimpleQueue[Event]]:
        """Receive every event from now on."""
        queue = _Fresh(self._send, self.mark)
        over = threading.Event()
        thread = threading.Thread(target=_look, args=(queue, over), name="altindex-feed", daemon=True)
        thread.start()
        try:
            yield queue
        finally:
            over.set()
            thread.join()

    def _errors(self, mark: int, kind: str) -> tuple[AltIndexError, ...]:
        with suppress(AltIndexError):
            return _revived(self._send("POST", "causes", {"after": mark})[kind])
        return ()


class _Fresh(SimpleQueue):  # type: ignore[type-arg] # not generic at run time before Python 3.9 stubs
    """A queue that takes what the gateway has told before it takes what somebody puts in.

    An installer's end is put in by its process; what the gateway told before that belongs before it.
    """

    def __init__(self, send: Callable[[str, str, dict[str, Any]], Any], mark: int) -> None:
        """Begin after *mark*."""
        super().__init__()
        self._send = send
        self._mark = mark
        self._looking = threading.Lock()

    def look(self) -> None:
        """Take what is new at the gateway."""
        with self._looking, suppress(AltIndexError):
            told = self._send("POST", "told", {"after": self._mark})
            self._mark = told["mark"]
            for event in _events(told["events"]):
                super().put(event)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002, ANN401
        """Put *item* behind what the gateway has told by now."""
        self.look()
        super().put(item, block, timeout)


def _look(queue: _Fresh, over: threading.Event) -> None:
    while not over.wait(_EVERY):
        queue.look()


def _events(bodies: list[Any]) -> tuple[Event, ...]:
    """Make events of their forms; where there are none, nothing is loaded for it."""
    if not bodies:
        return ()
    from altindex_magic.revive import event_from_json  # noqa: PLC0415 - loaded when it is needed

    return tuple(map(event_from_json, bodies))


def _revived(bodies: list[Any]) -> tuple[AltIndexError, ...]:
    """Make errors of their forms, likewise."""
    if not bodies:
        return ()
    from altindex_magic.revive import error_from_json  # noqa: PLC0415 - loaded when it is needed

    return tuple(map(error_from_json, bodies))
