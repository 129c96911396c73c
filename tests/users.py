"""Someone at work: a home, one session after the other in this process, and real installers as children."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from altindex_magic import request
from altindex_magic.gateway.patience import Patience
from altindex_magic.places import Places
from altindex_magic.service import AltIndex, Session, World
from altindex_magic.service.environment import point_to
from altindex_magic.service.session import InUse
from tests.installers import together

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from altindex_magic.event import Event
    from tests.installers import Attempt, Installer
    from tests.servers.own import OwnServer
    from tests.servers.private import PrivateIndex

_SHORT = Patience(connect=5.0, answer=4.0, page=8.0)


@dataclass(frozen=True)
class User:
    """A home, the environment of its kernels, the installers there, and the indexes in reach."""

    folder: Path
    environ: dict[str, str]
    installers: tuple[Installer, ...]
    private: PrivateIndex
    """Its secret is in the variable ``PRIVATE_TOKEN``."""
    public: OwnServer
    """The default index, as the environment says."""

    @contextmanager
    def session(self, project_dir: Path | None = None) -> Iterator[AltIndex]:
        """Begin a session that knows what the disk holds, and end it as the end of a kernel does."""
        places = Places(*(self.folder / name for name in ("config", "site", "data", "state", "cache")))
        session = Session(World(places, self.environ, project_dir, patience=_SHORT))
        before = dict(self.environ)
        try:
            yield AltIndex(session)
        finally:
            session.close()
            self.environ.clear()
            self.environ.update(before)

    def install(self, *arguments: str, folder: Path | None = None) -> dict[str, Attempt]:
        """Run all installers at the same time with the same arguments; give the attempts by installer."""
        return self.install_each({installer.name: arguments for installer in self.installers}, folder)

    def install_each(self, arguments: Mapping[str, Sequence[str]], folder: Path | None = None) -> dict[str, Attempt]:
        """Run all installers at the same time, each with the arguments that stand beside its name."""
        orders = [(installer, arguments[installer.name]) for installer in self.installers]
        return together(orders, self.environ, folder or self.folder)


def perform(service: AltIndex, wanted: request.Request) -> list[Event]:
    """Perform a request to its end and give all its events."""
    return list(service.perform(wanted))


def define(service: AltIndex, private: PrivateIndex, name: str = "private", **settings: Any) -> None:
    """Define an index over *private*, and say where its secret is."""
    perform(service, request.Add(name, private.url, ca_cert=str(private.ca_cert), **settings))
    perform(service, request.Login(name, username=private.username, env="PRIVATE_TOKEN"))


def put_to_use(service: AltIndex, *names: str) -> None:
    """Put a set to use without the proof that ``use`` asks for, as when a definition in use is changed."""
    routes = service.session.routes_for(names)
    point_to(service.session, InUse(names, only=False, uploads=False, routes=routes), None)
