"""Files: from the cache, from a folder, or fetched once for all who ask."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Final, Literal

from altindex_magic.address import folder_of
from altindex_magic.event import Download
from altindex_magic.gateway.held import Recent
from altindex_magic.gateway.roomy import Stores
from altindex_magic.gateway.soundness import Soundness
from altindex_magic.gateway.transfer import Transfer

if TYPE_CHECKING:
    from pathlib import Path

    from altindex_magic.gateway.feed import Feed
    from altindex_magic.gateway.seen import Seen
    from altindex_magic.gateway.source import Key, Source
    from altindex_magic.gateway.upstream import Upstream

State = Literal["running", "done", "cached", "failed"]
_REPORT_EVERY: Final = 0.1
_UNHASHED_KEPT: Final = 5_000
DEFAULT_CACHE_BYTES: Final = 10 * 2**30
_LEAVE_FREE: Final = 0.9
"""How full the cache is left after a clean-up, so that not every file starts one."""


class FileStore:
    """The content-addressed file cache, bounded, safe to delete at any time. Lives in the gateway's loop."""

    def __init__(
        self, upstream: Upstream, store: Path, feed: Feed, seen: Seen, limit: int = DEFAULT_CACHE_BYTES
    ) -> None:
        """Keep up to *limit* bytes in the folder *store* and tell *feed* what is on its way.

        What comes is compared with what was *seen* before.
        """
        self._seen = seen
        self._soundness = Soundness()
        self._upstream = upstream
        self._stores = Stores(store)
        self._feed = feed
        self._limit = limit
        self._running: dict[Key, tuple[Transfer, asyncio.Task[Path]]] = {}
        self._unhashed: Recent[str] = Recent(_UNHASHED_KEPT)
        self._last_report: dict[Key, float] = {}
        self._ahead: set[Key] = set()
        """The files that were fetched ahead, until somebody comes for them."""

    async def at_hand(self, source: Source) -> Path | None:
        """Give the place of the whole file if it is on this disk already, and undamaged."""
        if source.file.url.startswith("file:"):
            return folder_of(source.file.url)
        digest = source.file.sha256 or self._unhashed.get(source.key)
        if digest is None:
            return None
        for path in self._stores.places(digest):
            if await self._soundness.of(path, digest):
                return path
        return None

    def transfer(self, source: Source) -> Transfer:
        """Join the transfer of this file that is under way, or start one."""
        running = self._running.get(source.key)
        if running and running[0].error is None:
            transfer = running[0]  # whoever joins it has not been told of it yet
            self._feed.publish(_download(source, transfer.received, transfer.total, "running"))
            return transfer
        transfer = Transfer(source, self._upstream, self._stores, self._seen)
        task = asyncio.create_task(transfer.run(self._report))
        self._running[source.key] = (transfer, task)
        task.add_done_callback(lambda done: self._ended(transfer, done))
        return transfer

    def abandon(self, transfer: Transfer) -> None:
        """End a transfer that nobody follows any more, and let go of a file for which the cache has no room."""
        if transfer.readers:
            return
        if transfer.path:
            self._stores.drop(transfer.path)
        running = self._running.get(transfer.source.key)
        if running and running[0] is transfer:
            running[1].cancel()

    async def whole(self, source: Source) -> Path:
        """Give the place of the file, fetching it if it is not there.

        Raises:
            AltIndexError: it cannot be had.

        """
        if path := await self.at_hand(source):
            return path
        self.transfer(source)
        return await asyncio.shield(self._running[source.key][1])

    async def ahead(self, source: Source) -> None:
        """Fetch a file for those who will come for it; cancelled, it ends unless somebody has come.

        Raises:
            AltIndexError: it cannot be had, which only those who come for it are told.

        """
        if await self.at_hand(source):
            return
        self._ahead.add(source.key)
        transfer = self.transfer(source)
        try:
            await asyncio.shield(self._running[source.key][1])
        finally:
            self.abandon(transfer)

    def report_given(self, source: Source, size: int) -> None:
        """Tell that a file was given from the disk: from the cache, or because it was fetched ahead just now.

        Its *size* in bytes is that on the disk: an index that has no JSON pages does not tell it.
        """
        state: State = "done" if source.key in self._ahead else "cached"
        self._ahead.discard(source.key)
        self._feed.publish(_download(source, size, size, state))

    def _report(self, transfer: Transfer) -> None:
        now = time.monotonic()
        key = transfer.source.key
        if now - self._last_report.get(key, 0.0) >= _REPORT_EVERY:
            self._last_report[key] = now
            self._feed.publish(_download(transfer.source, transfer.received, transfer.total, "running"))

    def _ended(self, transfer: Transfer, task: asyncio.Task[Path]) -> None:
        source = transfer.source
        self._running.pop(source.key, None)
        self._last_report.pop(source.key, None)
        failed = task.cancelled() or task.exception() is not None
        state: State = "failed" if failed else "done"
        if not failed or source.key not in self._ahead:
            self._feed.publish(_download(source, transfer.received, transfer.total, state))
        if failed:
            self._ahead.discard(source.key)
        else:
            self._soundness.note(task.result(), transfer.state)
            self._unhashed.put(source.key, task.result().name)
            asyncio.get_running_loop().run_in_executor(None, clean_up, self._stores.cache, self._limit)


def _download(source: Source, received: int, total: int | None, state: State) -> Download:
    file = source.file
    version = file.version or ""
    return Download(file.filename, source.project, version, source.index.name, received, total, state)


def clean_up(store: Path, limit: int) -> None:
    """Remove the files that were not used for longest until *store* is below *limit* bytes."""
    found = []
    with contextlib.suppress(OSError):
        for path in store.glob("??/*"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
    total = sum(size for _, size, _ in found)
    if total <= limit:
        return
    for _, size, path in sorted(found):
        with contextlib.suppress(OSError):
            path.unlink()
            total -= size
        if total <= limit * _LEAVE_FREE:
            return
