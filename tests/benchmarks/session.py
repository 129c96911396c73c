"""A session of ours in a process of its own: ``python -m tests.benchmarks.session DEFAULT_URL PRIVATE_URL …``.

It says on one line what it told its environment, and ends when its standard input does.
"""

from __future__ import annotations

import json
import os
import sys

import altindex_magic as altindex


def define(default: str, private: list[str]) -> list[str]:
    """Define the indexes of a benchmark; give their names, the default one last."""
    for number, url in enumerate(private):
        altindex.add(f"private{number}", url)
    altindex.add("main", default, default=True)
    return [*(f"private{number}" for number in range(len(private))), "main"]


if __name__ == "__main__":
    altindex.use(*define(sys.argv[1], sys.argv[2:]))
    sys.stdout.write(json.dumps({"url": os.environ["PIP_INDEX_URL"]}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    altindex.off()
