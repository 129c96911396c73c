"""Credentials whose place in a text is known by its form: in a URL, in a file of configuration."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from altindex_magic.config import masking, spans
from altindex_magic.secret import MASK
from altindex_magic.tools.last_words import joined
from altindex_magic.userinfo import carries_credentials, masked, places
from tests.fuzz.data import Data
from tests.fuzz.target import Target

_CORE: Final = "s3cretCORE"
_IN_USERINFO: Final = "!$&'()*+,;="
"""Besides letters, digits and ``-._~``, what RFC 3986 allows in a password."""


def _url(content: bytes) -> None:
    """No password of a URL survives, whatever it is made of and wherever the URL stands."""
    data = Data(content)
    scheme = data.choice(("https", "http", "git+https", "ftp"))
    user, password = (quote(data.text(6) + core + data.text(6), safe=_IN_USERINFO) for core in ("", _CORE))
    before, after = data.text(12), data.text(12)
    url = data.choice(
        (f"{scheme}://{user}:{password}@host.example/x", f"{scheme}://{password}:@h/", f"//:{password}@h")
    )
    text = f"{before}{url}{after}"
    assert carries_credentials(text)
    for shown in (
        masked(text),
        masking.masked_setting(text),
        masking.masked_line(text),
        joined([text], []),
        _as_spans(text),
    ):
        assert _CORE not in shown, shown


def _text(content: bytes) -> None:
    """Masking twice is masking once, loses no line, and leaves alone what carries nothing."""
    text = content.decode("utf-8", "replace")
    once = masked(text)
    assert masked(once) == once
    assert once.count("\n") == text.count("\n")
    assert carries_credentials(text) == (once != text)
    for start, stop in reversed(list(places(text))):
        text = text[:start] + MASK + text[stop:]
    assert text == once
    assert len(once) <= (len(MASK) + 3) * len(content) + 10


def _assigned(content: bytes) -> None:
    """Mask a value whose key says that it is a secret, in every file that is backed up or shown as a diff."""
    data = Data(content)
    key = data.choice(("password", "api-token", "SECRET", "client_secret", "passwd", "token"))
    value = _CORE + quote(data.text(8), safe=_IN_USERINFO)
    line = data.choice((f"{key} = {value}", f'{key} = "{value}"', f"{key}: {value}", f"'{key}' = '{value}'"))
    text = f"{data.text(10)}\n{line}\n{data.text(10)}"
    assert _CORE not in _as_spans(text)
    assert _CORE not in masking.masked_line(line)


def _as_spans(text: str) -> str:
    return spans.mask(text, spans.secrets(text))


_WORDS: Final = (
    "https://",
    "//",
    "@",
    ":",
    "/",
    "?",
    "#",
    "${A}",
    "git@",
    "[::1]",
    "%40",
    " ",
    "\n",
    "=",
    '"',
    "ssh://",
)

TARGETS: Final = (Target("url", _url, _WORDS), Target("text", _text, _WORDS), Target("assigned", _assigned, _WORDS))
