"""The content types of the simple API, and the choice between them (PEP 691)."""

from __future__ import annotations

from typing import Final

JSON_V1: Final = "application/vnd.pypi.simple.v1+json"
HTML_V1: Final = "application/vnd.pypi.simple.v1+html"
HTML_LEGACY: Final = "text/html"

ACCEPT: Final = f"{JSON_V1}, {HTML_V1};q=0.2, {HTML_LEGACY};q=0.01"
"""What a client of an index asks for: JSON where there is any, else HTML."""

_OFFERS: Final = (JSON_V1, HTML_V1, HTML_LEGACY)
_LATEST: Final = ".latest+"
"""In an ``Accept`` header, the newest version that the server knows; never in an answer."""


def media_type(content_type: str) -> str:
    """Give the bare media type of a ``Content-Type`` header, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def negotiate(accept: str | None) -> str | None:
    """Choose the content type that answers an ``Accept`` header best, or ``None`` for a 406.

    Of equally welcome types JSON goes first, but only if the client names one of ours: a client
    that sends no header, or only ``*/*``, is older than PEP 691 and gets plain HTML.
    """
    if accept is None or not accept.strip():
        return HTML_LEGACY
    ranges = _ranges(accept)
    welcome = {offer: _quality(offer, ranges) for offer in _OFFERS}
    highest = max(welcome.values())
    if not highest:
        return None
    best = [offer for offer in _OFFERS if welcome[offer] == highest]
    named = [offer for offer in best if offer in ranges]
    return named[0] if named else best[-1]


def _ranges(accept: str) -> dict[str, float]:
    """Read the media ranges of an ``Accept`` header with their qualities (RFC 9110, 12.5.1)."""
    ranges = {}
    for item in accept.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        weights = [part.removeprefix("q=") for part in parameters if part.startswith("q=")]
        ranges[name.replace(_LATEST, ".v1+")] = _weight(weights[0]) if weights else 1.0
    return ranges


def _weight(text: str) -> float:
    """Read a quality value; one that is none, or out of bounds, makes its range unwelcome."""
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def _quality(offer: str, ranges: dict[str, float]) -> float:
    """Give the quality of *offer* by the most specific range that covers it."""
    family = offer.partition("/")[0]
    return next((ranges[name] for name in (offer, f"{family}/*", "*/*") if name in ranges), 0.0)
