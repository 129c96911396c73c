"""How long the gateway waits for an index."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds. Below pip's own 15, so that the cause is known before pip gives up."""

    connect: float = 6.0
    answer: float = 10.0
    page: float = 40.0
    """For a whole page: one that comes by drops is never late with the next. pip has asked again by then."""
    silence: float = 60.0
    """Between two pieces of a file."""
