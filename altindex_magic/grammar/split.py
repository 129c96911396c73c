"""A magic line into words: no shell stands between it and us."""

from __future__ import annotations

import shlex
from itertools import takewhile

from altindex_magic.errors.usage import BadUsage
from altindex_magic.grammar.help import usage


def split(line: str, *, windows: bool) -> list[str]:
    """Split *line* at blanks, as pip's arguments want it: ``pkg>=1.0`` and ``foo[bar]`` need no quotes.

    Quotes group words. A backslash escapes the next character, but on Windows it is a part of
    paths. A word that begins with ``#`` begins a comment.

    Raises:
        BadUsage: a quote is not closed.

    """
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""  # shlex would also cut `pkg@url#sha256=…`
    if windows:
        lexer.escape = ""
    try:
        return list(takewhile(lambda word: not word.startswith("#"), lexer))
    except ValueError as problem:
        raise BadUsage("a quote is not closed, or the line ends in a backslash", usage()) from problem
