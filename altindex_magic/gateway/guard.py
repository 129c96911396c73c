"""Who may ask: a capability, the right Host, and on Linux the same user. Asked before any route."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    import asyncio

    from aiohttp import web

READER: Final = "altindex"
UPLOADER: Final = "altindex-upload"
_TCP_TABLE: Final = Path("/proc/net/tcp")
_UPLOAD_HOLDS: Final = 12 * 3600.0


@dataclass(frozen=True, slots=True)
class UploadRight:
    """The right to publish to one index, for a time."""

    index: str
    until: float


class Guard:
    """Checks each request. Reading and uploading are two capabilities; neither includes the other."""

    def __init__(self) -> None:
        """Make a fresh reading capability of 256 bits."""
        self.reading = secrets.token_urlsafe(32)
        self._reader_header = _basic(READER, self.reading)
        self._uploads: dict[str, UploadRight] = {}
        self._hosts: frozenset[str] = frozenset()
        self._peers: WeakKeyDictionary[asyncio.BaseTransport, bool] = WeakKeyDictionary()

    def listens_on(self, port: int) -> None:
        """Take the names under which the gateway may be asked; all else is DNS rebinding."""
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})

    def grant_upload(self, index: str, seconds: float = _UPLOAD_HOLDS) -> str:
        """Make a capability that may publish to *index*, and to nothing else, for *seconds*."""
        capability = secrets.token_urlsafe(32)
        self._uploads[_basic(UPLOADER, capability)] = UploadRight(index, time.monotonic() + seconds)
        return capability

    def revoke_uploads(self) -> None:
        """Take back every right to publish."""
        self._uploads.clear()

    def knows(self, request: web.BaseRequest) -> bool:
        """Tell whether the request comes to the right host from the right user."""
        return request.headers.get("Host") in self._hosts and self._same_user(request)

    def may_read(self, request: web.BaseRequest) -> bool:
        """Tell whether the request carries the reading capability."""
        return _same(request.headers.get("Authorization", ""), self._reader_header)

    def may_upload(self, request: web.BaseRequest, index: str) -> bool:
        """Tell whether the request carries a capability that may publish to *index* now."""
        given = request.headers.get("Authorization", "")
        rights = [right for header, right in self._uploads.items() if _same(given, header)]
        return any(right.index == index and right.until > time.monotonic() for right in rights)

    def _same_user(self, request: web.BaseRequest) -> bool:
        """Look the peer up once for each connection."""
        transport = request.transport
        if transport is None:
            return False
        known = self._peers.get(transport)
        if known is None:
            peer = transport.get_extra_info("peername")
            owner = peer_user(peer[0], peer[1]) if peer else None
            known = self._peers[transport] = owner is None or owner in {os.getuid(), 0}
        return known


def peer_user(host: str, port: int) -> int | None:
    """Give the user id behind the loopback connection from *host* and *port*, or ``None`` where that is not told.

    Linux lists each socket with its owner in ``/proc/net/tcp`` (proc(5)). Elsewhere, and where the
    table is hidden, the capability alone decides.
    """
    if sys.platform != "linux":
        return None
    address = int.from_bytes(socket.inet_aton(host), sys.byteorder)
    wanted = f"{address:08X}:{port:04X}"
    try:
        rows = _TCP_TABLE.read_text().splitlines()[1:]
    except OSError:
        return None
    return next((int(fields[7]) for fields in map(str.split, rows) if fields[1] == wanted), None)


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
