"""The door for those who do not type: ``%altindex panel``, ``altindex.panel()``.

It makes the same requests as the magic, through the same service, and decides nothing itself.
"""

from __future__ import annotations

import sys
from types import ModuleType


def show(*, plain: bool = False) -> None:
    """Show the panel below the running cell and return at once; *plain* takes the form made of ipywidgets."""
    from altindex_magic.panel.display import show_panel  # noqa: PLC0415 - widgets are loaded when they are needed

    show_panel(plain=plain)


class _Door(ModuleType):
    """A module that is called like the function that it stands for.

    ``altindex.panel()`` is what people type, and importing this package binds the name ``panel`` to it.
    """

    def __call__(self, *, plain: bool = False) -> None:
        """Show the panel."""
        show(plain=plain)


sys.modules[__name__].__class__ = _Door
