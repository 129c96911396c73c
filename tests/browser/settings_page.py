"""What a person does and sees on the settings page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests.browser.screen import PICTURES
from tests.doors.server.conftest import USER

if TYPE_CHECKING:
    from playwright.sync_api import Page

_CONTRAST: Final = """
(selector) => {
    const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const page = matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#ffffff";
    const grounds = (at) => (at ? [...grounds(at.parentElement), getComputedStyle(at).backgroundColor] : [page]);
    const seen = (colours) => {
        for (const colour of colours) {
            paint.fillStyle = colour;
            paint.fillRect(0, 0, 1, 1);
        }
        return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => value / 255);
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const element = document.querySelector(selector);
    const ground = grounds(element);
    const levels = [light(seen([...ground, getComputedStyle(element).color])), light(seen(ground))];
    return (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05);
}
"""


def define(page: Page, url: str) -> None:
    """Add the index team by the form."""
    page.get_by_role("button", name="Add an index").click()
    page.get_by_label("Name", exact=True).fill("team")
    page.get_by_label("URL", exact=True).fill(url)
    page.get_by_label("User name", exact=True).fill(USER)
    page.get_by_label("Names that only this index may answer for").fill("acme-*")
    page.get_by_role("button", name="Save").click()
    said(page, "team is saved.")


def log_in(page: Page, secret: str) -> None:
    """Type the secret."""
    page.get_by_role("button", name="Log in team").click()
    page.get_by_label("Secret", exact=True).fill(secret)
    page.get_by_label("Keep it").select_option("session")
    page.get_by_role("button", name="Log in", exact=True).click()


def said(page: Page, text: str) -> None:
    """Wait until the page says *text*."""
    expect(page.get_by_role("status")).to_contain_text(text, timeout=120_000)


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.tagName")


def picture(page: Page, name: str) -> None:
    """Keep how the page looks."""
    folder = PICTURES.parent / "server"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def contrast(page: Page, selector: str) -> float:
    """Measure the contrast between the text of the first element and what is painted behind it."""
    return page.evaluate(_CONTRAST, selector)
