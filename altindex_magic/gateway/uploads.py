"""Uploads (the legacy upload API): into a folder index, or on to the index's own publish URL."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from aiohttp import ClientResponse, web

from altindex_magic.address import bare, folder_of
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.access import ConnectionRefused, IndexTimeout
from altindex_magic.errors.publish import FileExists, NoPublishUrl, NoUploadsHere, UploadCut
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.gateway import intake
from altindex_magic.gateway.call import Call
from altindex_magic.gateway.form import Head, read_head
from altindex_magic.gateway.passage import Passage, Reporter
from altindex_magic.gateway.verdict import Reply, in_words, is_page, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from altindex_magic.gateway.claims import Claims
    from altindex_magic.gateway.feed import Feed
    from altindex_magic.gateway.pages import Pages
    from altindex_magic.gateway.upstream import Upstream
    from altindex_magic.model import Index, RouteSet

_LONGEST_ANSWER: Final = 2**18


@dataclass(frozen=True, slots=True)
class Desk:
    """Those whom an upload concerns."""

    pages: Pages
    claims: Claims
    feed: Feed
    uploaded: Callable[[Index, str], None]
    """Is told that a project may have new files."""


class Uploads:
    """Receives uploads. Lives in the gateway's event loop."""

    def __init__(self, upstream: Upstream, desk: Desk) -> None:
        """Take the way to the indexes, and whom an upload concerns."""
        self._upstream = upstream
        self._desk = desk

    async def received(self, request: web.BaseRequest, routes: RouteSet, index: Index) -> web.Response:
        """Take one upload for *index*. A file that it has already, byte for byte, is not sent again.

        Raises:
            AltIndexError: it cannot be taken; nothing was stored here.

        """
        if index.is_folder:
            return await self._stored(request, index)
        if not index.publish_url:
            raise NoPublishUrl(index.name)
        head = await read_head(request, index)
        await self._desk.claims.check(routes, index, head.project)
        if await self._is_there(index, head):
            return web.Response(text=f"{head.filename} is on {index.name} already.\n")
        try:
            reporter = Reporter(self._desk.feed, index.name, head.size)
            text = await self._passed_on(Passage(request, index, head, reporter), index.publish_url)
        finally:
            # Also after a failure: what the server made of it shows on its page alone.
            self._desk.uploaded(index, head.project)
        return web.Response(text=text)

    async def _is_there(self, index: Index, head: Head) -> bool:
        """Tell whether *index* has the file; a page that cannot be had is left to the server's own judgement.

        Raises:
            FileExists: it has another file of the same name. Some servers would replace it.

        """
        try:
            held = await self._desk.pages.page(index, head.project, at_once=True)
        except AltIndexError:
            return False
        files = held.page.files if held.page else ()
        there = next((file.sha256 for file in files if file.filename == head.filename), None)
        promised = head.fields.get("sha256_digest", "").lower()
        if not there or not promised:
            return False
        if there != promised:
            raise FileExists(index.name, head.filename)
        return True

    async def _passed_on(self, passage: Passage, url: str) -> str:
        """Stream the body to the index with its own credential, and give its answer if that is a "yes".

        Raises:
            AltIndexError: the index did not take the file.

        """
        index, filename = passage.index, passage.head.filename
        call = Call(index, url, method="POST", headers=passage.headers(), body=passage.blocks(), kind="upload")
        try:
            async with self._upstream.open(call) as answer:
                if not isinstance(answer, ClientResponse):
                    raise NoUploadsHere(index.name, bare(url), 404)
                text = await _text(answer)
                text, reason = [await self._upstream.unsaid(call, each) for each in (text, answer.reason or "")]
                said = in_words(reason, text)
                problem = refusal(Reply(index.name, bare(url), filename, answer.status, said, is_page(text)))
            if problem:
                raise problem
        except (ConnectionRefused, IndexTimeout) as fault:
            passage.ended("failed")
            if passage.cut:
                raise UploadCut(index.name, filename, "The uploader ended before it had sent it all.") from fault
            if passage.reporter.received:
                raise UploadCut(index.name, filename, fault.why or "", whole=passage.whole) from fault
            raise
        except AltIndexError:
            passage.ended("failed")
            raise
        passage.ended("done")
        return text

    async def _stored(self, request: web.BaseRequest, index: Index) -> web.Response:
        folder = folder_of(index.url) or Path()
        upload = intake.Received()
        reporter = Reporter(self._desk.feed, index.name, request.content_length)
        state: Literal["done", "failed"] = "failed"
        try:
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
            await intake.receive(request, folder, upload, reporter.moved)
            project, part = intake.checked(index, upload)
            await asyncio.to_thread(intake.place, index, upload, part, folder / project)
            self._desk.uploaded(index, project)
            state = "done"
        except ConnectionError as problem:
            raise UploadCut(index.name, upload.filename, "The uploader ended before it had sent it all.") from problem
        except OSError as problem:
            raise UnwritableFile(folder, problem.strerror or str(problem)) from problem
        finally:
            if upload.part:
                upload.part.discard()
            reporter.ended(upload.filename, state)
        return web.Response(text=f"{upload.filename} is on {index.name}.\n")


async def _text(answer: ClientResponse) -> str:
    """Read what the index says, to its end or to where nobody reads on: it may come in any number of pieces."""
    said = bytearray()
    async for piece in answer.content.iter_any():
        said += piece
        if len(said) >= _LONGEST_ANSWER:
            break
    return said[:_LONGEST_ANSWER].decode(errors="replace")
