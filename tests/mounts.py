"""Processes with mounts of their own, in which a disk can be full or a folder read-only (Linux's namespaces)."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache

import pytest

from tests.servers.base import find_program

only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="no other system has mount namespaces")


@cache
def own_mounts() -> tuple[str, ...]:
    """Give the words before a program by which its mounts are its own; a system that forbids them fails the run."""
    unshare = str(find_program("unshare", "apt-get install util-linux"))
    words = (unshare, "--mount") if os.geteuid() == 0 else (unshare, "--map-root-user", "--mount")
    subprocess.run([*words, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=True)
    return words
