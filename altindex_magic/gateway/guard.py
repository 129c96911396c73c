"""Who may ask: a capability, the right Host, and on Linux the same user. Asked before any route."""

from __future__ import annotations

import hmac
import os
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from altindex_magic.gateway.peer import peer_user
from altindex_magic.gateway.readers import OWN, Readers, basic

if TYPE_CHECKING:
    import asyncio

    from aiohttp import web

UPLOADER: Final = "altindex-upload"
_UPLOAD_HOLDS: Final = 12 * 3600.0


@dataclass(frozen=True, slots=True)
class UploadRight:
    """The right to publish to one index, for a time."""

    index: str
    until: float


class Guard:
    """Checks each request. Reading and uploading are two capabilities; neither includes the other."""

    def __init__(self) -> None:
        """Let the process of the gateway itself in."""
        self.readers = Readers()
        self.reading = self.readers.admit(OWN).reading
        self._uploads: dict[str, UploadRight] = {}
        self._hosts: frozenset[str] = frozenset()
        self._peers: WeakKeyDictionary[asyncio.BaseTransport, bool] = WeakKeyDictionary()

    def listens_on(self, port: int) -> None:
        """Take the names under which the gateway may be asked; all else is DNS rebinding."""
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})

    def grant_upload(self, index: str, seconds: float = _UPLOAD_HOLDS) -> str:
        """Make a capability that may publish to *index*, and to nothing else, for *seconds*."""
        capability = secrets.token_urlsafe(32)
        self._uploads[basic(UPLOADER, capability)] = UploadRight(index, time.monotonic() + seconds)
        return capability

    def revoke_upload(self, capability: str) -> None:
        """Take back one right to publish."""
        self._uploads.pop(basic(UPLOADER, capability), None)

    def revoke_uploads(self) -> None:
        """Take back every right to publish."""
        self._uploads.clear()

    def knows(self, request: web.BaseRequest) -> bool:
        """Tell whether the request comes to the right host from the right user."""
        return request.headers.get("Host") in self._hosts and self._same_user(request)

    def reader(self, request: web.BaseRequest) -> str | None:
        """Name the reader whose capability the request carries."""
        return self.readers.reading(request.headers.get("Authorization", ""))

    def controller(self, request: web.BaseRequest) -> str | None:
        """Name the reader whose right to control the request carries."""
        return self.readers.controlling(request.headers.get("Authorization", ""))

    def may_upload(self, request: web.BaseRequest, index: str) -> bool:
        """Tell whether the request carries a capability that may publish to *index* now."""
        given = request.headers.get("Authorization", "")
        rights = [right for header, right in self._uploads.items() if _same(given, header)]
        return any(right.index == index and right.until > time.monotonic() for right in rights)

    def _same_user(self, request: web.BaseRequest) -> bool:
        """Look the peer up once for each connection. Where that is not told, the capability alone decides."""
        transport = request.transport
        if transport is None:
            return False
        known = self._peers.get(transport)
        if known is None:
            peer, here = transport.get_extra_info("peername"), transport.get_extra_info("sockname")
            owner = peer_user(peer, here) if peer and here else None
            known = self._peers[transport] = owner is None or owner in {os.getuid(), 0}
        return known


def _same(given: str, expected: str) -> bool:
    # A header may have any bytes, which the HTTP library decodes as it decodes file names.
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
