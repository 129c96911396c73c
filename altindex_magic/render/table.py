"""What a face shows, before it has any form: remarks, tables, errors and a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from altindex_magic.errors import AltIndexError

Severity = Literal["done", "info", "warning", "failed"]


@dataclass(frozen=True, slots=True)
class Bar:
    """How far something is: a fraction from 0 to 1, or ``None`` where the end is not known."""

    fraction: float | None

    @property
    def percent(self) -> int | None:
        """Give whole percents; 100 only when it is all there."""
        return None if self.fraction is None else int(min(max(self.fraction, 0.0), 1.0) * 100)

    def __str__(self) -> str:
        """Write the bar where nothing can be drawn."""
        return "running" if self.percent is None else f"{self.percent} %"


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the Jupyter server, by its absolute path there."""

    path: str

    def __str__(self) -> str:
        """Write the path where nothing can be clicked."""
        return self.path


Cell = str | Bar | Link


@dataclass(frozen=True, slots=True)
class Table:
    """A table of cells; the first cell of a row names the row.

    ``columns`` is empty where the rows explain themselves; ``empty`` stands in for the rows when there are none.
    ``aside`` marks what may be folded away where there is something to unfold it with.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    notes: tuple[str, ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence, and how it is meant."""

    text: str
    severity: Severity = "info"


@dataclass(frozen=True, slots=True)
class Report:
    """All there is to say about one event, in reading order: ``closing`` comes last, the log may be folded."""

    remarks: tuple[Remark, ...] = ()
    tables: tuple[Table, ...] = ()
    errors: tuple[AltIndexError, ...] = ()
    listing: tuple[str, ...] = ()
    """Lines that are shown as they are, such as those of a diff."""
    closing: tuple[Remark, ...] = ()
    log: tuple[str, ...] = ()
