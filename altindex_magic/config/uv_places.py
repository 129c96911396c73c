"""Which files uv would read, and where they lie on each platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from altindex_magic.config.document import load
from altindex_magic.config.surroundings import is_true
from altindex_magic.errors.base import AltIndexError

if TYPE_CHECKING:
    from pathlib import Path

    from altindex_magic.config.surroundings import Environment


@dataclass(frozen=True, slots=True)
class UvFile:
    """What one file says to uv."""

    path: Path
    table: dict[str, Any] = field(repr=False)
    source: str


class UvFiles:
    """Finds and reads the files that uv would; one that cannot be read becomes a problem."""

    def __init__(self, environment: Environment, problems: list[AltIndexError]) -> None:
        """Look around in *environment*, and add to *problems*."""
        self._environment = environment
        self._problems = problems
        self._loaded: dict[Path, dict[str, Any]] = {}

    def read(self) -> list[UvFile]:
        """Give the files that count, strongest first: the project's, the user's, the system's."""
        environ = self._environment.environ
        if named := environ.get("UV_CONFIG_FILE"):
            return [self._uv_toml(self._environment.cwd / named)]
        if is_true(environ.get("UV_NO_CONFIG", "")):
            return []
        shared = [self._uv_toml(user_file(self._environment)), self._uv_toml(system_file(self._environment))]
        return self._project() + shared

    def _project(self) -> list[UvFile]:
        """Find the file of the project: the nearest upwards, and of one folder ``uv.toml`` first.

        In the folders of a project the search begins at its root: a ``uv.toml`` further down is
        not read.
        """
        cwd = self._environment.cwd
        folders = [cwd, *cwd.parents]
        root = next((place for place, folder in enumerate(folders) if self._toml(folder / "pyproject.toml")), 0)
        pyproject = self._toml(folders[root] / "pyproject.toml")
        if "project" not in pyproject and "workspace" not in (_tool_uv(pyproject) or {}):
            root = 0
        for folder in folders[root:]:
            if (folder / "uv.toml").is_file():
                return [self._uv_toml(folder / "uv.toml")]
            path = folder / "pyproject.toml"
            if (table := _tool_uv(self._toml(path))) is not None:
                return [UvFile(path, table, f"[tool.uv] in {path}")]
        return []

    def _uv_toml(self, path: Path) -> UvFile:
        """Read a file that is for uv alone."""
        return UvFile(path, self._toml(path), str(path))

    def _toml(self, path: Path) -> dict[str, Any]:
        """Read a file once; what is missing or broken is empty."""
        if path not in self._loaded:
            self._loaded[path] = {}
            try:
                self._loaded[path] = load(path).data
            except AltIndexError as problem:
                self._problems.append(problem)
        return self._loaded[path]


def user_file(environment: Environment) -> Path:
    """Give the user's file; macOS has no place of its own."""
    home = environment.home
    if environment.platform == "win32":
        return environment.directory("APPDATA", home / "AppData" / "Roaming") / "uv" / "uv.toml"
    return environment.directory("XDG_CONFIG_HOME", home / ".config") / "uv" / "uv.toml"


def system_file(environment: Environment) -> Path:
    """Give the first system-wide file that exists, or the last that could."""
    root = environment.root
    if environment.platform == "win32":
        return environment.directory("PROGRAMDATA", root / "ProgramData") / "uv" / "uv.toml"
    shared = [folder / "uv" / "uv.toml" for folder in environment.directories("XDG_CONFIG_DIRS", root / "etc" / "xdg")]
    return next((path for path in shared if path.is_file()), root / "etc" / "uv" / "uv.toml")


def _tool_uv(pyproject: dict[str, Any]) -> dict[str, Any] | None:
    """Give the table of uv in the data of a ``pyproject.toml``."""
    tool = pyproject.get("tool")
    table = tool.get("uv") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None
