"""The door for notebooks and terminal IPython: ``%altindex``, ``%%altindex install``, and Tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.magic.after_cell import AfterCell
from altindex_magic.magic.completer import complete_line
from altindex_magic.magic.magics import AltIndexMagics
from altindex_magic.magic.pip_and_uv import PipAndUv
from altindex_magic.magic.results import Results

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_HELD = "_altindex_extension"
"""Where the shell keeps what :func:`unload` takes away again."""


def load(shell: InteractiveShell) -> None:
    """Register the magics, the completion, and what is shown below a cell."""
    magics = AltIndexMagics(shell)
    shell.register_magics(magics)
    shell.Completer.custom_matchers.append(complete_line)
    parts = (AfterCell(magics, shell), PipAndUv(magics, shell), Results(shell))
    for part in parts:
        part.register()
    setattr(shell, _HELD, parts)


def unload(shell: InteractiveShell) -> None:
    """Take everything away again and put the environment back."""
    from altindex_magic.service import current  # noqa: PLC0415 - loaded when it is needed

    for part in getattr(shell, _HELD, ()):
        part.unregister()
    if complete_line in shell.Completer.custom_matchers:
        shell.Completer.custom_matchers.remove(complete_line)
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("altindex", None)
    current.end()
