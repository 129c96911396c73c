"""A certificate that was rejected is looked at again, and nothing of ours is shown to whoever has it."""

from __future__ import annotations

import asyncio
import ssl

import pytest
import trustme
from aiohttp import web

from altindex_magic.errors.access import TlsFailed
from altindex_magic.gateway.call import Call
from altindex_magic.gateway.patience import Patience
from altindex_magic.gateway.upstream import Upstream
from altindex_magic.model import Credential, Index
from altindex_magic.secret import Secret
from tests.servers.certificates import Authority
from tests.servers.web import WebServer


class Somebody:
    """A world in which every index gets the same credential."""

    def find(self, index):
        """Give it."""
        return Credential("me", Secret("s3cret-of-mine"), "keyring")

    def refused(self, index):
        """Take no note."""

    def note(self, index):
        """Have nothing to say."""


@pytest.fixture
def authority(tmp_path):
    """Give the authority of an organisation."""
    return Authority(tmp_path)


def met(authority, fault, **settings):
    """Ask a server whose certificate has *fault*; give the error, and each request with the client's certificate."""
    seen = []

    async def answer(request):
        seen.append((request.method, request.path, dict(request.headers), request.transport.get_extra_info("peercert")))
        return web.Response()

    context = authority.context(fault)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(authority.ca_cert)
    server = WebServer(answer, tls=context)
    server.start()
    index = Index("team", f"{server.origin}/simple/", **{"ca_cert": authority.ca_cert, **settings})

    async def ask():
        upstream = Upstream(Somebody(), Patience())
        try:
            async with upstream.open(Call(index, f"{index.url}acme-models/")):
                pass
        finally:
            await upstream.close()

    try:
        with pytest.raises(TlsFailed) as caught:
            asyncio.run(ask())
    finally:
        server.stop()
    return caught.value, seen


@pytest.mark.parametrize("fault", ["wrong host", "expired", "not yet valid"])
def test_the_second_look_tells_nothing_of_us(authority, tmp_path, fault):
    """No credential, no name of a project, and no client certificate: it may be another server."""
    client = tmp_path / "client.pem"
    trustme.CA().issue_cert("me@acme.example").private_key_and_cert_chain_pem.write_to_path(client)
    _, seen = met(authority, fault, client_cert=client)
    ((method, path, headers, certificate),) = seen
    assert (method, path) == ("HEAD", "/")
    assert set(headers) == {"Host", "Connection"}
    assert not certificate


def test_an_authority_that_is_not_known_is_not_looked_at_again(authority):
    """Whatever such a certificate says could be anybody's word."""
    error, seen = met(authority, "foreign root", ca_cert=None)
    assert seen == []
    assert error.why.startswith("OpenSSL: self-signed certificate in certificate chain.")
