"""Errors of a line, a field or a file that a person wrote."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from altindex_magic.errors.base import AltIndexError, printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def nearest(name: str, known: Iterable[str]) -> str:
    """Offer the nearest known word as a hint; nothing is ever chosen by likeness."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean `{close[0]}`?" if close else ""


class BadUsage(AltIndexError):
    """A line that the grammar does not accept."""

    reference = "bad-usage"
    exit_code = 2

    def __init__(self, problem: str, usage: str) -> None:
        """Say what is wrong with the line and show how it goes."""
        super().__init__(f"This line is not understood: {problem}.", remedy=usage)


class UnknownIndex(AltIndexError):
    """A name that no layer defines."""

    reference = "unknown-index"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Name the index that was asked for and list those there are."""
        names = sorted(known)
        super().__init__(
            f"There is no index called `{printable(name, 64)}`.{nearest(name, names)}",
            why=f"Known are: {', '.join(names)}." if names else "None is defined yet.",
            remedy="%altindex list",
        )


class InvalidName(AltIndexError):
    """A name that could not be a path part, a file section or an environment variable."""

    reference = "invalid-name"

    def __init__(self, name: str) -> None:
        """Say which characters a name may have."""
        super().__init__(
            f"`{printable(name, 64)}` cannot be the name of an index.",
            why="A name has 1 to 64 letters, digits, '.', '_' or '-', and begins and ends with a letter or digit.",
            remedy="Choose a short name such as fury or team-a.",
        )


class DuplicateName(AltIndexError):
    """A name that is taken in this layer."""

    reference = "duplicate-name"

    def __init__(self, name: str, url: str, source: str) -> None:
        """Say what has the name already."""
        super().__init__(
            f"There is an index called `{name}` already.",
            index=name,
            why=f"{source} defines it as {url}.",
            remedy=f"%altindex add {name} … --replace, or choose another name",
        )


class ReservedName(AltIndexError):
    """An operation that the built-in index does not allow."""

    reference = "reserved-name"

    def __init__(self, name: str) -> None:
        """Say that the name belongs to the embedded index."""
        super().__init__(
            f"`{name}` is the embedded index: it is always there and cannot be redefined, renamed or removed.",
            index=name,
            remedy="Choose another name.",
        )


class ReadOnlyIndex(AltIndexError):
    """An index that is defined where we do not write."""

    reference = "read-only-index"

    def __init__(self, name: str, source: str) -> None:
        """Say which file or variable defines it."""
        super().__init__(
            f"`{name}` is defined outside of the files that %altindex writes.",
            index=name,
            why=f"It comes from {source}.",
            remedy=f"Change it there, or define your own: %altindex add {name} URL",
        )


class InvalidUrl(AltIndexError):
    """An address that is none."""

    reference = "invalid-url"

    def __init__(self, index: str | None, problem: str) -> None:
        """Say what is wrong with the address, without repeating it: it may hold a secret."""
        super().__init__(
            "The URL of the index cannot be used.",
            index=index,
            why=f"{problem[:1].upper()}{problem[1:]}.",
            remedy="Give the address that pip's --index-url would take, such as https://pypi.example.com/simple/",
        )


class SecretInUrl(AltIndexError):
    """An address with a user, a password or a token inside."""

    reference = "secret-in-url"

    def __init__(self, index: str | None, bare_url: str) -> None:
        """Show the address without the secret and the way to give the secret."""
        name = index or "NAME"
        super().__init__(
            "The URL holds a user name, password or token. It was not stored.",
            index=index,
            why="A URL is written into files, logs, process lists and notebooks. If this one stands in a cell, "
            "delete it there, and consider the secret as seen.",
            remedy=f"%altindex add {name} {bare_url} --username USER\n%altindex login {name}",
        )


class PlainHttp(AltIndexError):
    """An index without transport security."""

    reference = "plain-http"

    def __init__(self, index: str, url: str) -> None:
        """Say what plain http means for a package index."""
        super().__init__(
            f"{url} is not encrypted.",
            index=index,
            why="Over http anyone on the way can read the credential and replace the packages.",
            remedy="Use the https:// address. If there is none and the network is yours: --allow-http",
        )


class UnknownPreset(AltIndexError):
    """A provider that the catalogue does not have."""

    reference = "unknown-preset"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Name the preset that was asked for."""
        super().__init__(
            f"There is no preset called `{printable(name, 64)}`.{nearest(name, known)}",
            remedy="%altindex presets",
        )


