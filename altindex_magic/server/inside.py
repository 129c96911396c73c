"""The session of a Jupyter server, its gateway, and what REST asks of them. It all belongs into a thread."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Never, cast

from altindex_magic.environment import Wanted
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.credential import NoPrompt
from altindex_magic.event import Answer, Download, Refusal, Tested, Upload
from altindex_magic.gateway.hosting import Hosting
from altindex_magic.model import RouteSet
from altindex_magic.server.choice import Choice
from altindex_magic.server.editing import Editing
from altindex_magic.server.steward import Steward
from altindex_magic.service import AltIndex, Session, World
from altindex_magic.service.environment import check_transport, point_to
from altindex_magic.service.session import InUse
from altindex_magic.wire import event_to_json, request_from_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from altindex_magic.event import Event
    from altindex_magic.gateway.host import Gateway
    from altindex_magic.server.settings import Settings

Json = dict[str, Any]


class Inside:
    """Holds the service of the server."""

    def __init__(self, settings: Settings) -> None:
        """Begin with nothing started; the session has an environment of its own, which is a copy."""
        self._steward = Steward(settings.page)
        world = World(
            places=settings.places,
            environ=dict(os.environ),
            project_dir=None,  # files in the notebooks' folders are not the administrator's
            ask_secret=_nobody,
            ask_line=_nobody,
            hosting=Hosting(self._steward, settings.ports, settings.cache_bytes),
        )
        self._service = AltIndex(Session(world))
        self._steward.speaks_for(self._service.session)
        self._settings = settings
        self._choice = Choice(settings.places.state)
        self.editing = Editing(self._service, self._choice, settings)

    def start(self) -> AltIndexError | None:
        """Start the gateway with the set that was chosen or configured; give what keeps that set from being used.

        Then every name is refused to those who were to use it: an index that is misspelt or down must not send its
        users to the default one. So indexes are not proven first, either. A gateway that has ended is started again
        with the set that was in use; what was typed is still known.

        Raises:
            GatewayUnavailable: it cannot start.

        """
        session = self._service.session
        session.gateway  # noqa: B018 - asked for, it starts
        if session.in_use:
            point_to(session, session.in_use, None)
            return None
        wanted = None
        try:
            wanted = self._choice.or_configured(self._settings)
            self._steward.look()
            if wanted.names:
                self._point_to(wanted, self._routes(wanted))
        except AltIndexError as problem:
            if wanted is None or wanted.names:
                self._refuse_all(wanted or Wanted(), problem)
            return problem
        return None

    @property
    def runs(self) -> bool:
        """Tell whether the gateway answers."""
        return self._gateway is not None

    def _routes(self, wanted: Wanted) -> RouteSet:
        routes = self._service.session.routes_for(wanted.names, only=wanted.only, strict=wanted.strict)
        check_transport(routes)
        return routes

    def _refuse_all(self, wanted: Wanted, problem: AltIndexError) -> None:
        parts = filter(None, (problem.what, problem.why))
        reason = " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts)
        self._point_to(wanted, RouteSet((), None, strict=wanted.strict, unusable=reason))

    def _point_to(self, wanted: Wanted, routes: RouteSet) -> None:
        point_to(self._service.session, InUse(wanted.names, wanted.only, uploads=False, routes=routes), None)

    def lend(self, name: str, environ: Mapping[str, str], key: bytes | None) -> Mapping[str, str | None] | None:
        """Give what to change in the environment of a kernel or terminal; ``None`` if the gateway does not run."""
        gateway = self._gateway
        return self._steward.lend(gateway, name, environ, key).changes if gateway else None

    def take_back(self, name: str) -> None:
        """Let the kernel called *name* in no longer."""
        if gateway := self._gateway:
            gateway.dismiss(name)
        self._steward.take_back(name)

    def perform(self, kind: str, body: Json) -> Json:
        """Perform the request called *kind* and give its result.

        Raises:
            AltIndexError: it could not be done.

        """
        *_, result = self._service.perform(request_from_json(kind, body))
        return cast("Json", event_to_json(result))

    def tested(self, body: Json) -> Json:
        """Ask indexes one real question each; one that fails is a row with its error, and no failure of the request."""
        shown: Event | None = None
        try:
            for event in self._service.perform(request_from_json("Test", body)):
                shown = event if isinstance(event, Tested) else shown
        except AltIndexError:
            if shown is None:
                raise
        return cast("Json", event_to_json(shown))

    def told(self, place: int) -> list[Json]:
        """Give what the gateway has told after *place*; one of an earlier run of the server is its beginning.

        The steps of a download are left out.
        """
        gateway = self._gateway
        if gateway is None:
            return []
        told = gateway.feed.since(place if place <= gateway.feed.mark else 0)
        return [
            {"id": each.place, "kernel": each.reader, "event": event_to_json(each.event)}
            for each in told
            if _is_worth_telling(each.event)
        ]

    def installs(self) -> list[Json]:
        """Give what was installed into which environment, with the kernels that live in it."""
        ledger, kernels = self._service.session.ledger, self._steward.prefixes()
        found = []
        for prefix in sorted({*ledger.installs.prefixes(), *kernels.values()}):
            latest = ledger.installs.latest(prefix)
            living = sorted(kernel for kernel, place in kernels.items() if place == prefix)
            installs = [event_to_json(latest[name]) for name in sorted(latest)]
            found.append({"prefix": prefix, "kernels": living, "installs": installs})
        return found

    def close(self) -> None:
        """Stop the gateway."""
        self._service.session.close()

    @property
    def _gateway(self) -> Gateway | None:
        """Give the gateway, which under a server is always one of this process."""
        return cast("Gateway | None", self._service.session.running_gateway)


def _is_worth_telling(event: Event) -> bool:
    if isinstance(event, Download | Upload):
        return event.state != "running"
    return isinstance(event, Refusal | Answer)


def _nobody(index: str, _question: str) -> Never:
    """Ask nobody: the terminal that a server was started in is not the place of its users."""
    raise NoPrompt(index)
