"""One installer as a child process, watched through what the gateway tells, and the environment before and after."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty
from typing import TYPE_CHECKING, Final

from altindex_magic import environment
from altindex_magic.errors.install import InstallStopped
from altindex_magic.event import Event, LogLine, Upload, Withheld
from altindex_magic.runner import Process
from altindex_magic.service import causes, inheritance
from altindex_magic.service.arrivals import Traffic
from altindex_magic.userinfo import masked

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from queue import SimpleQueue

    from altindex_magic.environment import UploadTarget
    from altindex_magic.plan import Plan
    from altindex_magic.publishing import Command
    from altindex_magic.service.session import Session

_STEP: Final = 0.2


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """The child has ended and all its lines were told."""

    status: int


@dataclass(slots=True)
class Watch:
    """What was seen of one run."""

    mark: int
    """The place in the stream of refusals at which it began."""
    lines: list[str] = field(default_factory=list)
    traffic: Traffic = field(default_factory=Traffic)
    uploads: dict[str, bool] = field(default_factory=dict)
    """The files that were seen on their way to an index, and whether it has confirmed them."""

    @property
    def confirmed(self) -> list[str]:
        """Name the files that the index has said it took."""
        return [filename for filename, is_there in self.uploads.items() if is_there]

    @property
    def under_way(self) -> list[str]:
        """Name those of which it has not said so."""
        return [filename for filename, is_there in self.uploads.items() if not is_there]


def run(
    session: Session, plan: Plan | Command, uploads: UploadTarget | None = None
) -> Generator[Event, None, tuple[Watch, int | None]]:
    """Run the child and tell what happens; return what was seen, and its exit status or ``None`` if it was stopped."""
    watch = Watch(session.gateway.feed.mark)
    with (
        session.gateway.feed.listen() as queue,
        Process.start(plan.argv, environ=child_environment(session, plan, uploads)) as process,
    ):
        process.pump(lambda line: queue.put(LogLine(masked(line))), lambda status: queue.put(Ended(status)))
        try:
            while not isinstance(event := _next(queue, session), Ended):
                _note(watch, event)
                if not isinstance(event, Withheld):
                    yield event
        except KeyboardInterrupt:
            process.stop()
            while not queue.empty():  # what was told by then is known
                _note(watch, queue.get())
            return watch, None
        return watch, event.status


def child_environment(session: Session, plan: Plan | Command, uploads: UploadTarget | None = None) -> dict[str, str]:
    """Make the environment of the child: the gateway's address, and the right to publish if it is given one.

    The variables that hold the secrets of indexes stay here: a build backend is any package's code.
    """
    environ = inheritance.without_secrets(session)
    address = session.gateway.serve(session.routes())
    changes = environment.kernel_environment(address, environ, uploads, strict=session.routes().strict)
    environment.apply(changes, environ)
    environment.apply(plan.environ, environ)
    return environ


def check(session: Session, plan: Plan, watch: Watch, status: int | None, changed: Sequence[str]) -> None:
    """See that the child did what it was to do.

    Raises:
        InstallStopped: it was stopped; *changed* tells what it had done by then.
        InstallFailed: it failed.

    """
    if status is None:
        raise InstallStopped(plan.tool, changed)
    if status:
        raise causes.failure(session, causes.Run(plan.tool, plan.argv, watch.lines, watch.traffic, watch.mark), status)


def _next(queue: SimpleQueue[Event], session: Session) -> Event:
    """Wait for the next event in short steps: Windows interrupts no endless wait, and another thread may say stop."""
    while True:
        if session.turn.stopped:
            raise KeyboardInterrupt
        with suppress(Empty):
            return queue.get(timeout=_STEP)


def _note(watch: Watch, event: Event) -> None:
    if isinstance(event, LogLine):
        watch.lines.append(event.text)
    elif isinstance(event, Upload):
        watch.uploads[event.filename] = event.state == "done"
    else:
        watch.traffic.note(event)
