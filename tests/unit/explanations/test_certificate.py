"""A rejected certificate is explained by OpenSSL's code and by what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from altindex_magic.explanations.certificate import Rejected, Seen, explained

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENDS = NOON - timedelta(days=3)


def rejected(code, said, **seen):
    return Rejected("team", "pypi.acme.example", code, said, NOON, Seen(**seen))


@pytest.mark.parametrize(
    ("code", "why", "remedy"),
    [
        (20, "OpenSSL: what it says. This machine does not know the authority", "--replace --ca-cert FILE"),
        (21, "OpenSSL: what it says. This machine does not know the authority", "--replace --ca-cert FILE"),
        (18, "pypi.acme.example vouches for itself", "If the server is yours, trust its certificate"),
        (19, "a proxy on the way opens TLS", "PIP_CERT or REQUESTS_CA_BUNDLE"),
    ],
)
def test_an_authority_that_is_not_known_is_told_by_kind(code, why, remedy):
    """An own authority, a proxy that opens TLS, and a server that vouches for itself."""
    hint = explained(rejected(code, "what it says"))
    assert why in hint.why
    assert remedy in hint.remedy


@pytest.mark.parametrize("code", [62, 64])
def test_the_names_of_a_certificate_are_told(code):
    """A few of them, made fit to be shown, and that it is for another host if they are not known."""
    names = ("a.example", "b\x1b.example", "c", "d", "e", "f")
    hint = explained(rejected(code, "mismatch", names=names))
    assert hint.why == "The certificate is for a.example, b .example, c, d and 2 more, and not for pypi.acme.example."
    assert hint.remedy == "Use a name that it is for in the URL of the index: %altindex add team URL --replace"
    unknown = explained(rejected(code, "mismatch")).why
    assert unknown == "The certificate is for another host, and not for pypi.acme.example."


def test_an_expired_certificate_is_told_with_its_date():
    """The clock of this machine is shown, so that a person can see whether it is right."""
    hint = explained(rejected(10, "certificate has expired", ends=ENDS))
    assert hint.why == (
        "OpenSSL: certificate has expired (since 2026-02-26 12:00 UTC). "
        "It is 2026-03-01 12:00 UTC by the clock of this machine."
    )
    assert "tell those who run team to renew the certificate" in hint.remedy


def test_the_clock_is_blamed_where_the_server_has_another_time():
    """A certificate that is not valid yet most often means a clock that has stopped."""
    hint = explained(rejected(9, "certificate is not yet valid", ahead=timedelta(days=400)))
    assert hint.why == (
        "OpenSSL: certificate is not yet valid. The clock of this machine is 400 days behind the index's."
    )
    assert hint.remedy == "Set the clock of this machine, then: %altindex test team"


def test_any_other_fault_is_told_in_the_words_of_openssl():
    """Nothing is made up."""
    hint = explained(rejected(23, "certificate revoked"))
    assert (hint.why, hint.remedy) == ("OpenSSL: certificate revoked.", None)
