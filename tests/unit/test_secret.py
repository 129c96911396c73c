"""A secret shows its mask wherever it could be shown, and can still be compared."""

import copy
import dataclasses
import json
import logging
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.model import Credential
from altindex_magic.secret import MASK, Secret

TEXT = "s3cret-t0ken"


@pytest.fixture
def secret():
    return Secret(TEXT)


@pytest.mark.parametrize(
    "render",
    [
        str,
        repr,
        ascii,
        lambda secret: f"{secret}",
        lambda secret: f"{secret!r:>40}",
        lambda secret: f"{secret:<40}",
        lambda secret: "%s" % secret,  # noqa: UP031 # the old way of formatting is what is tested
        lambda secret: "%r" % (secret,),  # noqa: UP031 # as above
        "{}".format,
        lambda secret: json.dumps({"password": secret}, default=str),
        lambda secret: repr([secret, {"key": (secret,)}]),
        lambda secret: repr(Credential("alice", secret, "the keyring")),
        lambda secret: str(dataclasses.asdict(Credential("alice", secret, "the keyring"))),
    ],
)
def test_every_rendering_shows_the_mask(secret, render):
    """Whatever turns a value into text gets the mask."""
    shown = render(secret)
    assert TEXT not in shown
    assert MASK in shown or ascii(MASK).strip("'") in shown


def test_a_pickle_holds_the_mask_in_place_of_the_text(secret):
    """What is pickled, by whatever protocol, has forgotten the secret."""
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        pickled = pickle.dumps(Credential("alice", secret, "the keyring"), protocol)
        assert TEXT.encode() not in pickled
        assert pickle.loads(pickled).secret == MASK


def test_json_without_a_default_refuses_a_secret(secret):
    """A secret never becomes JSON by itself."""
    with pytest.raises(TypeError) as caught:
        json.dumps(secret)
    assert TEXT not in str(caught.value)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_a_copy_is_the_same_object(secret, duplicate):
    """Copies, also those within a dataclass, make no second place where the text is kept."""
    assert duplicate(secret) is secret
    assert duplicate([secret])[0] is secret


def test_a_traceback_with_local_variables_shows_the_mask(secret):
    """Reporters that print the variables of each frame print the mask."""

    def fail(password):
        raise RuntimeError("no luck")

    with pytest.raises(RuntimeError) as caught:
        fail(secret)
    lines = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert f"password = {MASK}" in lines
    assert TEXT not in lines


def test_a_log_record_shows_the_mask(secret, caplog):
    """Logging formats a secret by its mask, as message and as argument."""
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("altindex").debug("using %s and %r", secret, {"secret": secret})
        logging.getLogger("altindex").debug(secret)
    assert TEXT not in caplog.text
    assert caplog.text.count(MASK) == 3


@pytest.mark.parametrize(
    "misuse",
    [
        list,
        lambda secret: ":".join([*"alice", secret]),
        lambda secret: "Basic " + secret,
        lambda secret: f"{secret:d}",
        lambda secret: secret[0],
        vars,
    ],
)
def test_taking_a_secret_apart_fails_without_showing_it(secret, misuse):
    """Code that takes a secret for a plain text fails, and its error shows nothing."""
    with pytest.raises((TypeError, ValueError)) as caught:
        misuse(secret)
    assert TEXT not in str(caught.value)


def test_only_reveal_gives_the_text(secret):
    """The one door out."""
    assert secret.reveal() == TEXT


def test_secrets_of_the_same_text_are_equal_and_others_are_not(secret):
    """Equality is by text, among secrets alone."""
    assert secret == Secret(TEXT)
    assert secret != Secret(TEXT + "x")
    assert secret != TEXT
    assert secret != None  # noqa: E711 # the comparison itself is tested


def test_comparison_goes_through_the_constant_time_digest(secret, monkeypatch):
    """Equal beginnings are never told by the clock: the standard comparison for secrets is used."""
    seen = []
    monkeypatch.setattr(
        "altindex_magic.secret.hmac.compare_digest", lambda one, other: seen.append((one, other)) or True
    )
    assert secret.matches("other")
    assert secret == Secret("third")
    assert seen == [(TEXT.encode(), b"other"), (TEXT.encode(), b"third")]


def test_a_hash_tells_nothing_of_the_text(secret):
    """All secrets have one hash, and sets still keep them apart."""
    assert hash(secret) == hash(Secret("another"))
    assert len({secret, Secret(TEXT), Secret("another")}) == 2


def test_an_empty_secret_is_false():
    """Emptiness may be asked: a token as user name comes with an empty password."""
    assert not Secret("")
    assert Secret("0")


@given(st.text(st.characters(), max_size=20), st.text(st.characters(), max_size=20))
def test_any_two_texts_compare_as_texts_do(one, other):
    """Comparison holds for every text, lone surrogates of undecodable bytes included, and never raises."""
    assert Secret(one).matches(other) == (one == other)
    assert (Secret(one) == Secret(other)) == (one == other)
