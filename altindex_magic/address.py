"""Addresses of indexes: checked once, kept in one spelling, never with a secret inside."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit
from urllib.request import url2pathname

from altindex_magic.errors.usage import InvalidUrl, SecretInUrl
from altindex_magic.secret import Secret
from altindex_magic.userinfo import carries_credentials, masked

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_SCHEMES: Final = ("https", "http", "file")
_HOST: Final = re.compile(r"[\w.-]+|[^\[\]]*:[^\[\]]*")
"""A name, or an IPv6 address, which :func:`urlsplit` has checked. Parsers disagree on anything else."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: the boundary that a credential never crosses (RFC 6454)."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """Read the origin of an absolute *url*; a ``file:`` URL has port 0 and, but for shares, no host."""
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        host = (parts.hostname or "").lower()
        return cls(scheme, host, DEFAULT_PORTS.get(scheme, 0) if parts.port is None else parts.port)


def index_url(text: str, *, index: str | None = None) -> str:
    """Bring what a person typed or a file said into the one spelling that is stored.

    Accepts ``https:``, ``http:`` and ``file:`` URLs and the path of a folder. The result has a
    lower-case scheme and host, no default port, and one trailing slash.

    Raises:
        InvalidUrl: it is no such URL.
        SecretInUrl: it carries a user, a password, a query or a fragment.

    """
    stripped = text.strip()
    parts = _split(_folder_uri(stripped, index) if _is_folder_path(stripped) else stripped, index)
    if parts.scheme.lower() == "file":
        share = "" if parts.netloc.lower() == "localhost" else parts.netloc.lower()
        return _with_slash(f"file://{share}/{parts.path.lstrip('/')}")
    host = (parts.hostname or "").lower()
    netloc = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != DEFAULT_PORTS[parts.scheme.lower()]:
        netloc += f":{parts.port}"
    return _with_slash(urlunsplit((parts.scheme.lower(), netloc, parts.path, "", "")))


def _split(text: str, index: str | None) -> SplitResult:
    """Take the URL apart, or say what keeps it from being one."""
    try:
        parts = urlsplit(text)
        # two URLs that a comma parts at the most, or that share an http://
        second = "://" in parts.netloc + parts.path and carries_credentials(parts.path)
        has_secret = parts.username is not None or parts.query or parts.fragment or second
        port = parts.port
    except ValueError as problem:
        raise InvalidUrl(index, "it cannot be read as a URL") from problem
    if has_secret:
        raise SecretInUrl(index, masked(bare(text)))
    if not text.isprintable() or " " in text:
        raise InvalidUrl(index, "it has a blank or a control character in it")
    if parts.scheme.lower() not in _SCHEMES:
        raise InvalidUrl(index, "it must start with https://, http:// or file://, or be the path of a folder")
    if parts.scheme.lower() != "file" and (not parts.hostname or port == 0):
        raise InvalidUrl(index, "it names no host")
    if parts.hostname and not _HOST.fullmatch(parts.hostname):
        raise InvalidUrl(index, "its host has a character that no host name has")
    return parts


def local_path(text: str) -> Path:
    """Give the path that *text* means. A ``~`` for a user that this machine does not know stays, as it does for pip."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _folder_uri(text: str, index: str | None) -> str:
    """Give the ``file:`` URL of a folder as a person writes it."""
    if any(char < " " for char in text):
        raise InvalidUrl(index, "it has a control character in it")
    try:
        return Path(text).expanduser().absolute().as_uri()
    except RuntimeError as problem:
        raise InvalidUrl(index, "its ~ stands for a user that this machine does not know") from problem
    except ValueError as problem:
        raise InvalidUrl(index, "it has a character that no path has") from problem
    except OSError as problem:
        raise InvalidUrl(index, "the folder that it starts from, the current one, is no longer there") from problem


def bare(url: str) -> str:
    """Give *url* without user, password, query and fragment: the form that may be shown."""
    parts = urlsplit(url)
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, parts.path, "", ""))


def userinfo(url: str) -> tuple[str, Secret] | None:
    """Give the user name and secret embedded in *url*, percent-decoded, or ``None``."""
    parts = urlsplit(url)
    if parts.username is None:
        return None
    return unquote(parts.username), Secret(unquote(parts.password or ""))


def covers(scope: str, url: str) -> bool:
    """Tell whether *url* lies at or below *scope*: same origin, and a path that begins with its.

    A *url* that cannot be read, or whose path climbs for any server we know of, lies nowhere.
    """
    try:
        same_origin = Origin.of(scope) == Origin.of(url)
    except ValueError:
        return False
    inner = unquote(urlsplit(url).path)
    if not same_origin or _climbs(inner):
        return False
    return _with_slash(inner).startswith(_with_slash(unquote(urlsplit(scope).path)))


def _climbs(path: str) -> bool:
    """Tell whether a server could take a part of *path* for ``..``, be it encoded twice or followed by a ``;``."""
    parts = re.split(r"[/\\]", unquote(path))
    return any(part.partition(";")[0] in {".", ".."} for part in parts)


def is_loopback(url: str) -> bool:
    """Tell whether *url* stays on this machine, so that plain ``http`` discloses nothing."""
    host = (urlsplit(url).hostname or "").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def folder_of(url: str) -> Path | None:
    """Give the folder that a ``file:`` URL names on this platform, or ``None`` for another URL."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        return None
    return Path(url2pathname(f"//{parts.netloc}{parts.path}" if parts.netloc else parts.path))


def _is_folder_path(text: str) -> bool:
    """Recognise ``/srv/wheels``, ``~/wheels``, ``./wheels``, and a Windows drive or share."""
    return text.startswith(("/", "~", "./", "../", "\\\\")) or bool(PureWindowsPath(text).drive)


def _with_slash(text: str) -> str:
    """End *text* with exactly one slash, but keep those of an empty authority."""
    return text if text.endswith(":///") else text.rstrip("/") + "/"
