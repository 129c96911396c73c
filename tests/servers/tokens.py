"""A private index that knows tokens: whom they belong to, what they may do, until when, and how it says "no"."""

from __future__ import annotations

import base64
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from aiohttp import web

from tests.servers.repository import Repository
from tests.servers.simple import SimpleApi
from tests.servers.web import WebServer

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from pathlib import Path


def jwt(ends: datetime) -> str:
    """Make a token that tells its end (RFC 7519), as Azure's and many others do."""
    parts = ({"alg": "none"}, {"sub": "someone", "exp": int(ends.timestamp())})
    head, claims = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    return f"{head}.{claims}.c2lnbmF0dXJl"


@dataclass
class TokenIndex:
    """An index over a folder; its rules may be changed while it runs."""

    folder: Path
    tls: ssl.SSLContext | None = None
    username: str | None = None
    """The one user name that it takes."""
    tokens: dict[str, bool] = field(default_factory=dict)
    """Whether a token may read packages."""
    opaque: bool = False
    """Whether a refusal gives no reason."""
    hides: bool = False
    """Whether whoever may not read gets a 404."""
    late: timedelta = timedelta()
    """By how much its clock is behind the one here."""
    lists: bool = True
    """Whether it gives a list of its projects."""
    expired: frozenset[str] = frozenset()
    """Tokens that have come to their end, and do not tell it themselves."""
    instead: Callable[[], web.Response] | None = None
    """What it answers to everything, in place of all this."""

    def __post_init__(self) -> None:
        self._api = SimpleApi(Repository(self.folder))
        self.server = WebServer(self._answer, tls=self.tls)
        self.server.start()

    @property
    def url(self) -> str:
        return f"{self.server.origin}/simple/"

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        response = self._refused(request) or await self._api(request)
        response.headers["Date"] = format_datetime(datetime.now(UTC) - self.late, usegmt=True)
        return response

    def _refused(self, request: web.BaseRequest) -> web.Response | None:
        if self.instead:
            return self.instead()
        user, token = _login(request)
        problem = self._problem(user, token)
        if problem is None:
            return web.Response(status=404) if request.path == "/simple/" and not self.lists else None
        if self.hides:
            return web.Response(status=404)
        status, said = problem
        if self.opaque:
            return web.Response(status=status)
        if status == 403:
            return web.json_response({"errors": [{"status": status, "message": said}]}, status=status)
        challenge = f'Bearer realm="index", error="invalid_token", error_description="{said}"'
        return web.Response(status=status, headers={"WWW-Authenticate": challenge})

    def _problem(self, user: str, token: str) -> tuple[int, str] | None:
        """Judge a login, by the clock of this server."""
        if token not in self.tokens or (self.username is not None and user != self.username):
            return 401, f"No such token for {user}: {token}"
        if token in self.expired:
            return 401, "The access token expired"
        ends = _end(token)
        if ends and ends < datetime.now(UTC) - self.late:
            return 401, f"The token expired at {ends:%Y-%m-%d %H:%M} UTC"
        return None if self.tokens[token] else (403, "The token lacks the scope read_packages")


def _login(request: web.BaseRequest) -> tuple[str, str]:
    text = request.headers.get("Authorization", "").removeprefix("Basic ")
    user, _, token = base64.b64decode(text).decode().partition(":")
    return user, token


def _end(token: str) -> datetime | None:
    if token.count(".") != 2:
        return None
    claims = token.split(".")[1]
    return datetime.fromtimestamp(json.loads(base64.urlsafe_b64decode(claims + "=="))["exp"], UTC)


@contextmanager
def token_index(folder: Path, tls: ssl.SSLContext | None = None) -> Iterator[TokenIndex]:
    """Serve the distributions in *folder* to whoever has a token."""
    index = TokenIndex(folder, tls)
    try:
        yield index
    finally:
        index.server.stop()
