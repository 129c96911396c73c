"""Write logins into a netrc file, as curl, pip and uv read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from altindex_magic.config.disclosure import login

if TYPE_CHECKING:
    from collections.abc import Sequence

    from altindex_magic.config.export.entry import Entry

_ENTRY: Final = r"""
    ^[ \t]* machine \s+ {host} (?=\s|\Z)
    (?: \s+ (?: login | user | account | password ) \s+ (?: "[^"]*" | \S+ ) | \s+ \#[^\r\n]* )*
"""
_FLAGS: Final = re.VERBOSE | re.MULTILINE | re.IGNORECASE
_PLAIN: Final = re.compile(r"[^\s\"#\\]+")


@dataclass(frozen=True, slots=True)
class Netrc:
    """The logins that every tool is to send to a host. The format knows neither ports nor paths."""

    entries: Sequence[Entry]

    def edited(self, text: str) -> str:
        """Give *text*, the content of the file, with an entry for the host of each index."""
        newline = "\r\n" if "\r\n" in text else "\n"
        for entry in self.entries:
            if entry.secret is None:
                continue
            host = (urlsplit(entry.index.url).hostname or "").lower()
            user, password = login(entry.username or "", entry.secret)
            line = f"machine {host} login {_token(user)} password {_token(password)}"
            present = re.search(_ENTRY.replace("{host}", re.escape(host)), text, _FLAGS)
            text = _replaced(text, present, line) if present else _inserted(text, line, newline)
        return text

    @property
    def hosts(self) -> list[str]:
        """Name the hosts, each once."""
        return list(dict.fromkeys((urlsplit(entry.index.url).hostname or "").lower() for entry in self.entries))


def _replaced(text: str, found: re.Match[str], line: str) -> str:
    return text[: found.start()] + line + text[found.end() :]


def _inserted(text: str, line: str, newline: str) -> str:
    """Add an entry at the end, or before ``default``, behind which nothing counts."""
    default = re.search(r"^[ \t]*default\b", text, re.MULTILINE)
    at = default.start() if default else len(text)
    gap = "" if not text[:at] or text[:at].endswith("\n") else newline
    return f"{text[:at]}{gap}{line}{newline}{text[at:]}"


def _token(text: str) -> str:
    """Write a token; one that is empty or has a sign of the format in it stands in quotes."""
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
