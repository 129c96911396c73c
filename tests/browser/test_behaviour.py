"""How the panel behaves while something goes on, when something breaks, and when it is not alone."""

from __future__ import annotations

from typing import Final

import pytest

from tests.browser.screen import PANEL_CELLS, using
from tests.packages import wheel

SILENT: Final = "The kernel does not answer."

pytestmark = pytest.mark.slow


def disguise(screen, slow, large):
    """Let a picture show an address and a project as a person has them."""
    screen.disguises[slow.url.removesuffix("/simple/")] = "https://pypi.acme.example"
    screen.disguises |= {large: "acme-vision", large.replace("-", "_"): "acme_vision"}


def begin_to_install(screen, requirement):
    """Type into the box and press the button."""
    screen.tab("Install")
    screen.panel.get_by_role("combobox", name="Install").fill(requirement)
    screen.press("Install")


def test_an_installation_is_stopped(screen, slow, large):
    """The bar moves, Stop ends it, and what is told is that nothing was installed."""
    screen.open("stop.ipynb", using("slow", slow.url))
    begin_to_install(screen, large)
    bar = screen.panel.get_by_role("progressbar", name=f"{large} 1.0")
    bar.wait_for()
    first = int(bar.get_attribute("value"))
    screen.page.wait_for_function(
        "first => document.querySelector('.altindex-panel progress')?.value > first + 1e6", arg=first
    )
    disguise(screen, slow, large)
    screen.picture("progress")
    screen.press("Stop")
    screen.says("was ended before it had finished.")
    screen.says("nothing had been installed yet")
    assert large not in screen.jupyter.env.installed()
    screen.panel.get_by_role("button", name="Try again").wait_for()


def test_the_kernel_stays_free_for_cells(screen, slow, large):
    """A cell runs while the panel installs, and its own command waits for its turn."""
    screen.open("free.ipynb", using("slow", slow.url))
    begin_to_install(screen, large)
    screen.panel.get_by_role("progressbar").wait_for()
    screen.run("6 * 7").get_by_text("42").wait_for()
    assert screen.panel.get_by_role("progressbar").count() == 1, "the cell waited for the end of the installation"
    waiting = screen.run("%altindex off")
    waiting.get_by_text("Another request is under way").wait_for()
    screen.press("Stop")
    waiting.get_by_text("The environment is as it was before.").wait_for()
    screen.says("was ended before it had finished.")


def test_a_server_that_dies_is_told_of_with_its_remedy(screen, slow, large, small):
    """The one error says which index broke off; a click tries again, and then it works."""
    wheel(slow.folder, small, "1.0")
    screen.open("death.ipynb", using("slow", slow.url))
    begin_to_install(screen, large)
    screen.panel.get_by_role("progressbar").wait_for()
    slow.stop()
    alert = screen.panel.get_by_role("alert")
    alert.wait_for(timeout=120_000)
    assert "slow" in alert.inner_text()
    disguise(screen, slow, large)
    screen.picture("error")
    below = screen.run("1 + 1")
    below.get_by_text("2", exact=True).wait_for()
    assert below.inner_text().split()[1:] == ["2"], "what the panel has told was told again below a cell"
    slow.start()
    screen.panel.get_by_role("combobox", name="Install").fill(small)
    screen.press("Install")
    screen.says("1 new")


def test_two_panels_show_the_same_truth(screen, slow, large):
    """What one begins the other shows, with its progress and its Stop; and so with the state of the indexes."""
    screen.open("two.ipynb", (*using("slow", slow.url), PANEL_CELLS[1]))
    screen.panels.nth(1).get_by_text("In use: slow").first.wait_for()
    begin_to_install(screen, large)
    second = screen.panels.nth(1)
    second.get_by_role("progressbar", name=f"{large} 1.0").wait_for()
    second.get_by_role("button", name="Stop", exact=True).click()
    for panel in screen.panels.all():
        panel.get_by_text("was ended before it had finished.").wait_for()
    screen.tab("Indexes")
    screen.press("Stop using slow")
    for panel in screen.panels.all():
        panel.get_by_text("No index is in use").first.wait_for()
    screen.run("%altindex use local")
    for panel in screen.panels.all():
        panel.get_by_text("In use: local").first.wait_for()


def test_a_restart_of_the_kernel_is_recognised(screen):
    """In place of buttons that do nothing stands a quiet note; running the cell again opens the panel again."""
    screen.open("restart.ipynb")
    screen.panel.get_by_role("button", name="Add index").wait_for()
    screen.page.get_by_role("menuitem", name="Kernel").click()
    screen.page.get_by_role("menuitem", name="Restart Kernel…").first.click()
    screen.page.get_by_role("button", name="Confirm Kernel Restart").click()
    screen.says(SILENT)
    assert screen.panel.get_by_role("button").count() == 0


