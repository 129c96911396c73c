"""Which place the secret of an index comes from, and how that is described."""

import logging
import pickle
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import keyring
import pytest
from keyring.errors import KeyringLocked

from altindex_magic import runner
from altindex_magic.credentials import providers
from altindex_magic.errors.credential import UnusableSecret
from altindex_magic.model import SECRET_AS_USER, Credential, Index, Layer
from altindex_magic.secret import Secret
from tests.unit.credentials.chains import FURY, credentials, secret_of
from tests.unit.credentials.conftest import Login, Minting, Raising, shown

pytestmark = pytest.mark.usefixtures("use_keyring")  # there is none unless a test asks for one


def test_with_no_place_there_is_no_credential():
    """A public index needs none, and that is no error."""
    assert credentials().find(FURY) is None
    assert credentials().describe(FURY) == "none"


def test_the_places_are_asked_in_their_order(file_keyring, tmp_path):
    """Typed, declared, configured, keyring, netrc: taking one away lets the next one speak."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine pypi.example.com login bob password from-netrc\n")
    keyring.set_password(FURY.url, "bob", "from-keyring")
    index = replace(FURY, username="bob", credential="env:FURY_TOKEN")
    session = {FURY.url: Credential("bob", Secret("typed"), "this session")}
    found = {FURY.url: Credential("bob", Secret("configured"), "pip.conf")}
    known = credentials(environ={"FURY_TOKEN": "declared"}, session=session, found=found, netrc_file=netrc)
    seen = []

    def look(index):
        known.refused(index)
        found = known.find(index)
        seen.append((secret_of(found), found.source, known.describe(index)))

    look(index)
    session.clear()
    look(index)
    undeclared = replace(index, credential=None)
    look(undeclared)
    found.clear()
    look(undeclared)
    keyring.delete_password(FURY.url, "bob")
    look(undeclared)
    assert seen == [
        ("typed", "this session", "this session"),
        ("declared", "env FURY_TOKEN", "env FURY_TOKEN"),
        ("configured", "pip.conf", "pip.conf"),
        ("from-keyring", "keyring", "keyring"),
        ("from-netrc", "netrc", "netrc"),
    ]


@pytest.mark.parametrize("index", [Index("local", "file:///srv/wheels/"), replace(FURY, authenticate="never")])
def test_an_index_that_wants_no_credential_is_asked_for_none(index):
    """Neither a folder nor uv's authenticate = "never" gets a secret that is there."""
    known = credentials(session={index.url: Credential("bob", Secret("typed"), "this session")})
    assert known.find(index) is None
    assert known.describe(index) == "none"


def test_a_redefined_index_gets_nothing_from_any_place(file_keyring, tmp_path):
    """A project file that uses the name with another address is a stranger to every place."""
    known = credentials(
        environ={"FURY_TOKEN": "s3cret"},
        session={FURY.url: Credential("bob", Secret("typed"), "this session")},
        found={FURY.url: Credential("bob", Secret("configured"), "pip.conf")},
        logins=lambda: [Login(FURY.url, "env:FURY_TOKEN", None)],
    )
    known.keep(FURY, "bob", Secret("kept"), "keyring")
    stranger = Index(
        "fury", "https://evil.example/acme/", username="bob", credential="env:FURY_TOKEN", layer=Layer.PROJECT
    )
    assert known.find(stranger) is None
    assert known.describe(stranger) == "none"


def test_the_keyring_is_asked_once_until_it_is_refused(use_keyring):
    """A plugin's token is kept for the session, and made anew after a 401."""
    tokens = iter(["first", "second"])
    backend = use_keyring(Minting(lambda: next(tokens)))
    cloud = Index("cloud", "https://cloud.example/simple/")
    known = credentials()
    assert [secret_of(known.find(cloud)) for _ in range(3)] == ["first"] * 3
    known.refused(cloud)
    assert secret_of(known.find(cloud)) == "second"
    assert known.find(cloud).username == "aws"
    assert known.describe(cloud) == "keyring"
    assert backend.questions == 4


