"""Which form a panel takes here: the widget, the plain form, or the commands as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from IPython.core.getipython import get_ipython
from IPython.display import display

from altindex_magic.panel.text import COMMANDS

if TYPE_CHECKING:
    from ipywidgets import Widget

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
        from altindex_magic.panel.frame import Frame  # noqa: PLC0415 - what it needs may be missing
        from altindex_magic.panel.widget import PanelWidget  # noqa: PLC0415
    except ImportError:
        return False
    frame = Frame(PanelWidget(_hub), _plain_form)
    view = {"version_major": 2, "version_minor": 0, "model_id": frame.box.model_id}
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
        form = _plain_form()
    except ImportError:
        print(COMMANDS)  # noqa: T201 - what remains
        return
    display(form)


def _plain_form() -> Widget:
    """Make the plain form of this kernel's session.

    Raises:
        ImportError: ipywidgets is missing.

    """
    from altindex_magic.panel.fallback import PlainForm  # noqa: PLC0415 - it may be missing
    from altindex_magic.service.current import current  # noqa: PLC0415 - loaded with the form

    return PlainForm(current()).box
