"""How long each kind of request may take, and how long one that was given up has taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from altindex_magic.gateway.call import Call
    from altindex_magic.gateway.patience import Patience


def timeout(patience: Patience, call: Call) -> aiohttp.ClientTimeout:
    """Give the bounds for *call*: a file may take for ever, as long as it does not stop."""
    reading = patience.answer if call.kind == "page" else patience.silence
    total = patience.page if call.kind == "page" else None
    return aiohttp.ClientTimeout(total=total, sock_connect=patience.connect, sock_read=reading)


def waited(patience: Patience, call: Call, problem: TimeoutError) -> float:
    """Say for how many seconds we waited, by what the HTTP library raised."""
    match problem:
        case aiohttp.ConnectionTimeoutError():
            return patience.connect
        case aiohttp.ServerTimeoutError():
            return timeout(patience, call).sock_read or 0
        case _:
            return timeout(patience, call).total or 0
