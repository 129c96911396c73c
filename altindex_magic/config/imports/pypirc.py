"""The upload addresses of ``.pypirc`` and of twine's and uv's variables."""

from __future__ import annotations

import configparser
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from altindex_magic.address import bare, userinfo
from altindex_magic.config.keeping import read as read_text
from altindex_magic.errors.base import AltIndexError
from altindex_magic.errors.usage import BrokenFile, InvalidSetting
from altindex_magic.model import SECRET_AS_USER, Credential
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
    ("TWINE_REPOSITORY_URL", "TWINE_USERNAME", "TWINE_PASSWORD"),
    ("UV_PUBLISH_URL", "UV_PUBLISH_USERNAME", "UV_PUBLISH_PASSWORD"),
)
_Section = tuple[str, dict[str, str], str]
"""A name, the options, and the file or variable in which they stand."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Where a tool would upload to, and with which login."""

    name: str
    url: str
    source: str
    username: str | None = None
    credential: Credential | None = None
    ca_cert: str | None = None
    client_cert: str | None = None


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
    for name, values, source in found:
        try:
            uploads.append(_upload(name, values, source))
        except ValueError:
            problems.append(InvalidSetting("repository", "it cannot be read as a URL", source=source))
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
    return [(section, dict(parser.items(section)), str(path)) for section in sections]


def _of_variables(environ: Mapping[str, str]) -> Iterator[_Section]:
    for url, username, password in _VARIABLES:
        if environ.get(url):
            values = {"repository": environ[url], "username": environ.get(username), "password": environ.get(password)}
            yield "", {key: value for key, value in values.items() if value is not None}, f"${url}"


def _literal(text: str | None) -> str | None:
    """Give a value, but not the ``${NAME}`` of old recipes: twine fills nothing in."""
    return None if text is None or _PLACEHOLDER.fullmatch(text) else text


def _upload(name: str, values: Mapping[str, str], source: str) -> Upload:
    """Take the login apart: out of the options, or out of the address."""
    url = values["repository"]
    embedded = userinfo(url)
    username = _literal(values.get("username")) or (embedded[0] if embedded else None)
    password = _literal(values.get("password"))
    secret = Secret(password) if password is not None else embedded[1] if embedded else None
    credential = None
    if username and password is not None and password.strip().lower() in _NO_PASSWORDS:
        username, credential = SECRET_AS_USER, Credential(SECRET_AS_USER, Secret(username), source)
    elif secret:
        credential = Credential(username or "", secret, source)
    return Upload(
        name or (urlsplit(url).hostname or ""),
        masked(bare(url)),
        source,
        username,
        credential,
        values.get("ca_cert"),
        values.get("client_cert"),
    )
