"""What a kernel may ask of the gateway of its server, beyond pages and files.

The capability for it stands in the environment of the kernel, where every child sees it. So it
gives nothing out that its user could not have: no secret, no command, no file, no right to publish.
Only a kernel that proves to be itself, by the key of its own connection file, gets the last.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson
from aiohttp import web

from altindex_magic.errors import AltIndexError
from altindex_magic.errors.usage import InvalidField
from altindex_magic.gateway.line import PROTOCOL
from altindex_magic.gateway.questions import QUESTIONS
from altindex_magic.gateway.vouching import Vouching
from altindex_magic.model import Index, RouteSet
from altindex_magic.revive import revived
from altindex_magic.secret import Secret
from altindex_magic.wire import event_to_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from altindex_magic.environment import UploadTarget
    from altindex_magic.gateway.feed import Feed
    from altindex_magic.gateway.hosting import Steward

_MOST_BYTES: Final = 1_000_000
_CHALLENGE: Final = {"WWW-Authenticate": 'Basic realm="altindex gateway control"'}


@dataclass(frozen=True, slots=True)
class Counter:
    """The parts of the gateway that do what is asked."""

    asks: Mapping[str, Callable[..., Awaitable[Any]]]
    """What answers each question of :data:`QUESTIONS`."""
    serve: Callable[[RouteSet], None]
    forget: Callable[[str], None]
    feed: Feed
    lend: Callable[[RouteSet, Index], UploadTarget]
    revoke: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person has typed in a kernel, on its way to the session of the server."""

    url: str
    username: str
    secret: str = field(repr=False)


