"""The gateway's thread, port and life; the only way into it from other threads."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from aiohttp import web

from altindex_magic.environment import GatewayAddress, UploadTarget
from altindex_magic.errors.install import GatewayUnavailable
from altindex_magic.gateway import ahead
from altindex_magic.gateway.answers import Answers
from altindex_magic.gateway.app import Desks, Door, Inspectors
from altindex_magic.gateway.claims import Claims
from altindex_magic.gateway.control import Control, Counter
from altindex_magic.gateway.examination import Examination
from altindex_magic.gateway.feed import Feed
from altindex_magic.gateway.files import DEFAULT_CACHE_BYTES, FileStore
from altindex_magic.gateway.folder import Folders
from altindex_magic.gateway.guard import UPLOADER, Guard
from altindex_magic.gateway.inquiry import Inquiry
from altindex_magic.gateway.listing import Listings
from altindex_magic.gateway.metadata import Metadata
from altindex_magic.gateway.owners import Owners
from altindex_magic.gateway.pages import Pages
from altindex_magic.gateway.part import sweep
from altindex_magic.gateway.patience import Patience
from altindex_magic.gateway.port import listening
from altindex_magic.gateway.questions import QUESTIONS
from altindex_magic.gateway.readers import CONTROLLER, READER, Reader
from altindex_magic.gateway.seen import Seen
from altindex_magic.gateway.stock import Stock
from altindex_magic.gateway.uploads import Desk, Uploads
from altindex_magic.gateway.upstream import CredentialSource, Upstream
from altindex_magic.gateway.vetting import Vetting
from altindex_magic.model import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from altindex_magic.gateway.hosting import Hosting
    from altindex_magic.ledger import Ledger
    from altindex_magic.model import Index, RouteSet
    from altindex_magic.places import Places

Result = TypeVar("Result")

_START_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class World:
    """What the gateway needs of the rest."""

    places: Places
    ledger: Ledger
    credentials: CredentialSource
    is_public: Callable[[Index], bool]
    """Tells of an index whether anybody can read what is uploaded there."""
    patience: Patience = field(default_factory=Patience)
    transport: Transport = field(default_factory=Transport)
    """What pip is configured with to reach any index."""
    ahead: bool = True
    """Whether to fetch ahead of pip."""
    hosting: Hosting | None = None
    """What a Jupyter server wants, if it is one that the gateway lives in."""


class Gateway:
    """An index server on 127.0.0.1 in a thread of its own."""

    def __init__(self, world: World) -> None:
        """Prepare; :meth:`start` opens the port."""
        self.feed = Feed()
        self.port = 0
        self._guard = Guard()
        self._upstream = Upstream(world.credentials, world.patience, world.transport)
        folders = Folders()
        self._pages = Pages(self._upstream, folders)
        self._listings = Listings(self._upstream, folders, world.places.pages_cache)
        seen = Seen(world.ledger)
        owners = Owners(self._pages, self._listings, world.ledger, Vetting(world.ledger))
        self._answers = Answers(owners, self.feed)
        self._hosting = world.hosting
        self._transport = world.transport
        self._places = world.places
        cache_bytes = (world.hosting and world.hosting.cache_bytes) or DEFAULT_CACHE_BYTES
        files = FileStore(self._upstream, world.places.files_cache, self.feed, seen, cache_bytes)
        self.claims = Claims(self._listings, self._pages, world.ledger, world.is_public)
        uploads = Uploads(self._upstream, Desk(self._pages, self.claims, self.feed, self._was_uploaded))
        self.inquiry = Inquiry(owners, self._listings, self._pages, world.ledger)
        self.stock = Stock(owners, files, world.credentials)
        metadata = Metadata(self._upstream, files)
        self._ahead = ahead.Ahead(ahead.Desks(self._answers, metadata, files)) if world.ahead else None
        inspectors = Inspectors(seen, Examination(metadata, files))
        desks = Desks(self._answers, files, metadata, uploads, inspectors, self._ahead, self._control())
        self._door = Door(self._guard, desks, self.feed)
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
        return self.address(routes, self._guard.reading)

    def address(self, routes: RouteSet, reading: str) -> GatewayAddress:
        """Give the address of *routes* for the reader with the capability *reading*."""
        url = f"http://{READER}:{reading}@127.0.0.1:{self.port}/{routes.id}/simple/"
        return GatewayAddress(url, pip_has_proxy=self._transport.proxy is not None)

    def admit(self, name: str) -> Reader:
        """Let a kernel or terminal called *name* in; its earlier capabilities are void."""
        return self._guard.readers.admit(name)

    def dismiss(self, name: str) -> None:
        """Let *name* in no longer."""
        self._guard.readers.dismiss(name)

    def control_url(self, reader: Reader) -> str:
        """Give the address at which *reader* reaches what a kernel may ask of this gateway."""
        return f"http://{CONTROLLER}:{reader.control}@127.0.0.1:{self.port}/"

    def upload_target(self, routes: RouteSet, index: Index) -> UploadTarget:
        """Give an address and a capability that may publish to *index*, for half a day."""
        url = f"http://127.0.0.1:{self.port}/{routes.id}/upload/{index.name}/"
        return UploadTarget(url, UPLOADER, self._guard.grant_upload(index.name))

    @contextmanager
    def lending(self, routes: RouteSet, index: Index) -> Iterator[UploadTarget]:
        """Give a capability that may publish to *index* of *routes* while the block runs, and not a moment longer."""
        self._door.serve(routes)
        target = self.upload_target(routes, index)
        try:
            yield target
        finally:
            self._guard.revoke_upload(target.password)

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

    def _control(self) -> Control | None:
        """Make what answers the kernels of a Jupyter server."""
        if self._hosting is None:
            return None
        asks = {
            name: getattr(desk, name)
            for desk in (self.inquiry, self.claims, self.stock)
            for name in QUESTIONS
            if hasattr(desk, name)
        }
        counter = Counter(
            asks=asks,
            serve=self._served,
            forget=self._answers.forget,
            feed=self.feed,
            lend=self.upload_target,
            revoke=self._guard.revoke_upload,
        )
        return Control(counter, self._hosting.steward)

    def _served(self, routes: RouteSet) -> None:
        self._door.serve(routes)

    async def _forgotten(self, project: str) -> None:
        self._answers.forget(project)

    def _was_uploaded(self, index: Index, project: str) -> None:
        self._pages.forget(index, project)
        self._listings.forget(index)
        self._answers.forget(project)

    def _live(self, ready: threading.Event, failure: list[BaseException]) -> None:
        """Be the thread."""
        try:
            sweep(self._places.files_cache, self._places.pages_cache, self._places.local_index)
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
            self.port = await listening(runner, self._hosting.ports if self._hosting else ())
            self._guard.listens_on(self.port)
            ready.set()
            await self._stopping.wait()
        finally:
            if self._ahead:
                self._ahead.stop()
            await runner.cleanup()
            await self._upstream.close()
