"""One kill after the other: work is begun, its victim killed at a random point, all is checked, and tried again."""

from __future__ import annotations

import itertools
import time
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Final

from tests.faults.kills import checks
from tests.faults.kills.jupyter import Kernel, Server
from tests.faults.kills.scene import Scene
from tests.faults.kills.victims import Command, Holder, Upstream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.kills.scene import Work
    from tests.faults.kills.victims import Victim

SHARES: Final = {Holder: 0.32, Kernel: 0.04, Command: 0.28, Server: 0.06, Upstream: 0.30}
"""How the kills are shared out: servers and kernels start slowly."""
_AND_A_LITTLE: Final = 1.1


@dataclass
class Tally:
    """What came of the kills of one victim."""

    victim: str
    kills: int = 0
    under_way: int = 0
    """Those at which the work had not ended yet."""
    works: set[str] = field(default_factory=set)
    damages: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """Next attempts that failed."""
    unclear: list[str] = field(default_factory=list)
    """Messages that do not name the cause."""

    @property
    def problems(self) -> list[str]:
        return [*self.damages, *self.failures, *self.unclear]


def tally(kind: type[Victim], folder: Path, times: int, seed: int) -> Iterator[Tally]:
    """Kill *times* times, and give what came of it so far after each."""
    chance = Random(f"{seed} {kind.name}")
    scene = Scene(folder, chance)
    scene.index.start()
    victim = kind(scene)
    try:
        yield from _killed(victim, scene, times)
    finally:
        victim.close()
        scene.index.stop()


def _killed(victim: Victim, scene: Scene, times: int) -> Iterator[Tally]:
    result, seconds = Tally(victim.name), defaultdict(lambda: 0.5)
    works = scene.works(*victim.kinds)
    for work in itertools.islice(works, len(victim.kinds) if times > len(victim.kinds) else 0):
        seconds[work.kind] = _performed(victim, scene, work, result)  # unharmed: to learn how long it takes
    for work in itertools.islice(works, times):
        try:
            victim.start()
            victim.begin(work)
            time.sleep(scene.chance.random() * seconds[work.kind] * _AND_A_LITTLE)
            _kill(victim, scene, work, result)
            seconds[work.kind] = (seconds[work.kind] + _performed(victim, scene, work, result)) / 2
        except AssertionError as problem:  # of a victim that came to be ready no more
            result.failures.append(f"{work.line}: {problem}")
        yield result


def _kill(victim: Victim, scene: Scene, work: Work, result: Tally) -> None:
    """Kill, and see what is damaged."""
    result.under_way += victim.kill()
    result.kills += 1
    result.works.add(work.kind)
    result.damages += checks.damages(scene, work)
    if isinstance(victim, Upstream) and (said := victim.unclear()):
        result.unclear.append(f"{work.line}: {said}")


def _performed(victim: Victim, scene: Scene, work: Work, result: Tally) -> float:
    """Do *work* to its end, see that it is done and nothing else remains, and give the seconds that it took."""
    victim.start()
    begin = time.monotonic()
    if problem := victim.perform(work):
        result.failures.append(f"{work.line}: {problem}")
    taken = time.monotonic() - begin
    scene.remember(work)
    result.damages += checks.remains(scene, work)
    return taken
