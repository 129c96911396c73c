"""One file on its way from an index into the cache, while any number of readers follow it."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from altindex_magic.address import bare
from altindex_magic.errors.access import HashMismatch, TruncatedFile, UnexpectedAnswer
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.gateway.call import Call, Gone
from altindex_magic.gateway.readers import asking
from altindex_magic.gateway.roomy import RoomyPart
from altindex_magic.gateway.soundness import state_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from altindex_magic.gateway.roomy import Stores
    from altindex_magic.gateway.seen import Seen
    from altindex_magic.gateway.soundness import State
    from altindex_magic.gateway.source import Source
    from altindex_magic.gateway.upstream import Upstream

_BLOCK: Final = 256 * 1024


class Transfer:
    """Fetches once, checks the sha256, and only then lets readers have the last block.

    A reader that got everything therefore got the file that the page promised. All methods run in
    one event loop, so that the one file handle needs no lock.
    """

    def __init__(self, source: Source, upstream: Upstream, stores: Stores, seen: Seen) -> None:
        """Prepare to fetch *source* into one of *stores*, unless another was *seen*; :meth:`run` does it."""
        self.source = source
        self.total: int | None = None
        self.received = 0
        self.readers = 0
        self.first = asking.get()
        """On whose account it is fetched, and told of."""
        self.path: Path | None = None
        """Where the whole, verified file is."""
        self.state: State | None = None
        """In which state it was when it was verified."""
        self.error: BaseException | None = None
        self._upstream = upstream
        self._stores = stores
        self._seen = seen
        self._released = 0
        self._news = asyncio.Event()
        self._begun = asyncio.Event()
        self._part: RoomyPart | None = None

    async def begun(self) -> None:
        """Wait until there is something to give: a small file is whole and verified by then.

        Raises:
            AltIndexError: the index does not send the file, or not the one that its page promises.

        """
        await self._begun.wait()
        if self.error and not self._released:
            raise self.error

    async def run(self, on_progress: Callable[[Transfer], None]) -> Path:
        """Fetch the file, telling *on_progress* after each block; give the verified file's place.

        Raises:
            AccessError: it did not come, or not whole, or it is another file than promised.
            FileChanged: it is another one than was first seen under its name.
            DiskFull, UnwritableFile: neither the cache nor the folder for temporary files can take it.

        """
        try:
            self.path = await self._fetched(on_progress)
            self._released = self.received
        except OSError as problem:
            self.error = UnwritableFile(self._stores.cache, problem.strerror or str(problem))
            raise self.error from problem
        except BaseException as problem:
            self.error = problem
            raise
        finally:
            self._begun.set()
            self._news.set()
        return self.path

    async def _fetched(self, on_progress: Callable[[Transfer], None]) -> Path:
        try:
            with RoomyPart(self._stores) as self._part:
                digest = await self._received(self._part, on_progress)
                self._seen.check(self.source, digest)
                self.state = state_of(self._part.path)
                return self._part.place(digest)
        finally:
            self._part = None

    async def _received(self, part: RoomyPart, on_progress: Callable[[Transfer], None]) -> str:
        index, file = self.source.index, self.source.file
        call = Call(index, file.url, headers={"Accept-Encoding": "identity"}, kind="file")
        hasher = hashlib.sha256()
        async with self._upstream.open(call) as answer:
            if isinstance(answer, Gone):
                problem = f"{file.filename} is on its page and cannot be had"
                raise UnexpectedAnswer(index.name, bare(file.url), problem=problem)
            length = answer.content_length
            self.total = length if length is not None else file.size
            async for chunk in answer.content.iter_chunked(_BLOCK):
                part.append(chunk)
                hasher.update(chunk)
                self._released, self.received = self.received, self.received + len(chunk)
                self._tell()
                on_progress(self)
        self._check(hasher.hexdigest(), length)
        return hasher.hexdigest()

    def _check(self, digest: str, length: int | None) -> None:
        index, file = self.source.index, self.source.file
        where = bare(file.url)
        if length is not None and self.received != length:
            problem = f"{self.received} of {length} bytes came"
            raise TruncatedFile(index.name, where, filename=file.filename, problem=problem)
        if file.sha256 and digest != file.sha256:
            raise HashMismatch(index.name, where, filename=file.filename, expected=file.sha256, got=digest)

    def _tell(self) -> None:
        if self._released:
            self._begun.set()
        self._news.set()
        self._news = asyncio.Event()

    async def follow(self) -> AsyncGenerator[bytes]:
        """Give the file from its beginning, as it comes.

        Raises:
            AltIndexError: the transfer failed; what was given before is not the whole file.

        """
        self.readers += 1
        sent = 0
        try:
            while self.error is None:
                news = self._news
                while sent < self._released and self.error is None:
                    chunk = self._read(sent, min(_BLOCK, self._released - sent))
                    sent += len(chunk)
                    yield chunk
                if self.path is not None:
                    return
                await news.wait()
            raise self.error
        finally:
            self.readers -= 1

    def _read(self, start: int, length: int) -> bytes:
        """Read a part of the file, which is in its place once it is whole."""
        if self._part:
            return self._part.read(start, length)
        with (self.path or Path()).open("rb") as whole:
            whole.seek(start)
            return whole.read(length)
