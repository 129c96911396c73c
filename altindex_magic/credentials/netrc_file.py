"""A secret in a netrc file, as curl, pip and uv read it."""

from __future__ import annotations

from netrc import NetrcParseError, netrc
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from altindex_magic import address
from altindex_magic.errors.usage import BrokenFile, UnreadableFile
from altindex_magic.model import SECRET_AS_USER, Credential
from altindex_magic.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from altindex_magic.model import Index


def locate(environ: Mapping[str, str]) -> Path:
    """Give the netrc file that curl, pip and uv read: ``NETRC``, or the one in the user's home."""
    if environ.get("NETRC"):
        return Path(environ["NETRC"])
    usual, windows = Path.home() / ".netrc", Path.home() / "_netrc"
    return windows if windows.exists() and not usual.exists() else usual


def look_up(file: Path, index: Index) -> Credential | None:
    """Find the entry for the host of *index*.

    The format knows hosts only, so that one entry serves every index on a host; but none without
    transport security. Its ``default`` entry is meant for anonymous FTP and serves none. A login
    with an empty password is a token in the user's place.

    Raises:
        BrokenFile: the file is not in the format.
        UnreadableFile: the system does not let us read it.

    """
    if not _is_private(index):
        return None
    login, secret = _entry(file, (urlsplit(index.url).hostname or "").lower())
    if secret and index.username in {None, "", login, SECRET_AS_USER}:
        return Credential(index.username or login, secret, "netrc")
    if login and not secret:
        return Credential(SECRET_AS_USER, Secret(login), "netrc")
    return None


def _is_private(index: Index) -> bool:
    """Tell whether what is sent to *index* stays between it and us."""
    return index.url.startswith("https:") or index.allow_http or address.is_loopback(index.url)


def _entry(file: Path, host: str) -> tuple[str, Secret]:
    """Give the login and password of a host, both empty where there is no entry."""
    problem: BrokenFile | UnreadableFile
    try:
        hosts = netrc(str(file)).hosts
        entries = ((login, Secret(password)) for name, (login, _, password) in hosts.items() if name.lower() == host)
        return next(entries, ("", Secret("")))
    except FileNotFoundError:
        return "", Secret("")
    except NetrcParseError as broken:  # its own text quotes the file, and that may be the secret
        problem = BrokenFile(file, broken.lineno, "", "it is not in the netrc format")
    except UnicodeDecodeError:
        problem = BrokenFile(file, None, "", "it is not text in a known encoding")
    except OSError as refused:
        problem = UnreadableFile(file, f"{refused.strerror}.")
    raise problem
