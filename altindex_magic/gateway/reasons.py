"""What broke, in words that help a person: the HTTP library's own are for programmers."""

from __future__ import annotations

import os
import socket
from typing import Final

import aiohttp

_FAR_AWAY: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that are kept for examples (RFC 5737, RFC 3849): whatever has a way out has a way to them."""


def broken_reason(problem: Exception) -> str:
    """Say in the system's words how a connection did not come about or broke."""
    match problem:
        case aiohttp.ClientConnectorError():
            return _system_reason(problem.os_error)
        case TimeoutError():
            return "nothing more came for a while"
        case aiohttp.ClientPayloadError():
            return "the connection broke before the end"
        case aiohttp.ServerDisconnectedError() | ConnectionResetError():
            return "the server closed the connection"
        case ValueError():  # also of the codec for host names (IDNA), which HTTP libraries let through
            return "the address that it gives has a host that cannot be"
        case _:
            return f"the answer broke off ({type(problem).__name__})"


def tls_reason(problem: BaseException) -> str:
    """Find OpenSSL's own sentence in the chain of exceptions."""
    inner = getattr(problem, "certificate_error", None) or getattr(problem, "os_error", None) or problem
    return str(getattr(inner, "verify_message", "") or getattr(inner, "reason", "") or inner)


def is_offline(problem: OSError) -> bool:
    """Tell whether a name did not resolve because no name does: nobody answers, or there is no way out."""
    return problem.errno == socket.EAI_AGAIN or not any(_has_way(*each) for each in _FAR_AWAY)


def _has_way(family: socket.AddressFamily, address: str) -> bool:
    """Ask the system for the way to *address*; to connect a datagram socket sends nothing."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
    except OSError:
        return False
    return True


def _system_reason(problem: OSError) -> str:
    """Say it as the system does: asyncio puts words of its own in place of the system's."""
    if isinstance(problem, ConnectionRefusedError):
        return "nothing accepts connections there"
    return (os.strerror(problem.errno) if problem.errno else problem.strerror) or str(problem)
