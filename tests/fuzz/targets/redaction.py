"""A secret that is known, in what others write: in every encoding, and mixtures of them."""

from __future__ import annotations

import base64
import html
import json
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus

from altindex_magic.redaction import SHORTEST
from altindex_magic.secret import MASK, Secret
from tests.canary import Canary
from tests.fuzz.data import Data
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable

_ENCODINGS: Final[tuple[Callable[[str], str], ...]] = (
    lambda text: quote(text, safe=""),
    quote,
    quote_plus,
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    lambda text: repr(text)[1:-1],
    lambda text: ascii(text)[1:-1],
    lambda text: repr(text.encode())[2:-1],
    html.escape,
    lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    lambda text: "".join(f"&#x{ord(sign):X};" for sign in text),
    lambda text: "".join(f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else sign for sign in text),
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    lambda text: base64.b64encode(f"x:{text}".encode()).decode(),
    lambda text: base64.b64encode(f"xy:{text}:z".encode()).decode().rstrip("="),
    lambda text: text.encode().hex(),
    lambda text: text.encode().hex().upper(),
)
_LONGEST: Final = 24


def _encoded(content: bytes) -> None:
    """However it is encoded, once or in a row, nothing of the secret is left, and all around it stays."""
    data = Data(content)
    chosen = [data.choice(_ENCODINGS) for _ in range(data.number(3))]
    secret = "".join(filter(str.isprintable, data.text(_LONGEST))).ljust(8, "7")  # as `login` wants it
    before, after = data.text(10), data.text(10)
    worn = secret
    for encode in chosen:
        worn = encode(worn)
    shown = Secret(secret).hidden_in(f"{before} {worn} {after}")
    assert MASK in shown
    assert worn not in shown.replace(MASK, "") or worn in f"{before} {after}"
    assert Canary(secret).dress_in(shown) is None or Canary(secret).dress_in(f"{before}\n{MASK}\n{after}")


def _around(content: bytes) -> None:
    """Leave a text that does not hold the secret as it is; mask one that does once and for all."""
    data = Data(content)
    secret = Secret(data.text(_LONGEST))
    text = data.rest().decode("utf-8", "replace")
    once = secret.hidden_in(text)
    if secret.matches(MASK):
        return
    assert (once == text) or MASK in once
    assert len(secret.reveal()) < SHORTEST or secret.reveal() not in once
    assert secret.hidden_in(once) == once or MASK in secret.reveal()


_WORDS: Final = ("%41", "\\u0041", "\\x41", "&#65;", "&amp;", "%25", "\\\\", "QUFB", "414141", "AAAA", "+")

TARGETS: Final = (Target("encoded", _encoded, _WORDS), Target("around", _around, _WORDS))
