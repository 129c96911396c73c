"""The facts of the world that decide which configuration pip and uv obey, as one value."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Platform = Literal["linux", "darwin", "win32"]
_PLATFORMS: Final[Mapping[str, Platform]] = {"darwin": "darwin", "win32": "win32"}


@dataclass(frozen=True, slots=True)
class Environment:
    """What a child of this process would find around it."""

    environ: Mapping[str, str] = field(repr=False)
    platform: Platform
    home: Path
    cwd: Path
    prefix: Path
    """``sys.prefix`` of the interpreter whose pip is meant."""
    root: Path = Path("/")
    """What system-wide directories hang below; on Windows only where no variable names them."""

    @classmethod
    def current(cls) -> Environment:
        """Look at this process; any Unix that is not macOS counts as Linux."""
        platform = _PLATFORMS.get(sys.platform, "linux")
        return cls(dict(os.environ), platform, Path.home(), _working_directory(), Path(sys.prefix))

    def directory(self, variable: str, default: Path) -> Path:
        """Give the directory that a variable names, if it names an absolute one."""
        named = Path(self.environ.get(variable, "").strip())
        return named if named.is_absolute() else default

    def directories(self, variable: str, default: Path) -> list[Path]:
        """Give the directories that an ``XDG_*_DIRS`` variable lists, or the one default."""
        named = [Path(part.strip()) for part in self.environ.get(variable, "").split(":")]
        return [path for path in named if path.is_absolute()] or [default]


def is_true(text: str) -> bool:
    """Read a flag as pip and uv do."""
    return text.strip().lower() in {"1", "y", "yes", "t", "true", "on"}


def _working_directory() -> Path:
    """Give the working directory; if someone deleted it, the home directory has to do."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path.home()
