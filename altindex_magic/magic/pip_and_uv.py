"""``%pip`` and ``%uv`` as they are, but for one thing: a failed install fails its cell."""

from __future__ import annotations

import re
import sys
from contextlib import redirect_stdout
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.magic.listening import Copy
from altindex_magic.magic.magics import AltIndexMagics, running_gateway

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.core.interactiveshell import InteractiveShell

_INSTALL: Final = re.compile(r"\s*(?:pip\s+)?(install|download|wheel|sync|lock)\b\s*(?P<arguments>.*)", re.DOTALL)
_NOTE: Final = "Note: you may need to restart the kernel"
"""What IPython itself says after each run."""


class PipAndUv:
    """Stands before IPython's own magics while the extension is loaded."""

    def __init__(self, magics: AltIndexMagics, shell: InteractiveShell) -> None:
        """Obey the options of *magics* in *shell*."""
        self._magics = magics
        self._shell = shell
        self._originals: dict[str, Callable[[str], Any]] = {}

    def register(self) -> None:
        """Stand before ``%pip`` and ``%uv``, where the shell has them."""
        table = self._shell.magics_manager.magics["line"]
        for tool in ("pip", "uv"):
            if tool in table:
                self._originals[tool] = table[tool]
                table[tool] = partial(self._run, tool)

    def unregister(self) -> None:
        """Step aside."""
        self._shell.magics_manager.magics["line"].update(self._originals)

    def _run(self, tool: str, line: str) -> None:
        """Run one line of ``%pip`` or ``%uv``."""
        install = _INSTALL.match(line)
        if install and install[1] == "install" and self._magics.replace_pip:
            self._replaced(tool, install["arguments"])
            return
        gateway = running_gateway()
        mark = gateway.feed.mark if gateway else 0
        status, lines = self._original(tool, line)
        if install and status:
            self._fail(tool, status, line, lines, mark)

    def _original(self, tool: str, line: str) -> tuple[int, list[str]]:
        """Run IPython's own magic; give the exit status of its child and, in a notebook, what that printed."""
        # IPython loads its magics at the first call of one of them, and then looks them up again by name.
        self.unregister()
        copy: Any = Copy(sys.stdout)
        try:
            with redirect_stdout(copy):
                self._shell.magics_manager.magics["line"][tool](line)
        finally:
            self.register()
        return int(self._shell.user_ns.get("_exit_code", 0) or 0), copy.lines(_NOTE)

    def _replaced(self, tool: str, arguments: str) -> None:
        """Run ``install`` with our progress, with its own arguments."""
        from altindex_magic import grammar  # noqa: PLC0415 - loaded when it is needed

        words = grammar.split(arguments, windows=False)
        self._magics.perform(grammar.parse(["install", "--with", tool, *words]))

    @staticmethod
    def _require(tool: str, lines: list[str]) -> None:
        """See that there was an installer to run: an environment that uv has made has no pip."""
        from altindex_magic import interpreter  # noqa: PLC0415 - loaded when it is needed
        from altindex_magic.errors.install import NoInstaller  # noqa: PLC0415 - as above

        here = interpreter.inspect_current()
        if tool not in here.installers or any(line.endswith(f"No module named {tool}") for line in lines):
            raise NoInstaller(here.executable, tool, next(iter(here.installers), None))

    def _fail(self, tool: str, status: int, line: str, lines: list[str], mark: int) -> None:
        from altindex_magic.errors.install import InstallFailed  # noqa: PLC0415 - loaded when it is needed

        self._magics.mark_as_told()
        self._require(tool, lines)
        if running_gateway() is None:
            raise InstallFailed(tool, status, (), "")
        from altindex_magic.service import causes  # noqa: PLC0415 - as above
        from altindex_magic.service.arrivals import Traffic  # noqa: PLC0415 - as above
        from altindex_magic.service.current import current  # noqa: PLC0415 - as above

        session = current().session
        traffic = Traffic.of(session.gateway.feed.events_since(mark))
        raise causes.failure(session, causes.Run(tool, line.split(), lines, traffic, mark), status)
