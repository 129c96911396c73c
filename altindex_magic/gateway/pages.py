"""Pages of projects: fetched with validators, parsed once, kept while they are fresh."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urljoin

from altindex_magic.address import bare
from altindex_magic.errors.access import NotAnIndex, PageTooLarge
from altindex_magic.gateway.call import Call, Gone
from altindex_magic.gateway.held import Recent, SingleFlight
from altindex_magic.simple_api import ACCEPT, File, MalformedPage, Page, parse_page

if TYPE_CHECKING:
    import aiohttp

    from altindex_magic.gateway.folder import Folders
    from altindex_magic.gateway.upstream import Upstream
    from altindex_magic.model import Index

PAGE_LIMIT: Final = 64 * 2**20
_KEPT_PAGES: Final = 2_000
_FRESH: Final = 3.0
"""Seconds for which a page is not asked for again when its index says nothing about it."""
_LONGEST_FRESH: Final = 600.0
_MAX_AGE: Final = re.compile(r"max-age=(\d+)")


@dataclass(frozen=True, slots=True)
class Held:
    """What an index answered for a project, with what is needed to ask again cheaply."""

    page: Page | None
    """``None`` after a clean 404."""
    fresh_until: float
    asked: float = 0.0
    """When the index was asked. A proof that it gives pages counts if it is not older than this."""
    elsewhere: str | None = None
    """Where the index sent us instead of a page: what that means is for the routing to say."""
    validators: tuple[tuple[str, str], ...] = ()
    links: dict[str, File] | None = None
    """The files of the page by :func:`link_id`."""
    digest: str = ""
    """Changes whenever the page changes."""
    protocol: str = ""
    """``JSON 1.4``, ``HTML`` or ``folder``."""
    mark: bytes = b""
    """Tells the document that it was read from: the same one again need not be read again."""


def link_id(file: File) -> str:
    """Name a file in the gateway's own links: stable, and telling nothing of the real address."""
    return hashlib.blake2s(file.url.encode(), digest_size=10).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """The body of an upstream page."""

    body: bytes
    content_type: str
    url: str
    headers: dict[str, str]

    @property
    def mark(self) -> bytes:
        """Sum up all that the reading of the page depends on."""
        summed = hashlib.blake2s(f"{self.content_type} {self.url}\n".encode())
        summed.update(self.body)
        return summed.digest()


class Pages:
    """The pages of all indexes. Lives in the gateway's event loop."""

    def __init__(self, upstream: Upstream, folders: Folders) -> None:
        """Take where remote and local pages come from."""
        self._upstream = upstream
        self._folders = folders
        self._held: Recent[Held] = Recent(_KEPT_PAGES)
        self._flight: SingleFlight[Held] = SingleFlight()

    async def page(self, index: Index, project: str, *, at_once: bool = False) -> Held:
        """Give the page of *project* on *index*; with *at_once*, asked for now even if a fresh one is held.

        Raises:
            AccessError: the index gave neither a page nor a clean 404.

        """
        key = (index.url, project)
        held = self._held.get(key)
        if held and held.fresh_until > time.monotonic() and not at_once:
            return held
        return await self._flight.run(key, lambda: self._renewed(index, project, held))

    async def last(self, index: Index, project: str) -> Held:
        """Give the page of *project* that *index* gave last, however long ago; it is asked only if it was not yet.

        Raises:
            AccessError: it was not asked before, and gives neither a page nor a clean 404.

        """
        return self._held.get((index.url, project)) or await self.page(index, project)

    def forget(self, index: Index, project: str) -> None:
        """Drop what is held of *project*: it was uploaded to just now."""
        self._held.drop(lambda key: key == (index.url, project))

    async def _renewed(self, index: Index, project: str, old: Held | None) -> Held:
        fetch = self._from_folder if index.is_folder else self._from_server
        asked = time.monotonic()
        held = replace(await fetch(index, project, old), asked=asked)
        self._held.put((index.url, project), held)
        return held

    async def _from_folder(self, index: Index, project: str, _old: Held | None) -> Held:
        page = await asyncio.to_thread(self._folders.page, index, project)
        return _hold(page, "folder")

    async def _from_server(self, index: Index, project: str, old: Held | None) -> Held:
        url = urljoin(index.url, f"{quote(project, safe='')}/")
        validators = dict(old.validators) if old and old.page else {}
        document = await fetch_document(self._upstream, index, url, validators)
        if isinstance(document, Gone):
            return Held(None, time.monotonic() + _FRESH, elsewhere=document.elsewhere)
        until = _freshness(index, document.headers)
        if not document.body and old:
            return replace(old, fresh_until=time.monotonic() + until)
        validators_now, mark = validators_of(document.headers), document.mark
        if old and old.page and old.mark == mark:
            return replace(old, fresh_until=time.monotonic() + until, validators=validators_now)
        try:
            # A page of hundreds of files takes milliseconds to read: others go on meanwhile.
            held = await asyncio.to_thread(_read_page, document, project)
        except MalformedPage as problem:
            told = await self._upstream.unsaid(Call(index, url), str(problem))
            raise NotAnIndex(index.name, bare(url), problem=told, sign_in=problem.signs_in) from None
        return replace(held, fresh_until=time.monotonic() + until, validators=validators_now, mark=mark)


