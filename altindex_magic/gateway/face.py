"""What a session needs of a gateway, be it in this process or in the Jupyter server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence
    from contextlib import AbstractContextManager
    from queue import SimpleQueue

    from altindex_magic.environment import GatewayAddress, UploadTarget
    from altindex_magic.errors import AltIndexError
    from altindex_magic.event import Event, Health, Offer, Stocked, VersionRow, Why
    from altindex_magic.model import Index, RouteSet

Result = TypeVar("Result")


class AnyFeed(Protocol):
    """What the gateway tells of the installers of this process."""

    @property
    def mark(self) -> int:
        """Give the place in the stream that the methods below take."""

    def listen(self) -> AbstractContextManager[SimpleQueue[Event]]:
        """Receive every event from now on."""

    def events_since(self, mark: int) -> tuple[Event, ...]:
        """Give what was told after *mark*."""

    def refusals_since(self, mark: int) -> tuple[AltIndexError, ...]:
        """Give the refusals after *mark*."""

    def causes_since(self, mark: int) -> tuple[AltIndexError, ...]:
        """Give what a failed installer has failed for."""


class AnyInquiry(Protocol):
    """Questions that people ask of the indexes; to be asked through :meth:`AnyGateway.call`."""

    async def health(self, indexes: Sequence[Index]) -> tuple[Health, ...]:
        """Ask each of *indexes* one real question."""

    async def versions(self, routes: RouteSet, project: str) -> tuple[VersionRow, ...]:
        """List the versions of *project*."""

    async def files(self, index: Index, project: str) -> Mapping[str, Mapping[str, str]]:
        """Give the hashes of the files that *index* has of *project*."""

    async def offers(self, wanted: Sequence[tuple[Index, str]], *, at_once: bool) -> tuple[Offer, ...]:
        """Tell what each index says about a project: now, with *at_once*, or when it was asked last."""

    async def why(self, routes: RouteSet, project: str) -> Why:
        """Tell which index answers for *project*."""

    async def newer(self, routes: RouteSet, installed: Mapping[str, str]) -> dict[str, str]:
        """Find newer versions of what is *installed*."""

    async def search(self, routes: RouteSet, text: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """Find the names that contain *text*."""


class AnyClaims(Protocol):
    """Keeps private names off public indexes."""

    async def check(self, routes: RouteSet, target: Index, project: str) -> None:
        """Let *project* go to *target* unless that is public and the name is not."""


class AnyStock(Protocol):
    """What there is to be locked; to be asked through :meth:`AnyGateway.call`."""

    async def stock(self, routes: RouteSet, wanted: Mapping[str, str]) -> tuple[Stocked, ...]:
        """Tell, of each project with its wanted version, what its owner has."""

    async def digest(self, routes: RouteSet, project: str, filename: str) -> str:
        """Give the sha256 of a file of which its page gives none."""


class AnyGateway(Protocol):
    """A gateway that a session works with."""

    @property
    def port(self) -> int:
        """Give its port on 127.0.0.1."""

    @property
    def feed(self) -> AnyFeed:
        """Give what it tells."""

    @property
    def inquiry(self) -> AnyInquiry:
        """Give whom to ask about indexes."""

    @property
    def claims(self) -> AnyClaims:
        """Give whom to ask before something becomes public."""

    @property
    def stock(self) -> AnyStock:
        """Give whom to ask before something is locked."""

    @property
    def running(self) -> bool:
        """Tell whether it answers."""

    def start(self) -> None:
        """Answer from now on."""

    def stop(self) -> None:
        """End what :meth:`start` began."""

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do *work* and wait for its result."""

    def serve(self, routes: RouteSet) -> GatewayAddress:
        """Answer for *routes* and give the address under which installers find it."""

    def upload_target(self, routes: RouteSet, index: Index) -> UploadTarget:
        """Give an address and a capability that may publish to *index*, for half a day."""

    def lending(self, routes: RouteSet, index: Index) -> AbstractContextManager[UploadTarget]:
        """Give a capability that may publish to *index* while a block runs."""

    def revoke_uploads(self) -> None:
        """Take back every capability that may publish."""

    def forget(self, project: str) -> None:
        """Decide anew about *project* at the next question."""
