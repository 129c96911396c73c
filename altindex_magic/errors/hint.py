"""What lies behind a failure, where its traces tell more than that it failed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """The cause in a sentence or two and, where there is a better one than the error's own, the remedy."""

    why: str
    remedy: str | None = None
