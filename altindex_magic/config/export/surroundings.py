"""What decides whether an exported file works where it is used: programs, variables, and the dialect of the file."""

from __future__ import annotations

import configparser
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from altindex_magic.config.surroundings import is_true

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic.config.export.entry import Format, Provider
    from altindex_magic.config.surroundings import Environment

_PIP_VARIABLES: Final = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_KEYRING_PROVIDER", "PIP_NO_INDEX")
_UV_VARIABLES: Final = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_NO_INDEX", "UV_CONFIG_FILE")


def keyring_program(environment: Environment, *, outside: bool = False) -> bool:
    """Tell whether the program ``keyring`` is on the path, be it *outside* of the environment's own folder."""
    own = environment.prefix / ("Scripts" if environment.platform == "win32" else "bin")
    folders = environment.environ.get("PATH", os.defpath).split(os.pathsep)
    searched = [folder for folder in folders if not outside or Path(folder) != own]
    return shutil.which("keyring", path=os.pathsep.join(searched)) is not None


def provider(environment: Environment) -> Provider:
    """Choose how pip asks the keyring.

    A program outside of the environment serves the pip of every environment; the library, only one that has it.
    """
    return "subprocess" if keyring_program(environment, outside=True) else "import"


def obstacles(form: Format, environment: Environment) -> Iterator[str]:
    """Name the variables that keep the tool from obeying its file, as far as they are set here."""
    environ = environment.environ
    if form == "pip":
        yield from (f"${name} counts more than the file" for name in _PIP_VARIABLES if environ.get(name, "").strip())
        if environ.get("PIP_CONFIG_FILE") in {os.devnull, "/dev/null", "nul"}:
            yield "$PIP_CONFIG_FILE keeps pip from reading any file"
    if form == "uv":
        yield from (f"${name} counts more than the file" for name in _UV_VARIABLES if environ.get(name, "").strip())
        if is_true(environ.get("UV_NO_CONFIG", "")):
            yield "$UV_NO_CONFIG keeps uv from reading any file"


def unreadable(form: Format, text: str) -> str | None:
    """Say why pip or twine would refuse the file, in what is not ours to change in it."""
    if form not in {"pip", "pypirc"}:
        return None
    if form == "pip" and text.startswith("\ufeff"):
        return "it begins with a byte order mark"
    try:
        configparser.RawConfigParser().read_string(text)
    except (configparser.DuplicateOptionError, configparser.DuplicateSectionError) as problem:
        return f"line {problem.lineno} repeats an option or a section"
    except configparser.Error:
        return "it has a line that is neither an option nor a section"
    return None
