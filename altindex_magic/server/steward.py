"""What the kernels of a server get to know of its session, and what they may put into it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from altindex_magic import environment
from altindex_magic.environment import GATEWAY_VARIABLE, USE_VARIABLE, Wanted
from altindex_magic.errors import AltIndexError
from altindex_magic.gateway.line import proof_of
from altindex_magic.model import Index, Layer
from altindex_magic.userinfo import carries_credentials

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from altindex_magic.environment import GatewayAddress
    from altindex_magic.gateway.host import Gateway
    from altindex_magic.gateway.readers import Reader
    from altindex_magic.model import RouteSet
    from altindex_magic.secret import Secret
    from altindex_magic.service import Session
    from altindex_magic.service.session import InUse


@dataclass(frozen=True, slots=True, repr=False)
class Lent:
    """What one kernel was started with, for as long as it lives. It has no repr: an environment holds secrets."""

    reader: Reader
    in_use: InUse | None
    changes: Mapping[str, str | None]
    before: Mapping[str, str | None]
    proof: str


class Steward:
    """Speaks for the session of the server. Threads of the server and of the gateway call it."""

    def __init__(self, page: str) -> None:
        """Begin with nobody; *page* is the path of the settings page."""
        self._page = page
        self._lent: dict[str, Lent] = {}
        self._prefixes: dict[str, str] = {}
        self._hidden: tuple[str, ...] = ()
        self._session: Session

    def speaks_for(self, session: Session) -> None:
        """Take the session, which was made with this steward."""
        self._session = session

    def look(self) -> None:
        """Note which variables hold a secret, by the word of the administrator: only the server is to have them."""
        site = [index.credential or "" for index in self._session.store.indexes() if index.layer is Layer.SITE]
        self._hidden = tuple(source.removeprefix("env:") for source in site if source.startswith("env:"))

    def lend(self, gateway: Gateway, name: str, environ: Mapping[str, str], key: bytes | None) -> Lent:
        """Let a kernel or terminal in, whose environment would be *environ*; *key* is that of a kernel's connection."""
        reader = gateway.admit(name)
        control = gateway.control_url(reader)
        changes: dict[str, str | None] = {}
        in_use = self._session.in_use
        if in_use:
            address = gateway.address(in_use.routes, reader.reading)
            changes |= environment.kernel_environment(address, environ, strict=in_use.routes.strict)
        lent = Lent(
            reader=reader,
            in_use=in_use,
            changes=changes,
            before={variable: environ.get(variable) for variable in changes},
            proof=proof_of(key, reader.control) if key else "",
        )
        self._lent[name] = lent
        words = Wanted(in_use.names, in_use.only, in_use.routes.strict).words if in_use else None
        ways = {GATEWAY_VARIABLE: control, USE_VARIABLE: words}
        return replace(lent, changes={**dict.fromkeys(self._hidden), **changes, **ways})

    def take_back(self, name: str) -> None:
        """Forget what *name* was lent."""
        self._lent.pop(name, None)
        self._prefixes.pop(name, None)

    def prefixes(self) -> dict[str, str]:
        """Give the environment of each kernel that has told it."""
        return self._prefixes.copy()

    def state(self, reader: str, *, proven: bool, prefix: str) -> Mapping[str, Any]:
        """Tell what *reader*, whose environment is at *prefix*, was started with.

        What holds a secret is told only if the reader has *proven* itself to be the kernel.
        """
        lent = self._lent[reader]
        if prefix:
            self._prefixes[reader] = prefix
        before = {name: value for name, value in lent.before.items() if proven or not carries_credentials(value or "")}
        set_in_use = lent.in_use
        return {
            "page": self._page,
            "names": set_in_use.names if set_in_use else None,
            "only": bool(set_in_use and set_in_use.only),
            "routes": set_in_use.routes if set_in_use else None,
            "changes": lent.changes,
            "before": {**dict.fromkeys(lent.changes), **before},
        }

    def proves(self, reader: str, proof: str) -> bool:
        """Tell whether *proof* shows that the kernel itself asks, and not just any of its children."""
        expected = self._lent[reader].proof
        return bool(expected) and hmac.compare_digest(expected.encode(), proof.encode("utf-8", "surrogateescape"))

    def address(self, reader: str, routes: RouteSet) -> GatewayAddress:
        """Give the address of *routes* for *reader*."""
        gateway: Any = self._session.gateway
        address: GatewayAddress = gateway.address(routes, self._lent[reader].reader.reading)
        return address

    def definitions(self) -> Sequence[Index]:
        """Give every index that the server itself knows: those of the files, and what pip and uv obey here."""
        return (*self._session.store.indexes(), *self._session.routes_for(()).all_active)

    def lacks(self, index: Index) -> bool:
        """Tell whether no credential for *index* is found here."""
        if index.is_folder or index.authenticate == "never":
            return False
        try:
            return self._session.credentials.find(index) is None
        except AltIndexError:  # its declared place cannot be asked here; perhaps it can be in the kernel
            return True

    def held(self) -> Sequence[str]:
        """Give the URLs for which the session of the server holds a secret."""
        return tuple(self._session.remembered)

    def keep(self, url: str, username: str, secret: Secret) -> None:
        """Hold a secret for *url* for as long as the server lives."""
        self._session.credentials.keep(Index(url, url), username, secret, "session")

    def drop(self, url: str, *, undo: bool) -> bool:
        """Let go of it, or put back what was there before; tell whether there was one."""
        if undo:
            self._session.remembered.undo(url)
            return True
        return self._session.remembered.pop(url, None) is not None
