"""One ``[[index]]`` table and the index that it describes, checked key by key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Never, cast, get_args

from altindex_magic.address import bare, index_url, is_loopback, local_path
from altindex_magic.config.masking import names_secret
from altindex_magic.errors.usage import InvalidSetting, InvalidUrl, PlainHttp, SecretInConfig, SecretInUrl
from altindex_magic.model import GLOB, INDEX_NAME, LOCAL, Authenticate, Index, Layer
from altindex_magic.userinfo import carries_credentials

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CREDENTIAL: Final = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|command:\s*\S.*")
_COOLDOWN: Final = re.compile(r"[0-9]+[dhw]")
_ERROR_CODES: Final = range(400, 600)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_KEYS_ABOUT_SECRETS: Final = frozenset({"credential", "client-cert"})
_TRUSTED: Final = frozenset({Layer.SITE, Layer.USER})
"""The layers that may say where a secret comes from: a cloned project may not run a command."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``[[index]]`` table as it stands in a file."""

    table: Mapping[str, object] = field(repr=False)
    layer: Layer
    source: str
    folder: Path
    """What relative paths are relative to: the folder of the file, as for uv."""
    lines: Mapping[str, int] = field(default_factory=dict)

    def place(self, key: str) -> str:
        """Say where *key* stands, with its line if that is known."""
        number = self.lines.get(key) or self.lines.get("")
        return f"{self.source}, line {number}" if number else self.source


def read_index(entry: Entry) -> Index:
    """Turn a table into an index. Keys that mean nothing here are passed over: uv has more.

    Raises:
        InvalidSetting: a key has a value that it cannot have.
        SecretInConfig: the table holds a secret.
        PlainHttp: an address is not encrypted, not of this machine, and not allowed.

    """
    return _Reader(entry).index()


def table_of(index: Index) -> dict[str, object]:
    """Give every key of an index, in reading order; ``None`` where a table leaves the key out."""
    return {
        "name": index.name,
        "url": index.url,
        "publish-url": index.publish_url,
        "default": index.default or None,
        "explicit": index.explicit or None,
        "authenticate": index.authenticate if index.authenticate != "auto" else None,
        "ignore-error-codes": list(index.ignore_error_codes) or None,
        "username": index.username,
        "packages": list(index.packages) or None,
        "exclusive": None if index.exclusive else False,
        "credential": index.credential,
        "ca-cert": _spelled(index.ca_cert),
        "client-cert": _spelled(index.client_cert),
        "allow-http": index.allow_http or None,
        "cooldown": index.cooldown,
        "cooldown-except": list(index.cooldown_except) or None,
        "preset": index.preset,
    }


def _spelled(path: Path | None) -> str | None:
    """Write a path so that it means the same in whichever file."""
    return str(path.expanduser().absolute()) if path else None


