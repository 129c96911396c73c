"""Take secrets that are kept elsewhere now out of the files in which they were found; all else stays as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from altindex_magic.config import pip_files, spans
from altindex_magic.config.imports import pypirc
from altindex_magic.config.ini_text import IniText
from altindex_magic.config.sections import project_file
from altindex_magic.config.uv_places import UvFiles
from altindex_magic.model import SECRET_AS_USER
from altindex_magic.userinfo import places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from altindex_magic.config.surroundings import Environment
    from altindex_magic.model import Credential

_PASSWORD_LINE: Final = re.compile(
    r"""
    ^[ \t]* password [ \t]* = [ \t]* (?: "(?P<double>[^"\r\n]*)" | '(?P<single>[^'\r\n]*)' )
    [ \t]* (?: \#[^\r\n]* )? (?: \r?\n | \Z )
    """,
    re.MULTILINE | re.VERBOSE,
)


def files(environment: Environment) -> list[Path]:
    """List the files that may hold a secret of an index, and that are there."""
    found = [
        *pip_files.config_files(environment),
        *(file.path for file in UvFiles(environment, []).read()),
        project_file(environment.cwd),
        pypirc.file_of(environment),
    ]
    return [path for path in dict.fromkeys(found) if path.is_file()]


def cleaned(path: Path, text: str, kept: Collection[Credential]) -> str:
    """Give *text*, the content of the file at *path*, without the secrets of *kept*.

    A user name stays in its address, where pip and uv take it to the keyring.
    """
    text = _without_userinfo(text, kept)
    if path.name.endswith("pypirc"):
        return _without_passwords(text, kept)
    return _without_password_lines(text, kept) if path.suffix == ".toml" else text


def _without_userinfo(text: str, kept: Collection[Credential]) -> str:
    changes: list[tuple[spans.Span, str]] = []
    for start, stop in places(text):
        user, _, password = text[start:stop].partition(":")
        credential = _matching(unquote(user), unquote(password), kept)
        if credential is None:
            continue
        if credential.username in {"", SECRET_AS_USER}:
            changes.append((spans.Span(start, stop + 1), ""))
        else:
            changes.append((spans.Span(start, stop), quote(credential.username, safe="", errors="surrogateescape")))
    return spans.replace(text, changes)


def _without_passwords(text: str, kept: Collection[Credential]) -> str:
    """Take passwords out of a ``.pypirc``, and user names that are tokens."""
    ini = IniText(text)
    for section in ini.sections:
        username, password = ini.value(section, "username") or "", ini.value(section, "password") or ""
        credential = _matching(username, password, kept)
        if credential is not None:
            ini.drop(section, "password")
            if credential.username == SECRET_AS_USER:
                ini.drop(section, "username")
    return str(ini)


def _without_password_lines(text: str, kept: Collection[Credential]) -> str:
    """Take out the lines of a TOML file that say a password alone."""
    changes = [
        (spans.Span(*found.span()), "")
        for found in _PASSWORD_LINE.finditer(text)
        if any(each.secret.matches(found["double"] or found["single"] or "") for each in kept)
    ]
    return spans.replace(text, changes)


def _matching(username: str, password: str, kept: Iterable[Credential]) -> Credential | None:
    """Find the login whose secret this is: as the password, or in the user's place."""
    for credential in kept:
        secret_text = username if credential.username == SECRET_AS_USER else password
        if secret_text and credential.secret.matches(secret_text):
            return credential
    return None
