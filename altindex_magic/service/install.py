"""The request to install: one child process, watched through what the gateway tells."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty
from typing import TYPE_CHECKING, Final

from altindex_magic import environment, interpreter, request
from altindex_magic.errors.install import InstallFailed, InstallStopped
from altindex_magic.event import Answer, Change, Event, Installed, LogLine, Notice
from altindex_magic.plan import Plan, plan_install
from altindex_magic.runner import Process
from altindex_magic.tools import pip, uv

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from queue import SimpleQueue

    from altindex_magic.model import RouteSet
    from altindex_magic.service.session import Session

_STEP: Final = 0.2
_LAST_WORDS: Final = {"pip": pip.last_words, "uv": uv.last_words}


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """The child has ended and all its lines were told."""

    status: int


@dataclass(slots=True)
class Watch:
    """What was seen of one installation."""

    lines: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """The index that answered, by project."""


def install(session: Session, wanted: request.Install) -> Iterator[Event]:
    """Install with pip's own arguments through the gateway, whatever is in use."""
    routes = session.routes()
    plan = plan_install(wanted, interpreter.inspect_current(), strict=routes.strict)
    yield from (Notice(f"{word} leads past the indexes in use.", "warning") for word in plan.around)
    start = time.perf_counter()
    mark = session.gateway.feed.mark
    before = interpreter.snapshot()
    watch = Watch()
    status = yield from _run(session, plan, watch)
    after = interpreter.snapshot()
    interpreter.refresh()
    changes = _changes(session, routes, watch, before, after)
    if status is None:
        raise InstallStopped(plan.tool, [f"{change.project} {change.after or 'removed'}" for change in changes])
    if status:
        causes = session.gateway.feed.refusals_since(mark)
        raise InstallFailed(plan.tool, status, causes, _LAST_WORDS[plan.tool](watch.lines))
    stale = interpreter.stale_modules(before, after)
    yield Installed(plan.tool, changes, stale, time.perf_counter() - start)


def child_environment(session: Session, plan: Plan) -> dict[str, str]:
    """Make the environment of the child: the gateway's address, and no right to publish."""
    environ = dict(session.world.environ)
    address = session.gateway.serve(session.routes())
    environment.apply(environment.kernel_environment(address, environ, None), environ)
    environment.apply(plan.environ, environ)
    return environ


def _run(session: Session, plan: Plan, watch: Watch) -> Generator[Event, None, int | None]:
    """Run the child and tell what happens; return its exit status, or ``None`` after an interrupt."""
    with (
        session.gateway.feed.listen() as queue,
        Process.start(plan.argv, environ=child_environment(session, plan)) as process,
    ):
        process.pump(lambda line: queue.put(LogLine(line)), lambda status: queue.put(Ended(status)))
        try:
            while not isinstance(event := _next(queue), Ended):
                _note(watch, event)
                yield event
        except KeyboardInterrupt:
            process.stop()
            return None
        return event.status


def _next(queue: SimpleQueue[Event]) -> Event:
    """Wait for the next event in short steps: Windows interrupts no endless wait."""
    while True:
        with suppress(Empty):
            return queue.get(timeout=_STEP)


def _note(watch: Watch, event: Event) -> None:
    if isinstance(event, LogLine):
        watch.lines.append(event.text)
    elif isinstance(event, Answer):
        watch.answers[event.project] = event.index


def _changes(
    session: Session,
    routes: RouteSet,
    watch: Watch,
    before: interpreter.Snapshot,
    after: interpreter.Snapshot,
) -> tuple[Change, ...]:
    """Say what changed in the environment, from which index, and write it down."""
    urls: Mapping[str, str] = {index.name: index.url for index in routes.all_active}
    found = []
    for project, old, new in interpreter.changes(before, after):
        index = watch.answers.get(project)
        found.append(Change(project, old, new, index))
        if new:
            session.ledger.record_install(project, new, urls.get(index or ""), sys.prefix)
    return tuple(found)
