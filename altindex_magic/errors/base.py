"""The one shape that every error of this package has."""

from __future__ import annotations

import re
from typing import ClassVar, Final

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_LONGEST: Final = 600


def printable(text: object, limit: int = _LONGEST) -> str:
    """Make *text* from outside fit for one line of a terminal: no control characters, bounded."""
    clean = _CONTROL.sub(" ", str(text)).strip()
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


class AltIndexError(Exception):
    """What happened, on which index, why, and what to do next.

    Each subclass carries a stable kebab-case ``reference``, takes the facts of its case and
    composes its own wording; ``docs/errors.md`` has a paragraph for each reference.
    """

    reference: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(
        self, what: str, *, index: str | None = None, why: str | None = None, remedy: str | None = None
    ) -> None:
        """Compose the error from one sentence each; *index* is a name, *remedy* what to type."""
        self.what = printable(what)
        self.index = index
        self.why = printable(why) if why else None
        self.remedy = "\n".join(printable(line) for line in remedy.splitlines()) if remedy else None
        super().__init__(self.what)

    def facts(self) -> dict[str, str]:
        """Give the parts that are present, in reading order, for faces and for JSON."""
        parts = {
            "reference": self.reference,
            "what": self.what,
            "index": self.index,
            "why": self.why,
            "remedy": self.remedy,
        }
        return {name: value for name, value in parts.items() if value}

    def __str__(self) -> str:
        """Write the error as the few lines a person reads."""
        lines = [f"{self.what}  [{self.reference}]"]
        if self.index:
            lines.append(f"  index   {self.index}")
        if self.why:
            lines.append(f"  why     {self.why}")
        if self.remedy:
            first, *rest = self.remedy.splitlines()
            lines.append(f"  do      {first}")
            lines.extend(f"          {line}" for line in rest)
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """Stand in for IPython's traceback: our own lines and no page of internals."""
        return f"altindex: {self}".splitlines()
