"""Who is at the other end of a loopback connection: Linux can tell, by two ways.

The kernel is asked for the one socket (sock_diag(7)), which takes microseconds. Where that is not to be had, in some
sandboxes, its table of all sockets is read (proc(5)), which on a busy machine takes milliseconds.
"""

from __future__ import annotations

import errno
import socket
import struct
import sys
from pathlib import Path
from typing import Final

Address = tuple[str, int]

_TCP_TABLE: Final = Path("/proc/net/tcp")
_PATIENCE: Final = 1.0

# The numbers and layouts of <linux/netlink.h>, <linux/sock_diag.h> and <linux/inet_diag.h>.
_NETLINK_SOCK_DIAG: Final = 4
_SOCK_DIAG_BY_FAMILY: Final = 20
_NLM_F_REQUEST: Final = 1
_ALL_STATES: Final = 0xFFFFFFFF
_NO_COOKIE: Final = b"\xff" * 8
_HEADER: Final = struct.Struct("=IHHII")
_SOCKET_ID: Final = struct.Struct("=2s2s16s16sI8s")
_REQUEST: Final = struct.Struct(f"=BBBBI{_SOCKET_ID.size}s")
_ANSWER: Final = struct.Struct(f"=BBBB{_SOCKET_ID.size}sIIIII")


def peer_user(peer: Address, here: Address) -> int | None:
    """Give the user id behind the connection from *peer* to *here*, both IPv4, or ``None`` where that is not told."""
    if sys.platform != "linux":
        return None
    try:
        return _asked(peer, here)
    except OSError:
        return _looked_up(peer)


def _asked(peer: Address, here: Address) -> int:
    """Ask the kernel for the socket of *peer*.

    Raises:
        OSError: it does not answer, or not about this socket.

    """
    wanted = _SOCKET_ID.pack(_port(peer), _port(here), _host(peer), _host(here), 0, _NO_COOKIE)
    body = _REQUEST.pack(socket.AF_INET, socket.IPPROTO_TCP, 0, 0, _ALL_STATES, wanted)
    header = _HEADER.pack(_HEADER.size + len(body), _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_SOCK_DIAG) as kernel:
        kernel.settimeout(_PATIENCE)
        kernel.send(header + body)
        answer = kernel.recv(4096)
    if len(answer) < _HEADER.size + _ANSWER.size or _HEADER.unpack_from(answer)[1] != _SOCK_DIAG_BY_FAMILY:
        raise OSError(errno.ENOENT, "the kernel does not tell of this socket")
    fields = _ANSWER.unpack_from(answer, _HEADER.size)
    if fields[4][:36] != wanted[:36]:
        raise OSError(errno.ENOENT, "the kernel tells of another socket")
    return int(fields[8])


def _looked_up(peer: Address) -> int | None:
    """Look for the socket of *peer* in the table."""
    address = int.from_bytes(socket.inet_aton(peer[0]), sys.byteorder)
    wanted = f"{address:08X}:{peer[1]:04X}"
    try:
        rows = _TCP_TABLE.read_text().splitlines()[1:]
    except OSError:
        return None
    return next((int(fields[7]) for fields in map(str.split, rows) if fields[1] == wanted), None)


def _port(address: Address) -> bytes:
    return address[1].to_bytes(2)


def _host(address: Address) -> bytes:
    return socket.inet_aton(address[0]).ljust(16, b"\0")
