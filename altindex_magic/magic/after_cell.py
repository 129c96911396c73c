"""What the gateway refused during a cell, shown below that cell, whichever tool asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.magic.magics import AltIndexMagics, note_arrivals, running_gateway

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionResult, InteractiveShell


class AfterCell:
    """Shows refusals that no command has told yet: those that met ``%pip``, ``!pip``, ``%uv`` or a script."""

    def __init__(self, magics: AltIndexMagics, shell: InteractiveShell) -> None:
        """Show in *shell* what *magics* has not told."""
        self._magics = magics
        self._shell = shell

    def register(self) -> None:
        """Run after each cell."""
        self._shell.events.register("post_run_cell", self.show)

    def unregister(self) -> None:
        """Run no more."""
        self._shell.events.unregister("post_run_cell", self.show)

    def show(self, result: ExecutionResult) -> None:
        """Show what is new; forget a cell in which the Python door has refused a secret."""
        if result.error_in_exec is not None:
            from altindex_magic.magic.history import forget_secret  # noqa: PLC0415 - loaded when it is needed

            forget_secret(self._shell, "", result.error_in_exec)
        gateway = running_gateway()
        if gateway is None:
            return
        note_arrivals()
        fresh = gateway.feed.refusals_since(self._magics.told)
        self._magics.mark_as_told()
        if fresh:
            from altindex_magic.magic.face import show_below  # noqa: PLC0415 - loaded when it is needed

            for error in fresh:
                show_below(self._shell, error)
