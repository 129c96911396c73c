"""What ``list``, ``presets`` and ``test`` found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.model import LOCAL
from altindex_magic.render import words
from altindex_magic.render.table import Remark, Report, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from altindex_magic.errors import AltIndexError
    from altindex_magic.event import Described, Health, Indexes, IndexRow, Presets, Tested
    from altindex_magic.model import Index

NONE_DEFINED: Final = "No index is defined yet. Add one: %altindex add NAME URL"
_HOW_TO_USE: Final = ("None is in use. To use one: %altindex use NAME",)
_OWNS_BY_MODE: Final = {"listed": "what it lists", "probed": "asked name by name"}


def indexes(event: Indexes) -> Report:
    """Report the result of ``list``."""
    table = Table(
        title=_summary(event),
        columns=("Index", "URL", "In use", "Credential", "Uploads", "Owns", "Defined in"),
        rows=tuple(
            (
                row.index.name,
                row.index.url,
                place(row),
                row.credential or words.NOTHING,
                "yes" if row.index.publish_url or row.index.name == LOCAL else "no",
                owns(row.index),
                _defined_in(row.index),
            )
            for row in event.rows
        ),
        empty=NONE_DEFINED,
        notes=_HOW_TO_USE if event.rows and not any(row.active for row in event.rows) else (),
    )
    return Report(tables=(table,))


def described(event: Described) -> Report:
    """Report the result of ``add --dry-run``."""
    index = event.index
    facts = (
        ("URL", index.url),
        ("Uploads", index.publish_url or ""),
        ("User name", index.username or ""),
        ("Owns", owns(index)),
        ("Default", "yes" if index.default else ""),
    )
    head = Remark(f"{words.name(index.name)} would be defined so. Nothing was changed.")
    return Report((head,), (Table(title="", columns=(), rows=tuple(fact for fact in facts if fact[1])),))


def presets(event: Presets) -> Report:
    """Report the result of ``presets``; what a provider warns of stands below."""
    table = Table(
        title=words.count(len(event.rows), "preset"),
        columns=("Preset", "Provider", "Fields", "Token"),
        rows=tuple(
            (
                row.name,
                row.title,
                ", ".join(field.name for field in row.fields) or words.NOTHING,
                row.token or words.NOTHING,
            )
            for row in event.rows
        ),
        empty="The catalogue is empty.",
        notes=(
            *(f"{row.name}: {row.warning}" for row in event.rows if row.warning),
            "To use one: %altindex add NAME --preset PRESET FIELD=VALUE …",
        ),
    )
    return Report(tables=(table,))


def tested(event: Tested) -> Report:
    """Report the result of ``test``: a row for each index, and below what failed and why."""
    table = Table(
        title=f"{sum(row.ok for row in event.rows)} of {words.count(len(event.rows), 'index')} answered",
        columns=("Index", "Result", "Latency", "Protocol", "Projects", "Credential", "URL"),
        rows=tuple(
            (
                row.index,
                _result(row),
                words.NOTHING if row.latency is None else words.duration(row.latency),
                row.protocol or words.NOTHING,
                words.NOTHING if row.projects is None else f"{row.projects:,}",
                row.credential or words.NOTHING,
                row.url,
            )
            for row in event.rows
        ),
        empty=NONE_DEFINED,
    )
    return Report(tables=(table,), errors=tuple(error for error in errors(event.rows) if error is not event.raised))


def place(row: IndexRow) -> str:
    """Tell the place in the active set; the default index needs no number, since it always comes last."""
    if row.active:
        return str(row.active)
    return "default" if row.index.default else words.NOTHING


def owns(index: Index, mode: str = "") -> str:
    """Tell for which names an index answers, as far as that is known without asking it."""
    if index.packages:
        return ", ".join(index.packages) + ("" if index.exclusive else " (while in use)")
    if index.default:
        return "what no other owns"
    return _OWNS_BY_MODE.get("listed" if index.is_folder else mode, "what it lists or is asked")


def details(row: Health) -> list[str]:
    """Tell what an index offers: protocol and number of projects, as far as they are known."""
    known = [row.protocol] if row.protocol else []
    return known if row.projects is None else [*known, words.count(row.projects, "project")]


def errors(rows: Iterable[Health]) -> tuple[AltIndexError, ...]:
    """Give what went wrong, in the order of the rows."""
    return tuple(row.error for row in rows if row.error)


def _summary(event: Indexes) -> str:
    """Count what is there and what is in use."""
    in_use = sum(row.active is not None for row in event.rows)
    return f"{words.count(len(event.rows), 'index')}, {in_use} in use"


def _defined_in(index: Index) -> str:
    """Tell the layer, and the file or variable where there is one."""
    return f"{index.layer}: {index.source}" if index.source else str(index.layer)


def _result(row: Health) -> str:
    """Mark what answered, what failed, and what was fastest."""
    if not row.ok:
        return "✗ failed"
    return "✓ fastest ★" if row.fastest else "✓ ok"
