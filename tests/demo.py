"""Runs a notebook in a real kernel of a throw-away environment and shows what a reader would see.

python -m tests.demo [NOTEBOOK]
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import nbformat

from tests.kernels import Notebook, Outcome, environment, notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICKSTART: Final = Path(__file__).parents[1] / "notebooks" / "01_quickstart.ipynb"
_COMMANDS_SUCCEEDED: Final = "assert not get_ipython().user_ns.get('_exit_code')"
_ESCAPES: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


def play(path: Path, root: Path) -> Iterator[tuple[str, Outcome | None]]:
    """Run the cells of the notebook *path* in an environment below *root*; text cells have no outcome."""
    script = nbformat.read(path, as_version=4)
    with notebook(environment(root), {"UV_NO_PROGRESS": "1"}) as running:
        for cell in script.cells:
            yield cell.source, _run(running, cell.source) if cell.cell_type == "code" else None


def _run(running: Notebook, source: str) -> Outcome:
    """Run a cell; unlike in a notebook, a ``!command`` that fails in it makes it fail."""
    outcome, commands = running.run(source, _COMMANDS_SUCCEEDED)
    return outcome if outcome.error else replace(outcome, error=commands.error)


def main(path: Path) -> int:
    """Show the notebook *path* cell by cell; stop at the first cell that fails."""
    with tempfile.TemporaryDirectory(prefix="altindex-demo-") as folder:
        for source, outcome in play(path, Path(folder)):
            if outcome is None:
                _show(source)
                continue
            _show(source, "  >>> ")
            _show(outcome.shown, "      ")
            if not outcome.ok:
                _show("This cell failed.")
                return 1
    _show("Every cell did what it should.")
    return 0


def _show(text: str, margin: str = "") -> None:
    """Write the lines of *text* behind a margin, and a blank line after them."""
    lines = _ESCAPES.sub("", text).rstrip().splitlines()
    if lines:
        sys.stdout.write("".join(f"{margin}{line}".rstrip() + "\n" for line in lines) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else QUICKSTART))
