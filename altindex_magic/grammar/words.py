"""What the table of verbs is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from altindex_magic.request import Request


class Kind(Enum):
    """What a word stands for, and so what completes it."""

    INDEX = auto()
    INACTIVE_INDEX = auto()
    PROJECT = auto()
    PRESET = auto()
    PRESET_FIELD = auto()
    VERB = auto()
    FORMAT = auto()
    SWITCH = auto()


SWITCH: Final = ("on", "off")
"""What a verb takes that turns something on or off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Positional:
    """A word without an option's name; ``field`` is the request's field that it fills."""

    field: str
    metavar: str
    help: str
    optional: bool = False
    many: bool = False
    kind: Kind | None = None

    @property
    def usage(self) -> str:
        """Write it as the usage line does."""
        text = f"{self.metavar} …" if self.many else self.metavar
        return f"[{text}]" if self.optional else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A word with a name; without a ``metavar`` and choices it is a flag."""

    name: str
    help: str
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    read: Callable[[str], object] | None = None
    """Turns the value into what the request holds, or raises ``argparse.ArgumentTypeError``."""
    field: str | None = None
    """The request's field that it fills, where it is not called like the option."""
    required: bool = False
    many: bool = False
    """Whether several values may follow its name."""
    repeated: bool = False
    """Whether it may come again, with another value."""
    short: str | None = None
    """Another name, of one letter."""
    kind: Kind | None = None

    @property
    def is_flag(self) -> bool:
        """Tell whether it takes no value."""
        return not self.metavar and not self.choices

    @property
    def dest(self) -> str:
        """Give the request's field that it fills."""
        return self.field or self.name.removeprefix("--").replace("-", "_")

    @property
    def usage(self) -> str:
        """Write it as the usage line does."""
        value = "|".join(self.choices) or self.metavar
        text = " ".join(filter(None, (self.name, value, "…" if self.many else None)))
        return text if self.required else f"[{text}]"


@dataclass(frozen=True, slots=True)
class Verb:
    """One command: its name, one sentence about it, its words, and the request it makes of them."""

    name: str
    summary: str
    build: Callable[[Mapping[str, Any]], Request]
    positionals: tuple[Positional, ...] = ()
    options: tuple[Option, ...] = ()

    def option(self, name: str) -> Option | None:
        """Find one of its options."""
        return next((option for option in self.options if name in {option.name, option.short}), None)
