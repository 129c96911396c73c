"""Metadata of wheels (PEP 658): the index's own, or read from the wheel with a few ranged requests.

With it, installers resolve without downloading a single wheel, also from an index that gives none.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from altindex_magic.address import bare
from altindex_magic.errors.access import HashMismatch, PageTooLarge, UnexpectedAnswer
from altindex_magic.gateway.call import Call, Gone
from altindex_magic.gateway.held import Recent, SingleFlight
from altindex_magic.wheel_metadata import MalformedWheel, MissingBytes, PartialWheel

if TYPE_CHECKING:
    from pathlib import Path

    from altindex_magic.gateway.files import FileStore
    from altindex_magic.gateway.source import Source
    from altindex_magic.gateway.upstream import Upstream

_KEPT: Final = 4_000
_LIMIT: Final = 16 * 2**20
_TAIL: Final = 64 * 1024
_MOST_ROUNDS: Final = 6
_TOTAL: Final = re.compile(r"bytes \d+-\d+/(\d+)")


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
        key = (source.file.url, source.file.sha256)
        if kept := self._kept.get(key):
            return kept
        body = await self._flight.run(key, lambda: self._had(source))
        self._kept.put(key, body)
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
            body = bytearray()
            async for chunk in answer.content.iter_any():
                body += chunk
                if len(body) > _LIMIT:
                    raise PageTooLarge(index.name, bare(url), limit=_LIMIT)
        digest = hashlib.sha256(body).hexdigest()
        if digest != expected:
            name = f"{file.filename}.metadata"
            raise HashMismatch(index.name, bare(url), filename=name, expected=expected, got=digest)
        return bytes(body)

    async def _ranged(self, source: Source) -> bytes | None:
        """Read only the parts of the wheel that hold its directory and METADATA; ``None`` without ranges."""
        tail = await self._range(source, f"bytes=-{_TAIL}")
        if tail is None:
            return None
        size, data = tail
        wheel = PartialWheel(source.file.filename, size)
        wheel.add(size - len(data), data)
        for _ in range(_MOST_ROUNDS):
            try:
                return wheel.metadata()
            except MissingBytes as missing:
                piece = await self._range(source, f"bytes={missing.start}-{missing.stop - 1}")
                if piece is None:
                    return None
                wheel.add(missing.start, piece[1])
            except MalformedWheel as problem:
                raise _no_wheel(source, str(problem)) from problem
        return None

    async def _range(self, source: Source, wanted: str) -> tuple[int, bytes] | None:
        headers = {"Range": wanted, "Accept-Encoding": "identity"}
        async with self._upstream.open(Call(source.index, source.file.url, headers=headers, kind="file")) as answer:
            if isinstance(answer, Gone) or answer.status != 206:  # noqa: PLR2004 - Partial Content
                return None
            total = _TOTAL.fullmatch(answer.headers.get("Content-Range", ""))
            if total is None or (answer.content_length or _LIMIT) > _LIMIT:
                return None
            return int(total[1]), await answer.read()

    @staticmethod
    async def _unpacked(source: Source, path: Path) -> bytes:
        """Read METADATA from the whole wheel."""

        def read() -> bytes:
            wheel = PartialWheel(source.file.filename, path.stat().st_size)
            with path.open("rb") as file:
                while True:
                    try:
                        return wheel.metadata()
                    except MissingBytes as missing:
                        file.seek(missing.start)
                        wheel.add(missing.start, file.read(missing.stop - missing.start))

        try:
            return await asyncio.to_thread(read)
        except (MalformedWheel, OSError) as problem:
            raise _no_wheel(source, str(problem)) from problem


def _promised(source: Source) -> str | None:
    """Give the hash that the page promises of the metadata. Without one, only the wheel itself is believed."""
    offered = source.file.core_metadata
    is_local = source.file.url.startswith("file:")
    return offered.get("sha256") if isinstance(offered, dict) and not is_local else None


def _no_wheel(source: Source, problem: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        source.index.name, bare(source.file.url), problem=f"{source.file.filename} is no wheel: {problem}"
    )
