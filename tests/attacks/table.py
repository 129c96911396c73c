"""The table of all attacks: against pip alone, against uv alone, and against this project."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD: Final = ("attack", "pip alone", "uv alone", "altindex_magic")


class Outcome(StrEnum):
    """How an attack ends."""

    SUCCEEDS = "succeeds"
    FAILS = "fails"
    NOT_APPLICABLE = "-"

    @classmethod
    def of(cls, succeeded: bool | None) -> Outcome:
        """Say it in a word; ``None`` where there is nothing to attack."""
        if succeeded is None:
            return cls.NOT_APPLICABLE
        return cls.SUCCEEDS if succeeded else cls.FAILS


@dataclass(frozen=True)
class Row:
    """One attack and its three outcomes."""

    attack: str
    pip: Outcome
    uv: Outcome
    ours: Outcome

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.attack, self.pip, self.uv, self.ours)


@dataclass
class Table:
    """All attacks of a run."""

    rows: list[Row] = field(default_factory=list)

    def record(self, attack: str, alone: Mapping[str, bool | None], ours: bool) -> None:
        """Put an attack into the table, and fail the test if it succeeds against this project."""
        pip, uv = (Outcome.of(alone.get(name)) for name in ("pip", "uv"))
        self.rows.append(Row(attack, pip, uv, Outcome.of(ours)))
        assert not ours, f"the attack succeeds: {attack}"

    def lines(self) -> list[str]:
        """Write it as Markdown that is also easy on the eye in a terminal."""
        cells = [HEAD, *(row.cells for row in self.rows)]
        widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
        written = [" | ".join(map(str.ljust, line, widths)) for line in cells]
        rule = "-|-".join("-" * width for width in widths)
        return [f"| {line} |" for line in (written[0], rule, *written[1:])]

    def summary(self) -> str:
        """Count what succeeded."""
        counts = [
            f"{sum(cell is Outcome.SUCCEEDS for cell in column)} against {name}"
            for name, column in (
                ("pip alone", [row.pip for row in self.rows]),
                ("uv alone", [row.uv for row in self.rows]),
                ("altindex_magic", [row.ours for row in self.rows]),
            )
        ]
        return f"Of {len(self.rows)} attacks succeed: {', '.join(counts)}."


_KEY: Final = pytest.StashKey[Table]()


def table_of(config: pytest.Config) -> Table:
    """Give the table of this run."""
    return config.stash.setdefault(_KEY, Table())
