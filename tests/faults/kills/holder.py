"""A process that holds a session and its gateway, as a kernel does, and performs the lines that it reads.

Run it as ``python -m tests.faults.kills.holder``; each line is answered by one line of JSON.
"""

from __future__ import annotations

import json
import shlex
import sys

from altindex_magic import grammar
from altindex_magic.errors import AltIndexError
from altindex_magic.service import AltIndex


def main() -> None:
    service = AltIndex()
    for line in sys.stdin:
        answer = {"ok": True, "text": ""}
        try:
            for _event in service.perform(grammar.parse(shlex.split(line))):
                pass
        except AltIndexError as problem:
            answer = {"ok": False, "text": str(problem)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
