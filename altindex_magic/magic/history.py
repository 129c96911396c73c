"""The history of IPython: where a secret that was typed into a cell must not stay."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from altindex_magic.errors.credential import SecretInLine
from altindex_magic.errors.usage import BadUsage, SecretInUrl

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


_REPLACEMENT: Final = "# %altindex: this line held a secret and was not kept"


def forget_secret(shell: InteractiveShell | None, line: str, problem: BaseException) -> None:
    """Forget the cell if *problem* refuses a secret in it, or one that may be: what `login` has too much often is."""
    too_much = isinstance(problem, BadUsage) and line.split()[:1] == ["login"]
    if too_much or isinstance(problem, SecretInLine | SecretInUrl):
        forget_cell(shell)


def forget_cell(shell: InteractiveShell | None) -> None:
    """Replace the cell that runs now, in memory and in the history database.

    It is found by its text: IPython's releases differ in which number it has while it runs.
    """
    history = getattr(shell, "history_manager", None)
    typed = history.input_hist_raw[-1] if history and history.input_hist_raw else ""
    if shell is None or history is None or "altindex" not in typed:
        return  # a cell that is not kept at all
    for lines in (history.input_hist_raw, history.input_hist_parsed):
        lines[-1] = _REPLACEMENT
    for name in [name for name, value in shell.user_ns.items() if name.startswith("_i") and value == typed]:
        shell.user_ns[name] = _REPLACEMENT
    history._i00 = _REPLACEMENT  # noqa: SLF001 - what `_i` becomes in the next cell
    with history.db_input_cache_lock:
        history.db_input_cache[:] = [
            (number, _REPLACEMENT, _REPLACEMENT) if raw == typed else (number, parsed, raw)
            for number, parsed, raw in history.db_input_cache
        ]
    with suppress(sqlite3.Error, AttributeError), history.db:
        history.db.execute("PRAGMA secure_delete = ON")  # or the old text would stay in the free space of its page
        history.db.execute(
            "UPDATE history SET source = ?, source_raw = ? WHERE session = ? AND source_raw = ?",
            (_REPLACEMENT, _REPLACEMENT, history.session_number, typed),
        )