def test_a_saved_panel_without_a_kernel_shows_a_quiet_note(screen, site):
    """Also when the notebook is opened by somebody who runs nothing."""
    screen.open("saved.ipynb")
    screen.panel.get_by_role("button", name="Add index").wait_for()
    screen.save()
    screen.clear()
    screen.jupyter.end_kernels()
    with site.screen() as later:
        later.go("saved.ipynb")
        later.says(SILENT)
        assert later.panel.get_by_role("button").count() == 0


def test_the_command_is_copied(screen):
    """What the panel shows can be pasted into a cell."""
    screen.open("copy.ipynb")
    screen.tab("Installed")
    screen.press("Copy the command")
    screen.says("Copied.")
    assert screen.page.evaluate("navigator.clipboard.readText()") == "%altindex installed"


def test_a_secret_in_the_url_is_refused_while_it_is_typed(screen):
    """The message is that of the magic, and does not repeat it."""
    screen.open("secret.ipynb")
    screen.press("Add index")
    screen.fill("Name", "oops")
    screen.fill("URL", "https://user:t0ken-of-oops@pypi.example.com/simple/")
    screen.says("holds a user name, password or token.")
    assert "t0ken" not in screen.panel.inner_text()


def test_an_error_offers_its_remedy_and_the_order_can_be_changed(screen, pypiserver):
    """A click on the remedy opens the login; what is in use is put in another order, renamed, and taken out of use."""
    wheel(pypiserver.folder, "acme-locked", "1.0")
    forgotten = (f"%altindex add locked {pypiserver.url} --replace", "%altindex logout locked")
    screen.open("remedy.ipynb", (PANEL_CELLS[0], *forgotten, PANEL_CELLS[1]))
    screen.press("Use locked")
    screen.says("The index locked wants a credential and none is known.")
    screen.panel.get_by_role("alert").get_by_role("button", name="Log in to locked").click()
    screen.fill("User name", pypiserver.username)
    screen.panel.get_by_label("Keep it").select_option("session")
    screen.fill("Secret", pypiserver.password)
    screen.page.keyboard.press("Enter")
    screen.says("Logged in to locked.")
    assert screen.line == f"%altindex login locked --username {pypiserver.username} --keep session"
    screen.press("Use locked")
    screen.says("In use: locked, then the default")
    screen.press("Use local")
    screen.says("In use: locked, then local, then the default")
    screen.press("Ask local earlier")
    screen.says("In use: local, then locked, then the default")
    assert screen.line == "%altindex use local locked"
    screen.press("Edit locked")
    screen.fill("Name", "opened")
    screen.press("Save")
    screen.says("In use: local, then opened, then the default")
    screen.press("Stop using local")
    screen.says("In use: opened, then the default")


def test_a_click_does_not_wait_for_the_one_before(screen):
    """Indexes put to use at once are all in use, in that order; an arrow that is pressed twice goes two places."""
    for name in ("one", "two"):
        screen.jupyter.env.work.joinpath(name).mkdir(exist_ok=True)
    adds = [f"%altindex add {name} ./{name} --replace" for name in ("one", "two")]
    screen.open("quick.ipynb", (PANEL_CELLS[0], *adds, PANEL_CELLS[1]))
    screen.panel.get_by_role("button", name="Use two", exact=True).wait_for()
    click_at_once(screen, "Use local", "Use two", "Use one")
    screen.says("In use: local, then two, then one, then")
    click_at_once(screen, "Ask one earlier", "Ask one earlier")
    screen.says("In use: one, then local, then two, then")


def click_at_once(screen, *names):
    """Click these buttons before the kernel can have said anything to the first click."""
    click = "(panel, names) => names.forEach((name) => panel.querySelector(`[aria-label='${name}']`).click())"
    screen.panel.evaluate(click, list(names))


def test_what_is_tried_again_is_what_failed(screen):
    """Also when something else stands in the box by then."""
    screen.open("again.ipynb")
    begin_to_install(screen, "acme-unheard-of")
    screen.says("There is no project called")
    screen.panel.get_by_role("combobox", name="Install", exact=True).fill("something-else")
    screen.says("%altindex install something-else")
    screen.press("Try again")
    screen.says("%altindex install acme-unheard-of")


def test_the_list_tells_why_an_index_does_not_work(screen, slow):
    """Beside the word for the failure stands a button that shows all of the error, with its remedy."""
    slow.stop()
    screen.open("why.ipynb", (PANEL_CELLS[0], f"%altindex add shut {slow.url} --replace", PANEL_CELLS[1]))
    screen.press("Test all")
    screen.row("shut").get_by_text("✗ connection failed").wait_for()
    screen.press("Why? (shut)")
    screen.says("The index shut cannot be reached.")
    screen.panel.get_by_role("alert").get_by_role("button", name="Test shut").wait_for()


def test_a_new_index_is_used_with_one_click(screen):
    """What says that it was added offers the next step."""
    screen.jupyter.env.work.joinpath("wheels").mkdir(exist_ok=True)
    screen.open("next.ipynb")
    screen.press("Add index")
    screen.fill("Name", "wheels")
    screen.fill("URL", "./wheels")
    screen.press("Save")
    screen.says("wheels is added.")
    screen.press("Use wheels now")
    screen.says("In use: wheels, then")
