"""What can be told of an address: its origin, what of it may be shown, its user, and whether it is this machine's."""

import pytest

from altindex_magic.address import Origin, bare, is_loopback, userinfo


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://pypi.example.com/simple/", Origin("https", "pypi.example.com", 443)),
        ("HTTP://Pypi.Example.com:8080", Origin("http", "pypi.example.com", 8080)),
        ("http://[::1]/", Origin("http", "::1", 80)),
        ("https://alice:pw@pypi.example.com/", Origin("https", "pypi.example.com", 443)),
        ("file:///srv/wheels/", Origin("file", "", 0)),
    ],
)
def test_an_origin_is_scheme_host_and_port(url, origin):
    """Default ports are filled in, user and path left out."""
    assert Origin.of(url) == origin


def test_bare_leaves_out_everything_that_may_be_secret():
    """What may be shown is scheme, host, port and path."""
    assert bare("https://a:b@pypi.example.com:8443/x/?q=1#f") == "https://pypi.example.com:8443/x/"


@pytest.mark.parametrize(
    ("url", "user", "secret"),
    [
        ("https://alice:s3cret@h.example/", "alice", "s3cret"),
        ("https://t0ken@h.example/", "t0ken", ""),
        ("https://t0ken:@h.example/", "t0ken", ""),
        ("https://:s3cret@h.example/", "", "s3cret"),
        ("https://al%40ice:s%3Acret%2F@h.example/", "al@ice", "s:cret/"),
    ],
)
def test_userinfo_is_decoded_and_the_secret_masked(url, user, secret):
    """What an old configuration embeds can be moved to where it belongs."""
    name, found = userinfo(url)
    assert name == user
    assert found.reveal() == secret
    assert "cret" not in repr(found)


def test_an_address_without_a_user_has_no_userinfo():
    """Nothing is made up."""
    assert userinfo("https://h.example/simple/") is None


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:3141/", True),
        ("http://devpi.localhost/", True),
        ("http://127.0.0.1:8080/", True),
        ("http://127.9.9.9/", True),
        ("http://[::1]/", True),
        ("http://10.0.0.1/", False),
        ("http://0.0.0.0/", False),
        ("http://localhost.evil.example/", False),
        ("http://127.0.0.1.evil.example/", False),
        ("https://pypi.example.com/", False),
    ],
)
def test_loopback_is_this_machine_and_no_name_that_looks_like_it(url, local):
    """Plain http is harmless there alone."""
    assert is_loopback(url) is local
