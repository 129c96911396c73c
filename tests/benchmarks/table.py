"""The one table that the benchmarks print: each figure beside its peer and its target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD: Final = ("figure", "ours", "peer", "ratio", "target", "")


@dataclass(frozen=True)
class Row:
    """One figure. ``met`` is ``None`` where the design sets no target, and the row is there to compare."""

    figure: str
    ours: str
    peer: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        verdict = {True: "met", False: "short", None: ""}[self.met]
        return (self.figure, self.ours, self.peer, self.ratio, self.target, verdict)


def at_most(figure: str, ours: float, limit: float, unit: str) -> Row:
    """Compare a figure that should be small with its limit."""
    return Row(figure, f"{shown(ours)} {unit}", target=f"≤ {shown(limit)} {unit}", met=ours <= limit)


def at_least(figure: str, ours: float, limit: float, unit: str) -> Row:
    """Compare a figure that should be large with its limit."""
    return Row(figure, f"{shown(ours)} {unit}", target=f"≥ {shown(limit)} {unit}", met=ours >= limit)


def shown(value: float) -> str:
    """Write a figure with as many digits as it is worth."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def markdown(rows: Sequence[Row]) -> str:
    """Write the table as Markdown whose columns are aligned, so that it reads well in a terminal too."""
    lines = [HEAD, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([written[0], rule, *written[1:]]) + "\n"
