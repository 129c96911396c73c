"""The cells of the running notebook, which only IPython knows, put into the request that names them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from altindex_magic.errors.build import NoSuchCell
from altindex_magic.request import InitPackage, Request
from altindex_magic.scaffold import cell_numbers

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def with_cells(shell: InteractiveShell | None, wanted: Request) -> Request:
    """Give *wanted* with the text of the cells that it names; any other request as it is.

    Raises:
        NoSuchCell: one of them was not run here, or is the cell of a magic.

    """
    if not isinstance(wanted, InitPackage) or not wanted.cells:
        return wanted
    history = getattr(shell, "history_manager", None)
    ran: list[str] = history.input_hist_raw if history else []
    return replace(wanted, source="\n\n\n".join(_cell(ran, number) for number in cell_numbers(wanted.cells)))


def _cell(ran: list[str], number: int) -> str:
    """Give the text of one cell as it was typed."""
    text = ran[number].strip("\n") if number < len(ran) else ""
    if not text.strip():
        raise NoSuchCell(f"there is no In [{number}]")
    if text.lstrip().startswith("%%"):
        raise NoSuchCell(f"In [{number}] is no Python: it begins with a cell magic")
    return text
