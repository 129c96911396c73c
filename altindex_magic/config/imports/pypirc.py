"""The upload addresses of ``.pypirc`` and of twine's and uv's variables."""

from __future__ import annotations

import configparser
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from altindex_magic.address import bare, local_path, userinfo
from altindex_magic.config.keeping import read as read_text
from altindex_magic.errors.base import AltIndexError
from altindex_magic.errors.usage import BrokenFile, InvalidSetting
from altindex_magic.model import INDEX_NAME, SECRET_AS_USER, Credential
from altindex_magic.secret import Secret
from altindex_magic.userinfo import masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from altindex_magic.config.surroundings import Environment

_NO_PASSWORDS: Final = frozenset({"", "n/a", "na", "none", "nopass", "x", "-"})
"""What people write behind a token that stands in the user's place."""
_PLACEHOLDER: Final = re.compile(r"\$\{?\w+\}?")
_VARIABLES: Final = (
    {"repository": "TWINE_REPOSITORY_URL", "username": "TWINE_USERNAME", "password": "TWINE_PASSWORD"},
    {"repository": "UV_PUBLISH_URL", "username": "UV_PUBLISH_USERNAME", "password": "UV_PUBLISH_PASSWORD"},
    {"repository": "UV_PUBLISH_URL", "password": "UV_PUBLISH_TOKEN"},
)
_NOBODY: Final = "__token__"
"""The user that uv and PyPI mean where there is nothing but a token."""


@dataclass(frozen=True, slots=True)
class _Section:
    """The options for one server, as they stand in a file or in variables; they may hold a secret."""

    name: str
    options: Mapping[str, str] = field(repr=False)
    source: str
    origin: str
    """The source as a credential names it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Where a tool would upload to, and with which login."""

    name: str
    url: str
    source: str
    username: str | None = None
    credential: Credential | None = None
    ca_cert: Path | None = None
    client_cert: Path | None = None


def file_of(environment: Environment) -> Path:
    """Give the path that twine reads."""
    return environment.home / ".pypirc"


def read(environment: Environment, problems: list[AltIndexError]) -> list[Upload]:
    """Read all uploads; what cannot be read is added to *problems*."""
    found = list(_of_variables(environment.environ))
    uploads: list[Upload] = []
    try:
        found += _of_file(file_of(environment))
    except AltIndexError as problem:
        problems.append(problem)
    for section in found:
        try:
            uploads.append(_upload(section, environment.cwd))
        except ValueError:
            problems.append(InvalidSetting("repository", "it cannot be read as a URL", source=section.source))
    return uploads


def _of_file(path: Path) -> list[_Section]:
    """Read the sections of the file that have an address of their own; the others mean PyPI."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_file(io.StringIO(read_text(path).removeprefix("\ufeff"), newline=None))
    except configparser.Error as problem:
        line = getattr(problem, "lineno", None)
        raise BrokenFile(path, line, "", "twine could not read it") from None
    sections = [section for section in parser.sections() if parser.has_option(section, "repository")]
    return [_Section(section, dict(parser.items(section)), str(path), str(path)) for section in sections]


def _of_variables(environ: Mapping[str, str]) -> Iterator[_Section]:
    for names in _VARIABLES:
        options = {key: environ[name] for key, name in names.items() if name in environ}
        if "username" not in names:
            options = {"username": _NOBODY, **options} if "password" in options else {}
        if options.get("repository"):
            yield _Section("", options, f"${names['repository']}", f"${names['password']}")


def _literal(text: str | None) -> str | None:
    """Give a value, but not the ``${NAME}`` of old recipes: twine fills nothing in."""
    return None if text is None or _PLACEHOLDER.fullmatch(text) else text


def _upload(section: _Section, folder: Path) -> Upload:
    """Take the login apart: out of the options, or out of the address; a relative path begins at *folder*."""
    values, url = section.options, section.options["repository"]
    embedded = userinfo(url)
    username = _literal(values.get("username")) or (embedded[0] if embedded else None)
    password = _literal(values.get("password"))
    secret = Secret(password) if password is not None else embedded[1] if embedded else None
    credential = None
    if username and password is not None and password.strip().lower() in _NO_PASSWORDS:
        username, credential = SECRET_AS_USER, Credential(SECRET_AS_USER, Secret(username), section.origin)
    elif secret:
        credential = Credential(username or "", secret, section.origin)
    certificates = (values.get(key) for key in ("ca_cert", "client_cert"))
    return Upload(
        section.name if INDEX_NAME.fullmatch(section.name) else urlsplit(url).hostname or "",
        masked(bare(url)),
        section.source,
        username,
        credential,
        *(folder / local_path(path) if path else None for path in certificates),
    )
