"""Whether a proxy in between has answered in place of the index, and which one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from altindex_magic.errors.base import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTHENTICATION_REQUIRED: Final = 407
_REFUSING: Final = frozenset({401, 403, 407, 429, 451, 502, 503, 504, 511})
_OWN_HEADERS: Final = ("x-squid-error", "proxy-authenticate", "proxy-status", "x-bluecoat-via", "x-zscaler-error")
"""What a proxy adds to an answer of its own, and to none that it passes on."""
_SERVERS: Final = re.compile(
    r"squid|zscaler|bluecoat|proxysg|mcafee|mwg|fortiproxy|sophos|cntlm|tinyproxy", re.IGNORECASE
)


def refusing_proxy(status: int, headers: Mapping[str, str], configured: str | None) -> str | None:
    """Name the proxy that gave this answer itself; ``None`` if nothing says that it was no index.

    *headers* have lower-case names; *configured* is the address of the proxy that was asked, if one was.
    """
    if status not in _REFUSING:
        return None
    server = headers.get("server", "")
    own = any(header in headers for header in _OWN_HEADERS) or _SERVERS.match(server)
    if status != AUTHENTICATION_REQUIRED and not own:
        return None
    return configured or _from_via(headers.get("via", "")) or printable(server, 60) or "on the way"


def passed_by(status: int, headers: Mapping[str, str], configured: str | None) -> str:
    """Say that a web page with a refusal came through a proxy, which may have written it; empty if none is known."""
    kind = headers.get("content-type", "").lower()
    if status not in _REFUSING or "via" not in headers or not configured or not kind.startswith("text/html"):
        return ""
    return f"It came through the proxy {configured}, which may have written it."


def _from_via(via: str) -> str:
    """Read the name that a proxy gives itself (RFC 9110, 7.6.3)."""
    words = via.rpartition(",")[2].split()
    return printable(words[1], 80) if len(words) > 1 else ""
