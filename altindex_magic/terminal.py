"""Lines meant for a terminal, as plain text."""

from __future__ import annotations

import re
from typing import Final

_ESCAPES: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours and cursor movements (ECMA-48)
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC and its kin: titles and hyperlinks
    r"|\x1b[ -/]*[0-~]"
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")
_TAB: Final = 4


def plain(line: str) -> str:
    r"""Give what remains visible of one line: its last ``\r`` redraw, without escapes and control characters."""
    drawn = line.rstrip("\r\n").rpartition("\r")[2]
    return _CONTROL.sub("", _ESCAPES.sub("", drawn).expandtabs(_TAB)).rstrip()
