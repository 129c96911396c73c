"""The result of the kills, as a table and in its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.faults.kills.run import Tally

_HEAD: Final = "| victim | at work on | kills | of them at work | damages | next attempt failed | unclear messages |"
_BEGIN: Final = "<!-- kills: what stands between these marks is written by make faults -->"
_END: Final = "<!-- end of kills -->"
_WORKS: Final = {"keep": "upload to the built-in index"}
_RULE: Final = "|---|---|---|---|---|---|---|"


def table(tallies: Sequence[Tally]) -> str:
    """Give one line for each victim, and their sum."""
    rows = [
        _row(each.victim, ", ".join(sorted(_WORKS.get(work, work) for work in each.works)), _counts(each))
        for each in sorted(tallies, key=lambda each: each.victim)
    ]
    total = [sum(column) for column in zip(*map(_counts, tallies), strict=True)]
    return "\n".join([_HEAD, _RULE, *rows, _row("**all**", "", total)])


def write(path: Path, tallies: Sequence[Tally], seed: int) -> None:
    """Put the result into the page at *path*, in the place of the one that stands there between two marks."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(_BEGIN)
    _, end, after = rest.partition(_END)
    kills = sum(each.kills for each in tallies)
    path.write_text(
        f"{before}{begin}\n\n{kills} kills, seed {seed}:\n\n{table(tallies)}\n\n{end}{after}", encoding="utf-8"
    )


def _counts(each: Tally) -> list[int]:
    return [each.kills, each.under_way, len(each.damages), len(each.failures), len(each.unclear)]


def _row(victim: str, works: str, counts: Sequence[int]) -> str:
    return f"| {victim} | {works} | " + " | ".join(map(str, counts)) + " |"
