"""What ``sync --prune`` never removes: whatever this kernel and its front end run on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.foresight import Need, needs

if TYPE_CHECKING:
    from pathlib import Path

    from altindex_magic.foresight import Target
    from altindex_magic.interpreter import Snapshot

_ROOTS: Final = (
    "altindex-magic",
    "ipykernel",
    "jupyterhub",
    "jupyterlab",
    "nbclassic",
    "notebook",
    "pip",
    "uv",
    "voila",
    "xeus-python",
)
"""Kernels, what may have started them from this very environment, and what packages are changed with."""


def kept(here: Snapshot, target: Target) -> frozenset[str]:
    """Name the projects of *here* that must stay: the roots, and all that they require on *target*."""
    waiting = [Need(root) for root in _ROOTS]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        need = waiting.pop()
        if need.project not in here or (need.project, need.extras) in seen:
            continue
        seen.add((need.project, need.extras))
        waiting += needs(_metadata(here[need.project].path), need.extras, target)
    return frozenset(project for project, _ in seen)


def _metadata(folder: Path) -> bytes:
    """Read what a distribution says of itself; an egg-info has another name for it, or is that file."""
    for path in (folder / "METADATA", folder / "PKG-INFO", folder):
        try:
            return path.read_bytes()
        except OSError:
            continue
    return b""
