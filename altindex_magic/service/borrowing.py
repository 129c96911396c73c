"""A kernel under a Jupyter server borrows the server's gateway, and starts its own when that has ended."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from altindex_magic import environment
from altindex_magic.address import is_loopback
from altindex_magic.environment import GATEWAY_VARIABLE
from altindex_magic.errors import AltIndexError
from altindex_magic.event import Event, Notice
from altindex_magic.service import inheritance, redefined
from altindex_magic.service.environment import point_to, refresh
from altindex_magic.service.remembered import Shared
from altindex_magic.service.session import InUse, Session, World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_GONE: Final = "The gateway of the Jupyter server does not answer. This process has started its own."


def borrowed(world: World | None = None) -> Session:
    """Make the session of this process, on the gateway of the Jupyter server where there is one."""
    session = Session(world)
    url = session.world.environ.get(GATEWAY_VARIABLE)
    if url and _is_here(url):
        _borrow(session, url)
    return session


def _is_here(url: str) -> bool:
    """Tell whether a gateway is on this machine: what is typed goes there, and files (``.env``) set variables, too."""
    try:
        return is_loopback(url) and urlsplit(url).port is not None
    except ValueError:
        return False


def recovered(session: Session) -> Iterator[Event]:
    """Start a gateway of our own if the one that was borrowed has ended, and say so."""
    if session.borrowed is None or _state(session):
        return
    session.stand_alone()
    if session.in_use:
        refresh(session)
    else:
        _point_as_before(session)
    yield Notice(_GONE, "warning")


def _borrow(session: Session, url: str) -> None:
    """Take over the server's gateway, and what the environment of this process was pointed to."""
    from altindex_magic.gateway.line import Line  # noqa: PLC0415 - loaded under a server only
    from altindex_magic.gateway.remote import RemoteGateway  # noqa: PLC0415
    from altindex_magic.model import RouteSet  # noqa: PLC0415
    from altindex_magic.revive import revived  # noqa: PLC0415

    line = Line(url, _kernel_key())
    session.remembered = Shared(line)
    session.borrow(RemoteGateway(line, session.credentials))
    state = _state(session)
    if state and state["names"] is not None and _still_points_there(session, state):
        routes: RouteSet = revived(RouteSet, state["routes"])
        saved = environment.Saved(state["before"], state["changes"])
        session.in_use = InUse(tuple(state["names"]), state["only"], uploads=False, routes=routes, saved=saved)
        inheritance.settle(session)


def _state(session: Session) -> Mapping[str, Any] | None:
    """Ask the server what this kernel was started with; ``None`` if it does not answer."""
    try:
        return session.borrowed.state() if session.borrowed else None
    except AltIndexError:
        return None


def _still_points_there(session: Session, state: Mapping[str, Any]) -> bool:
    """Tell whether the environment is as the server made it: a child of a kernel may find another."""
    return all(session.world.environ.get(name) == value for name, value in state["changes"].items())


def _point_as_before(session: Session) -> None:
    """Use what the server had chosen, when the server can no longer tell what that was."""
    environ = session.world.environ
    wanted = environment.Wanted.of(environ)
    if not wanted.names:  # none was, or none could be made: what leads nowhere goes on leading nowhere
        return
    gone = environment.apply(dict.fromkeys(environment.READING_VARIABLES), environ)  # a gateway's that does not answer
    try:
        routes = session.routes_for(wanted.names, only=wanted.only, strict=wanted.strict)
        redefined.check_names(session, wanted.names, routes)
    except AltIndexError:
        gone.restore(environ)  # rather nowhere than to the public index
        raise
    point_to(session, InUse(wanted.names, wanted.only, uploads=False, routes=routes), None)


def _kernel_key() -> bytes | None:
    """Give the key of this kernel's connection file; a process that is no kernel has none."""
    loaded = sys.modules.get("ipykernel.kernelapp")
    if loaded is None or not loaded.IPKernelApp.initialized():
        return None
    key: bytes = loaded.IPKernelApp.instance().session.key
    return key
