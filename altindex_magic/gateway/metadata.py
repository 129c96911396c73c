"""Metadata of wheels (PEP 658): the index's own, or read from the wheel with a few ranged requests.

With it, installers resolve without downloading a single wheel, also from an index that gives none.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from altindex_magic import archives
from altindex_magic.address import bare
from altindex_magic.errors.access import HashMismatch, PageTooLarge, UnexpectedAnswer
from altindex_magic.gateway.call import Call, Gone
from altindex_magic.gateway.held import Recent, SingleFlight
from altindex_magic.wheel_metadata import MalformedWheel, MissingBytes, PartialWheel

if TYPE_CHECKING:
    from pathlib import Path

    import aiohttp

    from altindex_magic.gateway.files import FileStore
    from altindex_magic.gateway.source import Source
    from altindex_magic.gateway.upstream import Upstream

_KEPT: Final = 4_000
_LIMIT: Final = 16 * 2**20
_TAIL: Final = 64 * 1024
_MOST_ROUNDS: Final = 6
_RANGE: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A range of a wheel as the server gave it, which may be another one than was asked for."""

    start: int
    size: int
    """The size of the whole wheel."""
    data: bytes


class Metadata:
    """The METADATA of wheels. Lives in the gateway's event loop."""

    def __init__(self, upstream: Upstream, files: FileStore) -> None:
        """Take where ranges and whole files come from."""
        self._upstream = upstream
        self._files = files
        self._kept: Recent[bytes] = Recent(_KEPT)
        self._flight: SingleFlight[bytes] = SingleFlight()

    async def of(self, source: Source) -> bytes:
        """Give the METADATA of the wheel *source*, byte for byte as it is inside the wheel.

        Raises:
            AccessError: it cannot be had.

        """
        if kept := self._kept.get(source.key):
            return kept
        body = await self._flight.run(source.key, lambda: self._had(source))
        self._kept.put(source.key, body)
        return body

    async def _had(self, source: Source) -> bytes:
        if expected := _promised(source):
            body = await self._offered(source, expected)
            if body is not None:
                return body
        if path := await self._files.at_hand(source):
            return await self._unpacked(source, path)
        body = await self._ranged(source)
        return body if body is not None else await self._unpacked(source, await self._files.whole(source))

    async def _offered(self, source: Source, expected: str) -> bytes | None:
        """Fetch what the index offers beside the file; ``None`` when it is not there after all.

        Raises:
            AccessError: it does not come, or has another hash than the *expected* one.

        """
        index, file = source.index, source.file
        parts = urlsplit(file.url)
        url = parts._replace(path=parts.path + ".metadata").geturl()
        async with self._upstream.open(Call(index, url, kind="file")) as answer:
            if isinstance(answer, Gone):
                return None
            body = await _read(answer, _LIMIT)
        if body is None:
            raise PageTooLarge(index.name, bare(url), limit=_LIMIT)
        digest = hashlib.sha256(body).hexdigest()
        if digest != expected:
            name = f"{file.filename}.metadata"
            raise HashMismatch(index.name, bare(url), filename=name, expected=expected, got=digest)
        return body

    async def _ranged(self, source: Source) -> bytes | None:
        """Read only the parts of the wheel that hold its directory and METADATA; ``None`` without ranges."""
        tail = await self._range(source, f"bytes=-{_TAIL}")
        if tail is None:
            return None
        wheel = PartialWheel(source.file.filename, tail.size)
        wheel.add(tail.start, tail.data)
        for _ in range(_MOST_ROUNDS):
            try:
                return wheel.metadata()
            except MissingBytes as missing:
                piece = await self._range(source, f"bytes={missing.start}-{missing.stop - 1}")
                if piece is None or piece.size != tail.size:
                    return None
                wheel.add(piece.start, piece.data)
            except MalformedWheel as problem:
                raise _unexpected(source, f"{source.file.filename} is no wheel: {problem}") from problem
        return None

    async def _range(self, source: Source, wanted: str) -> _Piece | None:
        """Ask for one range; ``None`` where the server gives none that can be used, which is no fault: ask for all."""
        headers = {"Range": wanted, "Accept-Encoding": "identity"}
        try:
            async with self._upstream.open(Call(source.index, source.file.url, headers=headers, kind="file")) as answer:
                if isinstance(answer, Gone) or answer.status != 206:  # noqa: PLR2004 - Partial Content
                    return None
                return await _piece(answer)
        except UnexpectedAnswer:  # 416, say, to a range that counts from the end
            return None

    @staticmethod
    async def _unpacked(source: Source, path: Path) -> bytes:
        """Read METADATA from the whole wheel, which the cache keeps under another name."""
        try:
            return await asyncio.to_thread(archives.metadata, path, source.file.filename)
        except archives.UnreadableArchive as problem:
            raise _unexpected(source, str(problem)) from problem


async def _piece(answer: aiohttp.ClientResponse) -> _Piece | None:
    """Read a range as far as its header says; ``None`` if the two do not agree."""
    given = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if given is None:
        return None
    start, last, size = map(int, given.groups())
    length = last + 1 - start
    if last >= size or not 0 < length <= _LIMIT:
        return None
    data = await _read(answer, length)
    return _Piece(start, size, data) if data is not None and len(data) == length else None


async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes | None:
    """Read the body of *answer*; ``None`` if it goes on after *most* bytes, whatever its headers say."""
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


def _promised(source: Source) -> str | None:
    """Give the hash that the page promises of the metadata. Without one, only the wheel itself is believed."""
    offered = source.file.core_metadata
    is_local = source.file.url.startswith("file:")
    return offered.get("sha256") if isinstance(offered, dict) and not is_local else None


def _unexpected(source: Source, problem: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(source.index.name, bare(source.file.url), problem=problem)
