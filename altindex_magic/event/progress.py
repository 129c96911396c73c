"""What passes through the gateway, while it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from altindex_magic.event.base import Event


@dataclass(frozen=True, slots=True)
class Download(Event):
    """The state of one file on its way through the gateway. Sizes in bytes."""

    filename: str
    project: str
    version: str
    index: str
    received: int
    total: int | None
    state: Literal["running", "done", "cached", "failed"] = "running"


@dataclass(frozen=True, slots=True)
class Upload(Event):
    """The state of one file on its way through the gateway to an index. Sizes in bytes."""

    filename: str
    project: str
    version: str
    index: str
    received: int
    """What the index has received."""
    total: int | None
    state: Literal["running", "done", "failed"] = "running"


@dataclass(frozen=True, slots=True)
class Answer(Event):
    """Which index answered for a project."""

    project: str
    index: str
    rule: str
