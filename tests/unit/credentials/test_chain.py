"""The whole chain, over real parts."""

import logging
import os
import pickle
import shlex
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from keyring.errors import KeyringLocked

from altindex_magic import runner
from altindex_magic.credentials import Credentials, Sources, providers
from altindex_magic.errors.credential import KeyringFailed, SecretCommandFailed, UnusableSecret, VariableMissing
from altindex_magic.errors.usage import InvalidSetting
from altindex_magic.model import SECRET_AS_USER, Credential, Index, Layer
from altindex_magic.secret import Secret
from tests.unit.credentials.conftest import Login, Minting, Raising, jwt, shown

FURY = Index("fury", "https://pypi.example.com/acme/")


@pytest.fixture(autouse=True)
def no_keyring(use_keyring):
    """There is no keyring unless a test asks for one."""


def credentials(**parts) -> Credentials:
    return Credentials(Sources(**{"environ": {}, **parts}))


def declaring(source, **parts) -> Credentials:
    return credentials(logins=lambda: [Login(FURY.url, source, None)], **parts)


def secret_of(found) -> str | None:
    return found.secret.reveal() if found else None


class Counter:
    """A command that counts its runs in a file and prints a token with the number."""

    def __init__(self, folder, text="'token-' + str(n)"):
        self.file = folder / "runs"
        code = f"import sys; p = {str(self.file)!r}; open(p, 'a').write('x'); n = len(open(p).read()); print({text})"
        self.source = "command:" + shlex.join([sys.executable, "-c", code])

    @property
    def runs(self):
        return len(self.file.read_text()) if self.file.exists() else 0


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


def test_a_declared_variable_that_is_missing_is_one_clear_error(tmp_path):
    """No other place steps in for it: which secret is sent is the user's word."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine pypi.example.com login bob password from-netrc\n")
    known = declaring("env:FURY_TOKEN", netrc_file=netrc)
    with pytest.raises(VariableMissing) as caught:
        known.find(FURY)
    assert str(caught.value) == (
        "The secret for fury should be in the variable FURY_TOKEN, which is not set.  [variable-missing]\n"
        "  index   fury\n"
        "  why     It is not in the environment here. Programs that start while indexes are in use do not inherit it.\n"
        "  do      Set it where the kernel is started, or: %altindex login fury"
    )
    assert known.describe(FURY) == "env FURY_TOKEN (not set)"


def test_a_variable_is_read_each_time_and_may_not_be_empty():
    """Setting it in a cell is enough; an empty one is told as that."""
    environ = {"FURY_TOKEN": " one\n"}
    known = declaring("env:FURY_TOKEN", environ=environ)
    assert secret_of(known.find(FURY)) == "one"
    environ["FURY_TOKEN"] = "two"
    assert secret_of(known.find(FURY)) == "two"
    environ["FURY_TOKEN"] = ""
    with pytest.raises(UnusableSecret, match="The secret for fury cannot be used: it is empty"):
        known.find(FURY)


def test_a_command_runs_once_until_its_token_is_refused(tmp_path):
    """A hundred requests ask for one fingerprint; a 401 asks for one more."""
    counter = Counter(tmp_path)
    known = declaring(counter.source, environ=dict(os.environ))
    assert known.describe(FURY) == f"command {Path(sys.executable).name}"
    assert counter.runs == 0
    assert [secret_of(known.find(FURY)) for _ in range(3)] == ["token-1"] * 3
    known.refused(FURY)
    assert [secret_of(known.find(FURY)) for _ in range(3)] == ["token-2"] * 3
    assert counter.runs == 2


def test_a_token_that_ends_is_described_with_its_end_and_replaced_before_it(tmp_path):
    """The exp claim of a JWT tells both."""
    end = datetime.now(UTC) + timedelta(hours=1)
    code = f"print({jwt({'exp': end.timestamp()})!r})"
    known = declaring("command:" + shlex.join([sys.executable, "-c", code]), environ=dict(os.environ))
    assert known.find(FURY).expires == end
    assert known.describe(FURY).endswith(f", expires {end.astimezone():%H:%M}")
    nearly_over = jwt({"exp": (datetime.now(UTC) + timedelta(seconds=20)).timestamp()})
    counter = Counter(tmp_path, repr(nearly_over))
    known = declaring(counter.source, environ=dict(os.environ))
    assert secret_of(known.find(FURY)) == secret_of(known.find(FURY)) == nearly_over
    assert counter.runs == 2


def test_a_command_that_fails_is_not_run_for_every_request(tmp_path):
    """Its failure is told each time, its program is started once."""
    counter = Counter(tmp_path, "sys.exit(1)")
    known = declaring(counter.source, environ=dict(os.environ))
    for _ in range(3):
        with pytest.raises(SecretCommandFailed, match="The command that gives the secret for fury failed"):
            known.find(FURY)
    assert counter.runs == 1


def test_an_unknown_kind_of_place_is_one_clear_error():
    """A definition with a spelling mistake says what there is."""
    with pytest.raises(InvalidSetting) as caught:
        credentials().find(replace(FURY, credential="vault:fury", source="indexes.toml"))
    assert str(caught.value).startswith(
        "`credential` cannot be used: it must be env:VARIABLE, command:PROGRAM … or keyring.  [invalid-setting]"
    )


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


def test_a_declared_keyring_that_fails_is_one_clear_error(use_keyring):
    """It was the user's word, so that nothing else is tried."""
    use_keyring(Raising(OSError("canary-4711")))
    known = declaring("keyring")
    with pytest.raises(KeyringFailed) as caught:
        known.find(FURY)
    assert str(caught.value) == (
        "The keyring cannot be used for fury.  [keyring-failed]\n"
        "  index   fury\n"
        "  why     Its backend failed with OSError.\n"
        "  do      %altindex login fury --keep session   (in a notebook: until the kernel ends)\n"
        "          or %altindex login fury --env VARIABLE"
    )
    assert known.describe(FURY) == "keyring (broken)"


