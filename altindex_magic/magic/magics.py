"""The magics themselves: a line becomes a request, its events go to a face."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, magics_class
from traitlets import Bool

if TYPE_CHECKING:
    from altindex_magic.request import Request


@magics_class
class AltIndexMagics(Magics):
    """Alternate package indexes in this kernel."""

    replace_pip = Bool(
        default_value=False,
        help="Let `%pip install` and `%uv pip install` show progress and fail their cell as `%altindex install` does.",
    ).tag(config=True)

    @line_cell_magic
    def altindex(self, line: str, cell: str | None = None) -> None:
        """Use alternate package indexes; `%altindex help` lists what there is."""
        # Everything but the shell is loaded at the first use: loading the extension must cost nothing.
        from altindex_magic import grammar  # noqa: PLC0415
        from altindex_magic.errors.credential import SecretInLine  # noqa: PLC0415
        from altindex_magic.errors.usage import SecretInUrl  # noqa: PLC0415
        from altindex_magic.magic.history import forget_line  # noqa: PLC0415
        from altindex_magic.request import Help  # noqa: PLC0415

        try:
            wanted = grammar.parse(grammar.split(line, windows=os.name == "nt"), cell)
            if isinstance(wanted, Help):
                print(grammar.help_text(wanted.verb))  # noqa: T201 - help is plain text wherever it is read
            else:
                self.perform(wanted)
        except (SecretInLine, SecretInUrl):
            forget_line(self.shell)
            raise

    def perform(self, wanted: Request) -> None:
        """Perform *wanted* on the session of this kernel and show what happens; an error fails the cell."""
        from altindex_magic.magic.face import face_for  # noqa: PLC0415
        from altindex_magic.service.current import current  # noqa: PLC0415

        face = face_for(self.shell)
        try:
            for event in current().perform(wanted):
                face.show(event)
        finally:
            face.finish()
            self.mark_as_told()

    def mark_as_told(self) -> None:
        """Take note that the refusals so far were shown, so that they are not shown again below the cell."""
        gateway = running_gateway()
        self._told = gateway.feed.mark if gateway else 0

    @property
    def told(self) -> int:
        """Give the place in the stream of refusals up to which they were shown."""
        return getattr(self, "_told", 0)


def running_gateway() -> Any:  # noqa: ANN401 - its type would load the HTTP library at start
    """Give the gateway of this kernel if it runs."""
    from altindex_magic.service.current import running  # noqa: PLC0415

    service = running()
    return service.session.running_gateway if service else None