class _Reader:
    """Reads the keys of one table, each by its kind."""

    def __init__(self, entry: Entry) -> None:
        """Prepare to read *entry*."""
        self._entry = entry
        self._table = entry.table
        name = entry.table.get("name")
        self._name = name if isinstance(name, str) else None

    def index(self) -> Index:
        """Read all keys that an index has."""
        self._refuse_secrets()
        allow_http = self._flag("allow-http", absent=False)
        url = self._address("url", allow_http=allow_http)
        if url is None:
            self._refuse("url", "it is missing")
        trusted = self._entry.layer in _TRUSTED
        return Index(
            name=self._checked_name(),
            url=url,
            publish_url=self._address("publish-url", allow_http=allow_http),
            default=self._flag("default", absent=False),
            explicit=self._flag("explicit", absent=False),
            authenticate=self._authenticate(),
            ignore_error_codes=self._codes("ignore-error-codes"),
            username=self._username(),
            packages=self._globs("packages"),
            exclusive=self._flag("exclusive", absent=True),
            credential=self._credential() if trusted else None,
            ca_cert=self._path("ca-cert"),
            client_cert=self._path("client-cert") if trusted else None,
            allow_http=allow_http,
            cooldown=self._cooldown(),
            cooldown_except=self._globs("cooldown-except"),
            preset=self._text("preset"),
            layer=self._entry.layer,
            source=self._entry.source,
        )

    def _refuse(self, key: str, problem: str) -> Never:
        """Raise what is wrong with a key, with its place."""
        raise InvalidSetting(key, problem, index=self._name, source=self._entry.place(key))

    def _refuse_secrets(self) -> None:
        """Refuse keys such as ``password``, which no tool would read here."""
        for key in self._table:
            if key not in _KEYS_ABOUT_SECRETS and names_secret(key):
                raise SecretInConfig(self._entry.place(key), index=self._name, key=key)

    def _flag(self, key: str, *, absent: bool) -> bool:
        """Read a truth value."""
        value = self._table.get(key, absent)
        if not isinstance(value, bool):
            self._refuse(key, "it must be true or false")
        return value

    def _text(self, key: str) -> str | None:
        """Read a text."""
        value = self._table.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            self._refuse(key, "it must be a text in quotes, on one line and not empty")
        return value

    def _list(self, key: str) -> list[object]:
        """Read a list, whatever is in it."""
        value = self._table.get(key, [])
        if not isinstance(value, list):
            self._refuse(key, "it must be a list in brackets")
        return value

    def _checked_name(self) -> str:
        """Read the name, which must be one."""
        name = self._text("name")
        if name is None:
            self._refuse("name", "it is missing")
        if not INDEX_NAME.fullmatch(name):
            self._refuse("name", "it must be 1 to 64 letters, digits, '.', '_' or '-', with no sign at either end")
        if name == LOCAL:
            self._refuse("name", f"`{LOCAL}` is the embedded index and cannot be redefined")
        return name

    def _address(self, key: str, *, allow_http: bool) -> str | None:
        """Read a URL or the path of a folder."""
        text = self._text(key)
        if text is None:
            return None
        if "://" in text and not _SCHEME.match(text) and carries_credentials(text):
            raise SecretInConfig(self._entry.place(key), index=self._name, key=key)
        try:
            url = index_url(self._rooted(text.strip()), index=self._name)
        except SecretInUrl:
            raise SecretInConfig(self._entry.place(key), index=self._name, key=key) from None
        except InvalidUrl as error:
            reason = (error.why or "").rstrip(".")
            self._refuse(key, reason[:1].lower() + reason[1:])
        if url.startswith("http:") and not allow_http and not is_loopback(url):
            raise PlainHttp(self._name or bare(url), url)
        return url

    def _rooted(self, text: str) -> str:
        """Make the relative path of a folder absolute; whether it is one, the disk may tell."""
        if _SCHEME.match(text):
            return text
        if text.startswith((".", "..")) or (self._entry.folder / text).is_dir():
            return str(self._entry.folder / text)
        return text

    def _path(self, key: str) -> Path | None:
        """Read the path of a file."""
        text = self._text(key)
        return self._entry.folder / local_path(text) if text else None

    def _authenticate(self) -> Authenticate:
        """Read when to send the credential."""
        value = self._table.get("authenticate", "auto")
        if value not in get_args(Authenticate):
            self._refuse("authenticate", 'it must be "auto", "always" or "never"')
        return cast("Authenticate", value)

    def _codes(self, key: str) -> tuple[int, ...]:
        """Read a list of HTTP error codes."""
        codes = [code for code in self._list(key) if type(code) is int and code in _ERROR_CODES]
        if len(codes) != len(self._list(key)):
            self._refuse(key, "each must be an HTTP error code from 400 to 599")
        return tuple(codes)

    def _globs(self, key: str) -> tuple[str, ...]:
        """Read a list of patterns."""
        globs = [glob for glob in self._list(key) if isinstance(glob, str) and GLOB.fullmatch(glob)]
        if len(globs) != len(self._list(key)):
            self._refuse(key, "a pattern has letters, digits, '.', '_', '-', '*', '?' and [a-z] only")
        return tuple(globs)

    def _username(self) -> str | None:
        """Read the user name, which cannot have the colon that ends it (RFC 7617)."""
        username = self._text("username")
        if username and ":" in username:
            self._refuse("username", "it cannot have a colon; a secret does not belong here")
        return username

    def _credential(self) -> str | None:
        """Read where the secret comes from; the value is never shown, for it may be one."""
        credential = self._text("credential")
        if credential and not CREDENTIAL.fullmatch(credential):
            self._refuse("credential", 'it must be "env:VARIABLE" or "command:PROGRAM …"')
        return credential

    def _cooldown(self) -> str | None:
        """Read how old a version must be."""
        cooldown = self._text("cooldown")
        if cooldown and not _COOLDOWN.fullmatch(cooldown):
            self._refuse("cooldown", 'it must be a number of hours, days or weeks: "12h", "7d", "2w"')
        return cooldown
