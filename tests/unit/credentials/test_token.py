"""What a secret tells of itself."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.credentials import token
from altindex_magic.errors.credential import UnusableSecret
from altindex_magic.secret import Secret
from tests.unit.credentials.conftest import jwt, shown


def test_blanks_of_pasting_are_taken_away():
    """Blanks and a line end around a secret are not part of it; those inside are."""
    assert token.usable(Secret("  a b\t\r\n"), index="fury", source="env T").matches("a b")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("one\ntwo", "it has a line break or another control character in it"),
        ("bell\x07bell", "it has a line break or another control character in it"),
    ],
)
def test_what_cannot_be_a_secret_is_one_clear_error(text, problem):
    """The error names the problem and the source, and shows none of the text."""
    with pytest.raises(UnusableSecret) as caught:
        token.usable(Secret(text), index="fury", source="env FURY_TOKEN")
    assert str(caught.value) == (
        f"The secret for fury cannot be used: {problem}.  [unusable-secret]\n"
        "  index   fury\n"
        "  why     It came from env FURY_TOKEN.\n"
        "  do      %altindex login fury"
    )


def test_no_frame_of_the_traceback_holds_the_secret():
    """A traceback that shows local variables shows the mask."""
    with pytest.raises(UnusableSecret) as caught:
        token.usable(Secret("canary\n4711"), index="fury", source="env T")
    assert "secret = ••••••" in shown(caught.value)
    assert "canary" not in shown(caught.value)


def test_the_end_of_a_jwt_is_read():
    """The exp claim is the moment, with or without a fraction."""
    assert token.expiry(Secret(jwt({"exp": 1_900_000_000}))) == datetime(2030, 3, 17, 17, 46, 40, tzinfo=UTC)
    assert token.expiry(Secret(jwt({"exp": 1_900_000_000.5}))).microsecond == 500_000


@pytest.mark.parametrize(
    "text", ["", "plain", "a.b", "a.b.c", "...", jwt([]), jwt(None), jwt({}), jwt({"exp": "soon"}), jwt({"exp": 1e300})]
)
def test_any_other_secret_has_no_known_end(text):
    """What is not a JWT with an exp claim is left alone."""
    assert token.expiry(Secret(text)) is None


@given(st.text(), st.binary())
def test_no_secret_makes_reading_its_end_fail(text, payload):
    """Tokens come from outside: none of them raises."""
    encoded = base64.urlsafe_b64encode(payload).decode()
    for candidate in (text, f"{text}.{text}.{text}", f"head.{encoded}.tail"):
        token.expiry(Secret(candidate))
