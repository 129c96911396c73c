"""What installers get to see: pages with the gateway's own links, made once for each content."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from altindex_magic.event import Answer
from altindex_magic.gateway.held import Recent, SingleFlight
from altindex_magic.gateway.pages import link_id
from altindex_magic.simple_api import JSON_V1, File, Page, render_html, render_json

if TYPE_CHECKING:
    from altindex_magic.gateway.feed import Feed
    from altindex_magic.gateway.owners import Answered, Owners
    from altindex_magic.model import RouteSet

_KEPT: Final = 4_000
_DECIDED_FOR: Final = 3.0
"""Seconds for which an ownership decision is taken as made."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page ready to be sent."""

    body: bytes
    content_type: str
    etag: str


class Answers:
    """Answers about projects, kept for some seconds. Lives in the gateway's event loop."""

    def __init__(self, owners: Owners, feed: Feed) -> None:
        """Take who finds the owner of a name, and whom to tell."""
        self._owners = owners
        self._feed = feed
        self._decided: Recent[tuple[float, Answered | None]] = Recent(_KEPT)
        self._rendered: Recent[Rendered] = Recent(_KEPT)
        self._flight: SingleFlight[Answered | None] = SingleFlight()

    async def answered(self, routes: RouteSet, project: str, *, at_once: bool = False) -> Answered | None:
        """Give the answer of the owner of *project*; ``None`` if it has no such project.

        Raises:
            NameRefused: nobody may answer.
            AccessError: the owner does not answer.

        """
        key = (routes.id, project)
        decided = self._decided.get(key)
        if decided and decided[0] > time.monotonic() and not at_once:
            return decided[1]
        return await self._flight.run(key, lambda: self._found(routes, project, at_once=at_once))

    async def _found(self, routes: RouteSet, project: str, *, at_once: bool) -> Answered | None:
        answer = await self._owners.answer(routes, project, at_once=at_once)
        until = time.monotonic() + _DECIDED_FOR
        if answer is not None:
            until = min(until, answer.held.fresh_until)
            self._feed.publish(Answer(project, answer.index.name, answer.rule))
        self._decided.put((routes.id, project), (until, answer))
        return answer

    def forget(self, project: str) -> None:
        """Decide anew about *project*: something about it was changed."""
        self._decided.drop(lambda key: isinstance(key, tuple) and key[1] == project)

    def rendered(self, answer: Answered, content_type: str) -> Rendered:
        """Give the page of *answer* as *content_type*."""
        held = answer.held
        key = (answer.index.url, held.digest, content_type)
        kept = self._rendered.get(key)
        if kept is None:
            assert held.page is not None  # noqa: S101 - an answer has a page; for the type checker
            write = render_json if content_type == JSON_V1 else render_html
            body = write(_with_metadata(held.page), lambda file: _link(held.page, file))
            etag = f'"{held.digest}-{"j" if content_type == JSON_V1 else "h"}"'
            kept = Rendered(body, content_type, etag)
            self._rendered.put(key, kept)
        return kept


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
