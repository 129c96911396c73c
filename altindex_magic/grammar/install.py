"""The words of ``install``: pip's own, in their order, but for the one option that is ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from altindex_magic.errors.usage import BadUsage
from altindex_magic.grammar.guard import refuse_secrets_in_cell
from altindex_magic.grammar.help import usage
from altindex_magic.grammar.split import split
from altindex_magic.request import Install
from altindex_magic.tools.requirement_lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PASTED: Final = re.compile(r"[!%]?\s*(?:uv\s+|python3?\s+-m\s+)?pip3?\s+install(?:\s+|$)")
_OPTION_AFTER: Final = re.compile(r"\s--?[A-Za-z]")
_LONGEST_PASTED: Final = len(("!", "python", "-m", "pip", "install"))


def read_install(words: Sequence[str], cell: str | None) -> Install:
    """Take the words of the line, then those of the *cell*.

    Raises:
        BadUsage: ``--with`` names no installer, or a line of the cell cannot be an argument.
        SecretInLine: a line of the cell carries a credential.

    """
    ours, tool = _without_tool([*_without_pasted(words), *_cell_words(cell or "")])
    return Install(tuple(ours), tool)


def _without_pasted(words: Sequence[str]) -> Sequence[str]:
    """Drop a ``pip install`` that came along with what was pasted after it."""
    for count in range(2, min(len(words), _LONGEST_PASTED) + 1):
        if _PASTED.fullmatch(" ".join(words[:count])):
            return words[count:]
    return words


def _without_tool(words: Sequence[str]) -> tuple[list[str], Literal["pip", "uv"] | None]:
    """Take ``--with pip`` or ``--with=uv`` out, wherever it stands before a ``--``."""
    tool: Literal["pip", "uv"] | None = None
    ours: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            return [*ours, word, *rest], tool
        name, equals, value = word.partition("=")
        if name == "--with":
            tool = _tool(value if equals else next(rest, ""))
        else:
            ours.append(word)
    return ours, tool


def _tool(value: str) -> Literal["pip", "uv"]:
    """Take the name of an installer."""
    if value == "pip":
        return "pip"
    if value == "uv":
        return "uv"
    raise BadUsage("`--with` takes pip or uv", usage("install"))


def _cell_words(cell: str) -> Iterator[str]:
    """Read a cell as a requirement file: one requirement a line, or a line of options; comments are dropped."""
    lines = list(lines_of(cell))
    refuse_secrets_in_cell(lines)
    for number, line in lines:
        pasted = _PASTED.match(line)
        if pasted or line.startswith("-"):
            # Backslashes are kept: they are paths here, and quotes do for the rest.
            yield from split(line[pasted.end() :] if pasted else line, windows=True)
        elif _OPTION_AFTER.search(line):
            raise BadUsage(
                f"line {number} of the cell has an option after its requirement, which only a file may: -r FILE",
                usage("install"),
            )
        else:
            yield line
