"""A gateway under a Jupyter server: what the server decides for it, and who speaks for the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from altindex_magic.environment import GatewayAddress
    from altindex_magic.model import Index, RouteSet
    from altindex_magic.secret import Secret


class Steward(Protocol):
    """Whoever keeps the session that the kernels of a server share. Calls may block, but for ``state``."""

    def state(self, reader: str, *, proven: bool, prefix: str) -> Mapping[str, Any]:
        """Tell what *reader*, whose environment is at *prefix*, was started with.

        What holds a secret is told only if the reader has *proven* itself to be the kernel.
        """

    def proves(self, reader: str, proof: str) -> bool:
        """Tell whether *proof* shows that the kernel itself asks, and not just any of its children."""

    def address(self, reader: str, routes: RouteSet) -> GatewayAddress:
        """Give the address of *routes* for *reader*."""

    def definitions(self) -> Sequence[Index]:
        """Give every index that the server itself knows."""

    def lacks(self, index: Index) -> bool:
        """Tell whether no credential for *index* is found here."""

    def held(self) -> Sequence[str]:
        """Give the URLs for which the session of the server holds a secret."""

    def keep(self, url: str, username: str, secret: Secret) -> None:
        """Hold a secret for *url* for as long as the server lives."""

    def drop(self, url: str, *, undo: bool) -> bool:
        """Let go of it, or put back what was there before; tell whether there was one."""


@dataclass(frozen=True, slots=True)
class Hosting:
    """What a server wants of its gateway."""

    steward: Steward
    ports: tuple[int, ...] = ()
    """Of which the first free one is taken; without any, one of the user's own."""
    cache_bytes: int | None = None
