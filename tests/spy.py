"""What the code of any package can see while it is built: its surroundings, written to a file.

Never imported by the tests: ``tests/packages.py`` appends it to a build backend.
"""

import json
import os
import sys
import time
from pathlib import Path


def spy(report):
    """Write argv and environ of this process, and on Linux of all its ancestors, to ``report.*.json``."""
    lineage = list(_lineage(os.getpid()))
    seen = {
        "argv": sys.argv,
        "environ": dict(os.environ),
        "cmdlines": {pid: _words(pid, "cmdline") for pid in lineage},
        "environs": {pid: _words(pid, "environ") for pid in lineage},
    }
    path = Path(f"{report}.{os.getpid()}-{time.monotonic_ns()}.json")
    path.write_text(json.dumps(seen, ensure_ascii=False), encoding="utf-8", errors="surrogateescape")


def _lineage(pid):
    while pid > 1:
        yield pid
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return
        pid = int(stat.rpartition(")")[2].split()[1])


def _words(pid, name):
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes().decode("utf-8", "surrogateescape").split("\0")
    except OSError:
        return []
