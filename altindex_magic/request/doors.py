"""Requests about this package itself, and those that a door answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from altindex_magic.request.base import Request


@dataclass(frozen=True, slots=True)
class Autoload(Request):
    """Whether every IPython of the user knows the magic without ``%load_ext``."""

    state: Literal["on", "off"]


@dataclass(frozen=True, slots=True)
class Doctor(Request):
    """Everything that is odd about this environment, with its remedy."""

    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Help(Request):
    """How a verb goes, or which verbs there are. The door itself answers it."""

    verb: str | None = None


@dataclass(frozen=True, slots=True)
class Panel(Request):
    """All of it as a form. The door itself answers it; ``plain`` asks for the form that every notebook can show."""

    plain: bool = False