def test_a_secret_in_the_users_place_keeps_that_mark(file_keyring):
    """Through every place the credential says that the secret is the user name."""
    index = replace(FURY, username=SECRET_AS_USER)
    for where in ("session", "keyring"):
        known = credentials()
        known.keep(index, None, Secret("tok"), where)
        assert known.find(index).username == SECRET_AS_USER
    keyring.delete_password(FURY.url, SECRET_AS_USER)
    known = credentials(environ={"T": "tok"})
    assert known.find(replace(index, credential="env:T")).username == SECRET_AS_USER


def test_a_locked_keyring_is_passed_over_and_noted(use_keyring, tmp_path):
    """Nobody declared it, so netrc may answer; what was wrong is there to be told."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine pypi.example.com login bob password from-netrc\n")
    use_keyring(Raising(KeyringLocked("canary-4711")))
    known = credentials(netrc_file=netrc)
    assert secret_of(known.find(FURY)) == "from-netrc"
    assert known.note(FURY) == "The keyring cannot be used for fury. It is locked."
    assert known.describe(FURY) == "keyring (locked?)"


def test_a_broken_netrc_file_is_noted_and_no_crash(tmp_path):
    """The index may need no credential at all."""
    netrc = tmp_path / "netrc"
    netrc.write_text("canary-4711")
    known = credentials(netrc_file=netrc)
    assert known.find(FURY) is None
    assert "is not in the netrc format" in known.note(FURY)
    assert known.describe(FURY) == "netrc (unreadable)"
    netrc.write_text("")
    known.refused(FURY)
    assert known.find(FURY) is None


def test_a_hanging_keyring_delays_and_does_not_hang(hanging_keyring, monkeypatch):
    """Its patience is spent once for all indexes, and a table waits less than a request."""
    monkeypatch.setattr(providers, "_GLANCE", 0.2)
    known = credentials()
    words = {known.describe(Index(str(number), f"https://h.example/{number}/")) for number in range(5)}
    assert words == {"keyring (locked?)"}
    assert hanging_keyring.questions == 1
    hanging_keyring.unlocked.set()
    assert secret_of(known.find(FURY)) == "after-unlocking"


@pytest.mark.parametrize(
    ("left", "form", "verb"),
    [
        (timedelta(hours=2), "%H:%M", "expires"),
        (timedelta(days=3), "%Y-%m-%d", "expires"),
        (-timedelta(hours=1), "%H:%M", "expired"),
    ],
)
def test_the_end_of_a_typed_token_is_told_in_local_time(left, form, verb):
    """By the clock within a day, by the date beyond it."""
    end = datetime.now(UTC) + left
    known = credentials(session={FURY.url: Credential("", Secret("t"), "this session", end)})
    assert known.describe(FURY) == f"this session, {verb} {end.astimezone().strftime(form)}"


def test_no_secret_is_in_any_rendering_log_or_traceback(file_keyring, caplog):
    """Repr, pickle, errors with local variables and logs at the lowest level are clean."""
    caplog.set_level(logging.DEBUG)
    index = replace(FURY, credential="env:FURY_TOKEN")
    session = {"https://h.example/": Credential("bob", Secret("canary-4711"), "this session")}
    known = credentials(environ={"FURY_TOKEN": "\n".join(["canary-4711"] * 2)}, session=session)
    known.keep(replace(FURY, url="https://k.example/"), "bob", Secret("canary-4711"), "keyring")
    with pytest.raises(UnusableSecret) as caught:
        known.find(index)
    texts = [repr(known), repr(vars(known)), repr(session), shown(caught.value), caplog.text, str(caught.value)]
    assert not [text for text in texts if "canary-4711" in text]
    with pytest.raises(TypeError, match="credentials are not pickled"):
        pickle.dumps(known)


def test_importing_the_chain_does_not_import_the_keyring():
    """The library and its backends are loaded when they are first asked."""
    code = "import sys, altindex_magic.credentials; print('keyring' in sys.modules)"
    assert runner.capture([sys.executable, "-c", code]).output == "False\n"


def test_a_lone_user_in_a_found_url_is_a_token_unless_the_keyring_knows_the_user():
    """``https://TOKEN@host`` sends the token in the user's place, as pip does without a keyring."""
    credential = credentials(found={FURY.url: Credential("TOKEN", Secret(""), "$PIP_INDEX_URL")}).find(FURY)
    assert credential.username == SECRET_AS_USER
    assert credential.secret.matches("TOKEN")
    assert "TOKEN" not in repr(credential)
