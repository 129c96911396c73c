"""What is written of one index: its address, its login, and the host that pip is to trust."""

import pytest

from altindex_magic.config.export.entry import Entry
from altindex_magic.model import SECRET_AS_USER, Index
from altindex_magic.secret import Secret

HTTPS = "https://h.example/simple/"


@pytest.mark.parametrize(
    ("username", "secret", "written"),
    [
        (None, None, HTTPS),
        ("alice", None, "https://alice@h.example/simple/"),
        ("al ice@acme", None, "https://al%20ice%40acme@h.example/simple/"),
        ("alice", Secret("p@ss/w:rd%"), "https://alice:p%40ss%2Fw%3Ard%25@h.example/simple/"),
        (SECRET_AS_USER, Secret("tok/en"), "https://tok%2Fen:@h.example/simple/"),
        ("", Secret("jwt"), "https://:jwt@h.example/simple/"),
    ],
)
def test_the_login_stands_in_the_address(username, secret, written):
    """Encoded, so that no sign in it cuts the address."""
    assert Entry(Index("a", HTTPS), username, secret).url_with_login == written


def test_a_secret_is_not_shown_by_the_value():
    """Neither the entry nor what it is made of."""
    assert "canary" not in repr(Entry(Index("a", HTTPS), "alice", Secret("canary-4711")))


@pytest.mark.parametrize(
    ("url", "allow_http", "host", "written"),
    [
        ("http://h.example/simple/", True, "h.example:80", "http://h.example:80/simple/"),
        ("http://h.example:8080/simple/", True, "h.example:8080", "http://h.example:8080/simple/"),
        ("http://[2001:db8::1]:8080/", True, "[2001:db8::1]:8080", "http://[2001:db8::1]:8080/"),
        ("http://127.0.0.1:3141/x/", True, None, "http://127.0.0.1:3141/x/"),
        ("https://h.example/simple/", True, None, "https://h.example/simple/"),
        ("http://h.example/simple/", False, None, "http://h.example/simple/"),
    ],
)
def test_only_a_host_that_was_declared_insecure_is_trusted_and_only_on_its_port(url, allow_http, host, written):
    """The address has the port as well, since pip compares the two as they are written."""
    entry = Entry(Index("a", url, allow_http=allow_http))
    assert (entry.trusted_host, entry.url) == (host, written)
