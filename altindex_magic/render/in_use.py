"""What ``use`` did and what a bare ``%altindex`` tells, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.render import words
from altindex_magic.render.indexes import NONE_DEFINED, details, errors, owns, place
from altindex_magic.render.table import Link, Remark, Report, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from altindex_magic.event import Health, IndexRow, Status, Used
    from altindex_magic.model import Setting

_NONE_IN_USE: Final = "No index is in use: pip and uv obey their own settings. To use one: %altindex use NAME"


def used(event: Used) -> Report:
    """Report the result of ``use``: the set, its proof, what it sets aside, and what leads past it."""
    asked = [proof.index for proof in event.proofs if event.default not in {proof.index, proof.url}]
    chain = f"Using {_chain(asked, event.default)}"
    answers = [_answer(proof) for proof in event.proofs if proof.ok]
    all_answered = len(answers) == len(event.proofs)
    head = Remark(f"{chain} — {answers[0]}" if len(answers) == 1 else chain, "done" if all_answered else "warning")
    tables = (
        _settings("Leads past the indexes in use", event.around),
        _settings("Set aside while these are in use", event.overridden, aside=True),
    )
    return Report(
        remarks=(head, *(Remark(answer) for answer in answers if len(answers) > 1), *_past(event.around)),
        tables=tuple(table for table in tables if table.rows),
        errors=errors(event.proofs),
    )


def status(event: Status) -> Report:
    """Report what is in use, how it is, and what pip and uv would obey otherwise."""
    health = {row.index: row for row in event.health}
    table = Table(
        title="Indexes",
        columns=("Index", "In use", "Health", "Credential", "Owns", "URL"),
        rows=tuple(_status_row(row, health) for row in event.rows),
        empty=NONE_DEFINED,
    )
    kernel = Table(
        title="This environment",
        columns=(),
        rows=(
            ("Python", event.python),
            ("Gateway", event.gateway or "not running"),
            ("Uploads", "open to every tool started from here" if event.uploads else "only through %altindex upload"),
            *([("Settings", Link(event.page))] if event.page else []),
        ),
    )
    settings = _settings("What pip and uv would obey otherwise", event.settings, aside=True)
    tables = (table, kernel, settings) if settings.rows else (table, kernel)
    return Report((_in_use(event),), tables, errors(event.health))


def _in_use(event: Status) -> Remark:
    """Tell the active set in one sentence."""
    if event.unusable:
        return Remark(f"Every name is refused: {event.unusable} For this notebook alone: %altindex use NAME", "warning")
    active = sorted((row for row in event.rows if row.active), key=lambda row: row.active or 0)
    asked = [row.index.name for row in active if event.default not in {row.index.name, row.index.url}]
    return Remark(f"In use: {_chain(asked, event.default)}" if active else _NONE_IN_USE)


def _status_row(row: IndexRow, health: Mapping[str, Health]) -> tuple[str, ...]:
    """Put what is known of one index beside what it answered."""
    answer = health.get(row.index.name)
    return (
        row.index.name,
        place(row),
        "not asked" if answer is None else _condition(answer),
        row.credential or words.NOTHING,
        owns(row.index, answer.mode if answer else ""),
        row.index.url,
    )


def _condition(row: Health) -> str:
    """Tell the health of an index in one cell."""
    if not row.ok:
        return "✗ failed"
    time = [] if row.latency is None else [words.duration(row.latency)]
    return f"✓ {', '.join([*time, *details(row)])}"


def _answer(proof: Health) -> str:
    """Tell what proved that an index works."""
    time = "" if proof.latency is None else f" in {words.duration(proof.latency)}"
    offers = ", ".join(details(proof))
    return f"{words.name(proof.index)} answered{time}" + (f" ({offers})" if offers else "")


def _chain(asked: Sequence[str], default: str | None) -> str:
    """Tell who is asked, in order."""
    chain = ", then ".join(words.name(index) for index in asked)
    if default is None:
        return f"{chain or 'nothing'}, and no other index"
    return f"{chain}, then the default index {default}" if chain else f"the default index {default}"


def _past(around: Sequence[Setting]) -> tuple[Remark, ...]:
    """Warn of settings that the gateway cannot set aside."""
    if not around:
        return ()
    verb = "leads" if len(around) == 1 else "lead"
    return (
        Remark(
            f"{words.count(len(around), 'setting')} still {verb} past these indexes, and what comes that way is not "
            "checked. To refuse it: %altindex use NAME --strict",
            "warning",
        ),
    )


def _settings(title: str, settings: Iterable[Setting], *, aside: bool = False) -> Table:
    """Show settings as they were found."""
    return Table(
        title=title,
        columns=("Tool", "Setting", "Value", "From"),
        rows=tuple(
            (each.tool, each.key, each.value, each.source + ("" if each.effective else " (without effect)"))
            for each in settings
        ),
        aside=aside,
    )
