"""The questions that a kernel may ask the gateway of its server, as both of them write and read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from altindex_magic.event import Health, Offer, Stocked, VersionRow, Why
from altindex_magic.model import Index, RouteSet


@dataclass(frozen=True, slots=True)
class Question:
    """The types of what it takes, by name and in order, and of what it gives."""

    takes: Mapping[str, Any]
    gives: Any


QUESTIONS: Final[Mapping[str, Question]] = {
    "health": Question({"indexes": tuple[Index, ...]}, tuple[Health, ...]),
    "versions": Question({"routes": RouteSet, "project": str}, tuple[VersionRow, ...]),
    "files": Question({"index": Index, "project": str}, Mapping[str, Mapping[str, str]]),
    "offers": Question({"wanted": tuple[tuple[Index, str], ...], "at_once": bool}, tuple[Offer, ...]),
    "why": Question({"routes": RouteSet, "project": str}, Why),
    "newer": Question({"routes": RouteSet, "installed": Mapping[str, str]}, Mapping[str, str]),
    "search": Question({"routes": RouteSet, "text": str}, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]),
    "check": Question({"routes": RouteSet, "target": Index, "project": str}, None),
    "stock": Question({"routes": RouteSet, "wanted": Mapping[str, str]}, tuple[Stocked, ...]),
    "digest": Question({"routes": RouteSet, "project": str, "filename": str}, str),
}
"""The methods of ``Inquiry``, ``Claims`` and ``Stock``."""
