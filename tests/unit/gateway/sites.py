"""Tiny indexes, every answer of which can be set, and the parts of the gateway that ask them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from altindex_magic.gateway.folder import Folders
from altindex_magic.gateway.listing import Listings
from altindex_magic.gateway.owners import Owners
from altindex_magic.gateway.pages import Pages
from altindex_magic.gateway.patience import Patience
from altindex_magic.gateway.upstream import Upstream
from altindex_magic.gateway.vetting import Vetting
from altindex_magic.ledger import Ledger
from altindex_magic.model import Index, RouteSet
from tests.servers.simple import HTML, JSON
from tests.servers.web import WebServer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from altindex_magic.gateway.owners import Answered

LOGIN_PAGE = '<html><head><title>Sign in</title></head><form><input type="password"></form></html>'


@dataclass
class Said:
    """One answer: a status, and perhaps a page or the place to go to instead."""

    status: int = 200
    body: str = ""
    content_type: str = JSON
    location: str | None = None
    hangs: bool = False

    def response(self) -> web.Response:
        headers = {"Location": self.location} if self.location else None
        return web.Response(status=self.status, text=self.body, content_type=self.content_type, headers=headers)


MISSING = Said(404)
LOGIN = Said(200, LOGIN_PAGE, HTML)
HANGS = Said(hangs=True)


def page(project: str) -> Said:
    return Said(body=json.dumps({"meta": {"api-version": "1.0"}, "name": project, "files": []}))


def project_list(*projects: str) -> Said:
    rows = [{"name": project} for project in projects]
    return Said(body=json.dumps({"meta": {"api-version": "1.0"}, "projects": rows}))


@dataclass
class Site:
    """An index with the pages it was given; what it was not given is missing."""

    name: str
    pages: dict[str, Said] = field(default_factory=dict)
    everything: Said | None = None
    """What it says whatever it is asked, as a site does that is out of order."""
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = WebServer(self._answer)
        self.server.start()

    @property
    def url(self) -> str:
        return f"{self.server.origin}/simple/"

    def index(self, **settings: Any) -> Index:
        return Index(self.name, self.url, **settings)

    def has(self, *projects: str) -> None:
        self.pages |= {project: page(project) for project in projects}

    def lists(self, *projects: str) -> None:
        """Give a list of these projects, and a page for each."""
        self.has(*projects)
        self.pages[""] = project_list(*projects)

    def learnt(self) -> set[str]:
        """Give the names that it was asked for."""
        return set(self.asked) - {""}

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        name = request.path.removeprefix("/simple/").rstrip("/")
        self.asked.append(name)
        said = self.everything or self.pages.get(name, MISSING)
        if said.hangs:
            await asyncio.Event().wait()
        return said.response()


class NoCredentials:
    """A world in which no index wants a login."""

    def find(self, index: Index) -> None:
        """Know nothing."""

    def refused(self, index: Index) -> None:
        """Take no note."""

    def note(self, index: Index) -> None:
        """Have asked everywhere."""


@dataclass
class Gateway:
    """The parts that find owners, on one disk; each :meth:`run` is a process of its own."""

    folder: Path
    patience: Patience = field(default_factory=lambda: Patience(connect=0.3, answer=0.3))

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.folder / "ledger.sqlite")

    def run(self, work: Callable[[Owners], Awaitable[Any]]) -> Any:
        """Do *work* with parts that know nothing but what is on the disk."""
        return asyncio.run(self._running(work))

    def ask(self, routes: RouteSet, *projects: str) -> Answered | None:
        """Ask for one project after the other, and give the last answer."""

        async def work(owners: Owners) -> Answered | None:
            answers = [await owners.answer(routes, project) for project in projects]
            return answers[-1]

        return self.run(work)  # type: ignore[no-any-return]

    async def _running(self, work: Callable[[Owners], Awaitable[Any]]) -> Any:
        upstream = Upstream(NoCredentials(), self.patience)
        folders = Folders()
        try:
            listings = Listings(upstream, folders, self.folder / "pages")
            return await work(Owners(Pages(upstream, folders), listings, self.ledger, Vetting(self.ledger)))
        finally:
            await upstream.close()
