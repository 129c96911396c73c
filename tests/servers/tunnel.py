"""The proxy of an office in which nothing else leads outside: it opens tunnels (RFC 9110, 9.3.6)."""

from __future__ import annotations

import asyncio
import base64
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tests.servers.base import LOOPBACK
from tests.servers.streams import StreamServer

if TYPE_CHECKING:
    from collections.abc import Iterator

USERNAME: Final = "office-user"
PASSWORD: Final = "0ffice-tunnel-s3cret"
_BLOCK: Final = 64 * 1024


class Tunnel(StreamServer):
    """Leads every name to this machine, for those who log in."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        """The first line of each request, as it came."""
        super().__init__()

    @property
    def url_with_login(self) -> str:
        return f"http://{USERNAME}:{PASSWORD}@{LOOPBACK}:{self.port}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.asked.append(head.splitlines()[0])
        method, target, _ = self.asked[-1].split()
        login = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        if method != "CONNECT":
            writer.write(b"HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nContent-Length: 0\r\n\r\n")
        elif f"Basic {login}" not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            far = await asyncio.open_connection(LOOPBACK, int(target.rpartition(":")[2]))
            ways = (_pump(reader, far[1]), _pump(far[0], writer))
            await asyncio.gather(*ways, return_exceptions=True)
        writer.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(_BLOCK):
        sink.write(data)
        await sink.drain()
    sink.close()


@contextmanager
def tunnel() -> Iterator[Tunnel]:
    """Run such a proxy."""
    running = Tunnel()
    try:
        yield running
    finally:
        running.stop()
