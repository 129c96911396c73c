"""Processes of a scene: started as a person would, killed as nobody should."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.kills.scene import Scene

PATIENCE: Final = 60


def see(problem: str) -> None:
    """See that a victim came to be ready for work."""
    assert not problem, problem


def started(scene: Scene, argv: list[str], **pipes: int) -> subprocess.Popen[str]:
    with scene.env.log.open("ab") as log:
        options: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stderr": log, "text": True, **pipes}
        return subprocess.Popen(argv, cwd=scene.env.work, env=scene.variables, **options)


def kill_and_wait(pid: int, wait: Callable[[], object]) -> None:
    """Kill a process and wait until what it had started has ended by itself: an installer may be writing."""
    try:
        children = psutil.Process(pid).children(recursive=True)
        psutil.Process(pid).kill()
    except psutil.NoSuchProcess:
        children = []
    wait()
    _, alive = psutil.wait_procs(children, timeout=PATIENCE)
    for child in alive:
        child.kill()
    assert not alive, f"{[child.pid for child in alive]} outlived {pid}"
