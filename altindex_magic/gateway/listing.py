"""Lists of projects: which names an index has, known also while it is down."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

import orjson

from altindex_magic.errors import AltIndexError
from altindex_magic.errors.access import NotAnIndex, PageTooLarge, UnexpectedAnswer
from altindex_magic.explanations.provider import revoked
from altindex_magic.gateway.call import Call, Gone
from altindex_magic.gateway.held import SingleFlight
from altindex_magic.gateway.pages import fetch_document, validators_of
from altindex_magic.gateway.part import Part
from altindex_magic.gateway.skew import ahead_of_us
from altindex_magic.simple_api import MalformedPage, parse_list

if TYPE_CHECKING:
    from pathlib import Path

    from altindex_magic.gateway.folder import Folders
    from altindex_magic.gateway.upstream import Upstream
    from altindex_magic.model import Index

_LIST_LIMIT: Final = 16 * 2**20
_FRESH: Final = 10.0
_WAIT_FOR_LIST: Final = 4.0
"""Seconds for a list that was never seen. With those for a page it stays below pip's own 15."""
_WAIT_FOR_RENEWAL: Final = 2.0
"""Seconds after which an older copy is good enough: a hanging index must not hold up other names."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What is known of the projects of one index."""

    names: frozenset[str] | None = None
    """``None`` when the index gives no list."""
    checked: float = 0.0
    validators: tuple[tuple[str, str], ...] = ()
    proven: bool = False
    """Whether the index has answered as an index does, be it with a list that is too long to keep."""
    protocol: str = ""
    skew: float = 0.0
    """Seconds by which the clock of the index is ahead of ours."""
    error: AltIndexError | None = field(default=None, compare=False)
    """Why the last attempt gave nothing new."""


class Listings:
    """The lists of all indexes, the last copy of each kept on disk. Lives in the gateway's event loop."""

    def __init__(self, upstream: Upstream, folders: Folders, store: Path) -> None:
        """Keep copies in the folder *store*."""
        self._upstream = upstream
        self._folders = folders
        self._store = store
        self._known: dict[str, Listing] = {}
        self._flight: SingleFlight[Listing] = SingleFlight()

    async def of(self, index: Index, *, at_once: bool = False) -> Listing:
        """Give the list of *index*, renewed when it is older than some seconds. Never raises for a dead index."""
        known = self._known.get(index.url)
        if known is None:
            known = await asyncio.to_thread(self._stored, index)
        if known.checked and time.monotonic() - known.checked < _FRESH and not at_once:
            return known
        renewal = self._flight.run(index.url, lambda: self._renewed(index, known))
        if at_once:
            return await renewal
        try:
            return await asyncio.wait_for(renewal, _WAIT_FOR_LIST if known.names is None else _WAIT_FOR_RENEWAL)
        except TimeoutError:
            # The renewal goes on; meanwhile the copy serves, and the next asker does not wait again. Without a
            # copy the index counts as one that gives no list: it is asked for every name, which is safe.
            self._known[index.url] = replace(known, checked=time.monotonic())
            return known

    def forget(self, index: Index) -> None:
        """Ask again next time: something was uploaded."""
        self._known.pop(index.url, None)

    async def _renewed(self, index: Index, old: Listing) -> Listing:
        try:
            fresh = await self._fetched(index, old)
        except PageTooLarge:
            fresh = Listing(checked=time.monotonic(), proven=True)
        except AltIndexError as problem:
            fresh = replace(old, checked=time.monotonic(), proven=False, error=problem)
        self._known[index.url] = fresh
        if fresh.names is not None and fresh.names is not old.names:
            await asyncio.to_thread(self._keep, index, fresh)
        return fresh

    async def _fetched(self, index: Index, old: Listing) -> Listing:
        if index.is_folder:
            names = await asyncio.to_thread(self._folders.projects, index)
            return Listing(names, time.monotonic(), proven=True, protocol="folder")
        document = await fetch_document(self._upstream, index, index.url, dict(old.validators), _LIST_LIMIT)
        if isinstance(document, Gone):
            return await self._withdrawn(index, old)
        if not document.body:
            return replace(old, checked=time.monotonic(), proven=True, error=None)
        try:
            listed = await asyncio.to_thread(parse_list, document.body, document.content_type, url=document.url)
        except MalformedPage as problem:
            if old.names:
                told = await self._upstream.unsaid(Call(index, index.url), str(problem))
                raise NotAnIndex(index.name, index.url, problem=told, sign_in=problem.signs_in) from None
            return Listing(checked=time.monotonic())
        protocol = "JSON" if "json" in document.content_type else "HTML"
        validators = validators_of(document.headers)
        skew = ahead_of_us(document.headers).total_seconds()
        return Listing(frozenset(listed), time.monotonic(), validators, proven=True, protocol=protocol, skew=skew)

    async def _withdrawn(self, index: Index, old: Listing) -> Listing:
        """Take a 404 in place of a list for "there is none", but not from an index that says 404 to everything.

        Raises:
            UnexpectedAnswer: there was a list, and the projects on it are not to be had either.

        """
        if old.names:
            sample = await fetch_document(self._upstream, index, urljoin(index.url, f"{min(old.names)}/"), {})
            if isinstance(sample, Gone):
                problem = "it gave a list of its projects before, and now answers 404 to everything"
                raise UnexpectedAnswer(index.name, index.url, problem=problem, hint=revoked(index))
        return Listing(checked=time.monotonic())

    def _path(self, index: Index) -> Path:
        return self._store / f"list-{hashlib.sha256(index.url.encode()).hexdigest()[:32]}.json"

    def _stored(self, index: Index) -> Listing:
        """Read the copy of an earlier day, without its validators: what it proves is only who owned a name."""
        try:
            names = orjson.loads(self._path(index).read_bytes())
            return Listing(frozenset(str(name) for name in names))
        except (OSError, ValueError, TypeError):
            return Listing()

    def _keep(self, index: Index, listing: Listing) -> None:
        """Write the copy beside and rename it: a reader sees the old list or the new one."""
        if index.is_folder:
            return
        try:
            self._store.mkdir(parents=True, exist_ok=True, mode=0o700)
            with Part(self._store) as part:
                part.append(orjson.dumps(sorted(listing.names or ())))
                part.settled().replace(self._path(index))
        except OSError:
            return  # a cache that cannot be written costs safety nothing while this process lives
