"""What a server says about its refusal, as far as it says it to a person and not as a web page."""

from __future__ import annotations

import json
import re
from typing import Final

from altindex_magic import presets
from altindex_magic.errors.base import printable
from altindex_magic.secret import MASK

LONGEST_BODY: Final = 4_096
"""Bytes of an answer that are looked at."""
_LONGEST: Final = 200
_CHALLENGE: Final = re.compile(r"\b(error_description|error)\s*=\s*\"((?:[^\"\\]|\\.)*)\"", re.IGNORECASE)
_KEYS: Final = ("error_description", "message", "detail", "error", "errors")
_DEPTH: Final = 3


def found(challenge: str, content_type: str, body: bytes) -> str:
    """Find the server's own words, or nothing; whoever sent it a secret has to mask that before they are shown.

    *challenge* is its ``WWW-Authenticate`` (RFC 6750). Of the body JSON and plain text are read, and no web page.
    """
    kind = content_type.partition(";")[0].strip().lower()
    return _from_challenge(challenge) or _from_body(kind, body.decode(errors="replace"))


def shown(text: str) -> str:
    """Make one line of such words, without what looks like a token of anybody's."""
    words = " ".join(MASK if presets.looks_secret(word) else word for word in text.split())
    return printable(words, _LONGEST).rstrip(". ")


def _from_challenge(challenge: str) -> str:
    """Read the description of the error, or at least its code."""
    found = {name.lower(): value for name, value in _CHALLENGE.findall(challenge)}
    return found.get("error_description") or found.get("error") or ""


def _from_body(kind: str, text: str) -> str:
    if kind == "application/json" or kind.endswith("+json"):
        try:
            return _first_text(json.loads(text), _DEPTH)
        except (ValueError, RecursionError):
            return ""
    return text if kind == "text/plain" and "<" not in text else ""


def _first_text(value: object, depth: int) -> str:
    """Find the first message in what servers put around it: ``{"errors": [{"message": …}]}``."""
    match value:
        case str():
            return value
        case dict() if depth:
            return next(filter(None, (_first_text(value.get(key), depth - 1) for key in _KEYS)), "")
        case [first, *_] if depth:
            return _first_text(first, depth - 1)
        case _:
            return ""
