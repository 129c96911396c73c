"""What the functions of the package give, as the last value of a cell: shown as the magic shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from altindex_magic.event import Event

_EVENT: Final = ("altindex_magic.event.base", "Event")
"""By its name, since a kernel that never asks loads no event."""


class Results:
    """Shows events that a cell ends with."""

    def __init__(self, shell: InteractiveShell) -> None:
        """Take what formats the values of *shell*."""
        self._bundles = getattr(shell.display_formatter, "mimebundle_formatter", None)

    def register(self) -> None:
        """Begin."""
        if self._bundles:
            self._bundles.for_type_by_name(*_EVENT, _bundle)

    def unregister(self) -> None:
        """End."""
        if self._bundles:
            self._bundles.pop(".".join(_EVENT), None)


def _bundle(event: Event) -> dict[str, str]:
    from altindex_magic.render.html import to_html  # noqa: PLC0415 - loaded when it is needed
    from altindex_magic.render.text import to_text  # noqa: PLC0415 - as above

    return {"text/plain": to_text(event), "text/html": to_html(event)}
