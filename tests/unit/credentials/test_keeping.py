"""A typed secret is kept where it was asked for, and forgotten wherever it was."""

import pytest
from keyring.errors import KeyringLocked

from altindex_magic.errors.credential import KeyringFailed, UnusableSecret
from altindex_magic.secret import Secret
from tests.unit.credentials.chains import FURY, credentials, secret_of
from tests.unit.credentials.conftest import Raising

pytestmark = pytest.mark.usefixtures("use_keyring")  # there is none unless a test asks for one


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
