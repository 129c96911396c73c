"""Help, written out of the table of verbs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from altindex_magic.grammar.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from altindex_magic.grammar.words import Verb

_LINE: Final = re.compile(rf"(?<!%)%altindex(?=\s+(?:COMMAND|{'|'.join(map(re.escape, VERBS))})\b)")
"""Where a text tells what to type."""


def usage(verb: str | None = None) -> str:
    """Give the one line that shows how *verb* goes."""
    if verb is None:
        return "%altindex COMMAND …  (%altindex help lists the commands)"
    positionals, options = VERBS[verb].positionals, VERBS[verb].options
    return " ".join(["%altindex", verb, *(word.usage for word in positionals), *(word.usage for word in options)])


def help_text(verb: str | None = None) -> str:
    """Give the help of *verb*, a key of the table, or the list of all."""
    return _of_verb(VERBS[verb]) if verb else _of_all()


def in_terminal(text: str) -> str:
    """Spell the lines that *text* tells to type as they go in a terminal."""
    return _LINE.sub("jupyter altindex", text)


def _of_all() -> str:
    """List every verb with its sentence."""
    rows = [(verb.name, verb.summary) for verb in VERBS.values()]
    lines = ["%altindex COMMAND …", "", *_aligned(rows), "", "%altindex help COMMAND shows one in full."]
    return "\n".join(lines)


def _of_verb(verb: Verb) -> str:
    """Show one verb with its words."""
    rows = [(word.metavar, word.help) for word in verb.positionals]
    rows += [(option.usage.strip("[]"), option.help) for option in verb.options]
    return "\n".join([usage(verb.name), "", verb.summary, *([""] if rows else []), *_aligned(rows)])


def _aligned(rows: list[tuple[str, str]]) -> Iterable[str]:
    """Set two columns."""
    width = max((len(left) for left, _ in rows), default=0)
    return (f"  {left:<{width}}  {right}" for left, right in rows)
