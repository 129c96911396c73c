"""The gateway's thread, port and life; the only way into it from other threads."""

from __future__ import annotations

import asyncio
import getpass
import hashlib
import threading
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from aiohttp import web

from altindex_magic.environment import GatewayAddress, UploadTarget
from altindex_magic.errors.install import GatewayUnavailable
from altindex_magic.gateway.answers import Answers
from altindex_magic.gateway.app import Desks, Door
from altindex_magic.gateway.feed import Feed
from altindex_magic.gateway.files import FileStore
from altindex_magic.gateway.folder import Folders
from altindex_magic.gateway.guard import READER, UPLOADER, Guard
from altindex_magic.gateway.inquiry import Inquiry
from altindex_magic.gateway.listing import Listings
from altindex_magic.gateway.metadata import Metadata
from altindex_magic.gateway.owners import Owners
from altindex_magic.gateway.pages import Pages
from altindex_magic.gateway.uploads import Uploads
from altindex_magic.gateway.upstream import CredentialSource, Patience, Upstream

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from altindex_magic.ledger import Ledger
    from altindex_magic.model import Index, RouteSet
    from altindex_magic.places import Places

Result = TypeVar("Result")

_FIRST_PORT: Final = 18_000
_POOLS: Final = 800
_POOL_SIZE: Final = 16
_START_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class World:
    """What the gateway needs of the rest."""

    places: Places
    ledger: Ledger
    credentials: CredentialSource
    patience: Patience = field(default_factory=Patience)


class Gateway:
    """An index server on 127.0.0.1 in a thread of its own."""

    def __init__(self, world: World) -> None:
        """Prepare; :meth:`start` opens the port."""
        self.feed = Feed()
        self.port = 0
        self._guard = Guard()
        self._upstream = Upstream(world.credentials, world.patience)
        folders = Folders()
        self._pages = Pages(self._upstream, folders)
        self._listings = Listings(self._upstream, folders, world.places.pages_cache)
        owners = Owners(self._pages, self._listings, world.ledger)
        self._answers = Answers(owners, self.feed)
        files = FileStore(self._upstream, world.places.files_cache, self.feed)
        uploads = Uploads(self._upstream, self._was_uploaded)
        self.inquiry = Inquiry(owners, self._listings, self._pages, world.ledger)
        self._door = Door(self._guard, Desks(self._answers, files, Metadata(self._upstream, files), uploads), self.feed)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopping: asyncio.Event | None = None

    @property
    def running(self) -> bool:
        """Tell whether the gateway answers."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Open the port and answer from now on.

        Raises:
            GatewayUnavailable: no port can be opened.

        """
        ready: threading.Event = threading.Event()
        failure: list[BaseException] = []
        self._thread = threading.Thread(target=self._live, args=(ready, failure), name="altindex-gateway", daemon=True)
        self._thread.start()
        if not ready.wait(_START_SECONDS) or failure:
            reason = str(failure[0]) if failure else "it did not start in time"
            raise GatewayUnavailable(reason)

    def stop(self) -> None:
        """Close the port; what is under way ends."""
        if self._loop and self._stopping and self.running:
            self._loop.call_soon_threadsafe(self._stopping.set)
        if self._thread:
            self._thread.join(_START_SECONDS)

    def serve(self, routes: RouteSet) -> GatewayAddress:
        """Answer for *routes* and give the address under which installers find it."""
        self._door.serve(routes)
        netloc = f"{READER}:{self._guard.reading}@127.0.0.1:{self.port}"
        return GatewayAddress(f"http://{netloc}/{routes.id}/simple/")

    def upload_target(self, routes: RouteSet, index: Index) -> UploadTarget:
        """Give an address and a capability that may publish to *index*, for half a day."""
        url = f"http://127.0.0.1:{self.port}/{routes.id}/upload/{index.name}/"
        return UploadTarget(url, UPLOADER, self._guard.grant_upload(index.name))

    def revoke_uploads(self) -> None:
        """Take back every capability that may publish."""
        self._guard.revoke_uploads()

    def forget(self, project: str) -> None:
        """Decide anew about *project* at the next question."""
        self.call(self._forgotten(project))

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run *work* in the gateway's loop and wait for its result.

        Raises:
            GatewayUnavailable: the gateway has stopped.

        """
        if self._loop is None or not self.running:
            work.close()
            raise GatewayUnavailable("its thread has ended")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except CancelledError:
            raise GatewayUnavailable("its thread has ended") from None
        except KeyboardInterrupt:
            future.cancel()
            raise

    async def _forgotten(self, project: str) -> None:
        self._answers.forget(project)

    def _was_uploaded(self, index: Index, project: str) -> None:
        self._pages.forget(index, project)
        self._listings.forget(index)
        self._answers.forget(project)

    def _live(self, ready: threading.Event, failure: list[BaseException]) -> None:
        """Be the thread."""
        try:
            asyncio.run(self._serving(ready))
        except BaseException as problem:  # noqa: BLE001 - whatever it is, the thread that waits must know
            failure.append(problem)
        finally:
            ready.set()

    async def _serving(self, ready: threading.Event) -> None:
        """Open the port, answer until told to stop, and close everything."""
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        runner = web.ServerRunner(web.Server(self._door, access_log=None), shutdown_timeout=1.0)
        try:
            self.port = await _listening(runner)
            self._guard.listens_on(self.port)
            ready.set()
            await self._stopping.wait()
        finally:
            await runner.cleanup()
            await self._upstream.close()


async def _listening(runner: web.ServerRunner) -> int:
    """Open the first free port of this user's pool, which keeps uv's cache keys the same from day to day."""
    await runner.setup()
    for port in (*_pool(getpass.getuser()), 0):
        site = web.TCPSite(runner, "127.0.0.1", port, reuse_address=True)
        try:
            await site.start()
        except OSError:
            continue
        return int(runner.addresses[0][1])
    raise OSError("no port on 127.0.0.1 can be opened")


def _pool(user: str) -> range:
    number = int.from_bytes(hashlib.sha256(user.encode()).digest()[:4])
    first = _FIRST_PORT + number % _POOLS * _POOL_SIZE
    return range(first, first + _POOL_SIZE)