async def fetch_document(
    upstream: Upstream, index: Index, url: str, validators: dict[str, str], limit: int = PAGE_LIMIT
) -> Document | Gone:
    """Fetch a page of *index*; the body is empty after 304 Not Modified.

    Raises:
        AccessError: with the cause; :class:`PageTooLarge` past *limit* bytes, decompressed.

    """
    headers = {"Accept": ACCEPT, "Accept-Encoding": "gzip, deflate", **validators}
    async with upstream.open(Call(index, url, headers=headers)) as answer:
        if isinstance(answer, Gone):
            return answer
        if answer.status == 304:  # noqa: PLR2004 - Not Modified
            return Document(b"", "", url, dict(answer.headers))
        body = await _read(index, answer, limit)
        if not body:
            raise NotAnIndex(index.name, bare(url), problem="the page is empty")
        return Document(body, answer.headers.get("Content-Type", ""), str(answer.url), dict(answer.headers))


async def _read(index: Index, answer: aiohttp.ClientResponse, limit: int) -> bytes:
    if (answer.content_length or 0) > limit:
        raise PageTooLarge(index.name, bare(str(answer.url)), limit=limit)
    parts = bytearray()
    async for chunk in answer.content.iter_any():
        parts += chunk
        if len(parts) > limit:
            raise PageTooLarge(index.name, bare(str(answer.url)), limit=limit)
    return bytes(parts)


def validators_of(headers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Turn the validators of an answer into the headers that ask whether it still holds (RFC 9110)."""
    pairs = (("If-None-Match", headers.get("ETag")), ("If-Modified-Since", headers.get("Last-Modified")))
    return tuple((name, value) for name, value in pairs if value)


def _freshness(index: Index, headers: dict[str, str]) -> float:
    """Say for how many seconds a page holds. Only the default index is taken at its word for long."""
    stated = _MAX_AGE.search(headers.get("Cache-Control", ""))
    if not index.default or not stated:
        return _FRESH
    return min(float(stated[1]), _LONGEST_FRESH)


def _read_page(document: Document, project: str) -> Held:
    """Read the page of *project*.

    Raises:
        MalformedPage: it is none.

    """
    page = parse_page(document.body, document.content_type, url=document.url, project=project)
    return _hold(page, f"JSON {page.api_version}" if "json" in document.content_type else "HTML")


def _hold(page: Page | None, protocol: str) -> Held:
    """Index the links of *page* and sum up its content. What is held is stale until its finder says otherwise."""
    if page is None:
        return Held(None, time.monotonic())
    links = {link_id(file): file for file in page.files}
    digest = hashlib.blake2s(repr((page.files, page.fields)).encode(), digest_size=10).hexdigest()
    return Held(page, time.monotonic(), links=links, digest=digest, protocol=protocol)
