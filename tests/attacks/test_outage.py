"""The private index is down, or says that it has nothing: no reason to take the attacker's version."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import pytest
from aiohttp import web

from tests.attacks.stage import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.attacks.site import Site

_LOGIN_PAGE: Final = "<!DOCTYPE html><html><body><form><input type=password></form></body></html>"


def _silent(site: Site) -> None:
    async def answer(_request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(8)
        return web.Response(status=503)

    site.answers["*"] = answer


def _cut(site: Site) -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "5000"})
        await response.prepare(request)
        await response.write(b"<!DOCTYPE html><html><body>")
        assert request.transport
        request.transport.abort()
        return response

    site.answers["*"] = answer


WAYS: Final[dict[str, Callable[[Site], None]]] = {
    "its token has expired (401)": lambda site: site.says("*", "", 401, WWW_Authenticate='Basic realm="index"'),
    "it forbids (403)": lambda site: site.says("*", "no", 403),
    "it denies everything (404)": lambda site: site.says("*", "not found", 404),
    "it is broken (500)": lambda site: site.says("*", "oops", 500),
    "it is overloaded (503)": lambda site: site.says("*", "later", 503),
    "it refuses connections": lambda site: site.server.stop(),
    "it is silent": _silent,
    "it breaks off": _cut,
    "it shows a login page": lambda site: site.says("*", _LOGIN_PAGE),
    "it gives empty pages": lambda site: site.says("*", "<!DOCTYPE html><html><body></body></html>"),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_private_index_is_down(stage, way):
    """After it was put to use in good health, in ten ways."""
    stage.evil(stage.public)
    stage.open()
    WAYS[way](stage.private)
    stage.attack(f"private index down: {way}", PRIVATE, real=False)
    assert stage.gateway.feed.refusals_since(0) or way == "it gives empty pages"


def test_a_host_name_that_does_not_resolve(stage):
    """The VPN is off: the name is declared, and nobody else may answer."""
    stage.evil(stage.public)
    stage.open(packages=("acme-*",))
    alone = stage.alone(PRIVATE, PIP_EXTRA_INDEX_URL="http://index.invalid/simple/", UV_INDEX="http://index.invalid/s/")
    stage.private.server.stop()
    ours = stage.ours(PRIVATE)
    succeeded = {name: ran.owned for name, ran in alone.items()}
    stage.record("private index down: its name does not resolve", succeeded, any(ran.owned for ran in ours.values()))