class Control:
    """Answers the kernels of a server. Lives in the gateway's event loop."""

    def __init__(self, counter: Counter, steward: Steward) -> None:
        """Take who does the work, and who speaks for the server."""
        self._counter = counter
        self._steward = steward
        self._errands: Mapping[tuple[str, str], Callable[[str, dict[str, Any]], Awaitable[Any]]] = {
            ("POST", "state"): self._state,
            ("POST", "serve"): self._serve,
            ("POST", "ask"): self._ask,
            ("POST", "told"): self._told,
            ("POST", "causes"): self._causes,
            ("POST", "held"): self._held,
            ("PUT", "secret"): self._keep,
            ("DELETE", "secret"): self._drop,
            ("POST", "forget"): self._forget,
            ("PUT", "upload"): self._lend,
            ("DELETE", "upload"): self._revoke,
        }

    async def answer(self, request: web.BaseRequest, reader: str | None, rest: list[str]) -> web.Response:
        """Answer one request of *reader*; *rest* is the path behind ``/control/``."""
        if reader is None:
            return web.Response(status=401, headers=_CHALLENGE, text="The gateway's control capability is missing.\n")
        errand = self._errands.get((request.method, rest[1])) if rest[:1] == [PROTOCOL] and len(rest) > 1 else None
        if errand is None or len(rest) > 2:  # noqa: PLR2004 - version and errand
            return web.Response(status=404, text="Not found.\n")
        try:
            given = await errand(reader, await _body(request))
        except AltIndexError as problem:
            return _json({"error": event_to_json(problem)}, status=422)
        return _json(event_to_json(given))

    async def _state(self, reader: str, body: dict[str, Any]) -> Mapping[str, Any]:
        """Tell what the reader was started with."""
        prefix = revived(str, body.get("prefix", ""))
        return self._steward.state(reader, proven=self._proven(reader, body), prefix=prefix)

    async def _serve(self, reader: str, body: dict[str, Any]) -> Mapping[str, Any]:
        """Answer for a set; tell its address, and for which of its indexes no credential is known here."""
        routes = (await asyncio.to_thread(self._taken, {"routes": RouteSet}, body))["routes"]
        self._counter.serve(routes)
        lacking = await asyncio.to_thread(lambda: [each.url for each in routes.all_active if self._steward.lacks(each)])
        address = self._steward.address(reader, routes)
        return {"address": address.simple_url, "pip_has_proxy": address.pip_has_proxy, "lacking": lacking}

    async def _ask(self, _reader: str, body: dict[str, Any]) -> object:
        """Answer one of the questions."""
        name = str(body.get("question"))
        if name not in QUESTIONS:
            raise InvalidField("question", "there is no such question")
        given = body.get("given")
        if not isinstance(given, dict):
            raise InvalidField("given", "it must be a JSON object")
        taken = await asyncio.to_thread(self._taken, QUESTIONS[name].takes, given)
        return {"answer": await self._counter.asks[name](**taken)}

    def _taken(self, takes: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        """Read what a question takes. The server's definitions are read from their files, which may take its time."""
        vouching = Vouching(self._steward.definitions())
        return {name: vouching.value(revived(kind, given.get(name))) for name, kind in takes.items()}

    async def _told(self, reader: str, body: dict[str, Any]) -> Mapping[str, Any]:
        """Tell what happened on account of the reader, and of no other."""
        feed = self._counter.feed
        mark = feed.mark
        told = feed.since(_place(body, mark), reader)
        return {"mark": mark, "events": [each.event for each in told if each.place <= mark]}

    async def _causes(self, reader: str, body: dict[str, Any]) -> Mapping[str, Any]:
        """Tell what the reader was refused, and for what else an installer of it may have failed."""
        feed, place = self._counter.feed, _place(body, self._counter.feed.mark)
        return {"refusals": feed.refusals_since(place, reader), "causes": feed.causes_since(place, reader)}

    async def _held(self, _reader: str, _body: dict[str, Any]) -> Mapping[str, Any]:
        """Tell for which URLs there is a secret, and nothing else of it."""
        return {"held": list(self._steward.held())}

    async def _keep(self, _reader: str, body: dict[str, Any]) -> None:
        """Hold a secret that was typed in the kernel. There is no way to read it back."""
        given = revived(Typed, body)
        await asyncio.to_thread(self._steward.keep, given.url, given.username, Secret(given.secret))

    async def _drop(self, _reader: str, body: dict[str, Any]) -> Mapping[str, bool]:
        """Let go of it."""
        url, undo = revived(str, body.get("url")), revived(bool, body.get("undo"))
        return {"dropped": self._steward.drop(url, undo=undo)}

    async def _forget(self, _reader: str, body: dict[str, Any]) -> None:
        """Decide anew about a project."""
        self._counter.forget(revived(str, body.get("project")))

    async def _lend(self, reader: str, body: dict[str, Any]) -> UploadTarget:
        """Give a right to publish to one index, to the kernel itself only."""
        self._check_proven(reader, body)
        taken = await asyncio.to_thread(self._taken, {"routes": RouteSet, "index": Index}, body)
        self._counter.serve(taken["routes"])
        return self._counter.lend(taken["routes"], taken["index"])

    async def _revoke(self, reader: str, body: dict[str, Any]) -> None:
        """Take such a right back."""
        self._check_proven(reader, body)
        self._counter.revoke(revived(str, body.get("capability")))

    def _proven(self, reader: str, body: dict[str, Any]) -> bool:
        return self._steward.proves(reader, str(body.get("proof") or ""))

    def _check_proven(self, reader: str, body: dict[str, Any]) -> None:
        if not self._proven(reader, body):
            raise InvalidField("proof", "only a kernel itself may ask for the right to publish")


async def _body(request: web.BaseRequest) -> dict[str, Any]:
    """Read the JSON object that was sent; an empty body is an empty one.

    Raises:
        InvalidField: it is none, or it is too long.

    """
    content = await request.content.read(_MOST_BYTES + 1)
    while len(content) <= _MOST_BYTES and not request.content.at_eof():
        content += await request.content.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise InvalidField("body", "it is too long")
    try:
        body = orjson.loads(content or b"{}")
    except orjson.JSONDecodeError:
        # Not chained: the decoder's message shows a part of what it read.
        raise InvalidField("body", "it is not JSON") from None
    if not isinstance(body, dict):
        raise InvalidField("body", "it must be a JSON object")
    return body


def _place(body: dict[str, Any], end: int) -> int:
    """Give the place after which to begin; without one, the end."""
    return int(revived(int, body["after"])) if "after" in body else end


def _json(body: object, status: int = 200) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")
