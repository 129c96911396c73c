"""A second look at a certificate that was rejected, to say what is wrong with it. Nothing of the index is asked.

Only the one check that has failed is left out, so that whatever is read was signed by an authority that this machine
trusts. No credential, no client certificate and no path is sent, and nothing that comes is used but to be shown.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.explanations.certificate import EXPIRED, NOT_YET_VALID, WRONG_HOST, Seen
from altindex_magic.gateway.skew import ahead_of_us

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

_SECONDS: Final = 3.0
_NO_CHECK_TIME: Final = ssl.VerifyFlags(0x200000)
"""``X509_V_FLAG_NO_CHECK_TIME`` of OpenSSL, which Python's module has no name for."""


async def look(place: tuple[str, int], code: int, context: ssl.SSLContext) -> Seen:
    """Give what the certificate at *place* says, which *context* rejects with *code*; nothing, if that tells no more.

    The *context* is changed: it must be used for nothing else.
    """
    if code not in {EXPIRED, NOT_YET_VALID, *WRONG_HOST}:
        return Seen()
    if code in WRONG_HOST:
        context.check_hostname = False
    else:
        context.verify_flags |= _NO_CHECK_TIME
    try:
        async with asyncio.timeout(_SECONDS):
            return await _looked(*place, context)
    except (OSError, ValueError):
        return Seen()


async def _looked(host: str, port: int, context: ssl.SSLContext) -> Seen:
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        seen = _read(writer.get_extra_info("peercert"))
        return replace(seen, ahead=await _ahead(host, reader, writer))
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _ahead(host: str, reader: StreamReader, writer: StreamWriter) -> timedelta:
    """Ask the server for nothing but its time (RFC 9110, ``Date``); one that wants more of us first tells none."""
    named = f"[{host}]" if ":" in host else host
    writer.write(f"HEAD / HTTP/1.1\r\nHost: {named}\r\nConnection: close\r\n\r\n".encode())
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return timedelta()
    headers = dict(line.partition(": ")[::2] for line in head.splitlines()[1:])
    return ahead_of_us({name.title(): value for name, value in headers.items()})


def _read(facts: dict[str, Any]) -> Seen:
    """Read the names and dates of a certificate as the ``ssl`` module gives it."""
    names = tuple(value for kind, value in facts.get("subjectAltName", ()) if kind in {"DNS", "IP Address"})
    begins, ends = (_moment(facts.get(key)) for key in ("notBefore", "notAfter"))
    return Seen(names, begins, ends)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC) if text else None
