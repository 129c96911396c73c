"""The state behind all requests of one kernel, terminal command or server: what is in use, and with what."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from altindex_magic import defaults, environment
from altindex_magic.config.backups import Backups
from altindex_magic.config.discovery import Discovered, Environment, discover
from altindex_magic.config.store import Store
from altindex_magic.credentials import Credentials, Safe, Sources, locate_netrc
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.usage import UnknownIndex
from altindex_magic.gateway.patience import Patience
from altindex_magic.ledger import Ledger
from altindex_magic.model import Credential, Index, Layer, RouteSet
from altindex_magic.places import Places
from altindex_magic.service import prompt, redefined
from altindex_magic.service.arrivals import Arrivals
from altindex_magic.service.remembered import Remembered
from altindex_magic.service.turn import Turn

if TYPE_CHECKING:
    from altindex_magic.gateway.face import AnyGateway
    from altindex_magic.gateway.hosting import Hosting
    from altindex_magic.gateway.remote import RemoteGateway

Ask = Callable[[str, str], str]
"""Ask a person: the name of the index, and the question. Raises :class:`NoPrompt` when nobody is there."""


@dataclass(frozen=True, slots=True)
class World:
    """What a session needs from outside. The defaults are this process and this user."""

    places: Places = field(default_factory=Places.of_user)
    environ: MutableMapping[str, str] = field(default_factory=lambda: os.environ)
    project_dir: Path | None = field(default_factory=Path.cwd)
    ask_secret: Ask = prompt.secret
    ask_line: Ask = prompt.line
    patience: Patience = field(default_factory=Patience)
    hosting: Hosting | None = None
    """What a Jupyter server wants of the gateway, if this is its session."""
    lasting: bool = True
    """Whether the process outlives one request: that of a terminal command does not."""


@dataclass(frozen=True, slots=True)
class InUse:
    """A set that the environment points to, and the way back."""

    names: tuple[str, ...]
    only: bool
    uploads: bool
    routes: RouteSet
    saved: environment.Saved = field(default_factory=lambda: environment.Saved({}, {}))


class Session:
    """Holds the configuration, the credentials and the gateway; remembers what is in use."""

    def __init__(self, world: World | None = None) -> None:
        """Open the store and the ledger of *world*; the gateway starts when it is first needed."""
        self.world = world or World()
        self.store = Store(self.world.places, self.world.project_dir)
        self.remembered = Remembered()
        self.borrowed: RemoteGateway | None = None
        self.in_use: InUse | None = None
        self.withheld: frozenset[str] = frozenset()
        """The variables that children do not inherit now."""
        self.turn = Turn()
        self.told = 0
        """The place in the gateway's stream of refusals up to which a panel has shown them."""
        self.arrivals = Arrivals(self)
        self._opening = threading.RLock()
        self._watchers: list[Callable[[], None]] = []
        self._ledger: Ledger | None = None
        self._gateway: AnyGateway | None = None
        self._found: dict[str, Credential] = {}
        self._credentials: Credentials | None = None

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call *watcher* whenever something may have changed, in the thread that changed it."""
        self._watchers.append(watcher)

    def mark_as_told(self) -> None:
        """Take note that the refusals so far were shown: what a panel has told is not told below a cell again."""
        self.told = self.running_gateway.feed.mark if self.running_gateway else 0

    def changed(self) -> None:
        """Tell the watchers."""
        for watcher in self._watchers:
            watcher()

    @property
    def ledger(self) -> Ledger:
        """Open the ledger at the first use."""
        with self._opening:
            if self._ledger is None:
                self._ledger = Ledger(self.world.places.ledger_file)
            return self._ledger

    @property
    def credentials(self) -> Credentials:
        """Give the chain of credential sources."""
        if self._credentials is None:
            self._credentials = Credentials(
                Sources(
                    logins=self.store.logins,
                    found=self._found,
                    session=self.remembered,
                    environ=self.world.environ,
                    netrc_file=locate_netrc(self.world.environ),
                )
            )
        return self._credentials

    def secret_variables(self) -> frozenset[str]:
        """Name the variables that were declared to hold the secret of an index."""
        sources = [login.source for login in self.store.logins()]
        sources += [index.credential or "" for index in self.store.indexes()]
        return frozenset(source.removeprefix("env:") for source in sources if source.startswith("env:"))

    @property
    def gateway(self) -> AnyGateway:
        """Give the running gateway, started now if it was not.

        Raises:
            GatewayUnavailable: it cannot start.

        """
        with self._opening:  # a cell and a panel may ask for it at the same moment
            if self._gateway is None or not self._gateway.running:
                self._gateway = self._new_gateway()
                self._gateway.start()
            return self._gateway

    def _new_gateway(self) -> AnyGateway:
        """Make a gateway over the folder of the built-in index, which it finds or makes."""
        from altindex_magic.gateway import host  # noqa: PLC0415 - the HTTP library is loaded when it is needed

        with suppress(OSError):
            self.world.places.local_index.mkdir(parents=True, exist_ok=True, mode=0o700)
        world = host.World(
            self.world.places,
            self.ledger,
            self.credentials,
            defaults.is_public_index,
            self.world.patience,
            transport=self.discovered().transport,
            hosting=self.world.hosting,
        )
        return host.Gateway(world)

    def borrow(self, gateway: RemoteGateway) -> None:
        """Work with the gateway of the Jupyter server from now on."""
        self.borrowed = self._gateway = gateway

    def stand_alone(self) -> None:
        """Work without the gateway of the Jupyter server: it has ended."""
        if self.borrowed:
            self.borrowed.stop()
        self.borrowed = self._gateway = None

    @property
    def keeps_secrets(self) -> bool:
        """Tell whether a secret that is kept in this session, or in that of the Jupyter server, is of use later."""
        return self.world.lasting or self.borrowed is not None

    @property
    def running_gateway(self) -> AnyGateway | None:
        """Give the gateway if it is running; nothing is started."""
        return self._gateway if self._gateway and self._gateway.running else None

    def close(self) -> None:
        """Stop the gateway and close the ledger. The environment is not touched."""
        if self._gateway:
            self._gateway.stop()
        if self._ledger:
            self._ledger.close()
        self._gateway = self._ledger = None

    def surroundings(self) -> Environment:
        """Describe what a child of this process would find around it without us."""
        environ = dict(self.world.environ)
        if self.in_use:
            self.in_use.saved.restore(environ)
        return replace(Environment.current(), environ=environ)

    @property
    def backups(self) -> Backups:
        """Give the changes that were made to the files of other tools."""
        return Backups(self.world.places.backups, Safe())

    def discovered(self) -> Discovered:
        """Read what pip and uv would obey without us; credentials found there become known."""
        found = discover(self.surroundings())
        for url in self._found.keys() - found.credentials.keys():
            self._found.pop(url, None)
        self._found.update(found.credentials)
        return found

    def find(self, name: str) -> Index:
        """Find an index by its name: one that is defined, or that pip and uv are configured with.

        Raises:
            UnknownIndex: there is none of that name.

        """
        known = {index.name: index for index in self.store.indexes()}
        if name not in known:
            known = self.known()
        if name not in known:
            raise UnknownIndex(name, known)
        return known[name]

    def known(self) -> dict[str, Index]:
        """Give by its name every index that is defined, and those that are in use without being named."""
        configured = {index.name: index for index in self.routes_for(()).all_active}
        return configured | {index.name: index for index in self.store.indexes()}

    def routes(self) -> RouteSet:
        """Give the set in use here, or where this process was started, or else the default index alone."""
        return self.in_use.routes if self.in_use else self._routes_around()

    def _routes_around(self) -> RouteSet:
        """Join in what the kernel or shell uses that started this process; what is not defined any more is left out."""
        wanted = environment.use_around(self.world.environ) or environment.Wanted()
        known = self.known() if wanted.names else {}
        names = tuple(name for name in wanted.names if name in known)
        routes = self.routes_for(names, only=wanted.only, strict=wanted.strict)
        try:
            redefined.check_names(self, names, routes)
        except AltIndexError as problem:
            return RouteSet((), None, strict=routes.strict, unusable=problem.what)
        return routes

    def routes_for(self, names: tuple[str, ...], *, only: bool = False, strict: bool = False) -> RouteSet:
        """Put the indexes called *names* into a set, with what pip and uv already obey behind them.

        Raises:
            UnknownIndex: a name that no layer defines.

        """
        chosen = [self.find(name) for name in names]
        defined = self.store.indexes()
        found = self.discovered().as_defined(defined)
        default = None if only else self._default(chosen, defined, found)
        active = [index for index in chosen if default is None or index.url != default.url]
        if not only:
            taken = {index.url for index in (*active, *([default] if default else []))}
            active += _renamed(
                [index for index in found.extras if index.url not in taken and not index.explicit], defined
            )
        urls = {index.url for index in active} | ({default.url} if default else set())
        hidden = [replace(index, name=f"{index.name} ({index.layer})") for index in self.store.overridden()]
        known = tuple(index for index in (*defined, *hidden) if index.url not in urls and not index.default)
        return RouteSet(tuple(active), default, known, strict or self.store.strict())

    @staticmethod
    def _default(chosen: list[Index], defined: tuple[Index, ...], found: Discovered) -> Index:
        """Find the default index: one that was chosen, one that is defined, one that pip obeys, or PyPI."""
        for candidates in (chosen, reversed(defined)):  # the strongest layer comes last
            for index in candidates:
                if index.default:
                    return index
        return found.default or Index(
            name="pypi", url=defaults.default_simple_url(), default=True, layer=Layer.BUILT_IN, source="built in"
        )


def _renamed(extras: list[Index], defined: tuple[Index, ...]) -> list[Index]:
    """Give the indexes of pip and uv names that mean nothing else here."""
    urls = {index.name: index.url for index in defined}
    return [
        replace(index, name=f"{index.name}-found") if urls.get(index.name, index.url) != index.url else index
        for index in extras
    ]
