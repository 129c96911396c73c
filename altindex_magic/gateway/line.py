"""The line of a kernel to the gateway of its Jupyter server. It is light: it may be used after every cell."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from collections import deque
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from altindex_magic.errors.install import GatewayUnavailable
from altindex_magic.gateway.readers import basic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from altindex_magic.model import Credential

PROTOCOL: Final = "v1"
"""A part of every path. Kernels may live in environments with another version of this package than the server's."""
_PATIENCE: Final = 120.0
"""Seconds for an answer: the server's gateway has patience of its own, and says why."""
_REFUSED: Final = 422


class Line:
    """The connection to the server's gateway. Several threads may use it."""

    def __init__(self, url: str, kernel_key: bytes | None = None) -> None:
        """Take the address with the capability, and the key that only the server and this kernel itself have."""
        parts = urlsplit(url)
        capability = unquote(parts.password or "")
        self.port = parts.port or 0
        self.alive = True
        self._host = parts.hostname or ""
        self._header = basic(unquote(parts.username or ""), capability)
        self._proof = proof_of(kernel_key, capability) if kernel_key else ""
        self._idle: deque[http.client.HTTPConnection] = deque()

    def send(self, method: str, errand: str, body: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as JSON has it
        """Send one errand and give the answer.

        Raises:
            GatewayUnavailable: nobody answers, or the capability is void: the server has ended, or this kernel has.
            AltIndexError: what the gateway says.

        """
        content = json.dumps({**body, "proof": self._proof}, default=_form).encode()
        try:
            status, answer = self._sent(method, f"/control/{PROTOCOL}/{errand}", content)
        except (OSError, http.client.HTTPException) as problem:
            self.alive = False
            raise GatewayUnavailable("that of the Jupyter server does not answer") from problem
        if status == _REFUSED:
            from altindex_magic.revive import error_from_json  # noqa: PLC0415 - loaded when it is needed

            raise error_from_json(json.loads(answer)["error"])
        if status != http.client.OK:
            self.alive = False
            raise GatewayUnavailable(f"that of the Jupyter server answered {status}")
        return json.loads(answer)

    def keep(self, url: str, credential: Credential) -> None:
        """Keep a credential in the session of the server, which outlives this kernel."""
        # Over loopback, to the process that will send it on: a place where a secret is revealed on purpose.
        body = {"url": url, "username": credential.username, "secret": credential.secret.reveal()}
        self.send("PUT", "secret", body)

    def drop(self, url: str, *, undo: bool = False) -> bool:
        """Let go of it, or put back what was there before; tell whether there was one."""
        return bool(self.send("DELETE", "secret", {"url": url, "undo": undo})["dropped"])

    def held(self) -> tuple[str, ...]:
        """Give the URLs for which the session of the server holds a secret."""
        return tuple(self.send("POST", "held", {})["held"])

    def close(self) -> None:
        """Close the connections that nobody uses now."""
        while self._idle:
            self._idle.pop().close()

    def _sent(self, method: str, path: str, content: bytes) -> tuple[int, bytes]:
        """Send over a connection that is open, or over a new one where the server has closed it meanwhile."""
        try:
            return self._over(self._idle.pop(), method, path, content)
        except (IndexError, OSError, http.client.HTTPException):
            fresh = http.client.HTTPConnection(self._host, self.port, timeout=_PATIENCE)
            return self._over(fresh, method, path, content)

    def _over(
        self, connection: http.client.HTTPConnection, method: str, path: str, content: bytes
    ) -> tuple[int, bytes]:
        """Send over *connection*, and keep it for the next errand unless it fails."""
        headers = {"Authorization": self._header, "Content-Type": "application/json"}
        try:
            connection.request(method, path, content, headers)
            response = connection.getresponse()
            answer = response.status, response.read()
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return answer


def proof_of(kernel_key: bytes, capability: str) -> str:
    """Prove to know the key of a kernel's connection file, which no environment holds."""
    return hmac.digest(kernel_key, capability.encode(), hashlib.sha256).hex()


def _form(value: object) -> Any:  # noqa: ANN401 - as JSON has it
    """Give the form of an index, a set or whatever else of ours is sent."""
    from altindex_magic.wire import event_to_json  # noqa: PLC0415 - loaded when it is needed

    return event_to_json(value)
