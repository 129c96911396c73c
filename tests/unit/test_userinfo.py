"""Credentials inside a text are found and masked, and what is none is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.secret import MASK
from altindex_magic.userinfo import carries_credentials, masked, may_carry_credentials, places

CARRYING = [
    "https://user:s3cret@pypi.example.com/simple/",
    "https://s3cret@pypi.example.com/simple/",
    "https://s3cret:@pypi.example.com/simple/",
    "https://:s3cret@pypi.example.com/simple/",
    "HTTPS://user:s3cret@pypi.example.com",
    "//user:s3cret@pypi.example.com/simple/",
    "https://user:s3/cret@pypi.example.com/simple/",
    "https://user:s3@cret@pypi.example.com/simple/",
    "https://${USER}:s3cret@pypi.example.com/simple/",
    "--extra-index-url=https://user:s3cret@pypi.example.com/simple/",
    "-ihttps://s3cret@pypi.example.com/simple/",
    "acme @ https://s3cret@pypi.example.com/acme-1.0-py3-none-any.whl",
    "git+https://s3cret@git.example.com/acme.git@v1",
    "git+ssh://git:s3cret@git.example.com/acme.git",
    "url=https://user:s3cret@pypi.example.com/",
]
HARMLESS = [
    "https://pypi.example.com/simple/",
    "https://pypi.example.com:8443/simple/@scope/",
    "http://[::1]:8080/simple/@scope/",
    "git+ssh://git@git.example.com/acme.git@v1",
    "ssh://deploy@git.example.com/acme.git",
    "git+https://git@git.example.com/acme.git",
    "git+https://git.example.com/acme.git@v1#egg=acme",
    "https://${USER}:${TOKEN}@pypi.example.com/simple/",
    "https://build:${TOKEN}@pypi.example.com/simple/",
    "https://${TOKEN}@pypi.example.com/simple/",
    "acme @ file:///home/me@work/acme.whl",
    "acme[extra]>=1.0",
    "me@example.com",
]


@pytest.mark.parametrize("text", CARRYING)
def test_credentials_are_found_and_masked(text):
    """Wherever in a word the URL stands, and whatever the password is made of."""
    assert carries_credentials(text)
    assert "s3cret" not in masked(text)
    assert "cret" not in masked(text)
    assert MASK in masked(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_credential_is_left_alone(text):
    """Ports, placeholders, the shared user names of version control and e-mail addresses."""
    assert not carries_credentials(text)
    assert masked(text) == text


@pytest.mark.parametrize(
    "text", [*CARRYING, "https://user:s3", "https://user:s3cret/&%", "acme @ http://user:s3 cret@h/"]
)
def test_a_password_that_is_cut_off_may_be_one(text):
    """What is no port behind a host is the beginning of a password with a blank in it."""
    assert may_carry_credentials(text)


@pytest.mark.parametrize(
    "text", [*HARMLESS, "http://pypi.example.com:${PORT}/", "file://C:/wheels", "http://h:80 x", "http://h:"]
)
def test_a_port_or_a_placeholder_is_no_password(text):
    """Also one that is lacking."""
    assert not may_carry_credentials(text)


@given(st.text())
def test_masking_twice_changes_nothing(text):
    """A text that was made fit to be shown stays as it is, whatever it was."""
    assert masked(masked(text)) == masked(text)


@given(
    st.text("abcXYZ019-._~%!$&'()*+,;=", min_size=1),
    st.text("abcXYZ019-._~%!$&'()*+,;=:@", min_size=1),
    st.sampled_from(["https", "http", "git+https"]),
)
def test_no_password_survives_masking(user, password, scheme):
    """Whatever characters a password may have in a URL, none of it is left."""
    assert masked(f"{scheme}://{user}:{password}@example.org/simple/") == f"{scheme}://{MASK}@example.org/simple/"


@given(
    st.lists(st.sampled_from(["https://a:b@h/", "https://h:80/", "git+ssh://git@h/", "see me@h", "//t@h"]), max_size=5)
)
def test_the_places_are_those_that_masking_masks(words):
    """Each from the first sign of the user to the last of the password."""
    text = " ".join(words)
    for start, stop in reversed(list(places(text))):
        text = text[:start] + MASK + text[stop:]
    assert text == masked(" ".join(words))
