"""What broke is told in words that help, whatever the HTTP library calls it."""

from __future__ import annotations

import errno
import socket
import ssl
from types import SimpleNamespace

import aiohttp
import pytest

from altindex_magic.gateway import reasons
from altindex_magic.gateway.reasons import broken_reason, is_offline, tls_reason

KEY = SimpleNamespace(host="127.0.0.1", port=1, ssl=True, is_ssl=False)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (
            aiohttp.ClientConnectorError(KEY, ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed (…)")),
            "nothing accepts connections there",
        ),
        (
            aiohttp.ClientConnectorError(KEY, OSError(errno.ENETUNREACH, "Connect call failed (…)")),
            "Network is unreachable",
        ),
        (aiohttp.ClientConnectorError(KEY, OSError("Multiple exceptions: …")), "Multiple exceptions: …"),
        (aiohttp.ClientPayloadError("Response payload is not completed"), "the connection broke before the end"),
        (aiohttp.SocketTimeoutError("Timeout on reading data from socket"), "nothing more came for a while"),
        (aiohttp.ServerDisconnectedError(), "the server closed the connection"),
        (aiohttp.InvalidURL("x"), "the address that it gives has a host that cannot be"),
        (UnicodeError("label too long"), "the address that it gives has a host that cannot be"),
        (aiohttp.ClientOSError(), "the answer broke off (ClientOSError)"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_a_broken_connection_is_told_in_plain_words(problem, words):
    """The words are the system's or ours, never those of a coroutine."""
    assert broken_reason(problem) == words


def test_a_certificate_is_refused_in_the_words_of_openssl():
    """The sentence that tells what is wrong with it stands in the middle of a chain of exceptions."""
    inner = ssl.SSLCertVerificationError(1, "certificate verify failed")
    inner.verify_message = "certificate has expired"
    assert tls_reason(aiohttp.ClientConnectorCertificateError(KEY, inner)) == "certificate has expired"


@pytest.mark.parametrize(
    ("code", "has_way", "offline"),
    [
        (socket.EAI_AGAIN, True, True),
        (socket.EAI_NONAME, True, False),
        (socket.EAI_NONAME, False, True),
    ],
)
def test_no_network_is_told_from_an_unknown_name(monkeypatch, code, has_way, offline):
    """Some systems say "unknown" of every name while there is no network: the way out is asked for, too."""
    monkeypatch.setattr(reasons, "_has_way", lambda *_: has_way)
    assert is_offline(socket.gaierror(code, "…")) is offline


def test_the_way_out_is_asked_of_the_system():
    """Loopback is always there, and no address of a family that it does not know."""
    assert reasons._has_way(socket.AF_INET, "127.0.0.1")
    assert not reasons._has_way(socket.AF_INET, "no address")
