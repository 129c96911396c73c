"""Requirement files: what in them leads past the indexes in use, and which other files they name.

Their format is pip's (https://pip.pypa.io/en/stable/reference/requirements-file-format/); uv also takes
``pyproject.toml``, ``pylock.toml`` and scripts (PEP 723) in their place.
"""

from __future__ import annotations

import codecs
import re
import shlex
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from altindex_magic import direct
from altindex_magic.tools import pip, uv
from altindex_magic.tools.options import read
from altindex_magic.tools.requirement_lines import lines_of_any_reading
from altindex_magic.userinfo import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from altindex_magic.tools.options import Argument

VARIABLES: Final = (
    "PIP_REQUIREMENT",
    "PIP_CONSTRAINT",
    "PIP_BUILD_CONSTRAINT",
    "UV_CONSTRAINT",
    "UV_OVERRIDE",
    "UV_BUILD_CONSTRAINT",
)
"""The variables that name requirement files."""

_NESTING: Final = (
    *("--requirement", "--requirements", "--constraint", "--constraints", "--override", "--overrides"),
    *("--build-constraint", "--build-constraints", "--requirements-from-script"),
)
_SHORT_NESTING: Final = frozenset({"-r", "-c", "-b"})
_EDITABLE: Final = frozenset({"-e", "--editable"})
_ARCHIVE: Final = re.compile(
    r"\.(?:whl|zip|tgz|tbz|txz|tlz|tar(?:\.(?:gz|bz2|xz|lzma|lz))?)(?:\[.*\])?$", re.IGNORECASE
)
_LONG_OPTION: Final = re.compile(r"(--[a-z][a-z-]*)\s+(?!-)")
_VARIABLE: Final = re.compile(r"\$\{([A-Z0-9_]+)\}")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before that of UTF-16, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CODING: Final = re.compile(rb"^#.*?coding[:=]\s*([-\w.]+)")
_SCRIPT: Final = re.compile(r"^# /// script$\s(?P<block>(?:^#(?: .*)?$\s)+)^# ///$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Contents:
    """What counts of a requirement file."""

    around: tuple[str, ...] = ()
    """Whatever leads past the indexes in use, fit to be shown."""
    nested: tuple[str, ...] = ()
    """The files that it names, as it names them."""
    projects: tuple[str, ...] = ()
    """The folders of projects that it names."""


def texts(content: bytes) -> tuple[str, ...]:
    """Decode a file in each way that an installer may: by its byte order mark, as UTF-8, or as it says itself.

    pip obeys a declaration in one of the first two lines (PEP 263), and uv does not.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return (content[len(mark) :].decode(encoding, errors="replace"),)
    declared = filter(None, map(_CODING.match, content.splitlines()[:2]))
    encodings = dict.fromkeys(["utf-8", *(found[1].decode("ascii", "replace").lower() for found in declared)])
    return tuple(dict.fromkeys(filter(None, (_decoded(content, encoding) for encoding in encodings))))


def _decoded(content: bytes, encoding: str) -> str | None:
    """Decode *content*, or give ``None`` for an encoding that this Python does not have: pip refuses it as well."""
    try:
        return content.decode(encoding, errors="replace")
    except (LookupError, ValueError):
        return None


def contents(name: str, text: str, environ: Mapping[str, str]) -> Contents:
    """Read the file *name* with the content *text*; pip fills in variables from *environ*."""
    path = PurePath(name)
    if re.fullmatch(r"pylock(\.[^.]+)?\.toml", path.name):
        return Contents((f"{path.name} (its files have direct URLs)",))
    try:
        if path.suffix == ".toml":
            return Contents(tuple(_shown(direct.in_pyproject(text.encode()))))
        if path.suffix == ".py":
            return Contents(tuple(_shown(_in_script(text))))
    except direct.NotToml as problem:
        return Contents((f"{path.name} ({problem})",))
    lines = list(_lines(text, environ))
    parts = [_of_line(line) for line in lines]
    return Contents(
        tuple(dict.fromkeys(each for part in parts for each in part.around)),
        tuple(name for part in parts for name in part.nested),
        tuple(name for part in parts for name in part.projects),
    )


def of_arguments(arguments: Iterable[Argument]) -> Contents:
    """Sort options and requirements, of a line in a file or of a command, by where they lead."""
    around, nested, projects = [], [], []
    for option, value in ((argument.option, argument.value) for argument in arguments):
        if (option and _goes_round(option)) or (value and direct.is_remote(value)):
            around.append(masked(" ".join(filter(None, (option, value)))))
        elif value and option == "--group":
            nested.append(value.rpartition(":")[0] or "pyproject.toml")
        elif value and option and _nests(option):
            nested.append(value)
        elif value and (option in _EDITABLE or (option is None and _is_path(value))):
            projects.append(value)
    return Contents(tuple(around), tuple(nested), tuple(projects))


def _of_line(line: str) -> Contents:
    """Read one line: a requirement with a URL as a whole, anything else by its words."""
    if direct.is_direct(line):
        return Contents((masked(line),))
    if line.startswith("--"):
        line = _LONG_OPTION.sub(r"\1=", line)  # pip takes the beginning of an option for the whole, which `read` cannot
    return of_arguments(read(_words(line), pip.OPTIONS, uv.OPTIONS))


def _is_path(word: str) -> bool:
    """Tell a path from the name of a project, as pip does: by a slash, or by the ending of an archive."""
    return word.startswith(".") or "/" in word or "\\" in word or _ARCHIVE.search(word) is not None


def _goes_round(option: str) -> bool:
    return pip.OPTIONS.goes_round(option) or uv.OPTIONS.goes_round(option)


def _nests(option: str) -> bool:
    """Tell whether *option* names a file; pip takes the beginning of a long option for the whole."""
    if not option.startswith("--"):
        return option in _SHORT_NESTING
    return any(name.startswith(option) for name in _NESTING)


def _lines(text: str, environ: Mapping[str, str]) -> Iterator[str]:
    """Give what is left of the lines without comments, with the variables that are set."""
    for line in lines_of_any_reading(text):
        yield _VARIABLE.sub(lambda found: environ.get(found[1]) or found[0], line)


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _in_script(text: str) -> str | None:
    """Find a direct requirement in the metadata of a script (PEP 723)."""
    found = _SCRIPT.search(text)
    if found is None:
        return None
    lines = (line[2:] if line.startswith("# ") else line[1:] for line in found["block"].splitlines())
    return direct.in_script("\n".join(lines))


def _shown(requirement: str | None) -> Iterator[str]:
    if requirement:
        yield masked(requirement)
