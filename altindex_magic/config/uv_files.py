"""What ``uv pip install`` would obey, by uv's own rules.

See https://docs.astral.sh/uv/concepts/configuration-files/ and, for the order, ``uv --show-settings``.
Sources, strongest first: variables, ``[pip]`` tables, top-level keys; of each the project's file,
the user's, the system's. Of single values the strongest counts; lists are joined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.config.masking import masked_setting
from altindex_magic.config.reading import Address
from altindex_magic.config.uv_places import UvFiles
from altindex_magic.direct import is_direct
from altindex_magic.model import Credential, Setting
from altindex_magic.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from altindex_magic.config.reading import Reading
    from altindex_magic.config.surroundings import Environment
    from altindex_magic.config.uv_places import UvFile

_ADDRESSES: Final = ("index", "extra-index-url", "default-index", "index-url")
"""The keys that name indexes, in the order in which uv asks them."""
_LISTS: Final = frozenset({"extra-index-url", "find-links", "allow-insecure-host", "trusted-host"})
_SINGLE: Final = frozenset(
    {"index-url", "no-index", "index-strategy", "keyring-provider", "system-certs", "native-tls"}
)
REQUIREMENTS: Final = frozenset({"override-dependencies", "constraint-dependencies", "build-constraint-dependencies"})
"""Lists of requirements for whatever is installed. Only those with a direct URL bear on indexes."""
_VARIABLES: Final = {
    "UV_INDEX": "index",
    "UV_EXTRA_INDEX_URL": "extra-index-url",
    "UV_DEFAULT_INDEX": "default-index",
    "UV_INDEX_URL": "index-url",
    "UV_FIND_LINKS": "find-links",
    "UV_NO_INDEX": "no-index",
    "UV_INDEX_STRATEGY": "index-strategy",
    "UV_KEYRING_PROVIDER": "keyring-provider",
    "UV_INSECURE_HOST": "allow-insecure-host",
    "UV_SYSTEM_CERTS": "system-certs",
    "UV_NATIVE_TLS": "native-tls",
}
_NAMED: Final = re.compile(r"(?P<name>[^:=]+)=(?P<url>.+)")


@dataclass(frozen=True, slots=True)
class _Option:
    """One option as it was found: a text, or the table of an index. It may hold a secret."""

    key: str
    text: str = field(repr=False)
    source: str
    origin: str
    """The source as a credential names it."""
    folder: Path
    from_file: bool = False
    table: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def rank(self) -> tuple[bool, int]:
        """Sort indexes as uv asks them, and leave other options in order of strength."""
        return self.from_file, _ADDRESSES.index(self.key) if self.key in _ADDRESSES else len(_ADDRESSES)

    @property
    def is_default(self) -> bool:
        """Tell whether it names the index that is asked last."""
        return self.key in {"default-index", "index-url"} or self.table.get("default") is True

    @property
    def claims(self) -> set[str]:
        """Give what only the strongest option can have: a name, the place of the default, a single value."""
        found = {self.key} & _SINGLE
        if self.is_default:
            found |= {"default-index"}
        if name := self.table.get("name"):
            found |= {f"name {name}"}
        return found


def read(environment: Environment, reading: Reading) -> None:
    """Add to *reading* what uv would obey; a file that uv could not read becomes a problem."""
    files = UvFiles(environment, reading.problems).read()
    claimed: set[str] = set()
    for option in sorted([*_of_variables(environment), *_of_files(files)], key=lambda option: option.rank):
        effective = not option.claims & claimed
        reading.settings.append(Setting("uv", option.key, masked_setting(option.text), option.source, effective))
        if not effective:
            continue
        claimed |= option.claims
        if option.key in _ADDRESSES:
            for address in _addresses(option, environment):
                reading.take(address)


def _of_variables(environment: Environment) -> Iterator[_Option]:
    """Read the ``UV_*`` variables that bear on indexes; an empty one counts as absent."""
    for variable, key in _VARIABLES.items():
        text = environment.environ.get(variable, "")
        for word in text.split() if key == "index" else filter(None, [text.strip()]):
            table = _named(word) if key in {"index", "default-index"} else {}
            yield _Option(key, word, f"${variable}", f"${variable}", environment.cwd, table=table)


def _named(word: str) -> dict[str, Any]:
    """Take ``name=url`` apart; the name may be missing."""
    found = _NAMED.fullmatch(word)
    return found.groupdict() if found else {"url": word}


def _of_files(files: Iterable[UvFile]) -> Iterator[_Option]:
    """Read the options of all files: first those of the ``[pip]`` tables, which win."""
    files = list(files)
    for file in files:
        pip = file.table.get("pip")
        yield from _of_table(file, pip if isinstance(pip, dict) else {}, f"{file.source} [pip]")
    for file in files:
        yield from _of_table(file, file.table, file.source)


def _of_table(file: UvFile, options: dict[str, Any], source: str) -> Iterator[_Option]:
    """Read one table; each index in it is an option of its own."""
    origin, folder = f"{file.path.name} ({file.path})", file.path.parent
    indexes = options.get("index")
    for table in indexes if isinstance(indexes, list) else ():
        if isinstance(table, dict):
            text = f"{table['name']}={table.get('url', '')}" if "name" in table else str(table.get("url", ""))
            yield _Option("index", text, source, origin, folder, from_file=True, table=table)
    for key, value in options.items():
        if key in _LISTS and isinstance(value, list):
            yield _Option(key, " ".join(map(str, value)), source, origin, folder, from_file=True)
        elif key in REQUIREMENTS and isinstance(value, list):
            for requirement in filter(is_direct, map(str, value)):
                yield _Option(key, requirement, source, origin, folder, from_file=True)
        elif key in _SINGLE:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            yield _Option(key, text, source, origin, folder, from_file=True)


def _addresses(option: _Option, environment: Environment) -> Iterator[Address]:
    """Give the index of an option, or each one of a list."""
    tables = [option.table] if option.table else [{"url": url} for url in option.text.split()]
    for table in tables:
        yield Address(
            {**table, "allow-http": True},  # as uv does
            option.origin,
            option.folder,
            default=option.is_default,
            credential=_credential(str(table.get("name", "")), environment),
        )


def _credential(name: str, environment: Environment) -> Credential | None:
    """Read the variables that hold the credential of a named index."""
    prefix = f"UV_INDEX_{re.sub('[^A-Z0-9]', '_', name.upper())}"
    username, password = (environment.environ.get(f"{prefix}_{part}") for part in ("USERNAME", "PASSWORD"))
    if not name or (username is None and password is None):
        return None
    source = f"${prefix}_{'USERNAME' if password is None else 'PASSWORD'}"
    return Credential(username or "", Secret(password or ""), source)