class PresetField(AltIndexError):
    """A field of a preset that is missing, unknown or malformed."""

    reference = "preset-field"

    def __init__(self, preset: str, problem: str, fields: Iterable[str]) -> None:
        """Say what is wrong and which fields the preset takes."""
        example = " ".join(f"{name}=…" for name in fields)
        super().__init__(
            f"The preset `{preset}` cannot be filled in: {problem}.",
            remedy=f"%altindex add NAME --preset {preset} {example}".rstrip(),
        )


class InvalidSetting(AltIndexError):
    """A key of an index that has a value it cannot have."""

    reference = "invalid-setting"

    def __init__(self, key: str, problem: str, *, index: str | None = None, source: str = "") -> None:
        """Say which key and what it takes."""
        super().__init__(
            f"`{printable(key, 64)}` cannot be used: {problem}.",
            index=index,
            why=f"It stands in {source}." if source else None,
            remedy="docs/configuration.md lists every key with its values.",
        )


class SecretInConfig(AltIndexError):
    """A secret in a file that should hold none."""

    reference = "secret-in-config"

    def __init__(self, source: str, *, index: str | None = None, key: str = "url") -> None:
        """Say where the secret stands and where it belongs."""
        super().__init__(
            f"{source} holds a secret in `{key}`; the index is not used.",
            index=index,
            why="The file is read by other tools and copied into images and repositories.",
            remedy=f"Remove the secret from the file, then: %altindex login {index or 'NAME'}",
        )


class BrokenFile(AltIndexError):
    """A configuration file that cannot be parsed."""

    reference = "broken-file"

    def __init__(self, path: Path | str, line: int | None, shown: str, problem: str) -> None:
        """Show the line, with what could be a secret masked; nothing was changed."""
        place = f"{path}, line {line}" if line else str(path)
        super().__init__(
            f"{place} cannot be read: {problem}.",
            why=f"The line is: {shown}" if shown else None,
            remedy="Mend the line, then try again. The file was not touched.",
        )


class UnreadableFile(AltIndexError):
    """A file that the system does not let us read."""

    reference = "unreadable-file"

    def __init__(self, path: Path | str, problem: str) -> None:
        """Name the file and the system's reason."""
        super().__init__(
            f"{path} cannot be read.",
            why=problem,
            remedy="Check the path, and the owner and the permissions of the file.",
        )


class UnwritableFile(AltIndexError):
    """A file that the system does not let us write; the old content stands."""

    reference = "unwritable-file"

    def __init__(self, path: Path | str, problem: str) -> None:
        """Name the file and the system's reason."""
        super().__init__(
            f"{path} cannot be written. Nothing was changed.",
            why=problem,
            remedy="Free some space or choose a place that you may write to, then try again.",
        )


class StoreBusy(AltIndexError):
    """A lock that another process does not give back."""

    reference = "store-busy"

    def __init__(self, path: Path | str, seconds: float) -> None:
        """Name the lock and how long we waited."""
        super().__init__(
            f"{path} is being changed by another process.",
            why=f"Its lock was not given back within {seconds:g} seconds.",
            remedy="Try again; if nothing else is running, delete the .lock file beside it.",
        )


class UnsafeEdit(AltIndexError):
    """A file whose tables cannot be changed without touching something else in it."""

    reference = "unsafe-edit"

    def __init__(self, path: Path | str) -> None:
        """Name the file; the old content stands."""
        super().__init__(
            f"{path} cannot be changed without disturbing the rest of it. Nothing was changed.",
            why="Its indexes are not written as [[index]] tables, each with a header of its own.",
            remedy="Write them so, or make this change by hand.",
        )


class InvalidField(AltIndexError):
    """A field of a form or of a JSON body that cannot be taken."""

    reference = "invalid-field"

    def __init__(self, field: str, problem: str) -> None:
        """Name the field and what it takes."""
        super().__init__(
            f"`{printable(field, 64)}` cannot be taken: {problem}.",
            remedy="Correct the field and send it again. Nothing was changed.",
        )
