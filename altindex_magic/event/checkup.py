"""What ``doctor`` found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from altindex_magic.event.base import Event


@dataclass(frozen=True, slots=True)
class Symptom:
    """One odd thing about this environment, with its remedy."""

    reference: str
    """Stable and kebab-case; ``docs/doctor.md`` has a paragraph for each."""
    severity: Literal["danger", "warning", "note"]
    what: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Checkup(Event):
    """The result of ``doctor``: the gravest first."""

    symptoms: tuple[Symptom, ...]
    as_json: bool = False

    @property
    def healthy(self) -> bool:
        """Tell whether nothing graver than a note was found."""
        return all(symptom.severity == "note" for symptom in self.symptoms)
