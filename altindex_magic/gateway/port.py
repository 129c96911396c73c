"""The port of the gateway: the same from day to day, so that uv's cache keys do not churn."""

from __future__ import annotations

import getpass
import hashlib
import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST_PORT: Final = 18_000
_POOLS: Final = 800
_POOL_SIZE: Final = 16
_ANY: Final = 0


async def listening(runner: web.ServerRunner, ports: Sequence[int] = ()) -> int:
    """Open the first free port of *ports* or, where none are given, of this user's pool, and in the end any."""
    await runner.setup()
    for port in (*(ports or pool(getpass.getuser())), _ANY):
        with suppress(OSError):
            await web.SockSite(runner, _listener(port)).start()
            return int(runner.addresses[0][1])
    raise OSError("no port on 127.0.0.1 can be opened")


def _listener(port: int) -> socket.socket:
    """Take *port*, listening at once: of two processes that bind a port at the same time one fails only then."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # there it would let another process take the port as well
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def pool(user: str) -> range:
    """Give the ports of *user*: few, and seldom those of another."""
    number = int.from_bytes(hashlib.sha256(user.encode()).digest()[:4])
    first = _FIRST_PORT + number % _POOLS * _POOL_SIZE
    return range(first, first + _POOL_SIZE)
