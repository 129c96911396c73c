"""The panel for those who use the keyboard, or hear what is on the screen."""

from __future__ import annotations

import re
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.screen import CELL, PANEL_CELLS
from tests.packages import wheel

ACTIVE: Final = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"

pytestmark = pytest.mark.slow


def test_everything_can_be_done_with_the_keyboard(screen, slow, small):
    """Tabs by arrows, controls by Tab, choices by keys; the focus is never lost, and no key reaches the notebook."""
    wheel(slow.folder, small, "1.0")
    screen.open("keys.ipynb")
    cells = screen.page.locator(".jp-Notebook .jp-Cell").count()
    screen.panel.get_by_role("tab", name="Indexes").focus()
    reach(screen, "Add index")
    for key in ("Enter", "Tab"):  # opens the form at the provider, then goes to the name
        screen.page.keyboard.press(key)
    screen.page.keyboard.type("keys")
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.type(slow.url)
    screen.page.keyboard.press("Enter")
    screen.says("keys is added.")
    wait_for_focus(screen, "Add index")  # it goes back to where the form was opened
    screen.page.keyboard.press("Shift+Tab")
    reach(screen, "Use keys", back=True)
    screen.page.keyboard.press("Enter")
    screen.says("In use: keys, then")
    wait_for_focus(screen, "Stop using keys")  # it stays with the button, whatever that says now
    screen.panel.get_by_role("tab", name="Indexes").focus()
    screen.page.keyboard.press("ArrowRight")
    wait_for_focus(screen, "Install")
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.type("acme-s")
    screen.panel.get_by_role("option", name=small).wait_for()
    for key in ("ArrowDown", "Enter", "Enter"):  # chooses the name, takes it, and sends the form
        screen.page.keyboard.press(key)
    screen.says("1 new")
    assert screen.page.locator(".jp-Notebook .jp-Cell").count() == cells, "a key was taken for a shortcut"


@pytest.mark.parametrize("front_end", ["lab", "notebooks"])
def test_no_key_is_taken_for_a_shortcut(site, front_end):
    """On a button `b` makes no cell below, and `x` and `d` twice take none away, not even that of the panel."""
    with site.screen(front_end) as screen:
        screen.open(f"shortcuts-{front_end}.ipynb")
        cells = screen.page.locator(CELL)
        screen.panel.get_by_role("button", name="Add index").wait_for()
        before = cells.count()
        screen.panel.get_by_role("button", name="Test all").focus()
        for key in ("b", "a", "x", "d", "d", "m", "ArrowDown"):
            screen.page.keyboard.press(key)
            wait_for_focus(screen, "Test all")
        assert cells.count() == before
        screen.page.keyboard.press("Escape")
        cells.first.locator(".jp-InputPrompt").click()
        screen.page.keyboard.press("b")
        expect(cells).to_have_count(before + 1)  # outside of the panel it is one


def test_the_focus_stays_near_what_has_gone(screen):
    """It goes to the row that takes the place of one that was removed."""
    url = "https://pypi.example.com"
    adds = [f"%altindex add {name} {url}/{name}/simple/ --replace" for name in ("one", "two")]
    screen.open("near.ipynb", (PANEL_CELLS[0], *adds, PANEL_CELLS[1]))
    screen.panel.get_by_role("button", name="Remove one").focus()
    for key in ("Enter", "Shift+Tab", "Enter"):
        screen.page.keyboard.press(key)
    screen.says("is no longer defined")
    wait_for_focus(screen, "Remove two")


def test_a_form_that_lacks_something_says_what_and_goes_there(screen):
    """An index without a name, an installation of nothing: no error of a command, but the field to be filled in."""
    screen.open("lacking-fields.ipynb")
    screen.press("Add index")
    screen.panel.get_by_label("Provider").select_option("gemfury")
    for name in ("Save", "Test"):
        screen.press(name)
        screen.says("Still to be filled in: Name, account.")
        expect(screen.panel.get_by_label("Name", exact=True)).to_be_focused()
    assert screen.line == "%altindex add NAME URL"
    screen.tab("Install")
    for name in ("Install", "Preview what would be installed", "Show the versions to choose from"):
        screen.press(name)
        screen.says("Type the name of a project first.")
        expect(screen.panel.get_by_role("combobox", name="Install", exact=True)).to_be_focused()
    assert screen.panel.get_by_role("alert").count() == 0


def wait_for_focus(screen, name):
    """Wait until the control called *name* has the focus."""
    screen.page.wait_for_function(f"name => ({ACTIVE}) === name", arg=name)


def reach(screen, name, *, back=False):
    """Press Tab until the control called *name* has the focus."""
    for _ in range(40):
        if screen.page.evaluate(ACTIVE) == name:
            return
        screen.page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{name} cannot be reached")


def test_every_control_has_a_name(screen, site):
    """What a screen reader finds in each section and form can be told apart by its name."""
    screen.open("names.ipynb")
    screen.press("Add index")
    screen.panel.get_by_label("Provider").select_option("codeartifact")
    screen.panel.get_by_label("repository").wait_for()
    screen.panel.get_by_text("More options").click()
    controls = names_of(screen)
    screen.press("Cancel")
    screen.press("Log in to 127.0.0.1")
    controls += names_of(screen)
    for section in ("Install", "Installed", "Publish"):
        screen.tab(section)
        screen.panel.get_by_role("tabpanel").wait_for()
        controls += names_of(screen)
    assert len(controls) > 60
    assert [control for control in controls if not control[1]] == []


CONTROLS: Final = re.compile(
    r"- (button|textbox|searchbox|combobox|checkbox|tab|tabpanel|link|table|form|listbox|log)\b(?: \"([^\"]*)\")?"
)


def names_of(screen):
    """List the controls of the accessibility tree that can be seen, each with its name."""
    return CONTROLS.findall(screen.panel.aria_snapshot())


def test_logging_out_is_asked_for_once_more_by_keyboard(screen, pypiserver):
    """Staying is the first answer; after the other one the focus is where one logs in again, and all of it is told."""
    wheel(pypiserver.folder, "acme-left", "1.0")
    secret = (
        f"current().session.credentials.keep(index, {pypiserver.username!r}, Secret({pypiserver.password!r}), None)"
    )
    cells = (
        f"%altindex add leaving {pypiserver.url} --replace",
        "from altindex_magic.secret import Secret; from altindex_magic.service.current import current",
        f"index = current().session.store.find('leaving'); _ = {secret}",
    )
    screen.open("logout.ipynb", (PANEL_CELLS[0], *cells, "%altindex use leaving", PANEL_CELLS[1]))
    row = screen.row("leaving")
    screen.panel.get_by_role("button", name="Log out of leaving").focus()
    screen.page.keyboard.press("Enter")
    wait_for_focus(screen, "Stay logged in to leaving")
    assert screen.line == "%altindex logout leaving"
    screen.page.keyboard.press("Enter")
    wait_for_focus(screen, "Log out of leaving")
    screen.page.keyboard.press("Enter")
    wait_for_focus(screen, "Stay logged in to leaving")
    screen.page.keyboard.press("Shift+Tab")
    screen.page.keyboard.press("Enter")
    told = screen.panel.locator("[aria-live=polite]", has_text="The secret for leaving was removed from").last
    told.wait_for()
    wait_for_focus(screen, "Log in to leaving")
    row.get_by_text("✗ credential missing").wait_for()
    assert row.get_by_role("button", name="Log out of leaving").count() == 0
