"""The server side of the gateway: one door that checks every request, then four kinds of answer."""

from __future__ import annotations

import hashlib
import logging
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from aiohttp import web

from altindex_magic.errors import AltIndexError
from altindex_magic.errors.install import UnexpectedFault
from altindex_magic.errors.ownership import ProjectNotFound
from altindex_magic.event import Refusal
from altindex_magic.gateway.readers import asking
from altindex_magic.gateway.source import Source
from altindex_magic.model import is_project_name, project_name
from altindex_magic.simple_api import JSON_V1, negotiate, render_list_html, render_list_json

if TYPE_CHECKING:
    from pathlib import Path

    from altindex_magic.gateway.ahead import Ahead
    from altindex_magic.gateway.answers import Answers
    from altindex_magic.gateway.control import Control
    from altindex_magic.gateway.examination import Examination
    from altindex_magic.gateway.feed import Feed
    from altindex_magic.gateway.files import FileStore
    from altindex_magic.gateway.guard import Guard
    from altindex_magic.gateway.metadata import Metadata
    from altindex_magic.gateway.seen import Seen
    from altindex_magic.gateway.uploads import Uploads
    from altindex_magic.model import RouteSet

_LOG: Final = logging.getLogger(__name__)
_CHALLENGE: Final = {"WWW-Authenticate": 'Basic realm="altindex gateway"'}
_ALWAYS_ASK: Final = {"Cache-Control": "no-cache", "Vary": "Accept"}
_NEVER_CHANGES: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
_METADATA: Final = ".metadata"
_NO_TUNNEL: Final = "pip's own proxy reaches indexes alone: name it by HTTPS_PROXY"
"""Said to pip, which asks the gateway as its proxy where it is configured with one, about what is on no index."""


@dataclass(frozen=True, slots=True)
class Inspectors:
    """Those who look at a file before it is given."""

    seen: Seen
    examination: Examination

    async def admit(self, routes: RouteSet, source: Source) -> None:
        """Let *source* pass if it is the file that was first seen and, under strict, requires no direct URL.

        Raises:
            FileChanged, DirectDependency: it may not pass.

        """
        if source.file.sha256:
            self.seen.check(source, source.file.sha256)
        if routes.strict:
            await self.examination.examine(source)


@dataclass(frozen=True, slots=True)
class Desks:
    """Those who prepare the answers."""

    answers: Answers
    files: FileStore
    metadata: Metadata
    uploads: Uploads
    inspectors: Inspectors
    ahead: Ahead | None = None
    """Who fetches ahead of pip; nobody, where that is not wanted."""
    control: Control | None = None
    """Who answers the kernels of a Jupyter server; nobody, under no server."""


