"""The few words that tell why an installer failed, out of all that it printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from altindex_magic.userinfo import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FAULT: Final = re.compile(r".*\b(?:fatal error|error|\w+Error|\w+Exception)\b: .+")
"""A line of a compiler or a traceback that says what went wrong."""

_IN_OUTPUT: Final = re.compile(rf" {{6,}}({FAULT.pattern})")
_LAST_FAULTS: Final = 2
_LONGEST: Final = 600


def last_faults(lines: Sequence[str]) -> str:
    """Give the last faults that a build reported in its output, which both installers indent; empty without any."""
    found = [match[1].strip() for line in lines if (match := _IN_OUTPUT.fullmatch(line.rstrip()))]
    return joined(list(dict.fromkeys(found))[-_LAST_FAULTS:], ()) if found else ""


def joined(pieces: Iterable[str], lines: Sequence[str]) -> str:
    """Join *pieces* to one bounded line without credentials; without any, give the last of *lines*."""
    found = list(dict.fromkeys(filter(None, (" ".join(piece.split()) for piece in pieces))))
    if not found:
        found = [line.strip() for line in lines if line.strip()][-1:]
    text = masked("; ".join(piece.rstrip(".;") for piece in found)).replace(":; ", ": ")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
