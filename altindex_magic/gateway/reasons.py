"""What broke, in words that help a person: the HTTP library's own are for programmers."""

from __future__ import annotations

import os

import aiohttp


def broken_reason(problem: Exception) -> str:
    """Say in the system's words how a connection did not come about or broke."""
    match problem:
        case aiohttp.ClientConnectorError():
            return _system_reason(problem.os_error)
        case aiohttp.ClientHttpProxyError():
            return f"the proxy answered {problem.status}"
        case TimeoutError():
            return "nothing more came for a while"
        case aiohttp.ClientPayloadError():
            return "the connection broke before the end"
        case aiohttp.ServerDisconnectedError() | ConnectionResetError():
            return "the server closed the connection"
        case _:
            return f"the answer broke off ({type(problem).__name__})"


def tls_reason(problem: BaseException) -> str:
    """Find OpenSSL's own sentence in the chain of exceptions."""
    inner = getattr(problem, "certificate_error", None) or getattr(problem, "os_error", None) or problem
    return str(getattr(inner, "verify_message", "") or getattr(inner, "reason", "") or inner)


def _system_reason(problem: OSError) -> str:
    """Say it as the system does: asyncio puts words of its own in place of the system's."""
    if isinstance(problem, ConnectionRefusedError):
        return "nothing accepts connections there"
    return (os.strerror(problem.errno) if problem.errno else problem.strerror) or str(problem)
