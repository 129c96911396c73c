"""What every event is, and the plainest ones: a sentence, a line of a child, a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from altindex_magic.errors.base import AltIndexError


@dataclass(frozen=True, slots=True)
class Event:
    """Anything worth telling."""


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """One sentence for the user."""

    text: str
    severity: Literal["done", "info", "warning"] = "info"


@dataclass(frozen=True, slots=True)
class LogLine(Event):
    """One line of a child's output, free of secrets and control characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Refusal(Event):
    """A name or file that the gateway refused, with the real cause."""

    error: AltIndexError
