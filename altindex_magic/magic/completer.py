"""Tab after ``%altindex``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def complete_line(_shell: InteractiveShell, event: Any) -> list[str]:  # noqa: ANN401 - IPython's untyped namespace
    """Give the candidates for the word under the cursor; never raises, never waits for a dead index."""
    from altindex_magic import grammar  # noqa: PLC0415 - loaded at the first Tab
    from altindex_magic.errors import AltIndexError  # noqa: PLC0415
    from altindex_magic.service.current import current  # noqa: PLC0415

    try:
        before = event.text_until_cursor.partition("altindex")[2]
        words = grammar.split(before, windows=os.name == "nt")
        prefix = event.symbol
        if prefix and words and words[-1].endswith(prefix):
            words = words[:-1]
        return list(grammar.complete(words, prefix, current().known))
    except AltIndexError:
        return []
