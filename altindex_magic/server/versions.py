"""Versions of what can be written: a write names the one that it changes, so that none undoes another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.errors.server import VersionChanged, VersionNeeded

if TYPE_CHECKING:
    from tornado.httputil import HTTPHeaders


def check(headers: HTTPHeaders, what: str, current: str | None) -> None:
    """See that the request knows the *current* version of *what*; ``None`` is that there is no such thing.

    Raises:
        VersionNeeded: it names no version.
        VersionChanged: it names another one.

    """
    match, none_match = headers.get("If-Match"), headers.get("If-None-Match")
    if match is None and none_match is None:
        raise VersionNeeded(what)
    if none_match is not None and (none_match.strip() != "*" or current is not None):
        raise VersionChanged(what)
    if match is not None and (current is None or f'"{current}"' not in map(str.strip, match.split(","))):
        raise VersionChanged(what)
