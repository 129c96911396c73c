"""The panel in a real JupyterLab: how soon it is there, and what it costs to leave it open."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psutil
from playwright.sync_api import sync_playwright

from tests.benchmarks.measure import Bench, median
from tests.benchmarks.table import Row, at_most, shown
from tests.browser.jupyter import Jupyter, jupyter
from tests.browser.screen import FLAGS, PANEL_CELLS, Screen
from tests.kernels import environment
from tests.servers.base import find_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext

_CLOCK: Final = """() => {
  window.painted = {};
  const seen = (name, selector) => {
    const count = document.querySelectorAll(selector).length;
    return () => document.querySelectorAll(selector).length > count &&
      requestAnimationFrame(() => { window.painted[name] ??= performance.now(); });
  };
  const looks = [seen("first", ".altindex-panel"), seen("all", ".altindex-panel tbody tr")];
  window.watch?.disconnect();
  window.watch = new MutationObserver(() => looks.forEach((look) => look()));
  window.watch.observe(document.body, { childList: true, subtree: true });
  addEventListener("keydown", (event) => { if (event.key === "Enter") window.pressed = performance.now(); }, true);
}"""
_PAINTED: Final = "() => window.painted.first && window.painted.all"
_TIMES: Final = "() => [window.painted.first - window.pressed, window.painted.all - window.pressed]"
_IDLE: Final = 2000


@dataclass(frozen=True)
class Opened:
    """What was measured of one panel: milliseconds from the key press, and megabytes of its kernel."""

    first: float
    complete: float
    memory: float


def rows(bench: Bench) -> Iterator[Row]:
    """Open panels in fresh kernels, and a second one in each."""
    root = bench.folder / "panel"
    with jupyter(environment(root / "env")) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            root / "profile",
            executable_path=find_program("chromium", "apt-get install chromium"),
            args=FLAGS,
            headless=True,
            env={**os.environ, "HOME": str(root)},
        )
        pairs = [_opened(browser, server, number) for number in range(bench.rounds(5, 2))]
        browser.close()
    first, second = zip(*pairs, strict=True)
    yield at_most(
        "panel, first paint after the key press, fresh kernel", median(each.first for each in first), 300, "ms"
    )
    yield at_most("panel, first paint, later in the same kernel", median(each.first for each in second), 300, "ms")
    yield Row("panel, all indexes shown, fresh kernel", f"{shown(median(each.complete for each in first))} ms")
    yield Row("an idle panel, memory added to its kernel", f"{shown(median(each.memory for each in first))} MB")
    yield Row("a second idle panel, memory added to its kernel", f"{shown(median(each.memory for each in second))} MB")


def _opened(browser: BrowserContext, server: Jupyter, number: int) -> tuple[Opened, Opened]:
    """Open a panel in a new notebook, and then one more."""
    page = browser.new_page()
    screen = Screen(page, server)
    screen.open(f"{number}.ipynb", PANEL_CELLS[:1])
    kernel = psutil.Process(server.kernel_pid(f"{number}.ipynb"))
    pair = _timed(screen, kernel), _timed(screen, kernel)
    page.close()
    return pair


def _timed(screen: Screen, kernel: psutil.Process) -> Opened:
    before = kernel.memory_info().rss
    screen.page.evaluate(_CLOCK)
    screen.run(PANEL_CELLS[1])
    screen.page.wait_for_function(_PAINTED)
    first, complete = screen.page.evaluate(_TIMES)
    screen.page.wait_for_timeout(_IDLE)
    return Opened(first, complete, (kernel.memory_info().rss - before) / 1e6)