def test_a_declared_keyring_without_an_entry_is_described_as_empty(file_keyring):
    """The table says why a 401 will come."""
    known = declaring("keyring")
    assert known.find(FURY) is None
    assert known.describe(FURY) == "keyring (empty)"


def test_a_hanging_keyring_delays_and_does_not_hang(hanging_keyring, monkeypatch):
    """Its patience is spent once for all indexes, and a table waits less than a request."""
    monkeypatch.setattr(providers, "_GLANCE", 0.2)
    known = credentials()
    words = {known.describe(Index(str(number), f"https://h.example/{number}/")) for number in range(5)}
    assert words == {"keyring (locked?)"}
    assert hanging_keyring.questions == 1
    hanging_keyring.unlocked.set()
    assert secret_of(known.find(FURY)) == "after-unlocking"


def test_typed_secrets_are_kept_in_the_keyring_if_there_is_one(file_keyring):
    """A new process finds them, and an older one typed into the session does not stand before them."""
    known = credentials()
    known.keep(FURY, "bob", Secret("old"), "session")
    kept = known.keep(FURY, "bob", Secret(" new\n"))
    assert kept.place == "keyring"
    assert secret_of(known.find(FURY)) == "new"
    later = credentials().find(FURY)
    assert (later.username, secret_of(later)) == ("bob", "new")


def test_without_a_keyring_the_session_keeps_it_and_says_so():
    """The user hears that the next kernel will ask again."""
    session = {}
    known = credentials(session=session)
    kept = known.keep(FURY, "", Secret("s3cret"))
    assert (kept.place, kept.note) == (
        "session",
        "There is no keyring on this machine: the secret is kept until this session ends.",
    )
    assert secret_of(known.find(FURY)) == "s3cret"
    assert list(session) == [FURY.url]
    assert known.keep(FURY, "", Secret("s3cret"), "session").note is None


def test_a_keyring_that_was_asked_for_and_fails_keeps_nothing_elsewhere():
    """The user said where; another place is not theirs to find out about."""
    known = credentials()
    with pytest.raises(KeyringFailed, match="The keyring cannot be used for fury"):
        known.keep(FURY, "bob", Secret("s3cret"), "keyring")
    assert known.find(FURY) is None


def test_an_unusable_secret_is_kept_nowhere(file_keyring):
    """It is refused before any place is touched."""
    known = credentials()
    with pytest.raises(UnusableSecret, match="it is empty"):
        known.keep(FURY, "bob", Secret("  "))
    assert known.find(FURY) is None


def test_forgetting_names_the_places_that_had_it(file_keyring):
    """Both the session and the keyring are cleared, and a second time there is nothing."""
    known = credentials()
    known.keep(FURY, "bob", Secret("one"))
    known.keep(FURY, "bob", Secret("two"), "session")
    assert known.forget(FURY) == ("session", "keyring")
    assert known.find(FURY) is None
    assert known.forget(FURY) == ()


def test_forgetting_needs_no_keyring():
    """Where there is none, it cannot have the secret."""
    known = credentials()
    known.keep(FURY, "bob", Secret("one"), "session")
    assert known.forget(FURY) == ("session",)


def test_a_keyring_that_may_have_it_still_is_told(use_keyring):
    """The session's copy is gone; that the keyring did not answer is not passed over in silence."""
    use_keyring(Raising(KeyringLocked()))
    known = credentials()
    known.keep(FURY, "bob", Secret("one"), "session")
    with pytest.raises(KeyringFailed, match="The keyring cannot be used for fury"):
        known.forget(FURY)
    assert known._sources.session == {}


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
