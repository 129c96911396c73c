"""What a change of a file comes to, as a unified diff that shows no secret."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CONTEXT: Final = 3


def unified(before: Sequence[str], after: Sequence[str], shown: tuple[Sequence[str], Sequence[str]]) -> Iterator[str]:
    """Compare the lines as they are, and give the lines of the diff as they may be *shown*, before and after.

    So a line in which only the secret changes is a changed line, though both sides look the same.
    """
    old, new = shown
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        for kind, old_start, old_stop, new_start, new_stop in group:
            if kind == "equal":
                yield from (f" {line}" for line in old[old_start:old_stop])
                continue
            yield from (f"-{line}" for line in old[old_start:old_stop])
            yield from (f"+{line}" for line in new[new_start:new_stop])


def _range(start: int, stop: int) -> str:
    """Write a range of lines as diff does: from 1, with its length unless that is one."""
    length = stop - start
    return f"{start + 1}" if length == 1 else f"{start + 1 if length else start},{length}"
