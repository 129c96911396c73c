"""Who may read: the process of the gateway itself and, under a Jupyter server, each of its kernels."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

READER: Final = "altindex"
CONTROLLER: Final = "altindex-control"
OWN: Final = ""
"""The name of the process that the gateway lives in."""
asking: Final = ContextVar("altindex_asking", default=OWN)
"""Who asks, for all that happens on account of a request."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One who was let in, with two capabilities of 256 bits.

    They live in an environment by design, and are of no use off this machine. Neither can publish.
    """

    name: str
    reading: str
    """Fetches pages and files."""
    control: str
    """Asks the questions that a person asks, and chooses the set that is read."""


class Readers:
    """Knows each reader by what it sends. Any thread may let one in or out."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._key = secrets.token_bytes(32)
        self._reading: dict[bytes, str] = {}
        self._controlling: dict[bytes, str] = {}

    def admit(self, name: str) -> Reader:
        """Let *name* in with fresh capabilities; earlier ones of that name are void from now on."""
        self.dismiss(name)
        reader = Reader(name, secrets.token_urlsafe(32), secrets.token_urlsafe(32))
        self._reading[self._digest(basic(READER, reader.reading))] = name
        self._controlling[self._digest(basic(CONTROLLER, reader.control))] = name
        return reader

    def dismiss(self, name: str) -> None:
        """Let *name* in no longer."""
        for known in (self._reading, self._controlling):
            for digest in [digest for digest, reader in known.copy().items() if reader == name]:
                known.pop(digest, None)

    def reading(self, header: str) -> str | None:
        """Name the reader that the ``Authorization`` *header* belongs to."""
        return self._reading.get(self._digest(header))

    def controlling(self, header: str) -> str | None:
        """Name the reader whose right to control the ``Authorization`` *header* is."""
        return self._controlling.get(self._digest(header))

    def _digest(self, header: str) -> bytes:
        """Give what is looked up: keyed, so that the time of a look-up tells nothing of what was close."""
        return hmac.digest(self._key, header.encode("utf-8", "surrogateescape"), hashlib.sha256)


def basic(user: str, password: str) -> str:
    """Write the ``Authorization`` header of RFC 7617."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
