"""Where all panels of a kernel meet: messages come in, become requests, and what happens goes out again."""

from __future__ import annotations

import atexit
import logging
import sys
import threading
from collections import Counter, deque
from contextlib import closing
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final, Protocol

from altindex_magic import __version__, request
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.install import UnexpectedFault
from altindex_magic.event import Tested, Used
from altindex_magic.panel.jobs import Job, job_from_message
from altindex_magic.panel.pace import Pace
from altindex_magic.panel.worker import Worker
from altindex_magic.wire import event_to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from altindex_magic.event import Event
    from altindex_magic.service import AltIndex

Message = dict[str, Any]

_LOG: Final = logging.getLogger(__name__)
_MOST_KEPT: Final = 2000
_LONGEST_CALL: Final = 64
"""Characters in what a panel calls its message by, which comes back with each answer."""
_LAST_SECONDS: Final = 3.0
"""How long a kernel that shuts down waits for an installer to roll back."""


class Port(Protocol):
    """One panel, as far as the hub knows it."""

    def tell(self, message: Message) -> None:
        """Send a message to the browser, from any thread."""


@cache
def hub_of(service: AltIndex) -> Hub:
    """Give the one hub of a service."""
    hub = Hub(service)
    atexit.register(hub.close)
    return hub


class Hub:
    """Connects the panels of a kernel with its one service.

    Questions are answered to the panel that asks. What a change does is told to all of them, and so are the new
    state and the health of indexes: two panels show the same truth.
    """

    def __init__(self, service: AltIndex) -> None:
        """Work for the panels of *service*."""
        self._service = service
        self._lock = threading.Lock()
        self._views: Counter[Port] = Counter()
        self._changes = Worker("altindex-changes")
        self._questions = Worker("altindex-questions", threads=3)
        # One thread alone: a state that is told last is the one that was found last.
        self._states = Worker("altindex-states")
        self._waiting: set[str] = set()
        self._dropped: set[str] = set()
        self._idle = threading.Event()
        self._idle.set()
        self._health: dict[str, Any] = {}
        self._turns = count()
        self._found_in: dict[str, int] = {}
        self._story: deque[Message] = deque(maxlen=_MOST_KEPT)
        service.session.watch(lambda: self._states.do(lambda: self._tell_all(self._state())))

    def receive(self, port: Port, message: object) -> None:
        """Take a message from the browser of *port* and return at once."""
        call = message.get("call") if isinstance(message, dict) else None
        if not isinstance(message, dict) or not isinstance(call, str) or len(call) > _LONGEST_CALL:
            return
        if "hello" in message:
            self._join(port)
            self._questions.do(partial(self._greet, port, call))
        elif "bye" in message:
            self._leave(port)
        elif "ping" in message:
            port.tell({"call": call, "done": True})
        elif "stop" in message:
            self._stop()
        else:
            self._accept(port, call, message)

    def close(self) -> None:
        """End what is under way, and give it a moment to end well."""
        self._stop()
        self._idle.wait(_LAST_SECONDS)

    def _stop(self) -> None:
        """Stop the change that is under way, and let those that wait for it not begin."""
        with self._lock:
            self._dropped |= self._waiting
        self._service.stop()

    def _join(self, port: Port) -> None:
        """Let a panel hear all that is told from now on, and what was told of the change that is under way."""
        with self._lock:
            self._views[port] += 1
            for message in self._story:
                port.tell(message)

    def _leave(self, port: Port) -> None:
        """Forget a panel that nobody sees any more: a cell that is run again makes another one."""
        with self._lock:
            self._views[port] -= 1
            if self._views[port] <= 0:
                del self._views[port]

    def _greet(self, port: Port, call: str) -> None:
        """Tell a panel that has just been opened who we are and what there is."""
        (presets,) = self._service.perform(request.ListPresets())
        borrowed = self._service.session.borrowed
        hello: Message = {"version": __version__, "python": sys.executable}
        hello |= {"health": self._health, "page": borrowed.page if borrowed else None}
        port.tell({"call": call, "hello": hello, "presets": event_to_json(presets)})
        self._states.do(lambda: port.tell(self._state()))

    def _accept(self, port: Port, call: str, message: Message) -> None:
        """Make a job of *message* and have it done: a question at once, a change in its turn."""
        try:
            job = job_from_message(message)
        except AltIndexError as problem:
            port.tell(_failure(call, problem))
            return
        port.tell({"call": call, "line": job.line})
        if job.is_question:
            self._questions.do(partial(self._perform, call, job, port.tell))
            return
        with self._lock:
            self._waiting.add(call)
        self._changes.do(partial(self._change, call, job))

    def _change(self, call: str, job: Job) -> None:
        """Perform a change before all panels; one that is opened meanwhile is told the story so far."""
        with self._lock:
            self._waiting.discard(call)
            dropped = call in self._dropped
            self._dropped.discard(call)
            self._story.clear()
        if dropped:
            self._tell_all({"call": call, "done": True})
            return
        self._idle.clear()
        try:
            self._narrate({"call": call, "begun": job.kind, "line": job.line})
            self._perform(call, job, self._narrate)
        finally:
            with self._lock:
                self._story.clear()
            self._service.session.mark_as_told()
            self._idle.set()

    def _perform(self, call: str, job: Job, tell: Callable[[Message], None]) -> None:
        """Do the job, and tell what happens."""
        pace, turn = Pace(), next(self._turns)
        try:
            with closing(_generator(job.events(self._service))) as events:
                for event in events:
                    if isinstance(event, Tested | Used):
                        self._note_health(event, turn)
                    if pace.allows(event):
                        tell({"call": call, "event": event_to_json(event)})
            tell({"call": call, "done": True})
        except AltIndexError as problem:
            tell(_failure(call, problem))
        except Exception as fault:  # noqa: BLE001 - whatever it is, the person who waits must know
            _LOG.exception("a request of the panel failed")
            tell(_failure(call, UnexpectedFault(fault)))

    def _note_health(self, event: Tested | Used, turn: int) -> None:
        """Tell all panels how indexes are; a slow answer does not hide what was found in a later *turn*."""
        with self._lock:
            for row in event.rows if isinstance(event, Tested) else event.proofs:
                if turn >= self._found_in.get(row.url, turn):
                    self._found_in[row.url] = turn
                    self._health[row.url] = event_to_json(row)
            self._tell_viewers({"health": dict(self._health)})

    def _narrate(self, message: Message) -> None:
        """Tell all panels, and keep it for one that is opened meanwhile."""
        with self._lock:
            self._story.append(message)
            self._tell_viewers(message)

    def _state(self) -> Message:
        """Give the indexes and how they are in use, or why that cannot be told."""
        try:
            (indexes,) = self._service.perform(request.ListIndexes())
        except AltIndexError as problem:
            return {"state": None, "error": event_to_json(problem)}
        return {"state": event_to_json(indexes)}

    def _tell_all(self, message: Message) -> None:
        with self._lock:
            self._tell_viewers(message)

    def _tell_viewers(self, message: Message) -> None:
        """Tell every panel that somebody can see. Under the lock, so that all hear everything in one order."""
        for port in self._views:
            port.tell(message)


def _generator(events: Any) -> Generator[Event, None, None]:  # noqa: ANN401 - an iterator, of which only some close
    """Make an iterator one that can be closed."""
    yield from events


def _failure(call: str, problem: AltIndexError) -> Message:
    """Write an error, with all of its causes."""
    causes = [event_to_json(cause) for cause in getattr(problem, "causes", ())]
    return {"call": call, "error": event_to_json(problem), "causes": causes}
