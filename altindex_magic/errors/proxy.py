"""The error of a proxy between this machine and an index."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import urlsplit

from altindex_magic.errors.access import AccessError
from altindex_magic.errors.base import printable

ENVIRONMENT: Final = "HTTP_PROXY and HTTPS_PROXY"
"""What names a proxy for every program."""


class NamedProxy(Protocol):
    """A proxy, and what names it."""

    @property
    def url(self) -> str:
        """Give its address, without a user and password."""

    @property
    def source(self) -> str:
        """Tell where it is configured; empty if it is not known to be."""


class ProxyFailed(AccessError):
    """A proxy on the way that answers in place of the index, or cannot be reached."""

    reference = "proxy-failed"

    def __init__(
        self, index: str, url: str, proxy: NamedProxy, *, status: int | None = None, problem: str = ""
    ) -> None:
        """Name the proxy and what names it, what it answered, and its own words or the *problem* of reaching it."""
        host = urlsplit(url).hostname or ""
        answered = f" answered {_status(status)}" if status else ""
        told = f": {printable(problem, 200)}" if problem else ""
        super().__init__(
            f"The index {index} cannot be reached through the proxy.",
            index=index,
            url=url,
            why=f"The proxy {printable(proxy.url, 100)}{answered}{told}. The request did not get to {host}.",
            remedy=f"{_remedy(status, host, proxy.source or ENVIRONMENT)}\n"
            f"If {host} can be reached without it: add {host} to NO_PROXY where the kernel is started.",
        )


def _remedy(status: int | None, host: str, source: str) -> str:
    """Say what to do about the proxy itself."""
    match status:
        case None:
            return f"Check {source}: is this the proxy of the network that you are in, and is it up?"
        case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            where = " where the kernel is started" if source == ENVIRONMENT else ""
            return f"Put its user name and password into {source}{where}."
        case _:
            return f"Ask those who run the proxy to let {host} through."


def _status(code: int) -> str:
    """Give a status with its standard words."""
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)
