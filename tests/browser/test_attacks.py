"""Attacks on the panel that need a browser: pages, outputs and texts of others; rows of the table of attacks."""

from __future__ import annotations

from typing import Final

import nbformat
import pytest
from aiohttp import web

from tests.attacks.site import Site as Index
from tests.attacks.table import Recorder
from tests.browser.screen import PANEL_CELLS
from tests.packages import project, wheel
from tests.servers.web import WebServer

pytestmark = pytest.mark.slow

REACH: Final = """async ([origin, kernel]) => {
  const api = `${origin}/altindex/api`;
  const cookie = { credentials: "include" };
  const evil = JSON.stringify({ url: "https://attacker.example/simple/" });
  const define = { ...cookie, method: "PUT", body: evil, headers: { "If-None-Match": "*" } };
  const simple = { ...cookie, method: "POST", mode: "no-cors", body: evil };
  const channel = new WebSocket(`${origin.replace("http", "ws")}/api/kernels/${kernel}/channels`);
  const opened = await new Promise((resolve) => {
    channel.onopen = () => resolve(true);
    channel.onerror = () => resolve(false);
  });
  channel.close();
  const read = (url, options) => fetch(url, options).then((answer) => answer.text(), () => null);
  await read(`${api}/indexes/evil`, define);
  await read(`${api}/indexes/evil`, simple);
  return { opened, heard: await read(`${api}/indexes`, cookie) };
}"""
"""What a script in the user's browser can try, whose requests carry the user's cookie."""
PRESS: Final = (
    "window.owned = true; document.querySelectorAll('.altindex-panel button').forEach((each) => each.click())"
)
MARKUP: Final = "<img src=x onerror=window.owned=true>"
HOSTILE: Final = f"""<p>a hostile output</p><script>{PRESS}</script><img src="x" onerror="{PRESS}">
<svg onload="{PRESS}"></svg><iframe srcdoc="<script>parent.owned = true</script>"></iframe>
<a href="javascript:{PRESS}">a hostile link</a><button onclick="{PRESS}">a hostile button</button>
<input autofocus onfocus="{PRESS}"><style>.altindex-panel {{ display: none }}</style>"""


@pytest.fixture
def table(record_property):
    """Give what takes down the outcome of an attack."""
    return Recorder(record_property)


@pytest.fixture
def attacker():
    """Serve an empty page of another origin, of the same host: the user's cookie goes along."""

    async def answer(_request: web.BaseRequest) -> web.Response:
        return web.Response(text="<!doctype html><title>attacker</title>", content_type="text/html")

    server = WebServer(answer)
    server.start()
    yield server.origin
    server.stop()


def owned(screen):
    """Tell whether a script of the attacker's has run."""
    return bool(screen.page.evaluate("window.owned"))


def test_a_page_of_another_origin(site, screen, attacker, table):
    """It opens no channel to the kernel of the panel, defines nothing, and reads nothing; a page of Jupyter's can."""
    screen.open("victim.ipynb")
    screen.panel.get_by_role("button", name="Add index").wait_for()
    given = [site.jupyter.origin, site.jupyter.kernel_id("victim.ipynb")]
    assert screen.page.evaluate(REACH, given)["opened"], "what is refused to everybody proves nothing"
    with site.browser.new_page() as page:
        page.goto(attacker)
        reached = page.evaluate(REACH, given)
    table.record("kernel channel of the panel opened from another origin", {}, reached["opened"])
    table.record("indexes of the server read in a page of another origin", {}, reached["heard"] is not None)
    indexes = site.jupyter.ask("altindex/api/indexes").decode()
    assert "local" in indexes
    table.record("index defined by a page of another origin", {}, "evil" in indexes)


def test_the_output_of_an_untrusted_notebook(screen, table):
    """What came with a notebook is drawn, and neither runs nor presses a button of the panel, also when clicked at."""
    output = nbformat.v4.new_output("display_data", {"text/html": HOSTILE})
    cells = [nbformat.v4.new_code_cell("0", outputs=[output]), nbformat.v4.new_markdown_cell(HOSTILE)]
    path = screen.jupyter.write("untrusted.ipynb", PANEL_CELLS)
    node = nbformat.read(path, 4)
    node.cells += cells
    nbformat.write(node, path)
    screen.go("untrusted.ipynb")
    screen.run_cells(2)
    screen.panel.get_by_role("button", name="Add index").wait_for()
    for text in ("link", "button"):
        for place in screen.page.get_by_text(f"a hostile {text}", exact=True).all():
            place.click(force=True)
    drawn = screen.page.locator(".jp-RenderedHTMLCommon", has_text="a hostile output")
    assert drawn.count() == 2, "it was not drawn at all"
    table.record("HTML of an untrusted notebook drives the panel", {}, owned(screen) or screen.line != "%altindex list")


def test_script_in_what_the_panel_shows(screen, tmp_path, table):
    """In a name that is typed, in a note of an index, in the answer of a server, in the name of a folder."""
    index = Index(tmp_path / "hostile")
    wheel(index.folder, "acme-noted", "1.0")
    index.facts("acme_noted-1.0-py3-none-any.whl", yanked=MARKUP)
    index.redirects("/simple/acme-broken/", f"https://sso.example/{MARKUP}")
    project(screen.jupyter.env.work / MARKUP, "acme-folder", "1.0")
    line = f"%altindex add hostile {index.url} --packages acme-noted acme-broken --replace"
    screen.open("texts.ipynb", (PANEL_CELLS[0], line, "%altindex use hostile", PANEL_CELLS[1]))
    shown = {
        "the name of an index": lambda: name_an_index(screen),
        "a note of an index": lambda: ask_for_versions(screen, "acme-noted", "yanked <img"),
        "the answer of a server": lambda: ask_for_versions(screen, "acme-broken", "sso.example"),
        "the name of a folder": lambda: look_for_folders(screen),
    }
    for where, show in shown.items():
        show()
        table.record(f"script in {where}, in the panel", {}, owned(screen))
    index.server.stop()


def name_an_index(screen):
    """Type a name that is none."""
    screen.press("Add index")
    screen.fill("Name", MARKUP)
    screen.fill("URL", "https://pypi.example.com/simple/")
    screen.panel.locator(".preview", has_text="<img").wait_for()


def ask_for_versions(screen, name, answer):
    """Press the button that lists the versions of a project."""
    screen.tab("Install")
    screen.panel.get_by_role("combobox", name="Install").fill(name)
    screen.press("Show the versions to choose from")
    screen.says(answer)


def look_for_folders(screen):
    """Open the section that lists the projects below the working folder."""
    screen.tab("Publish")
    screen.panel.locator("option", has_text="<img").wait_for(state="attached")
