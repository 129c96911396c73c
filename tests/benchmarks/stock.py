"""What the benchmark's indexes hold: pages small and large, files small and large, closures of packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.packages import wheel

if TYPE_CHECKING:
    from pathlib import Path

_FAN_OUT: Final = 3
"""How many further packages each package of a closure requires."""

TINY: Final = "bench-tiny"
BIG: Final = "bench-big"
ROOT: Final = "bench-closure-0"


def pages(folder: Path) -> None:
    """Put a project of 4 files and one of 600 into *folder*."""
    for project, count in ((TINY, 4), (BIG, 600)):
        for number in range(count):
            wheel(folder, project, f"1.{number}", headers=("Summary: a page to be asked for",))


def sparse_file(folder: Path, project: str, size: int) -> str:
    """Put a source archive of *size* zeros, which take no room on disk, into *folder*; give its name."""
    name = f"{project.replace('-', '_')}-1.0.tar.gz"
    folder.mkdir(parents=True, exist_ok=True)
    with folder.joinpath(name).open("wb") as file:
        file.truncate(size)
    return name


def closure(folder: Path, count: int) -> None:
    """Put *count* packages into *folder*, the first of which requires all others, three at a time."""
    for number in range(count):
        following = range(number * _FAN_OUT + 1, min(number * _FAN_OUT + 1 + _FAN_OUT, count))
        requires = [f"bench-closure-{child} >= 1.0" for child in following]
        for version in ("1.0", "1.1"):
            wheel(folder, f"bench-closure-{number}", version, requires)


def private(folder: Path, count: int) -> list[str]:
    """Make *count* indexes below *folder*, each with one project of its own; give their names."""
    names = [f"private{number}" for number in range(count)]
    for name in names:
        wheel(folder / name, f"{name}-only", "1.0")
    return names
