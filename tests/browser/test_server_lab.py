"""The settings page and what follows from it: notebooks and terminals of a real JupyterLab, in a real browser."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE
from tests.browser.lab_notebook import READY, open_notebook, output, restart_kernel, run_cell, until
from tests.browser.settings_page import contrast, define, focused, log_in, picture, said
from tests.canary import Canary
from tests.doors.server.conftest import SECRET, USER, private_index
from tests.kernels import environment
from tests.servers.jupyter import TOKEN, jupyter_server
from tests.servers.own import public_index

pytestmark = pytest.mark.slow

SHELL: Final = '--ServerApp.terminado_settings={"shell_command": ["/bin/bash", "--norc"]}'


@pytest.fixture(scope="module")
def browser(chromium, browser_options):
    """Run one browser for the module."""
    running = chromium.launch(**browser_options)
    yield running
    running.close()


@pytest.fixture
def projects():
    """Name three projects that nobody ever had: what came from one index once is not taken from the next."""
    return [f"acme-{stem}-{uuid4().hex[:8]}" for stem in ("models", "tools", "later")]


@pytest.fixture
def team(tmp_path, projects):
    """Give an index that wants a password."""
    index = private_index(tmp_path / "team", (USER, SECRET))
    for name in projects:
        index.has(name)
    yield index
    index.server.stop()


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """Run one JupyterLab for the module, below a base URL."""
    root = tmp_path_factory.mktemp("lab")
    folder = root / "public"
    folder.mkdir()
    arguments = (SHELL, "--debug", "--expose-app-in-browser")
    place = {"app": "jupyterlab", "base_url": "/lab-of/alice/"}
    with public_index(folder) as public:
        variables = {"PIP_INDEX_URL": public.url}
        with jupyter_server(environment(root / "env"), *arguments, **place, **variables) as server:
            yield server


@pytest.fixture
def server(standing):
    """Give JupyterLab to a user who has defined nothing yet."""
    yield standing
    standing.env.forget_installed()
    for kernel in standing.ask("GET", "api/kernels").json:
        standing.ask("DELETE", f"api/kernels/{kernel['id']}")
    for terminal in standing.ask("GET", "api/terminals").json:
        standing.ask("DELETE", f"api/terminals/{terminal['name']}")
    api = "altindex/api"
    chosen = standing.ask("GET", f"{api}/active").headers["ETag"]
    standing.ask("PUT", f"{api}/active", {"names": None}, If_Match=chosen)
    defined = standing.ask("GET", f"{api}/indexes/team")
    if defined.status == HTTPStatus.OK:
        standing.ask("DELETE", f"{api}/indexes/team/credential")
        standing.ask("DELETE", f"{api}/indexes/team", If_Match=defined.headers["ETag"])


@pytest.fixture
def page(browser, server):
    """Open the settings page; its console must stay silent."""
    with browser.new_context(viewport=WIDE) as context:
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        opened.set_default_timeout(120_000)
        opened.goto(f"{server.url}altindex?token={TOKEN}")
        opened.get_by_role("checkbox", name="Use local").wait_for()
        yield opened
        assert [said for said in complaints if "the server responded with a status of" not in said] == []


def test_a_user_sets_the_index_once_and_every_notebook_and_terminal_has_it(page, server, team, projects):
    """By the settings page, in the browser: from nothing to plain ``%pip install``, ``pip`` and ``uv``."""
    define(page, team.url)
    log_in(page, "not-the-secret")
    expect(page.get_by_role("alert")).to_contain_text("credential-refused")
    page.get_by_label("Secret", exact=True).fill(SECRET)
    page.get_by_role("button", name="Log in", exact=True).click()
    said(page, "is kept in this session")
    page.get_by_role("checkbox", name="Use team").check()
    said(page, "Saved.")
    picture(page, "settings")

    models, tools, later = projects
    notebook = open_notebook(page.context.new_page(), server, f"%pip install {models}", f"%pip install {later}")
    run_cell(notebook, 0)
    expect(output(notebook, 0)).to_contain_text(f"Successfully installed {models}-1.0", timeout=READY)
    restart_kernel(notebook)
    run_cell(notebook, 1)
    expect(output(notebook, 1)).to_contain_text(f"Successfully installed {later}-1.0", timeout=READY)

    terminal = page.context.new_page()
    terminal.goto(f"{server.url}terminals/1")
    terminal.locator(".xterm-screen").click()
    terminal.keyboard.type(f"pip uninstall -y {models}; pip install {models} && uv pip install {tools}\n")
    until(terminal, lambda: {models, tools} <= server.env.installed().keys())

    expect(page.get_by_role("log")).to_contain_text(f"{models} comes from team")
    page.reload()
    expect(page.get_by_role("checkbox", name="Use team")).to_be_checked()
    canary = Canary(SECRET, (USER,))
    assert canary.dress_in(page.content()) is None
    assert canary.search(server.env.home, server.env.work, server.log) == []


def test_the_real_cause_of_a_refusal_is_on_the_page(page, server, team, projects):
    """As it happens, with what to do."""
    define(page, team.url)
    log_in(page, SECRET)
    said(page, "is kept in this session")
    page.get_by_role("checkbox", name="Use team").check()
    said(page, "Saved.")
    kernel = server.kernel()
    team.server.stop()
    kernel.run(f"!pip download --no-deps {projects[0]}")
    expect(page.get_by_role("log")).to_contain_text("nothing accepts connections there", timeout=120_000)


def test_the_page_works_by_keyboard_and_says_what_it_does(page, team):
    """Focus goes where one would look next, every control has a name, and a change is announced."""
    page.get_by_role("button", name="Add an index").focus()
    page.keyboard.press("Enter")
    assert focused(page) == "SELECT"
    page.keyboard.press("Tab")
    page.keyboard.type("team")
    page.keyboard.press("Tab")
    page.keyboard.type(team.url)
    page.keyboard.press("Enter")
    said(page, "team is saved.")
    assert page.evaluate("document.activeElement.dataset.key") == "use-team"
    page.get_by_role("button", name="Remove team").focus()
    for key in ("Enter", "Shift+Tab", "Enter"):
        page.keyboard.press(key)
    said(page, "team is no longer defined.")
    assert page.evaluate("document.activeElement.dataset.key") == "add"
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, input, select')]"
        ".filter((each) => !(each.labels?.length || each.getAttribute('aria-label') || each.textContent.trim()))"
        ".map((each) => each.outerHTML)"
    )
    assert unnamed == []


def test_what_was_ticked_in_vain_is_not_left_so(page, team):
    """An index that does not answer is not in use, and the page does not look as if it were."""
    define(page, team.url)
    team.server.stop()
    page.get_by_role("checkbox", name="Use team").click()
    expect(page.get_by_role("alert")).to_contain_text("connection-failed")
    expect(page.get_by_role("checkbox", name="Use team")).not_to_be_checked()
    page.get_by_role("button", name="Add an index").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_form_without_a_name_is_not_sent(page):
    """The browser points to the field."""
    page.get_by_role("button", name="Add an index").click()
    page.get_by_role("button", name="Save").click()
    assert page.evaluate("document.activeElement === document.querySelector('input:invalid')")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_on_a_narrow_screen_nothing_leads_sideways(page, team):
    """Long paths and addresses break, and each cell says what it is."""
    define(page, team.url)
    page.set_viewport_size({"width": 360, "height": 700})
    picture(page, "settings-narrow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert "Credential" in page.evaluate("getComputedStyle(document.querySelectorAll('td')[2], '::before').content")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_legible_in_light_and_in_dark(page, scheme):
    """Text stands out from its ground as WCAG 2 asks for (4.5 to 1)."""
    page.emulate_media(color_scheme=scheme)
    picture(page, f"settings-{scheme}")
    for selector in ("h1", "p.quiet", "tbody th", "button.primary", "td"):
        assert contrast(page, selector) >= 4.5, selector


def test_a_save_on_an_old_state_is_refused_and_the_new_one_is_shown(page, server, team):
    """Two windows of the same person."""
    define(page, team.url)
    page.get_by_role("button", name="Edit team").click()
    version = server.ask("GET", "altindex/api/indexes/team").headers["ETag"]
    server.ask("PATCH", "altindex/api/indexes/team", {"packages": ["other-*"]}, If_Match=version)
    page.get_by_label("User name", exact=True).fill("bob")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("no longer what you have read")
    kept = server.ask("GET", "altindex/api/indexes/team").json["index"]
    assert (kept["username"], kept["packages"]) == (USER, ["other-*"])
