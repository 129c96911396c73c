"""Real installers, run side by side into folders of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TIMEOUT: Final = 60
_SCRIPTS: Final = Path(sysconfig.get_path("scripts"))


@dataclass(frozen=True)
class Installer:
    """A pip or uv, with the words that every one of its commands begins with."""

    name: str
    words: tuple[str, ...]

    def command(self, target: Path, arguments: Sequence[str]) -> list[str]:
        """Write the command that installs into the folder *target*."""
        return [*self.words, "--target", str(target), *arguments]


@dataclass(frozen=True)
class Attempt:
    """How an installation ended."""

    status: int
    output: str
    installed: Mapping[str, str]
    """Versions by normalised project name: what is in the folder now."""


def pip_of_this_environment() -> Installer:
    return Installer("pip", (sys.executable, "-m", "pip", "install", "--no-compile"))


def pip_in(folder: Path) -> Installer:
    """Give the pip that lies unpacked in *folder*."""
    return Installer("old pip", (sys.executable, str(folder / "pip"), "install", "--no-compile"))


def uv() -> Installer:
    program = _SCRIPTS / ("uv.exe" if os.name == "nt" else "uv")
    return Installer("uv", (str(program), "pip", "install", "--python", sys.executable))


def together(
    orders: Iterable[tuple[Installer, Sequence[str]]], environ: Mapping[str, str], folder: Path
) -> dict[str, Attempt]:
    """Run several installers at the same time, each into a new folder below *folder*; give the outcome by name."""
    running = []
    unmeasured = {name: value for name, value in environ.items() if not name.startswith("COVERAGE_")}
    for installer, arguments in orders:
        target = Path(tempfile.mkdtemp(prefix="target-", dir=folder))
        command = installer.command(target, arguments)
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        process = subprocess.Popen(command, env=unmeasured, cwd=folder, **pipes)
        running.append((installer, target, process))
    return {installer.name: _ended(process, target) for installer, target, process in running}


def _ended(process: subprocess.Popen[str], target: Path) -> Attempt:
    output, _ = process.communicate(timeout=_TIMEOUT)
    return Attempt(process.returncode, output, _installed(target))


def _installed(folder: Path) -> dict[str, str]:
    """Read what was installed from the names of the metadata folders."""
    pairs = (info.name.removesuffix(".dist-info").partition("-") for info in folder.glob("*.dist-info"))
    return {canonicalize_name(name): version for name, _, version in pairs}
