"""Why a certificate is not trusted, by the code of OpenSSL's verification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from altindex_magic.errors.base import printable
from altindex_magic.errors.hint import Hint
from altindex_magic.explanations import clock
from altindex_magic.explanations.redefinition import redefined

if TYPE_CHECKING:
    from altindex_magic.model import Index

NOT_YET_VALID: Final = 9
EXPIRED: Final = 10
SELF_SIGNED: Final = 18
SELF_SIGNED_IN_CHAIN: Final = 19
UNKNOWN_ISSUER: Final = frozenset({2, 20, 21})
WRONG_HOST: Final = frozenset({62, 64})
"""The ``X509_V_ERR_…`` codes of OpenSSL, a name and an IP address of their own each."""
_MOST_NAMES: Final = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """What a certificate says, as far as a second look at it could tell."""

    names: tuple[str, ...] = ()
    begins: datetime | None = None
    ends: datetime | None = None
    ahead: timedelta = timedelta()
    """By how much the clock of its server is ahead of ours."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A certificate that was not taken."""

    index: str
    host: str
    code: int
    said: str
    """OpenSSL's own sentence."""
    now: datetime
    seen: Seen = Seen()


def explained(rejected: Rejected) -> Hint:
    """Say what is wrong with the certificate, and what to do about it."""
    rule = _RULES.get(rejected.code)
    return rule(rejected) if rule else Hint(f"OpenSSL: {rejected.said}.")


def _own_authority(index: str) -> str:
    return f"%altindex add {index} … --replace --ca-cert FILE"


def _unknown_issuer(rejected: Rejected) -> Hint:
    why = (
        f"OpenSSL: {rejected.said}. This machine does not know the authority that signed it; "
        "many organisations have one of their own."
    )
    return Hint(why, f"Get the authority's certificate (CA) from your IT department: {_own_authority(rejected.index)}")


def _self_signed(rejected: Rejected) -> Hint:
    why = f"OpenSSL: {rejected.said}. {rejected.host} vouches for itself, and no authority does."
    return Hint(why, f"If the server is yours, trust its certificate: {_own_authority(rejected.index)}")


def _foreign_root(rejected: Rejected) -> Hint:
    why = (
        f"OpenSSL: {rejected.said}. This machine does not trust the authority at its end: either the server "
        "has one of its own, or a proxy on the way opens TLS and signs with the one of your organisation."
    )
    remedy = (
        f"Get the authority's certificate (CA) from your IT department: {_own_authority(rejected.index)}\n"
        "or, for all indexes, name its file in PIP_CERT or REQUESTS_CA_BUNDLE where the kernel is started"
    )
    return Hint(why, remedy)


def _wrong_host(rejected: Rejected) -> Hint:
    names = rejected.seen.names
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    named = (
        f"for {', '.join(printable(name, 80) for name in names[:_MOST_NAMES])}{more}" if names else "for another host"
    )
    remedy = f"Use a name that it is for in the URL of the index: %altindex add {rejected.index} URL --replace"
    return Hint(f"The certificate is {named}, and not for {rejected.host}.", remedy)


def _wrong_time(rejected: Rejected) -> Hint:
    """Blame the clock of this machine only where the server's own shows another time."""
    expired = rejected.code == EXPIRED
    limit = rejected.seen.ends if expired else rejected.seen.begins
    date = f" ({'since' if expired else 'before'} {clock.moment(limit, rejected.now)})" if limit else ""
    why = f"OpenSSL: {rejected.said}{date}."
    if clock.differs(rejected.seen.ahead):
        why += f" {clock.difference(rejected.seen.ahead)}."
        return Hint(why, f"Set the clock of this machine, then: %altindex test {rejected.index}")
    today = f" It is {clock.moment(rejected.now, rejected.now)} by the clock of this machine."
    remedy = (
        f"If that time is right, tell those who run {rejected.index} to renew the certificate; if not, set the clock."
    )
    return Hint(why + today, remedy)


_RULES: Final = {
    **dict.fromkeys(UNKNOWN_ISSUER, _unknown_issuer),
    **dict.fromkeys(WRONG_HOST, _wrong_host),
    SELF_SIGNED: _self_signed,
    SELF_SIGNED_IN_CHAIN: _foreign_root,
    NOT_YET_VALID: _wrong_time,
    EXPIRED: _wrong_time,
}


def without_one(index: Index, reason: str) -> Hint:
    """Tell a port where nothing speaks TLS from a handshake that failed before a certificate was shown."""
    if "WRONG_VERSION_NUMBER" not in reason:
        return Hint(f"OpenSSL: {reason}.", "Check the URL and its port: %altindex list")
    plain = redefined(index, url=index.url.replace("https:", "http:", 1), allow_http=True)
    return Hint(
        f"What answers at this port speaks no TLS. OpenSSL: {reason}.",
        f"Correct the port of the URL. If the index has no TLS and the network is yours:\n{plain}",
    )
