"""A proxy between the gateway and an index that harms one answer, or one request, at one point."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tests.servers.streams import StreamServer

_BLOCK: Final = 64 * 1024
_DROP: Final = 8 * 1024


class Harm(StrEnum):
    """What happens when the point is reached."""

    CLOSE = "close"
    """The connection ends as if all had been said."""
    RESET = "reset"
    """The connection breaks."""
    STALL = "stall"
    """Nothing comes any more, and the connection stays."""
    DRIP = "drip"
    """The rest comes in small pieces."""
    FLIP = "flip"
    """One bit is another, and all goes on."""
    SWAP = "swap"
    """Two bytes that follow one another come the other way round."""
    LIE = "lie"
    """Another answer comes, and the connection ends."""


@dataclass(frozen=True)
class Fault:
    """One harm, to the exchange that begins with *request*, after so many bytes."""

    request: str
    """The method and path by which the exchange is known."""
    harm: Harm
    after: int = 0
    of_request: bool = False
    """Whether the bytes of the request are counted, and not those of the answer."""
    answer: bytes = b""
    """What comes instead."""


class Proxy(StreamServer):
    """Forwards TCP to a port of this machine. Set :attr:`fault` to do harm; it stays until it is taken away."""

    def __init__(self, port: int) -> None:
        self.fault: Fault | None = None
        self._target = port
        super().__init__()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _Exchange(self, reader, writer).run(self._target)


class _Exchange:
    """One connection through the proxy."""

    def __init__(self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self._near = reader, writer
        self._fault: Fault | None = None
        self._counted = 0

    async def run(self, port: int) -> None:
        far = await asyncio.open_connection("127.0.0.1", port)
        ways = [
            asyncio.ensure_future(self._pump(self._near[0], far[1], of_request=True)),
            asyncio.ensure_future(self._pump(far[0], self._near[1], of_request=False)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for writer in (self._near[1], far[1]):
                writer.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, of_request: bool) -> None:
        while data := await source.read(_BLOCK):
            if of_request:
                self._notice(data)
            fault = self._fault
            if fault is None or fault.of_request != of_request:
                sink.write(data)
            elif not await self._harmed(fault, data, sink):
                return
            await sink.drain()

    def _notice(self, data: bytes) -> None:
        """Look whether the exchange to be harmed begins, or another one on the same connection."""
        fault = self._proxy.fault
        if data.startswith((b"GET ", b"POST ")):
            meant = fault and data.startswith(f"{fault.request} ".encode())
            self._fault, self._counted = fault if meant else None, 0

    async def _harmed(self, fault: Fault, data: bytes, sink: asyncio.StreamWriter) -> bool:
        """Pass *data* on with the fault in it, and tell whether the connection goes on."""
        left = fault.after - self._counted
        self._counted += len(data)
        if left >= len(data) or (left < 0 and fault.harm in {Harm.FLIP, Harm.SWAP}):
            sink.write(data)
            return True
        left = max(left, 0)
        match fault.harm:
            case Harm.FLIP:
                sink.write(data[:left] + bytes([data[left] ^ 1]) + data[left + 1 :])
                return True
            case Harm.SWAP:
                sink.write(data[:left] + data[left : left + 2][::-1] + data[left + 2 :])
                return True
            case Harm.LIE:
                sink.write(fault.answer)
                await sink.drain()
            case Harm.DRIP:
                sink.write(data[:left])
                for start in range(left, len(data), _DROP):
                    sink.write(data[start : start + _DROP])
                    await sink.drain()
                    await asyncio.sleep(0.001)
                return True
            case Harm.STALL:
                sink.write(data[:left])
                await sink.drain()
                await asyncio.Event().wait()
            case Harm.RESET:
                sink.write(data[:left])
                await sink.drain()
                sink.transport.abort()
            case Harm.CLOSE:
                sink.write(data[:left])
                await sink.drain()
        return False
