"""A secret that cannot be shown by accident."""

from __future__ import annotations

import hmac
from typing import Final, Never

from altindex_magic.redaction import redacted

MASK: Final = "••••••"


class Secret:
    """A string that masks itself in every rendering; only :meth:`reveal` gives it out.

    ``str``, ``repr``, f-strings, ``json.dumps(..., default=str)``, pickles, copies and
    tracebacks with local variables all show :data:`MASK`. Comparison takes constant time.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep *value*, a text without line breaks, out of sight."""
        self._value = value

    def reveal(self) -> str:
        """Give the text itself. Called only where a request leaves or a keyring is written."""
        return self._value

    def matches(self, candidate: str) -> bool:
        """Tell, in constant time, whether *candidate* is the same text."""
        return hmac.compare_digest(_octets(self._value), _octets(candidate))

    def hidden_in(self, text: str) -> str:
        """Give *text*, which somebody else wrote, with this secret masked, be it plain or in any usual encoding."""
        return redacted(text, self._value, MASK)

    def __bool__(self) -> bool:
        """Tell whether there is any text at all."""
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        """Compare with another secret in constant time; never equal to a plain text."""
        return isinstance(other, Secret) and self.matches(other._value)

    def __hash__(self) -> int:
        """Hash by type alone, so that a hash tells nothing of the text."""
        return hash(Secret)

    def __str__(self) -> str:
        """Show the mask."""
        return MASK

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        """Show the mask, whatever *spec* asks for."""
        return format(MASK, spec)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Pickle the mask in place of the text."""
        return (str, (MASK,))

    def __copy__(self) -> Secret:
        """Stay the same object."""
        return self

    def __deepcopy__(self, _memo: object) -> Secret:
        """Stay the same object, also under ``dataclasses.asdict``."""
        return self

    def __iter__(self) -> Never:
        """Refuse to be taken apart."""
        raise TypeError("a Secret is not iterable")


def _octets(text: str) -> bytes:
    """Encode any text at all: an encoding error would carry the text out in its ``object``."""
    return text.encode("utf-8", "surrogatepass")
