"""Pictures of the panel for people to look at, and the few things about looks that a machine can tell."""

from __future__ import annotations

import pytest

from tests.browser.screen import PANEL_CELLS
from tests.packages import wheel

pytestmark = pytest.mark.slow

THEMES = {"dark": "JupyterLab Dark", "light": "JupyterLab Light"}
"""The last one is left to the next test."""
OVERFLOW = "panel => [panel.scrollWidth - panel.clientWidth, document.documentElement.scrollWidth - innerWidth]"
CONTRAST = """panel => {
  const [r, g, b] = [0, 1, 2];
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = (c) => 0.2126 * linear(c[r]) + 0.7152 * linear(c[g]) + 0.0722 * linear(c[b]);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const painted = (colour, below) => {
    for (const each of [below, colour]) { canvas.fillStyle = each; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const ground = (element) => {
    const grounds = [];
    for (let each = element; each; each = each.parentElement) grounds.unshift(getComputedStyle(each).backgroundColor);
    canvas.fillStyle = "#fff"; canvas.fillRect(0, 0, 1, 1);
    for (const each of grounds) { canvas.fillStyle = each; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const found = [];
  const judge = (element, colour, below, least, what) => {
    const text = painted(colour, `rgb(${below.slice(0, 3)})`);
    const [low, high] = [light(below), light(text)].sort((x, y) => x - y);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < least) found.push(`${element.tagName} "${what?.slice(0, 30)}" ${ratio.toFixed(2)}`);
  };
  for (const element of panel.querySelectorAll("button, label, p, th, td, code, span, legend, summary, h4, a")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.ariaDisabled || element.closest(".away")) continue;
    judge(element, getComputedStyle(element).color, ground(element), 4.5, element.textContent.trim());
  }
  for (const element of panel.querySelectorAll("input:not([type=checkbox]), select")) {
    if (!element.checkVisibility() || element.disabled) continue;
    const own = getComputedStyle(element);
    judge(element, own.color, ground(element), 4.5, element.value);
    judge(element, getComputedStyle(element, "::placeholder").color, ground(element), 4.5, element.placeholder);
    judge(element, own.borderColor, ground(element.parentElement), 3, "border");
  }
  return found;
}"""


@pytest.mark.parametrize(("front_end", "width"), [("lab", 1400), ("notebooks", 600)])
def test_it_can_be_read_in_both_themes_wide_and_narrow(site, pypiserver, front_end, width):
    """No text is too pale for its ground (WCAG AA), nothing is wider than the page."""
    for name, version in (("acme-models", "1.0"), ("acme-data", "2.1"), ("acme-models", "1.1")):
        wheel(pypiserver.folder, name, version)
    with site.screen(front_end, width=width, height=1900) as screen:
        screen.disguises[pypiserver.url] = "https://pypi.acme.example/simple/"
        screen.open(f"looks-{width}.ipynb", cells(pypiserver))
        for section, look in SECTIONS.items():
            screen.tab(section)
            look(screen)
            for theme in THEMES:
                choose(screen, theme)
                screen.picture(f"{section.lower()}-{theme}-{width}")
                assert screen.panel.evaluate(CONTRAST) == []
                assert screen.panel.evaluate(OVERFLOW) == [0, 0]


def test_it_fits_a_page_that_is_as_narrow_as_a_telephone(site, pypiserver):
    """At 320 pixels, which is also a page of 1280 at 400 % (WCAG 2.2, 1.4.10), nothing is wider than the page."""
    for name in ("acme-models", "acme-data"):
        wheel(pypiserver.folder, name, "1.0")
    with site.screen("notebooks", width=320, height=1900) as screen:
        screen.disguises[pypiserver.url] = "https://pypi.acme.example/simple/"
        screen.open("looks-320.ipynb", cells(pypiserver))
        for section, look in SECTIONS.items():
            screen.tab(section)
            look(screen)
            screen.picture(f"{section.lower()}-light-320")
            assert screen.panel.evaluate(OVERFLOW) == [0, 0]


def choose(screen, theme):
    """Choose a theme in the menu, and wait until it is there."""
    screen.command("apputils:change-theme", theme=THEMES[theme])
    screen.page.wait_for_function(
        "dark => (document.body.dataset.jpThemeLight === 'false') === dark", arg=theme == "dark"
    )


_IMPORTS = "from altindex_magic.secret import Secret; from altindex_magic.service.current import current"


def cells(server):
    """Give cells after which there is something to look at."""
    keep = f"session.credentials.keep(session.store.find('team'), None, Secret({server.password!r}), 'session')"
    return (
        PANEL_CELLS[0],
        f"%altindex add team {server.url} --username {server.username} --publish-url {server.upload_url} --replace",
        "%altindex add fury --preset gemfury account=acme --packages acme-secret-* --replace",
        f"{_IMPORTS}; session = current().session; _ = {keep}",
        "%altindex use team local",
        PANEL_CELLS[1],
    )


def look_at_indexes(screen):
    """With a form open, filled in for a provider."""
    screen.says("✓")
    if screen.panel.get_by_role("button", name="Cancel").count() == 0:
        screen.press("Add index")
    screen.panel.get_by_label("Provider").select_option("gemfury")
    screen.fill("account", "acme-labs")
    screen.fill("Name", "labs")
    screen.says("https://pypi.fury.io/acme-labs/")


def look_at_install(screen):
    """With a preview of what would come."""
    screen.panel.get_by_role("combobox", name="Install").fill("acme-models acme-data")
    screen.press("Preview what would be installed")
    screen.says("would change 2 projects")


def look_at_installed(screen):
    """With the list of what there is."""
    screen.row("pip").wait_for()


def look_at_publish(screen):
    """With the form as it opens."""
    screen.panel.get_by_label("To index").wait_for()


SECTIONS = {
    "Indexes": look_at_indexes,
    "Install": look_at_install,
    "Installed": look_at_installed,
    "Publish": look_at_publish,
}
