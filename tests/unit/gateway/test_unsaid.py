"""An index that quotes the secret that it was sent gets it into no message, in no encoding and no pieces."""

import asyncio
import base64
import html
import json
from urllib.parse import quote

import pytest
from aiohttp import ClientResponse, web

from altindex_magic.errors import AltIndexError
from altindex_magic.gateway.call import Call
from altindex_magic.gateway.patience import Patience
from altindex_magic.gateway.uploads import _text
from altindex_magic.gateway.upstream import Upstream
from altindex_magic.model import Credential, Index
from altindex_magic.secret import Secret
from tests.canary import Canary
from tests.servers.web import WebServer

SECRET = "t0ken/+&<'\"of%41bob"
CANARY = Canary(SECRET, ("bob",))
BASIC = base64.b64encode(f"bob:{SECRET}".encode()).decode()
DRESSED = {
    "plain": SECRET,
    "percent": quote(SECRET, safe=""),
    "percent, twice": quote(quote(SECRET, safe=""), safe=""),
    "JSON": json.dumps(SECRET),
    "repr": repr(SECRET),
    "HTML": html.escape(SECRET),
    "base64": f"Basic {BASIC}",
    "hex": SECRET.encode().hex(),
}


class Known:
    """Knows bob."""

    def find(self, _index):
        return Credential("bob", Secret(SECRET), "keyring")

    def refused(self, _index):
        pass

    def note(self, _index):
        return None


def asked(answer, question):
    """Let a server *answer*, and put a *question* to it through the way upstream."""
    server = WebServer(answer)
    server.start()

    async def ask():
        upstream = Upstream(Known(), Patience())
        try:
            index = Index("fury", f"{server.origin}/simple/", publish_url=f"{server.origin}/upload/")
            return await question(upstream, index)
        finally:
            await upstream.close()

    try:
        return asyncio.run(ask())
    finally:
        server.stop()


@pytest.mark.parametrize("dress", DRESSED)
def test_what_a_server_says_is_told_without_the_secret(dress):
    """In each usual encoding, between words that stay."""

    async def question(upstream, index):
        return await upstream.unsaid(Call(index, index.url), f"the user sent {DRESSED[dress]} to us")

    told = asked(None, question)
    assert CANARY.dress_in(told) is None
    assert DRESSED[dress] not in told
    assert told.startswith("the user sent ")
    assert told.endswith(" to us")


def test_an_answer_in_two_pieces_is_read_whole_wherever_it_is_cut():
    """A secret that comes in two halves is in neither, and still is one."""
    body = f"no: Basic {BASIC} of {SECRET}".encode()

    async def answer(request):
        cut = int(request.query["cut"])
        response = web.StreamResponse(status=400)
        await response.prepare(request)
        for piece in (body[:cut], body[cut:]):
            await response.write(piece)
            await asyncio.sleep(0)
        return response

    async def question(upstream, index):
        told = []
        for cut in range(1, len(body)):
            call = Call(index, f"{index.publish_url}?cut={cut}", method="POST", kind="upload")
            async with upstream.open(call) as said:
                assert isinstance(said, ClientResponse)
                told.append(await upstream.unsaid(call, await _text(said)))
        return told

    for text in asked(answer, question):
        assert CANARY.dress_in(text) is None
        assert text == "no: Basic •••••• of ••••••"


@pytest.mark.parametrize("kind", ["upload", "page"])
def test_a_redirect_to_an_address_with_the_secret(kind):
    """The message names where it leads, and not what was sent."""

    async def answer(_request):
        return web.Response(status=302, headers={"Location": f"https://sso.example/{quote(SECRET, safe='')}/login"})

    async def question(upstream, index):
        method = "POST" if kind == "upload" else "GET"
        async with upstream.open(Call(index, index.url, method=method, kind=kind)) as said:
            return said.elsewhere

    try:
        told = asked(answer, question)
    except AltIndexError as problem:
        told = str(problem)
    assert "https://sso.example/" in told
    assert CANARY.dress_in(told) is None
