"""What installers get to see: pages with the gateway's own links, made once for each content."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from altindex_magic.errors.access import NotAnIndex
from altindex_magic.errors.trust import VersionsHidden
from altindex_magic.event import Answer, Withheld
from altindex_magic.filters import hidden_versions, reason
from altindex_magic.gateway.held import Recent, SingleFlight
from altindex_magic.gateway.pages import link_id
from altindex_magic.routing import Ask
from altindex_magic.simple_api import JSON_V1, File, Page, render_html, render_json

if TYPE_CHECKING:
    from altindex_magic.gateway.feed import Feed
    from altindex_magic.gateway.owners import Answered, Owners
    from altindex_magic.model import Index, RouteSet

_KEPT: Final = 4_000
_DECIDED_FOR: Final = 3.0
"""Seconds for which an ownership decision is taken as made."""
_AHEAD_FOR: Final = 30.0
"""Seconds for which an answer that was sought ahead waits for its first asker."""
_LINKS_FOR: Final = 300.0
"""Seconds in which an installer that was given a page may come for its files: pip resolves for minutes."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page ready to be sent."""

    body: bytes
    content_type: str
    etag: str


@dataclass(slots=True)
class _Kept:
    """An answer that was found, with how long it holds."""

    answer: Answered | None
    found: float
    fresh_until: float
    given: bool = False
    """Whether an installer has had it: only then is it worth telling and remembering."""

    def holds(self, now: float) -> bool:
        """Tell whether a page may be given from it. Absence is never kept for longer than it is certain."""
        waits = self.answer is not None and not self.given
        return now < (self.found + _AHEAD_FOR if waits else self.fresh_until)


class Answers:
    """Answers about projects, kept for some seconds. Lives in the gateway's event loop."""

    def __init__(self, owners: Owners, feed: Feed) -> None:
        """Take who finds the owner of a name, and whom to tell."""
        self._owners = owners
        self._feed = feed
        self._kept: Recent[_Kept] = Recent(_KEPT)
        self._rendered: Recent[Rendered] = Recent(_KEPT)
        self._flight: SingleFlight[_Kept] = SingleFlight()

    async def answered(self, routes: RouteSet, project: str, *, at_once: bool = False) -> Answered | None:
        """Give the answer of the owner of *project*; ``None`` if it has no such project.

        Raises:
            NameRefused: nobody may answer.
            AccessError: the owner does not answer.

        """
        kept = await self._sought(routes, project, at_once=at_once)
        if kept.answer is not None:
            if not kept.given:
                self._owners.remember(routes, kept.answer, project)
            self._feed.publish(Answer(project, kept.answer.index.name, kept.answer.rule))
            if kept.answer.hidden:
                self._feed.publish(_withheld(kept.answer, project))
        kept.given = True
        return kept.answer

    async def linked(self, routes: RouteSet, project: str) -> Answered | None:
        """Give the answer that an installer got which comes for a file of it now.

        Raises:
            AltIndexError: it got none, and gets none now either.

        """
        kept = self._kept.get((routes.id, project))
        if kept and kept.given and kept.answer and time.monotonic() < kept.found + _LINKS_FOR:
            return kept.answer
        return await self.answered(routes, project)

    async def ahead(self, routes: RouteSet, project: str, only: Index | None) -> Answered | None:
        """Seek what an installer will ask for, without telling anybody and without remembering it.

        Where *only* is given, no other index may learn the name.

        Raises:
            AltIndexError: there is no answer; whoever really asks will be told.

        """
        if only is not None:
            decision = await self._owners.decision(routes, project)
            if not isinstance(decision, Ask) or decision.index.url != only.url:
                return None
        return (await self._sought(routes, project)).answer

    async def _sought(self, routes: RouteSet, project: str, *, at_once: bool = False) -> _Kept:
        key = (routes.id, project)
        kept = self._kept.get(key)
        if kept and kept.holds(time.monotonic()) and not at_once:
            return kept
        return await self._flight.run(key, lambda: self._found(routes, project, at_once=at_once))

    async def _found(self, routes: RouteSet, project: str, *, at_once: bool) -> _Kept:
        answer = await self._owners.sought(routes, project, at_once=at_once)
        now = time.monotonic()
        until = now + _DECIDED_FOR
        kept = _Kept(answer, now, min(until, answer.held.fresh_until) if answer else until)
        self._kept.put((routes.id, project), kept)
        return kept

    def forget(self, project: str) -> None:
        """Decide anew about *project*: something about it was changed."""
        self._kept.drop(lambda key: isinstance(key, tuple) and key[1] == project)

    def rendered(self, answer: Answered, content_type: str) -> Rendered:
        """Give the page of *answer* as *content_type*.

        Raises:
            NotAnIndex: no installer could read it.

        """
        held = answer.held
        key = (answer.index.url, held.digest, content_type)
        kept = self._rendered.get(key)
        if kept is None:
            assert held.page is not None  # noqa: S101 - an answer has a page; for the type checker
            write = render_json if content_type == JSON_V1 else render_html
            try:
                body = write(_with_metadata(held.page), lambda file: _link(held.page, file))
            except TypeError:  # JSON is read deeper than it is written
                problem = f"its page of {held.page.project} is nested too deeply"
                raise NotAnIndex(answer.index.name, answer.index.url, problem=problem) from None
            etag = f'"{held.digest}-{"j" if content_type == JSON_V1 else "h"}"'
            kept = Rendered(body, content_type, etag)
            self._rendered.put(key, kept)
        return kept


def _withheld(answer: Answered, project: str) -> Withheld:
    """Say which versions an installer is not shown, and why."""
    versions = hidden_versions(answer.hidden, answer.held.page.files if answer.held.page else ())
    reasons = dict.fromkeys(reason(each.cause, answer.index) for each in answer.hidden)
    return Withheld(project, VersionsHidden(project, answer.index.name, versions, tuple(reasons)))


def _link(page: Page | None, file: File) -> str:
    """Write the gateway's link to *file*, relative to its page."""
    project = page.project if page else ""
    return f"../../files/{project}/{link_id(file)}/{quote(file.filename)}"


def _with_metadata(page: Page) -> Page:
    """Offer the metadata of every wheel: what the index lacks, the gateway reads from the wheel."""
    files = tuple(
        replace(file, fields={**file.fields, "core-metadata": True})
        if file.is_wheel and not file.core_metadata
        else file
        for file in page.files
    )
    return replace(page, files=files)
