"""What ``doctor`` found, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from altindex_magic.render import words
from altindex_magic.render.table import Remark, Report
from altindex_magic.wire import event_to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic.event import Checkup, Symptom
    from altindex_magic.render.table import Severity

_SEVERITIES: Final[dict[str, Severity]] = {"danger": "failed", "warning": "warning", "note": "info"}


def checkup(event: Checkup) -> Report:
    """Report what is odd, the gravest first, each with its reason and remedy; as JSON, for programs."""
    if event.as_json:
        return Report(log=tuple(json.dumps(event_to_json(event)["symptoms"], indent=2).splitlines()))
    if not event.symptoms:
        return Report((Remark("Nothing is odd about this environment.", "done"),))
    head = Remark(f"{words.count(len(event.symptoms), 'thing')} to look at, the gravest first.")
    return Report((head, *(remark for symptom in event.symptoms for remark in _told(symptom))))


def _told(symptom: Symptom) -> Iterator[Remark]:
    yield Remark(f"{symptom.what}  [{symptom.reference}]", _SEVERITIES[symptom.severity])
    yield Remark(f"why: {symptom.why}")
    for line in symptom.remedy.splitlines():
        yield Remark(f"do: {line}")
