"""Which file of another tool is written, on each platform and in each scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from altindex_magic.config.pip_files import file_name, user_files
from altindex_magic.config.sections import project_file
from altindex_magic.config.uv_places import system_file, user_file
from altindex_magic.errors.files import NoFileForScope
from altindex_magic.model import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from altindex_magic.config.export.entry import Format
    from altindex_magic.config.surroundings import Environment

_SCOPES: Final[Mapping[Format, tuple[Scope, ...]]] = {
    "pip": (Scope.USER, Scope.SITE),
    "pypirc": (Scope.USER,),
    "uv": (Scope.USER, Scope.PROJECT, Scope.SITE),
    "netrc": (Scope.USER,),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A file to be written. *table* is where the settings of uv stand in it."""

    path: Path
    shared: bool = False
    """Others read it too: it keeps its mode and holds no secret."""
    table: tuple[str, ...] = ()


def target(form: Format, scope: Scope, environment: Environment) -> Target:
    """Find the file of *form* that counts in *scope*.

    Raises:
        NoFileForScope: the tool reads none there.

    """
    if scope not in _SCOPES[form]:
        raise NoFileForScope(form, scope, ", ".join(_SCOPES[form]))
    match form:
        case "pip":
            return _of_pip(scope, environment)
        case "uv":
            return _of_uv(scope, environment)
        case "pypirc":
            return Target(environment.home / ".pypirc")
        case "netrc":
            return Target(_netrc(environment))


def _of_pip(scope: Scope, environment: Environment) -> Target:
    """Give the user's file, or that of the environment, which pip calls its site.

    Where ``PIP_CONFIG_FILE`` names a file, pip reads no other file of the user.
    """
    if scope is Scope.SITE:
        return Target(environment.prefix / file_name(environment), shared=True)
    named = environment.environ.get("PIP_CONFIG_FILE", "")
    if named and (environment.cwd / named).is_file():
        return Target(environment.cwd / named)
    return Target(user_files(environment)[-1])


def _of_uv(scope: Scope, environment: Environment) -> Target:
    """Give the user's file, the system's, or in a project the one that uv reads there."""
    if scope is Scope.SITE:
        return Target(system_file(environment), shared=True)
    if scope is Scope.USER:
        return Target(user_file(environment))
    pyproject = project_file(environment.cwd)
    own = pyproject.with_name("uv.toml")
    if own.is_file() or not pyproject.is_file():
        return Target(own, shared=True)
    return Target(pyproject, shared=True, table=("tool", "uv"))


def _netrc(environment: Environment) -> Path:
    """Give the file that curl, pip and uv read: ``NETRC``, or the one in the user's home."""
    if named := environment.environ.get("NETRC"):
        return environment.cwd / named
    usual, windows = environment.home / ".netrc", environment.home / "_netrc"
    return windows if windows.exists() and not usual.exists() else usual
