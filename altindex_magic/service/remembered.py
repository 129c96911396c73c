"""Secrets that were typed: in the memory of this process, or in that of the Jupyter server."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from altindex_magic.errors.install import GatewayUnavailable
from altindex_magic.model import Credential
from altindex_magic.secret import Secret

if TYPE_CHECKING:
    from altindex_magic.gateway.line import Line

ELSEWHERE: Final = Credential("", Secret(""), "the session of the Jupyter server")
"""Stands for a secret that the server holds: it comes back to nobody."""


class Remembered(MutableMapping[str, Credential]):
    """Credentials by the URL of their index. What was there before a change can be put back."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: dict[str, Credential] = {}
        self._before: dict[str, Credential | None] = {}

    def __getitem__(self, url: str) -> Credential:
        """Give the credential for *url*."""
        return self._held[url]

    def __setitem__(self, url: str, credential: Credential) -> None:
        """Hold *credential*."""
        self._before[url] = self._held.get(url)
        self._held[url] = credential

    def __delitem__(self, url: str) -> None:
        """Let go of it."""
        del self._held[url]
        self._before.pop(url, None)

    def __iter__(self) -> Iterator[str]:
        """Give the URLs."""
        return iter(tuple(self._held))

    def __len__(self) -> int:
        """Count them."""
        return len(self._held)

    def undo(self, url: str) -> None:
        """Put back what was held for *url* before the last change."""
        before = self._before.pop(url, None)
        self._held.pop(url, None)
        if before:
            self._held[url] = before


class Shared(Remembered):
    """What is typed in a kernel goes to the session of the server, which outlives the kernel.

    It is held here as well, for the case that the server's gateway ends before the kernel does.
    """

    def __init__(self, line: Line) -> None:
        """Speak to the server over *line*."""
        super().__init__()
        self._line = line

    def __getitem__(self, url: str) -> Credential:
        """Give the credential that was typed here, or what stands for one that the server holds."""
        if url in self._held:
            return self._held[url]
        if url in self._there():
            return ELSEWHERE
        raise KeyError(url)

    def __setitem__(self, url: str, credential: Credential) -> None:
        """Hold *credential* here and there."""
        super().__setitem__(url, credential)
        self._line.keep(url, credential)

    def __delitem__(self, url: str) -> None:
        """Let go of it here and there."""
        self._line.drop(url)
        self._held.pop(url, None)

    def __iter__(self) -> Iterator[str]:
        """Give the URLs of both places."""
        return iter(dict.fromkeys((*self._held, *self._there())))

    def __len__(self) -> int:
        """Count them."""
        return len(list(iter(self)))

    def undo(self, url: str) -> None:
        """Put back what was held before the last change, there too."""
        super().undo(url)
        self._line.drop(url, undo=True)

    def _there(self) -> tuple[str, ...]:
        """Ask the server for which URLs it holds a secret; a server that is gone holds none."""
        with suppress(GatewayUnavailable):
            return self._line.held() if self._line.alive else ()
        return ()
