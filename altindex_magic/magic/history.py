"""The history of IPython: where a secret that was typed into a cell must not stay."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_REPLACEMENT: Final = "# %altindex: this line held a secret and was not kept"


def forget_line(shell: InteractiveShell | None) -> None:
    """Replace the line that runs now, in memory and in the history database."""
    history = getattr(shell, "history_manager", None)
    if shell is None or history is None:
        return
    for lines in (history.input_hist_raw, history.input_hist_parsed):
        if lines:
            lines[-1] = _REPLACEMENT
    for name in ("_i", "_i00"):
        if hasattr(history, name):
            setattr(history, name, _REPLACEMENT)
    shell.user_ns["_i"] = shell.user_ns[f"_i{shell.execution_count}"] = _REPLACEMENT
    with history.db_input_cache_lock:
        history.db_input_cache[:] = [
            (number, _REPLACEMENT, _REPLACEMENT) if number == shell.execution_count else (number, parsed, raw)
            for number, parsed, raw in history.db_input_cache
        ]
    with suppress(sqlite3.Error, AttributeError):
        # What was cached goes out first, so that there is a row to replace.
        history.writeout_cache()
        with history.db:
            history.db.execute(
                "UPDATE history SET source = ?, source_raw = ? WHERE session = ? AND line = ?",
                (_REPLACEMENT, _REPLACEMENT, history.session_number, shell.execution_count),
            )
