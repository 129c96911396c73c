"""What binds a secret to an address."""

import pytest

from altindex_magic.credentials import Sources
from altindex_magic.model import Credential, Index, Layer
from altindex_magic.secret import Secret
from tests.unit.credentials.conftest import Login

FURY = "https://pypi.example.com/acme/"


def sources(**parts):
    return Sources(environ={}, **parts)


def index(url=FURY, **facts):
    return Index("fury", url, **facts)


def credential(username="bob", secret="s3cret"):
    return Credential(username, Secret(secret), "test")


def test_two_indexes_on_one_host_have_their_own_credentials():
    """The path is part of the bond."""
    session = {"https://h.example/a/": credential("a"), "https://h.example/b/": credential("b")}
    known = sources(session=session)
    assert known.of(index("https://h.example/a/")).typed.username == "a"
    assert known.of(index("https://h.example/b/")).typed.username == "b"
    assert known.of(index("https://h.example/c/")).typed is None
    assert known.of(index("https://h.example/ab/")).typed is None


def test_the_nearest_address_wins():
    """An entry for the whole host serves what has none of its own."""
    found = {"https://h.example/": credential("host"), "https://h.example/a/": credential("a")}
    known = sources(found=found)
    assert known.of(index("https://h.example/a/simple/")).configured.username == "a"
    assert known.of(index("https://h.example/z/")).configured.username == "host"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/acme/",
        "http://pypi.example.com/acme/",
        "https://pypi.example.com:8443/acme/",
        "https://pypi.example.com/other/",
        "https://pypi.example.com/acme/%2e%2e/other/",
    ],
)
def test_an_index_redefined_at_another_address_gets_nothing(url):
    """A project file may use the name; the secret does not follow the name."""
    known = sources(
        session={FURY: credential()},
        found={FURY: credential()},
        logins=lambda: [Login(FURY, "env:FURY_TOKEN", "bob")],
    ).of(index(url, layer=Layer.PROJECT))
    assert (known.typed, known.declared, known.configured, known.username) == (None, None, None, "")


@pytest.mark.parametrize(
    ("layer", "declared"),
    [
        (Layer.USER, "env:AWS_SECRET_ACCESS_KEY"),
        (Layer.SITE, "env:AWS_SECRET_ACCESS_KEY"),
        (Layer.PROJECT, None),
        (Layer.DISCOVERED, None),
    ],
)
def test_what_others_write_does_not_choose_what_is_read(layer, declared):
    """A cloned project cannot have a variable sent to its own index."""
    assert sources().of(index(credential="env:AWS_SECRET_ACCESS_KEY", layer=layer)).declared == declared


def test_what_was_said_at_login_wins_over_the_definition():
    """It is the user's own and later word."""
    known = sources(logins=lambda: [Login(FURY, "env:MINE", None)]).of(index(credential="command:theirs"))
    assert known.declared == "env:MINE"


@pytest.mark.parametrize(
    ("defined", "at_login", "username"), [("alice", "bob", "alice"), (None, "bob", "bob"), (None, None, "")]
)
def test_the_user_name_is_the_indexs_then_the_logins(defined, at_login, username):
    """Where nobody named one, it is empty."""
    known = sources(logins=lambda: [Login(FURY, "env:T", at_login)])
    assert known.of(index(username=defined)).username == username


def test_a_secret_without_a_user_gets_the_known_one_and_a_pair_stays_a_pair():
    """A user name that came with its secret is not exchanged."""
    pair = sources(session={FURY: credential("typed")}, found={FURY: credential("")}).of(index(username="alice"))
    assert pair.typed.username == "typed"
    assert pair.configured.username == "alice"


def test_sources_have_no_repr():
    """An environment is full of secrets."""
    shown = repr(Sources(environ={"TOKEN": "canary-4711"}, session={"https://canary-4711/": credential()}))
    assert "canary" not in shown
