"""The form that needs no more than ipywidgets, and how a page that lacks the panel comes to it."""

from __future__ import annotations

from typing import Final

import pytest

from tests.browser.screen import PANEL_CELLS, using
from tests.packages import wheel

ANYWIDGET: Final = "**/extensions/anywidget/**"

pytestmark = pytest.mark.slow


def test_the_plain_form_does_the_main_path(screen, slow, small):
    """With ipywidgets alone: add, use, install, and the cell that asks for a secret."""
    wheel(slow.folder, small, "1.0")
    screen.open("plain.ipynb", (PANEL_CELLS[0], "%altindex panel --plain"))
    form = screen.page.locator(".jp-OutputArea", has=screen.page.get_by_placeholder("fury"))
    form.get_by_placeholder("fury").fill("plain")
    form.get_by_placeholder("https://pypi.example.com/simple/").fill(slow.url)
    form.get_by_role("button", name="Add").click()
    form.get_by_text("plain is http").wait_for()
    form.get_by_role("combobox").select_option("plain")
    form.get_by_role("button", name="Use").click()
    form.get_by_text("Using plain").wait_for()
    form.get_by_placeholder("acme-models>=1").fill(small)
    form.get_by_role("button", name="Install").click()
    form.get_by_text("1 new").wait_for()
    form.get_by_role("button", name="Log in").click()
    form.get_by_text("%altindex login plain").wait_for()


def test_an_error_below_the_plain_form_can_be_read(screen, slow):
    """The front end has rules of its own for lists of terms: each word before a fact stands on one line."""
    slow.stop()
    screen.open("unread.ipynb", (PANEL_CELLS[0], f"%altindex add shut {slow.url} --replace", "%altindex panel --plain"))
    form = screen.page.locator(".jp-OutputArea", has=screen.page.get_by_placeholder("fury"))
    form.get_by_role("combobox").select_option("shut")
    form.get_by_role("button", name="Test").click()
    form.get_by_text("The index shut cannot be reached.").wait_for()
    term = form.locator("dt", has_text="Index")
    assert term.evaluate("term => term.getClientRects().length") == 1
    assert term.evaluate("term => term.clientHeight < 2 * parseFloat(getComputedStyle(term).fontSize)")
    assert term.evaluate("term => term.scrollWidth <= term.clientWidth")


def test_a_page_that_cannot_load_the_panel_gets_the_plain_form(site, slow):
    """Where only the front end lacks anywidget: a sentence says what to do, and a button does it."""
    with site.screen("notebooks") as screen:
        screen.page.route(ANYWIDGET, lambda route: route.abort())
        screen.open("lacking.ipynb", using("slow", slow.url))
        screen.page.get_by_text("%altindex panel --plain").wait_for()
        assert screen.panels.count() == 0
        screen.page.get_by_role("button", name="Show the plain form").click()
        screen.page.get_by_role("combobox").locator("option", has_text="slow").wait_for(state="attached")
        screen.page.unroute(ANYWIDGET)
