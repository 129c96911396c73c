"""A notebook of a JupyterLab, worked at as a person does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import nbformat

from tests.browser.screen import CELL, CONNECTED

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.servers.jupyter import JupyterServer

READY: Final = 120_000
"""How many milliseconds a kernel may take to start, or an installation."""
_RESTART: Final = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"


def open_notebook(page: Page, server: JupyterServer, *cells: str) -> Page:
    """Open a new notebook in JupyterLab."""
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    node.metadata["kernelspec"] = {"name": "throw-away", "display_name": "throw-away", "language": "python"}
    nbformat.write(node, server.env.work / "new.ipynb")
    page.set_default_timeout(READY)
    page.goto(f"{server.url}lab/tree/new.ipynb?reset")
    page.locator(CELL).first.wait_for()
    page.wait_for_function(CONNECTED)
    return page


def run_cell(page: Page, number: int) -> None:
    page.locator(CELL).nth(number).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")


def output(page: Page, number: int):
    return page.locator(CELL).nth(number).locator(".jp-OutputArea")


def restart_kernel(page: Page) -> None:
    page.evaluate(_RESTART)
    page.wait_for_function(CONNECTED)


def until(page: Page, holds) -> None:
    """Wait, letting the browser work, until something holds."""
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it did not come about")
