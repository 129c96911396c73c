"""The table of all attacks: against pip alone, against uv alone, and against this project."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pytest

HEAD: Final = ("attack", "pip alone", "uv alone", "altindex_magic")
_PROPERTY: Final = "attack"


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


class Recorder:
    """Takes down the attacks of one test as properties of it: these reach the report of the run from every worker."""

    def __init__(self, record_property: Callable[[str, object], None]) -> None:
        self._record = record_property

    def record(self, attack: str, alone: Mapping[str, bool | None], ours: bool) -> None:
        """Put an attack into the table, and fail the test if it succeeds against this project."""
        row = Row(attack, *(Outcome.of(alone.get(name)) for name in ("pip", "uv")), Outcome.of(ours))
        self._record(_PROPERTY, tuple(map(str, row.cells)))
        assert not ours, f"the attack succeeds: {attack}"


@dataclass(frozen=True)
class Table:
    """All attacks of a run."""

    rows: Sequence[Row]

    @classmethod
    def of(cls, reports: Iterable[pytest.TestReport]) -> Table:
        """Gather what the tests took down; of an attack that was run again, the last outcome."""
        found = {}
        for report in reports:
            for name, cells in report.user_properties:
                if name == _PROPERTY:
                    attack, *outcomes = cast("Sequence[str]", cells)
                    found[attack] = Row(attack, *map(Outcome, outcomes))
        return cls(tuple(found.values()))

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


def pytest_terminal_summary(terminalreporter):
    """Print the table, and keep it beside the other reports of the run."""
    reports = (report for kind in terminalreporter.stats.values() for report in kind)
    table = Table.of(report for report in reports if getattr(report, "when", None) == "call")
    if not table.rows:
        return
    lines = [*table.lines(), "", table.summary()]
    terminalreporter.section("attacks")
    for line in lines:
        terminalreporter.write_line(line)
    folder = terminalreporter.config.rootpath / "artifacts"
    folder.mkdir(exist_ok=True)
    folder.joinpath("attacks.md").write_text("\n".join([*lines, ""]))
