"""The error of a proxy between this machine and an index."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from altindex_magic.errors.access import AccessError
from altindex_magic.errors.base import printable


class ProxyFailed(AccessError):
    """A proxy on the way that answers in place of the index, or cannot be reached."""

    reference = "proxy-failed"

    def __init__(self, index: str, url: str, *, proxy: str, status: int | None = None, problem: str = "") -> None:
        """Name the proxy, what it answered, and its own words or the *problem* of reaching it."""
        host = urlsplit(url).hostname or ""
        answered = f" answered {_status(status)}" if status else ""
        told = f": {printable(problem, 200)}" if problem else ""
        super().__init__(
            f"The index {index} cannot be reached through the proxy.",
            index=index,
            url=url,
            why=f"The proxy {printable(proxy, 100)}{answered}{told}. The request did not get to {host}.",
            remedy=f"{_remedy(status, host)}\n"
            f"If {host} can be reached without it: add {host} to NO_PROXY where the kernel is started.",
        )


def _remedy(status: int | None, host: str) -> str:
    """Say what to do about the proxy itself."""
    match status:
        case None:
            return "Check HTTP_PROXY and HTTPS_PROXY: is this the proxy of the network that you are in, and is it up?"
        case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return "Put its user name and password into HTTP_PROXY and HTTPS_PROXY where the kernel is started."
        case _:
            return f"Ask those who run the proxy to let {host} through."


def _status(code: int) -> str:
    """Give a status with its standard words."""
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)
