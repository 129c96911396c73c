"""Fetching ahead of pip, which asks for one thing after the other: a page, metadata, the next page … then each file.

What pip asks for is what its packages require. So as soon as it asks for one, the gateway reads the
metadata and asks for the rest, by the same routing and without telling anybody; and as soon as pip
downloads one wheel, the gateway fetches the others that pip has settled on. Whatever pip does not
come for is nothing but cache.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from platform import python_version
from typing import TYPE_CHECKING, Final, cast

from packaging import markers, tags

from altindex_magic.errors import AltIndexError
from altindex_magic.foresight import Need, Target, best_wheel, needs
from altindex_magic.gateway.readers import asking
from altindex_magic.gateway.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from altindex_magic.gateway.answers import Answers
    from altindex_magic.gateway.files import FileStore
    from altindex_magic.gateway.metadata import Metadata
    from altindex_magic.model import Index, RouteSet

    _Work = Callable[[], Coroutine[None, None, None]]

_PAUSE: Final = 20.0
"""Seconds without a question after which the next one belongs to another installation."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far, how much and how many at once."""

    depth: int = 25
    projects: int = 500
    questions_at_once: int = 16
    files_at_once: int = 6
    file_bytes: int = 2 * 2**30
    """For all files of one installation that the gateway fetches ahead."""


@dataclass(frozen=True, slots=True)
class _Hint:
    """Why a project is foreseen."""

    need: Need
    depth: int = 0
    only: Index | None = None
    """The index whose guessed metadata alone names the project: no other may learn of it."""


@dataclass(slots=True)
class _Trip:
    """One installation, as far as its questions show it."""

    routes: RouteSet
    bytes_left: int
    last: float = 0.0
    asked: set[str] = field(default_factory=set)
    """Projects whose page pip has asked for."""
    foreseen: set[tuple[str, bool]] = field(default_factory=set)
    """Projects, with whether any index may learn of them."""
    settled: dict[str, Source] = field(default_factory=dict)
    """By project, the wheel whose metadata pip asked for last, until it is fetched."""
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Desks:
    """Where pages, metadata and files come from."""

    answers: Answers
    metadata: Metadata
    files: FileStore


class Ahead:
    """Fetches ahead of pip. Lives in the gateway's event loop."""

    def __init__(
        self, desks: Desks, bounds: Bounds | None = None, installed: Callable[[str], str | None] | None = None
    ) -> None:
        """Take what to fetch with; *installed* tells which version of a project pip will find in place."""
        self._desks = desks
        self._bounds = bounds or Bounds()
        self._installed = installed or _installed_here
        self._questions = asyncio.Semaphore(self._bounds.questions_at_once)
        self._downloads = asyncio.Semaphore(self._bounds.files_at_once)
        self._trips: dict[tuple[str, str], _Trip] = {}

    @staticmethod
    def serves(headers: Mapping[str, str]) -> bool:
        """Tell whether the asker is pip. Others, such as uv, ask for everything at once by themselves."""
        return headers.get("User-Agent", "").startswith("pip/")

    def page_asked(self, routes: RouteSet, project: str) -> None:
        """Go ahead of an installer that has asked for the page of *project*."""
        trip = self._trip(routes)
        if project in trip.asked:  # pip asks for each page once: this is another run of it
            self.give_up(routes)
            trip = self._trip(routes)
        trip.asked.add(project)
        self._foresee(trip, _Hint(Need(project)))

    def metadata_asked(self, routes: RouteSet, source: Source, body: bytes) -> None:
        """Go ahead of an installer that has asked for the metadata of a wheel: its choice, and no guess."""
        trip = self._trip(routes)
        trip.settled[source.project] = source
        self._follow(trip, _Hint(Need(source.project)), body)

    def file_asked(self, routes: RouteSet, source: Source) -> None:
        """Fetch all that an installer has settled on, now that it has begun to download wheels."""
        trip = self._trip(routes)
        trip.settled.pop(source.project, None)
        if not source.file.is_wheel:
            return  # an sdist is downloaded to be resolved: nothing is settled yet
        for wanted in trip.settled.values():
            trip.bytes_left -= wanted.file.size or 0
            if trip.bytes_left >= 0:
                self._start(trip, partial(self._fetch, wanted))
        trip.settled.clear()

    def stop(self) -> None:
        """End everything that is under way."""
        for trip in self._trips.values():
            _end(trip)
        self._trips.clear()

    def give_up(self, routes: RouteSet) -> None:
        """End what is under way for *routes*: the installer has left in the middle of a file."""
        if trip := self._trips.pop((asking.get(), routes.id), None):
            _end(trip)

    def _trip(self, routes: RouteSet) -> _Trip:
        key, now = (asking.get(), routes.id), time.monotonic()
        trip = self._trips.get(key)
        if trip is None or now - trip.last > _PAUSE:
            self.give_up(routes)
            trip = self._trips[key] = _Trip(routes, self._bounds.file_bytes)
        trip.last = now
        return trip

    def _foresee(self, trip: _Trip, hint: _Hint) -> None:
        """Go for a project, once in an installation."""
        key = (hint.need.project, hint.only is None)
        if key in trip.foreseen or len(trip.foreseen) >= self._bounds.projects or hint.depth > self._bounds.depth:
            return
        trip.foreseen.add(key)
        self._start(trip, partial(self._look, trip, hint))

    async def _look(self, trip: _Trip, hint: _Hint) -> None:
        """Read the page of a project, and the metadata of the wheel that pip will most likely take from it."""
        project = hint.need.project
        async with self._questions:
            answer = await self._desks.answers.ahead(trip.routes, project, hint.only)
            if answer is None or answer.held.page is None:
                return
            file = best_wheel(answer.held.page, hint.need.specifier, this_python())
            if file is None:
                return
            body = await self._desks.metadata.of(Source(answer.index, project, file))
        private = answer.index.exclusive and answer.index is not trip.routes.default
        self._follow(trip, _Hint(hint.need, hint.depth, answer.index if private else None), body)

    def _follow(self, trip: _Trip, hint: _Hint, body: bytes) -> None:
        """Foresee what the metadata *body* of the wanted distribution requires and is not installed."""
        for need in needs(body, hint.need.extras, this_python()):
            if not need.is_met_by(self._installed(need.project)):
                self._foresee(trip, _Hint(need, hint.depth + 1, hint.only))

    async def _fetch(self, source: Source) -> None:
        async with self._downloads:
            await self._desks.files.ahead(source)

    def _start(self, trip: _Trip, work: _Work) -> None:
        task = asyncio.create_task(_quietly(work))
        trip.tasks.add(task)
        task.add_done_callback(trip.tasks.discard)


async def _quietly(work: _Work) -> None:
    """Do *work*; that it cannot be done is for the installer to hear, if it asks.

    The coroutine is made here: one made earlier would be left over if its task were ended before it began.
    """
    with suppress(AltIndexError):
        await work()


def _end(trip: _Trip) -> None:
    for task in tuple(trip.tasks):
        task.cancel()


def _installed_here(project: str) -> str | None:
    try:
        return importlib.metadata.version(project)
    except importlib.metadata.PackageNotFoundError:
        return None


@cache
def this_python() -> Target:
    """Describe the Python that runs the gateway, which is the one that its kernel installs into."""
    ranks = {tag: rank for rank, tag in enumerate(tags.sys_tags())}
    return Target(python_version(), ranks, cast("Mapping[str, str]", markers.default_environment()))