class Door:
    """Every request comes in here: who may not ask gets no further, whatever the path."""

    def __init__(self, guard: Guard, desks: Desks, feed: Feed) -> None:
        """Take who checks, who answers, and whom to tell of refusals."""
        self._guard = guard
        self._desks = desks
        self._feed = feed
        self._sets: dict[str, RouteSet] = {}

    def serve(self, routes: RouteSet) -> None:
        """Answer for *routes* under its id from now on."""
        self._sets[routes.id] = routes

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        if request.method == "CONNECT":
            return web.Response(status=403, reason=_NO_TUNNEL)
        if not self._guard.knows(request):
            return web.Response(status=421, text="This gateway serves its own user on its own address only.\n")
        match request.rel_url.raw_path.split("/"):
            case ["", "control", *errand] if self._desks.control:
                return await self._desks.control.answer(request, self._guard.controller(request), errand)
            case ["", set_id, "upload", index, *_]:
                return await self._upload(request, set_id, unquote(index))
            case ["", set_id, *rest]:
                return await self._read(request, set_id, rest)
            case _:
                return _missing()

    async def _read(self, request: web.BaseRequest, set_id: str, rest: list[str]) -> web.StreamResponse:
        reader = self._guard.reader(request)
        if reader is None:
            return web.Response(status=401, headers=_CHALLENGE, text="The gateway's reading capability is missing.\n")
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        routes = self._sets.get(set_id)
        if routes is None:
            return _missing()
        asking.set(reader)
        try:
            return await self._dispatched(request, routes, rest)
        except AltIndexError as problem:
            return self._refusal(problem)
        except ConnectionError:
            raise  # the installer has left: there is nobody to answer
        except Exception as fault:  # noqa: BLE001 - a mistake of ours must not read as "absent", nor be repeated
            _LOG.exception("a request to the gateway failed")
            return self._refusal(UnexpectedFault(fault))

    def _refusal(self, problem: AltIndexError) -> web.Response:
        """Answer 403 and not 5xx: pip repeats 5xx five times, uv takes 403 as "stop here"."""
        self._feed.publish(Refusal(problem))
        return web.Response(status=403, text=f"{problem}\n", headers={"X-Altindex-Reference": problem.reference})

    async def _dispatched(self, request: web.BaseRequest, routes: RouteSet, rest: list[str]) -> web.StreamResponse:
        match rest:
            case ["simple", ""]:
                return self._list(request)
            case ["simple" | "files", name, _, *_] if not is_project_name(unquote(name)):
                return _missing()
            case ["simple", name, ""]:
                return await self._page(request, routes, unquote(name))
            case ["simple", name]:
                return web.Response(status=301, headers={"Location": f"{name}/"})
            case ["files", name, link, filename]:
                return await self._file(request, routes, (unquote(name), link, unquote(filename)))
            case _:
                return _missing()

    @staticmethod
    def _list(request: web.BaseRequest) -> web.Response:
        """Give an empty list: no installer needs it, and names are nobody's business."""
        accepted = negotiate(request.headers.get("Accept"))
        if accepted is None:
            return web.Response(status=406)
        body = render_list_json(()) if accepted == JSON_V1 else render_list_html(())
        return web.Response(body=body, headers={"Content-Type": accepted, **_ALWAYS_ASK})

    async def _page(self, request: web.BaseRequest, routes: RouteSet, name: str) -> web.Response:
        accepted = negotiate(request.headers.get("Accept"))
        if accepted is None:
            return web.Response(status=406)
        at_once = "no-cache" in request.headers.get("Cache-Control", "")
        answer = await self._desks.answers.answered(routes, project_name(name), at_once=at_once)
        if answer is None:
            self._feed.note_absence(_not_found(routes, project_name(name)))
            return _missing()
        if ahead := self._ahead_of(request):
            ahead.page_asked(routes, project_name(name))
        page = self._desks.answers.rendered(answer, accepted)
        headers = {"Content-Type": accepted, "ETag": page.etag, **_ALWAYS_ASK}
        if request.headers.get("If-None-Match") == page.etag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=page.body, headers=headers)

    async def _file(self, request: web.BaseRequest, routes: RouteSet, name: tuple[str, str, str]) -> web.StreamResponse:
        """Give a file, or its metadata, of a page that its owner gives now: there is no other address."""
        project, link, filename = name
        answer = await self._desks.answers.linked(routes, project_name(project))
        file = (answer.held.links or {}).get(link) if answer else None
        if answer is None or file is None:
            return _missing()
        source = Source(answer.index, project_name(project), file)
        await self._desks.inspectors.admit(routes, source)
        ahead = self._ahead_of(request)
        if filename == file.filename:
            if ahead:
                ahead.file_asked(routes, source)
            try:
                return await self._sent(request, source)
            except ConnectionError:
                if ahead:
                    ahead.give_up(routes)
                raise
        if filename == file.filename + _METADATA and file.is_wheel:
            body = await self._desks.metadata.of(source)
            if ahead:
                ahead.metadata_asked(routes, source, body)
            return _metadata(request, body)
        return _missing()

    def _ahead_of(self, request: web.BaseRequest) -> Ahead | None:
        """Give who fetches ahead of the asker, if it is one that asks for one thing after the other."""
        ahead = self._desks.ahead
        return ahead if ahead and ahead.serves(request.headers) else None

    async def _sent(self, request: web.BaseRequest, source: Source) -> web.StreamResponse:
        path = await self._desks.files.at_hand(source)
        if path is None and ("Range" in request.headers or request.method == "HEAD"):
            path = await self._desks.files.whole(source)
        elif path is not None and request.method == "GET":
            self._desks.files.report_given(source, path.stat().st_size)
        if path is not None:
            return _from_disk(source, path)
        return await self._followed(request, source)

    async def _followed(self, request: web.BaseRequest, source: Source) -> web.StreamResponse:
        """Send a file while it comes. When it breaks, the connection breaks: no reader takes it for whole."""
        transfer = self._desks.files.transfer(source)
        await transfer.begun()
        response = web.StreamResponse(headers={"Content-Type": "application/octet-stream", **_NEVER_CHANGES})
        response.content_length = transfer.total
        try:
            await response.prepare(request)
            async with aclosing(transfer.follow()) as chunks:
                async for chunk in chunks:
                    await response.write(chunk)
            await response.write_eof()
            if transfer.first != asking.get():  # who came later was told nothing of it yet
                self._desks.files.report_given(source, transfer.received)
        except AltIndexError as problem:
            self._feed.publish(Refusal(problem))
            if request.transport:
                request.transport.close()
        except ConnectionResetError:
            pass  # the installer was stopped: nobody waits for the rest
        finally:
            self._desks.files.abandon(transfer)
        return response

    async def _upload(self, request: web.BaseRequest, set_id: str, index: str) -> web.StreamResponse:
        if not self._guard.may_upload(request, index):
            text = "This needs the gateway's upload capability for that index: %altindex use NAME --uploads\n"
            return web.Response(status=401, headers=_CHALLENGE, text=text)
        routes = self._sets.get(set_id)
        target = routes.find(index) if routes else None
        if routes is None or target is None or request.method != "POST":
            return _missing()
        try:
            return await self._desks.uploads.received(request, routes, target)
        except AltIndexError as problem:
            self._feed.publish(Refusal(problem))
            return web.Response(status=403, reason=problem.reference, text=f"{problem}\n")


def _not_found(routes: RouteSet, project: str) -> ProjectNotFound:
    owner = next((index.name for index in routes.all_active if index.declares(project)), None)
    return ProjectNotFound(project, [index.name for index in routes.all_active], owner)


def _missing() -> web.Response:
    return web.Response(status=404, text="Not found.\n")


def _from_disk(source: Source, path: Path) -> web.FileResponse:
    headers = {"Content-Type": "application/octet-stream", **_NEVER_CHANGES}
    if source.file.sha256:
        headers["ETag"] = f'"{source.file.sha256}"'
    return web.FileResponse(path, headers=headers, chunk_size=2**18)


def _metadata(request: web.BaseRequest, body: bytes) -> web.Response:
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"Content-Type": "text/plain; charset=utf-8", "ETag": etag, **_NEVER_CHANGES}
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers=headers)
