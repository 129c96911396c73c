"""Find a secret that is known in a text of anybody's, whatever encoding it wears there.

Encodings are taken off one by one, and what is left is compared: so any mixture of them is found, and time stays
bounded. A text may have been escaped for a URL, a form, JSON, Python or HTML, several times over; and any of that
may be packed in base64 or hexadecimal digits, with whatever stood before and behind it (RFC 7617: ``user:password``).
"""

from __future__ import annotations

import base64
import html
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

SHORTEST: Final = 4
"""A shorter secret protects nothing, and to mask it would tear every text apart."""

_ROUNDS: Final = 3
_UNPACKED: Final = 2
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{6,}={0,2}")
_HEX: Final = re.compile(rb"[0-9A-Fa-f]{8,}")
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_PERCENT: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_FORM: Final = re.compile(rb"%([0-9A-Fa-f]{2})|\+")
_BACKSLASH: Final = re.compile(
    rb"""\\(?: u([Dd][89ABab][0-9A-Fa-f]{2}) \\u([Dd][C-Fc-f][0-9A-Fa-f]{2})
      | (?: x([0-9A-Fa-f]{2}) | u([0-9A-Fa-f]{4}) | U(00[01][0-9A-Fa-f]{5}) ) | ([\\'"/]) )""",
    re.VERBOSE,
)
_HTML: Final = re.compile(rb"&(?:#[0-9]{1,9}|#[Xx][0-9A-Fa-f]{1,9}|[A-Za-z][A-Za-z0-9]{1,31});?")


@dataclass(frozen=True, slots=True)
class _Layer:
    """A text after some encodings were taken off: its bytes, and for each where it begins in the text as it was."""

    content: bytes
    starts: tuple[tuple[int, int], ...]
    """Pairs of a place here and the place there; between two of them both go on in step."""

    def origin(self, place: int) -> int:
        """Give where the byte at *place* was to be found in the text as it was."""
        here, there = self.starts[bisect_right(self.starts, (place, 1 << 62)) - 1]
        return there + place - here


def redacted(text: str, secret: str, mask: str) -> str:
    """Give *text* with every occurrence of *secret* replaced by *mask*, be it plain or encoded."""
    needles = _needles(secret)
    if not needles:
        return text
    content = text.encode("utf-8", "surrogatepass")
    spans = sorted(span for layer in _layers(content) for span in _spans(layer, needles))
    parts, end = [], 0
    for start, stop in spans:
        if start >= end:
            parts += [content[end:start], mask.encode()]
        end = max(end, stop)
    return b"".join([*parts, content[end:]]).decode("utf-8", "surrogatepass")


def _needles(secret: str) -> frozenset[bytes]:
    """Give the bytes of *secret* in UTF-8, in Latin-1, and in UTF-8 that was taken for Latin-1."""
    if len(secret) < SHORTEST:
        return frozenset()
    usual = secret.encode("utf-8", "surrogatepass")
    return frozenset({usual, usual.decode("latin-1").encode(), secret.encode("latin-1", "ignore")} - {b""})


def _layers(content: bytes) -> Iterator[_Layer]:
    """Give the text as it is, and after each sequence of decodings that changes it."""
    layers = [_Layer(content, ((0, 0),))]
    seen = {content}
    for _ in range(_ROUNDS + 1):
        yield from layers
        peeled = [_peeled(layer, pattern, read) for layer in layers for pattern, read in _DECODINGS]
        layers = []
        for layer in peeled:
            if layer.content not in seen:
                seen.add(layer.content)
                layers.append(layer)


def _peeled(layer: _Layer, escape: re.Pattern[bytes], read: Callable[[re.Match[bytes]], bytes]) -> _Layer:
    """Take one encoding off."""
    parts: list[bytes] = []
    starts = [(0, layer.origin(0))]
    length = end = 0
    for found in escape.finditer(layer.content):
        before, plain = layer.content[end : found.start()], read(found)
        starts += _moved(layer, end, found.start(), length)
        length += len(before)
        # Every byte of a character comes from the whole escape, and what follows from behind it.
        starts += [(length, layer.origin(found.start())), (length + len(plain), layer.origin(found.end()))]
        parts += [before, plain]
        length += len(plain)
        end = found.end()
    starts += _moved(layer, end, len(layer.content), length)
    return _Layer(b"".join([*parts, layer.content[end:]]), tuple(starts))


def _moved(layer: _Layer, start: int, stop: int, length: int) -> Iterator[tuple[int, int]]:
    """Give the pairs of *layer* between two places, for the same bytes at *length*."""
    yield length, layer.origin(start)
    first = bisect_right(layer.starts, (start, 1 << 62))
    for here, there in layer.starts[first : bisect_right(layer.starts, (stop - 1, 1 << 62))]:
        yield length + here - start, there


def _spans(layer: _Layer, needles: Collection[bytes]) -> Iterator[tuple[int, int]]:
    """Find where in the text as it was the secret stands in this layer."""
    for needle in needles:
        start = layer.content.find(needle)
        while start >= 0:
            yield layer.origin(start), layer.origin(start + len(needle))
            start = layer.content.find(needle, start + 1)
    for start, stop in _packed(layer.content, needles, _UNPACKED):
        yield layer.origin(start), layer.origin(stop)


def _packed(content: bytes, needles: Collection[bytes], depth: int) -> Iterator[tuple[int, int]]:
    """Find the runs of base64 or hexadecimal digits that hold the secret."""
    for pattern, unpackings in ((_BASE64, _from_base64), (_HEX, _from_hex)):
        for run in pattern.finditer(content):
            if any(_holds(inner, needles, depth) for inner in unpackings(run[0])):
                yield run.span()


def _holds(content: bytes, needles: Collection[bytes], depth: int) -> bool:
    """Tell whether unpacked bytes hold the secret, plain or encoded in their turn."""
    layers = _layers(content) if depth == _UNPACKED else (_Layer(content, ((0, 0),)),)
    return any(
        any(needle in layer.content for needle in needles)
        or (depth > 1 and any(_packed(layer.content, needles, depth - 1)))
        for layer in layers
    )


def _from_base64(run: bytes) -> Iterator[bytes]:
    """Unpack a run of digits whose beginning may lie anywhere in a group of four (RFC 4648, 4 and 5)."""
    digits = run.rstrip(b"=").translate(_STANDARD)
    for shift in range(4):
        inner = digits[shift:]
        inner = inner[:-1] if len(inner) % 4 == 1 else inner
        yield base64.b64decode(inner + b"=" * (-len(inner) % 4))


def _from_hex(run: bytes) -> Iterator[bytes]:
    for shift in range(2):
        inner = run[shift:]
        yield bytes.fromhex(inner[: len(inner) // 2 * 2].decode())


def _percent(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[1].decode()) if found[1] else b" "


def _backslash(found: re.Match[bytes]) -> bytes:
    """Read an escape of JSON or Python."""
    high, low, *codes, sign = found.groups()
    if sign:
        return bytes(sign)
    if high:
        number = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
    else:
        number = int(next(filter(None, codes)), 16)
    return chr(min(number, 0x10FFFF)).encode("utf-8", "surrogatepass")


def _html(found: re.Match[bytes]) -> bytes:
    return html.unescape(found[0].decode()).encode("utf-8", "surrogatepass")


_DECODINGS: Final = ((_PERCENT, _percent), (_FORM, _percent), (_BACKSLASH, _backslash), (_HTML, _html))
"""How a text is escaped, and how each escape is read."""
