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
CELL: Final = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell"
_READY: Final = 120_000
_IS_LOADED: Final = "() => Boolean(window.jupyterapp)"
"""The front end can be talked to as its extensions do."""
_CLOSE: Final = """() => {
  for (const widget of [...window.jupyterapp.shell.widgets("main")]) widget.dispose();
}"""
"""Without the question whether changes are to be saved."""
CONNECTED: Final = """() => {
  const { kernel } = window.jupyterapp?.shell?.currentWidget?.sessionContext?.session ?? {};
  return kernel?.connectionStatus === "connected" && kernel.info.then(() => true);
}"""
"""What is run before that is dropped."""
_COMMAND: Final = "([name, options]) => window.jupyterapp.commands.execute(name, options).then(() => null)"
_DISGUISE: Final = """(panel, disguises) => {
  const shown = (text) => disguises.reduce((before, [real, name]) => before.replaceAll(real, name), text);
  for (const place of panel.querySelectorAll(".url")) {
    const parts = shown(place.textContent).split(/(?<=\\/)/);
    place.replaceChildren(...parts.flatMap((part) => [part, document.createElement("wbr")]));
  }
  const texts = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = shown(texts.currentNode.data);
  for (const input of panel.querySelectorAll("input")) input.value = shown(input.value);
}"""
_OUR_SCRIPT: Final = "blob:"
"""Where anywidget loads a script from: a front end complains of things of its own as well."""


def using(name: str, url: str) -> tuple[str, ...]:
    """Give the cells that put an index to use and open the panel."""
    return (PANEL_CELLS[0], f"%altindex add {name} {url} --replace", f"%altindex use {name}", PANEL_CELLS[1])


@dataclass
class Screen:
    """One notebook in one front end."""

    page: Page
    jupyter: Jupyter
    front_end: str = "lab"
    complaints: list[str] = field(default_factory=list)
    """Errors of our script."""
    disguises: dict[str, str] = field(default_factory=dict)
    """What a picture shows in place of addresses and places that are of this run alone."""

    def __post_init__(self) -> None:
        self.page.set_default_timeout(_READY)
        self.page.on("pageerror", self._hear)

    def open(self, notebook: str, cells: Iterable[str] = PANEL_CELLS, *, run: bool = True) -> Screen:
        """Write a notebook, open it, and run its cells."""
        self.jupyter.write(notebook, list(cells))
        self.go(notebook)
        if run:
            self.page.wait_for_function(CONNECTED, timeout=_READY)
            self.command("notebook:run-all-cells")
        return self

    def run_cells(self, count: int) -> None:
        """Run the first cells of the notebook that is open."""
        self.page.wait_for_function(CONNECTED, timeout=_READY)
        for number in range(count):
            self._run_cell(number)

    def go(self, notebook: str) -> None:
        """Open a notebook that there is, in the page that is loaded already if there is one."""
        if self.front_end == "lab" and self.page.evaluate(_IS_LOADED):
            self.command("docmanager:open", path=notebook, factory="Notebook")
        else:
            self.page.goto(self.jupyter.url(self.front_end, notebook))
        self.page.locator(CELL).first.wait_for(timeout=_READY)

    def clear(self) -> None:
        """Close what is open, and leave the page to the next."""
        self.page.remove_listener("pageerror", self._hear)
        self.page.evaluate(_CLOSE)

    def command(self, name: str, **options: str) -> None:
        """Have the front end do what stands in one of its menus, and wait until it is done."""
        self.page.evaluate(_COMMAND, [name, options])

    def _run_cell(self, number: int) -> None:
        self.page.locator(CELL).nth(number).locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")

    def run(self, code: str) -> Locator:
        """Run *code* in a new last cell, and give the output area that it gets."""
        cells = self.page.locator(CELL)
        number = cells.count()
        cells.last.locator(".cm-content").click()
        self.command("notebook:insert-cell-below")
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
        """Keep how the panel looks, with the places and addresses of nobody."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        home = {f"{self.jupyter.env.home.as_posix()}/.data": "/home/ada/.local/share"}
        self.panel.evaluate(_DISGUISE, [*(home | self.disguises | {"127.0.0.1": "mirror.example"}).items()])
        self.panel.screenshot(path=PICTURES / f"{name}.png")

    def remember_failure(self) -> None:
        """Keep how the whole page looks, for whoever reads of the failure."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / "failure.png")

    def save(self) -> None:
        self.command("docmanager:save")

    def _hear(self, error: Error) -> None:
        if _OUR_SCRIPT in (error.stack or ""):
            self.complaints.append(str(error))
