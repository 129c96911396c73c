"""Which form a panel takes here: the widget, the plain form, or the commands as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from IPython.core.getipython import get_ipython
from IPython.display import display

from altindex_magic.panel.text import COMMANDS

if TYPE_CHECKING:
    from altindex_magic.panel.hub import Hub

_VIEW: Final = "application/vnd.jupyter.widget-view+json"


def show_panel(*, plain: bool) -> None:
    """Show the richest form that this place can show, or the *plain* one."""
    if not hasattr(get_ipython(), "kernel"):
        print(COMMANDS)  # noqa: T201 - a terminal's own output
        return
    if plain or not _show_widget():
        _show_plain()


def _show_widget() -> bool:
    """Show the widget, with the commands for front ends that have no widgets; tell whether it could be made."""
    try:
        from altindex_magic.panel.widget import PanelWidget  # noqa: PLC0415 - it may be missing
    except ImportError:
        return False
    widget = PanelWidget(_hub)
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({_VIEW: view, "text/plain": COMMANDS}, raw=True)
    return True


def _hub() -> Hub:
    """Give the hub of this kernel's session; it and the service are loaded while the browser draws the panel."""
    from altindex_magic.panel.hub import hub_of  # noqa: PLC0415
    from altindex_magic.service.current import current  # noqa: PLC0415

    return hub_of(current())


def _show_plain() -> None:
    """Show the form that ipywidgets alone can show, or else the text."""
    try:
        from altindex_magic.panel.fallback import PlainForm  # noqa: PLC0415 - it may be missing
    except ImportError:
        print(COMMANDS)  # noqa: T201 - what remains
        return
    from altindex_magic.service.current import current  # noqa: PLC0415 - loaded with the form

    display(PlainForm(current()).box)
