"""Values out of bytes, the same for every fuzzer: few bytes decide much, so that mutations are felt."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_Value = TypeVar("_Value")


class Data:
    """Bytes that are used up by one decision after the other; behind their end every byte is zero."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    def number(self, below: int) -> int:
        """Take one byte and give a number from 0."""
        byte = self._content[self._place] if self._place < len(self._content) else 0
        self._place += 1
        return byte % below

    def flag(self) -> bool:
        return self.number(2) == 1

    def choice(self, options: Sequence[_Value]) -> _Value:
        return options[self.number(len(options))]

    def some(self, options: Sequence[_Value]) -> list[_Value]:
        """Give some of *options*, in their order."""
        return [option for option in options if self.flag()]

    def text(self, longest: int) -> str:
        """Take a length, then as many bytes, whatever they mean as UTF-8."""
        length = self.number(longest + 1)
        piece = self._content[self._place : self._place + length]
        self._place += length
        return piece.decode("utf-8", "replace")

    def value(self, scalars: Sequence[object], keys: Sequence[str], depth: int = 3) -> object:
        """Give a value of JSON: one of *scalars*, or a list or an object of values."""
        kind = self.number(4) if depth else 0
        if kind < 2:
            return self.choice(scalars)
        values = [self.value(scalars, keys, depth - 1) for _ in range(self.number(4))]
        return values if kind == 2 else {self.choice(keys): value for value in values}

    def rest(self) -> bytes:
        """Take all that is left."""
        piece = self._content[self._place :]
        self._place = len(self._content)
        return piece
