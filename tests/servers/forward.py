"""A forward proxy, as stands between many offices and the rest of the world; it may want a login, or say "no"."""

from __future__ import annotations

import base64
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from tests.servers.web import WebServer

if TYPE_CHECKING:
    from collections.abc import Iterator

USERNAME: Final = "office-user"
PASSWORD: Final = "0ffice-proxy-s3cret"
_NOTICE: Final = "<!DOCTYPE html><html><head><title>ERROR: Access Denied</title></head><body>Forbidden.</body></html>"


@dataclass
class ForwardProxy:
    """Passes plain http on to where it belongs (RFC 9110, 7.6)."""

    wants_login: bool = False
    blocks: bool = False
    """Whether it shows its own page in place of an answer, as squid does."""

    def __post_init__(self) -> None:
        self.server = WebServer(self._answer)
        self.server.start()

    @property
    def url(self) -> str:
        return self.server.origin

    @property
    def url_with_login(self) -> str:
        return self.url.replace("//", f"//{USERNAME}:{PASSWORD}@")

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        login = "Basic " + base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        if self.wants_login and request.headers.get("Proxy-Authorization") != login:
            return web.Response(status=407, headers={"Proxy-Authenticate": 'Basic realm="office"'})
        if self.blocks:
            own = {"Server": "squid/5.7", "X-Squid-Error": "ERR_ACCESS_DENIED 0", "Via": "1.1 proxy.office (squid/5.7)"}
            return web.Response(status=403, text=_NOTICE, content_type="text/html", headers=own)
        return await self._passed_on(request)

    async def _passed_on(self, request: web.BaseRequest) -> web.Response:
        kept = {name: value for name, value in request.headers.items() if not name.startswith("Proxy-")}
        target = f"http://{request.headers['Host']}{urlsplit(str(request.rel_url)).path}"
        async with (
            aiohttp.ClientSession(auto_decompress=False) as session,
            session.request(request.method, target, headers=kept, allow_redirects=False) as answer,
        ):
            body = await answer.read()
            passed = {name: answer.headers[name] for name in ("Content-Type", "Location") if name in answer.headers}
            return web.Response(status=answer.status, body=body, headers={**passed, "Via": "1.1 proxy.office"})


@contextmanager
def forward_proxy() -> Iterator[ForwardProxy]:
    """Run a proxy that lets everything through."""
    proxy = ForwardProxy()
    try:
        yield proxy
    finally:
        proxy.server.stop()
