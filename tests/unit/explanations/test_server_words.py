"""A server's own words are found where it speaks to people, and made fit to be shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.explanations.server_words import found, shown

JSON = "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("challenge", "kind", "body", "words"),
    [
        ('Bearer error="invalid_token", error_description="The token expired."', "", b"", "The token expired."),
        ('Basic realm="x", Bearer error="insufficient_scope"', "", b"", "insufficient_scope"),
        ('Basic realm="index"', "", b"", ""),
        ("", JSON, b'{"message": "403 Forbidden - scope"}', "403 Forbidden - scope"),
        ("", JSON, b'{"errors": [{"status": 401, "message": "Bad props auth token"}]}', "Bad props auth token"),
        ("", JSON, b'{"error": "insufficient_scope", "error_description": "needs read"}', "needs read"),
        ("", "application/problem+json", b'{"detail": "no"}', "no"),
        ("", JSON, b'{"code": 7}', ""),
        ("", JSON, b"{", ""),
        ("", JSON, b"[" * 4000, ""),
        ("", "text/plain", b"Not allowed\n", "Not allowed\n"),
        ("", "text/plain", b"<html>no</html>", ""),
        ("", "text/html", b"<html>no</html>", ""),
        ("", "", b"no", ""),
    ],
)
def test_words_are_taken_from_the_challenge_json_or_plain_text(challenge, kind, body, words):
    """As GitLab, Artifactory, Azure and others say it; a web page says nothing."""
    assert found(challenge, kind, body) == words


def test_words_become_one_short_line_without_tokens():
    """What looks like somebody's token is masked, be it ours or not."""
    assert shown("No.\x1b[31m\r\nreally ") == "No. [31m really"
    assert shown("token glpat-abcdefghij0123456789 is revoked.") == "token •••••• is revoked"
    assert len(shown("word " * 1000)) == 200


@given(st.text(), st.sampled_from([JSON, "text/plain", "text/html", "x"]), st.binary())
def test_nothing_that_a_server_sends_does_harm(challenge, kind, body):
    """Whatever it sends: one printable line."""
    for text in (
        shown(found(challenge, kind, body)),
        shown(found("", JSON, json.dumps({"message": challenge}).encode())),
    ):
        assert "\n" not in text
        assert "\x1b" not in text
        assert len(text) <= 200
