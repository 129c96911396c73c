"""Tab after ``%altindex``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from IPython.core.completer import SimpleCompletion, context_matcher

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext, SimpleMatcherResult

_BEGINNINGS = ("%altindex", "%%altindex")


@context_matcher()  # type: ignore[untyped-decorator]  # IPython does not say what it gives
def complete_line(context: CompletionContext) -> SimpleMatcherResult:
    """Give the candidates for the word under the cursor, and no Python names among them."""
    before = context.text_until_cursor
    words = before.split()
    prefix = words[-1] if words and not before[-1].isspace() else ""
    if not words or words[0] not in _BEGINNINGS or words == [prefix]:
        return {"completions": []}
    completions = [SimpleCompletion(word) for word in _candidates(before, prefix)]
    return {"completions": completions, "matched_fragment": prefix, "suppress": True, "ordered": True}


def _candidates(before: str, prefix: str) -> list[str]:
    """Ask the grammar; it never raises, and never waits for a dead index."""
    from altindex_magic import grammar  # noqa: PLC0415 - loaded at the first Tab
    from altindex_magic.errors import AltIndexError  # noqa: PLC0415
    from altindex_magic.service.current import current  # noqa: PLC0415

    try:
        words = grammar.split(before.partition("altindex")[2], windows=os.name == "nt")
        if prefix and words and words[-1].endswith(prefix):
            words = words[:-1]
        return list(grammar.complete(words, prefix, current().known))
    except AltIndexError:
        return []
