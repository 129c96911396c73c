"""One writer on a disk of its own that has room for less and less: ``python -m tests.faults.small_disk NAME FOLDER``.

It runs as root of a mount namespace, which ends with it, and tells for each size what came of the attempt.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.errors import AltIndexError
from tests.faults.writers import WRITERS, as_text, left_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.writers import Writer

_PAGE: Final = 4096


def attempts(writer: Writer, folder: Path) -> Iterator[dict[str, Any]]:
    """Let the disk be full after each page in turn, and then after each new file."""
    for limit in ("size", "nr_inodes"):
        room, done = 0, False
        while not done:
            _mount(folder, "")
            writer.prepare(folder)
            before = as_text(writer.state(folder))
            _mount(folder, f"remount,{limit}={_used(folder, limit) + room * (_PAGE if limit == 'size' else 1)}")
            outcome = _attempt(writer, folder, before)
            yield {"limit": limit, "room": room, **outcome}
            _run("umount", folder)
            done, room = outcome["error"] == "" and outcome["changed"], room + 1


def _attempt(writer: Writer, folder: Path, before: str) -> dict[str, Any]:
    error = ""
    try:
        writer.write(folder)
    except AltIndexError as problem:
        error = str(problem)
    _mount(folder, "remount,size=64m,nr_inodes=10k")  # reading takes room as well: SQLite makes files for it
    after, left = as_text(writer.state(folder)), left_over(folder)
    writer.write(folder)
    return {
        "error": error,
        "changed": after != before,
        "half": after not in {before, as_text(writer.state(folder))},
        "left": left,
    }


def _used(folder: Path, limit: str) -> int:
    field = "used" if limit == "size" else "iused"
    return int(_run("df", "--block-size=1", f"--output={field}", folder).split()[-1]) or 1  # none means no limit


def _mount(folder: Path, options: str) -> None:
    _run("mount", "-t", "tmpfs", "-o", options or "size=64m,nr_inodes=10k", "tmpfs", folder)


def _run(*words: str | Path) -> str:
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    for each in attempts(WRITERS[sys.argv[1]], Path(sys.argv[2])):
        sys.stdout.write(json.dumps(each) + "\n")
