"""Addresses that are nearly right: those of a web site, of uploads, or without the last part."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit

MOST: Final = 3
_REWRITTEN: Final = (
    # What stands in the address, and what an index of that kind has there.
    (re.compile(r"^/groups/(?P<path>.+?)/-/packages/$"), "/api/v4/groups/{path}/-/packages/pypi/simple/"),
    (re.compile(r"^/(?P<path>.+?)/-/packages/$"), "/api/v4/projects/{path}/packages/pypi/simple/"),
    (re.compile(r"^/artifactory/(?!api/)(?P<path>[^/]+)/$"), "/artifactory/api/pypi/{path}/simple/"),
    (re.compile(r"^(?P<front>.*)/\+simple/$"), "{front}/simple/"),
    (re.compile(r"^(?P<front>.*)/simple/simple/$"), "{front}/simple/"),
    (re.compile(r"^(?P<front>.*)/simple/$"), "{front}/"),
    (re.compile(r"^(?P<front>.*)/simple/$"), "{front}/+simple/"),
    (re.compile(r"^(?P<front>.*?)/(?:upload|legacy)/$"), "{front}/simple/"),
    (re.compile(r"^(?P<front>.*)/$"), "{front}/simple/"),
    (re.compile(r"^(?P<front>.*)/$"), "{front}/+simple/"),
)
_SIGNING_IN: Final = frozenset(
    {
        *("adfs", "auth", "authorize", "idp", "login", "log-in", "oauth", "oauth2", "openid"),
        *("saml", "saml2", "sign-in", "sign_in", "signin", "sso"),
    }
)


def variants(url: str) -> tuple[str, ...]:
    """Give the addresses on the same origin at which the index may be, the likeliest first, at most :data:`MOST`."""
    parts = urlsplit(url)
    found = []
    for pattern, target in _REWRITTEN:
        match = pattern.match(parts.path)
        if match:
            values = {
                name: quote(value, safe="%") if name == "path" else value for name, value in match.groupdict().items()
            }
            found.append(parts._replace(path=target.format(**values)).geturl())
    return tuple(dict.fromkeys(each for each in found if each != url))[:MOST]


def leads_to_login(url: str) -> bool:
    """Tell whether *url* looks like a page on which people sign in, and not like that of a project of that name."""
    parts = urlsplit(url.lower())
    if "/simple/" in parts.path:
        return False
    words = [*(parts.hostname or "").split("."), *(part.partition(".")[0] for part in parts.path.split("/"))]
    return not _SIGNING_IN.isdisjoint(words)
