"""Hearing what a child of IPython's own magics prints, while it goes where it went before."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.terminal import plain

if TYPE_CHECKING:
    from typing import TextIO

_KEPT: Final = 20_000
"""Pieces of output, each of a line or so: why an installer failed stands at the end."""
_DRAWING: Final = re.compile(r"\s*[\u2800-\u28ff━╸╺].*?(?=(?:ERROR|error): )")
"""What an installer was drawing when it met an error, for which it begins no new line."""


class Copy:
    """A stream that passes everything on and keeps the last of it. For all else it is that other stream."""

    def __init__(self, stream: TextIO) -> None:
        """Pass on to *stream*."""
        self._stream = stream
        self._pieces: deque[str] = deque(maxlen=_KEPT)

    def write(self, text: str) -> int:
        """Keep *text* and pass it on."""
        self._pieces.append(text)
        return self._stream.write(text)

    def lines(self, *without: str) -> list[str]:
        """Give what was kept, as plain text, without the lines that begin with one of the texts *without*."""
        lines = (_DRAWING.sub("", plain(line), count=1) for line in "".join(self._pieces).split("\n"))
        return [line for line in lines if not line.startswith(without)]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        """Be the other stream."""
        return getattr(self._stream, name)
