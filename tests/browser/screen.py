"""A notebook with a panel on a screen, and a person who looks, clicks and types."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Error, Locator, Page

    from tests.browser.jupyter import Jupyter

PICTURES: Final = Path(__file__).parents[2] / "artifacts" / "panel"
FLAGS: Final = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
"""With which chromium is started: it speaks with nobody but the page."""
PANEL_CELLS: Final = ("%load_ext altindex_magic", "%altindex panel")
_CELL: Final = ".jp-Notebook .jp-CodeCell"
_READY: Final = 60_000
_SETTLED: Final = 500
"""Milliseconds in which a front end learns what its server knows already."""
_SOMEBODYS_HOME: Final = """(panel, home) => {
  for (const place of panel.querySelectorAll(".url")) {
    if (place.textContent.includes(home)) {
      place.textContent = place.textContent.replace(`${home}/.data`, "/home/ada/.local/share");
    }
  }
}"""
_OUR_SCRIPT: Final = "blob:"
"""Where anywidget loads a script from: a front end complains of things of its own as well."""


@dataclass
class Screen:
    """One notebook in one front end."""

    page: Page
    jupyter: Jupyter
    front_end: str = "lab"
    complaints: list[str] = field(default_factory=list)
    """Errors of our script."""

    def __post_init__(self) -> None:
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", self._hear)

    def open(self, notebook: str, cells: Iterable[str] = PANEL_CELLS, *, run: bool = True) -> Screen:
        """Write a notebook, open it, and run its cells."""
        written = list(cells)
        self.jupyter.write(notebook, written)
        self.go(notebook)
        if run:
            while not self.jupyter.has_kernel(notebook):  # what is run before is dropped
                self.page.wait_for_timeout(100)
            self.page.wait_for_timeout(_SETTLED)
        for number in range(len(written) if run else 0):
            self._run_cell(number)
        return self

    def go(self, notebook: str) -> None:
        """Open a notebook that there is."""
        self.page.goto(self.jupyter.url(self.front_end, notebook))
        self.page.locator(_CELL).first.wait_for(timeout=_READY)

    def _run_cell(self, number: int) -> None:
        self.page.locator(_CELL).nth(number).locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")

    def run(self, code: str) -> Locator:
        """Run *code* in a new last cell, and give the output area that it gets."""
        cells = self.page.locator(_CELL)
        number = cells.count() - 1
        cells.nth(number).locator(".cm-content").click()
        self.page.keyboard.insert_text(code)
        self._run_cell(number)
        return cells.nth(number).locator(".jp-OutputArea")

    @property
    def panel(self) -> Locator:
        return self.panels.first

    @property
    def panels(self) -> Locator:
        return self.page.locator(".altindex-panel")

    def tab(self, name: str) -> None:
        self.panel.get_by_role("tab", name=name, exact=True).click()

    def press(self, name: str) -> None:
        self.panel.get_by_role("button", name=name, exact=True).click()

    def fill(self, label: str, text: str) -> None:
        self.panel.get_by_label(label, exact=True).fill(text)

    def says(self, text: str) -> None:
        """Wait until the panel shows *text*."""
        self.panel.get_by_text(text).first.wait_for()

    @property
    def line(self) -> str:
        """Give the command that the panel shows."""
        return self.panel.locator("footer .line").inner_text()

    def row(self, name: str) -> Locator:
        """Give the row of a table that begins with *name*."""
        return self.panel.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=name, exact=False))

    def picture(self, name: str) -> None:
        """Keep how the panel looks, with a home that is nobody's in place of the one of this test."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.panel.evaluate(_SOMEBODYS_HOME, self.jupyter.env.home.as_posix())
        self.panel.screenshot(path=PICTURES / f"{name}.png")

    def remember_failure(self) -> None:
        """Keep how the whole page looks, for whoever reads of the failure."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / "failure.png")

    def save(self) -> None:
        self.page.keyboard.press("Control+s")
        self.page.wait_for_timeout(1500)

    def _hear(self, error: Error) -> None:
        if _OUR_SCRIPT in (error.stack or ""):
            self.complaints.append(str(error))
