"""One file on its way from an index into the cache, while any number of readers follow it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from altindex_magic.address import bare
from altindex_magic.errors.access import HashMismatch, TruncatedFile, UnexpectedAnswer
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.gateway.readers import asking
from altindex_magic.gateway.soundness import state_of
from altindex_magic.gateway.upstream import Call, Gone

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from altindex_magic.gateway.seen import Seen
    from altindex_magic.gateway.soundness import State
    from altindex_magic.gateway.upstream import Upstream
    from altindex_magic.model import Index
    from altindex_magic.simple_api import File

_BLOCK: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """A file as its page promises it, on the index that owns it."""

    index: Index
    project: str
    file: File


class Transfer:
    """Fetches once, checks the sha256, and only then lets readers have the last block.

    A reader that got everything therefore got the file that the page promised. All methods run in
    one event loop, so that the one file handle needs no lock.
    """

    def __init__(self, source: Source, upstream: Upstream, store: Path, seen: Seen) -> None:
        """Prepare to fetch *source* into the folder *store*, unless another was *seen*; :meth:`run` does it."""
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
        self._store = store
        self._seen = seen
        self._released = 0
        self._news = asyncio.Event()
        self._begun = asyncio.Event()
        self._handle: IO[bytes] | None = None

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
            FileChanged: another file was seen first under its name.
            FileChanged: it is another one than was seen first.
            UnwritableFile: the cache cannot take it.

        """
        try:
            self.path = await self._fetched(on_progress)
            self._released = self.received
        except OSError as problem:
            self.error = UnwritableFile(self._store, problem.strerror or str(problem))
            raise self.error from problem
        except BaseException as problem:
            self.error = problem
            raise
        finally:
            self._begun.set()
            self._news.set()
        return self.path

    async def _fetched(self, on_progress: Callable[[Transfer], None]) -> Path:
        descriptor, partial = _part_file(self._store)
        try:
            with os.fdopen(descriptor, "w+b", buffering=0) as self._handle:
                digest = await self._received(self._handle, on_progress)
            self._seen.check(self.source, digest)
            return self._placed(partial, digest)
        except BaseException:
            _discard(partial)
            raise
        finally:
            self._handle = None

    async def _received(self, handle: IO[bytes], on_progress: Callable[[Transfer], None]) -> str:
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
                handle.seek(self.received)
                handle.write(chunk)
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

    def _placed(self, partial: Path, digest: str) -> Path:
        """Give the file its place by content; two fetches of the same bytes end in the same place."""
        place = content_path(self._store, digest)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        self.state = state_of(partial)
        partial.replace(place)
        return place

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
        if self._handle:
            self._handle.seek(start)
            return self._handle.read(length)
        with (self.path or Path()).open("rb") as whole:
            whole.seek(start)
            return whole.read(length)


def _discard(partial: Path) -> None:
    partial.unlink(missing_ok=True)


def _part_file(store: Path) -> tuple[int, Path]:
    store.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=store, prefix="part-")
    return descriptor, Path(name)


def content_path(store: Path, sha256: str) -> Path:
    """Say where the cache *store* keeps the file with this hash."""
    return store / sha256[:2] / sha256
