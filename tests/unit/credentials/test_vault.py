"""The keyring in every temper."""

import keyring
import pytest
from keyring.backends import chainer, null
from keyring.errors import InitError, KeyringLocked

from altindex_magic.credentials.vault import NoAnswer, Vault
from altindex_magic.model import SECRET_AS_USER
from altindex_magic.secret import Secret
from tests.unit.credentials.conftest import Minting, Raising, Temper, shown

URL = "https://pypi.example.com/acme/"


@pytest.mark.parametrize("username", ["bob", "", SECRET_AS_USER, "ü ser@example.com"])
@pytest.mark.parametrize("secret", ["s3cret", "p%40ss %(x)s", "two words", "pässwörd"])
def test_what_is_written_is_found_again_by_another_process(file_keyring, username, secret):
    """User name and secret come back as they were, also without naming the user."""
    Vault().write(URL, username, Secret(secret))
    for asked in {username, ""}:
        account, found = Vault().look_up(URL, asked)
        assert account == username
        assert found.matches(secret)


def test_an_entry_is_where_pip_uv_and_twine_look(file_keyring):
    """Service is the URL of the index, account the user."""
    Vault().write(URL, "bob", Secret("s3cret"))
    assert keyring.get_password(URL, "bob") == "s3cret"


@pytest.mark.parametrize("service", [URL, URL.rstrip("/")])
def test_an_entry_that_others_made_is_found(file_keyring, service):
    """With or without the trailing slash that people leave out."""
    keyring.set_password(service, "bob", "s3cret")
    assert Vault().look_up(URL, "bob")[1].matches("s3cret")


def test_another_url_and_another_user_have_nothing(file_keyring):
    """The same host is not enough, nor is the same URL for another user."""
    Vault().write(URL, "bob", Secret("s3cret"))
    assert Vault().look_up("https://pypi.example.com/", "bob") is None
    assert Vault().look_up("https://pypi.example.com/acme/simple/", "") is None
    assert Vault().look_up(URL, "alice") is None


def test_the_plugin_of_a_cloud_names_its_own_user(use_keyring):
    """A backend that makes tokens is asked by URL alone, and its user name counts."""
    use_keyring(Minting(lambda: "minted"))
    username, secret = Vault().look_up("https://cloud.example/", "")
    assert username == "aws"
    assert secret.matches("minted")


def test_a_backend_that_keeps_nothing_is_found_out(use_keyring):
    """A chain of read-only plugins takes a secret without a word and loses it."""
    use_keyring(Temper())
    with pytest.raises(NoAnswer, match="It did not keep the secret"):
        Vault().write(URL, "bob", Secret("s3cret"))


def test_a_keyring_without_encryption_is_called_that(file_keyring):
    """The keyring library does not recommend such a backend, and we say so."""
    assert Vault().write(URL, "bob", Secret("s3cret")) == (
        "The keyring here (file PlaintextKeyring) may not encrypt what it keeps."
    )
    file_keyring.priority = 5
    assert Vault().write(URL, "bob", Secret("s3cret")) is None


def test_erasing_leaves_nothing_of_the_entry(file_keyring, tmp_path):
    """Neither the secret nor the note of its account stays."""
    Vault().write(URL, "bob", Secret("s3cret"))
    assert Vault().erase(URL, "")
    assert Vault().look_up(URL, "bob") is None
    assert not Vault().erase(URL, "")
    assert "bob" not in (tmp_path / "keyring.cfg").read_text()


def test_a_plugin_has_nothing_to_erase(use_keyring):
    """It is not an error that its tokens cannot be deleted."""
    use_keyring(Minting(lambda: "minted"))
    assert not Vault().erase("https://cloud.example/", "")


@pytest.mark.parametrize(
    ("problem", "state", "words"),
    [
        (KeyringLocked("canary-4711"), "locked?", "It is locked"),
        (InitError("canary-4711"), "broken", "Its backend failed with InitError"),
        (OSError("canary-4711"), "broken", "Its backend failed with OSError"),
        (SystemExit("canary-4711"), "broken", "Its backend failed with SystemExit"),
        (TimeoutError("canary-4711"), "broken", "Its backend failed with TimeoutError"),
    ],
)
def test_whatever_a_backend_raises_is_told_in_our_words(use_keyring, problem, state, words):
    """Its own message may quote the secret and is nowhere in the error, nor in what led to it."""
    use_keyring(Raising(problem))
    questions = (
        lambda: Vault().look_up(URL, "bob"),
        lambda: Vault().write(URL, "bob", Secret("s3cret")),
        lambda: Vault().erase(URL, "bob"),
    )
    for question in questions:
        with pytest.raises(NoAnswer) as caught:
            question()
        assert (caught.value.state, caught.value.problem) == (state, words)
        assert caught.value.__context__ is None
        assert "canary-4711" not in shown(caught.value)


@pytest.mark.parametrize("backend", [None, null.Keyring(), chainer.ChainerBackend()])
def test_a_stand_in_for_a_keyring_is_no_keyring(use_keyring, monkeypatch, backend):
    """The backends that fail, forget, or chain nothing are told as what they mean: there is none."""
    monkeypatch.setattr(chainer.ChainerBackend, "priority", -1)
    if backend is not None:
        use_keyring(backend)
    with pytest.raises(NoAnswer, match="There is no keyring on this machine") as caught:
        Vault().write(URL, "bob", Secret("s3cret"))
    assert caught.value.state == "absent"


def test_a_backend_that_cannot_be_loaded_is_told(monkeypatch):
    """PYTHON_KEYRING_BACKEND may name what is not installed."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no_such_module.Keyring")
    with pytest.raises(NoAnswer, match="Its backend failed with ModuleNotFoundError"):
        Vault().look_up(URL, "bob")


def test_a_keyring_that_hangs_costs_its_patience_once(hanging_keyring):
    """Behind a locked keyring the next question waits no longer, and no threads pile up."""
    vault = Vault()
    for _ in range(5):
        with pytest.raises(NoAnswer, match=r"It did not answer within 0\.3 seconds; it may be locked") as caught:
            vault.look_up(URL, "bob", seconds=0.3)
        assert caught.value.state == "locked?"
    assert hanging_keyring.questions == 1


def test_a_question_with_more_patience_waits_on(hanging_keyring):
    """A glance that came in vain does not spoil the real question: the user may be unlocking just now."""
    vault = Vault()
    with pytest.raises(NoAnswer):
        vault.look_up(URL, "bob", seconds=0.05)
    hanging_keyring.unlocked.set()
    assert vault.look_up(URL, "bob", seconds=10)[1].matches("after-unlocking")
