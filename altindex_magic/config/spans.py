"""Where the secrets stand in the text of a configuration file, so that they can be masked, put aside or taken out.

What could be a secret counts as one. A user name that is known to be no secret may be shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from altindex_magic.secret import MASK
from altindex_magic.userinfo import places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_ASSIGNED: Final = re.compile(
    r"""
    [\w-]* (?: password | passwd | token | secret ) [\w-]* ["']? [ \t]* [=:] [ \t]*
    (?: "(?P<double>[^"\n]*)" | '(?P<single>[^'\n]*)' | (?P<plain>[^\s"'][^\r\n]*) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_IN_NETRC: Final = re.compile(
    r"""\b(?:login|user) \s+ (?P<login> "[^"]*" | \S+ ) | \b(?:password|account) \s+ (?P<secret> "[^"]*" | \S+ )""",
    re.VERBOSE,
)
_LOGIN_IN_PYPIRC: Final = re.compile(r"^[ \t]*username[ \t]*[=:][ \t]*(?P<login>\S[^\r\n]*?)[ \t]*$", re.MULTILINE)
_PLACEHOLDER: Final = re.compile(r"(?:\$\{\w+\})*")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a text, from *start* up to, not including, *stop*."""

    start: int
    stop: int

    def of(self, text: str) -> str:
        """Give that part of *text*."""
        return text[self.start : self.stop]


def secrets(text: str, *, known: Collection[str] = (), netrc: bool = False, pypirc: bool = False) -> list[Span]:
    """Find the secrets of *text* in their order; the user names *known* are none."""
    found = [*_in_urls(text, known), *(span for match in _ASSIGNED.finditer(text) for span in _groups(match))]
    if netrc:
        found += [span for match in _IN_NETRC.finditer(text) for span in _groups(match)]
    if pypirc:
        found += [span for match in _LOGIN_IN_PYPIRC.finditer(text) for span in _groups(match)]
    return _apart(span for span in found if _could_be_secret(span.of(text), known))


def mask(text: str, spans: Iterable[Span]) -> str:
    """Give *text* with these parts masked, and with as many lines as before."""
    return replace(text, ((span, MASK) for span in spans))


def replace(text: str, changes: Iterable[tuple[Span, str]]) -> str:
    """Give *text* with parts of it, named in their order, replaced."""
    parts, end = [], 0
    for span, content in changes:
        parts += [text[end : span.start], content]
        end = span.stop
    return "".join([*parts, text[end:]])


def _in_urls(text: str, known: Collection[str]) -> Iterator[Span]:
    """Find user and password of each URL; of a known user, the password alone."""
    for start, stop in places(text):
        user, colon, _ = text[start:stop].partition(":")
        yield Span(start + (len(user + colon) if unquote(user) in known else 0), stop)


def _groups(match: re.Match[str]) -> Iterator[Span]:
    """Give the named parts that a pattern has found."""
    return (Span(*match.span(name)) for name, value in match.groupdict().items() if value)


def _could_be_secret(text: str, known: Collection[str]) -> bool:
    return not _PLACEHOLDER.fullmatch(text) and text not in known


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Leave out what lies in another span."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.stop)):
        if not kept or span.start >= kept[-1].stop:
            kept.append(span)
        elif span.stop > kept[-1].stop:
            kept[-1] = Span(kept[-1].start, span.stop)
    return kept
