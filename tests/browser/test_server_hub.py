"""The settings page of a user of a JupyterHub, who has come in by the form of the hub and has its cookies."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.settings_page import log_in, said
from tests.integration.test_jupyterhub import INSTALL, TOKENS, office, proxy  # noqa: F401 - fixtures

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def test_the_page_works_behind_a_hub(office, chromium, browser_options):  # noqa: F811 - the fixture of that name
    """Writes and the stream of events pass the hub's own check of where a request comes from."""
    browser = chromium.launch(**browser_options)
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{office.alice.url}altindex")
    page.locator("input[name=username]").fill("alice")
    page.locator("input[name=password]").fill("any")
    page.locator("#login_submit").click()
    log_in(page, TOKENS["alice"])
    said(page, "is kept in this session")
    assert "Successfully installed" in office.alice.kernel().run(INSTALL).text
    expect(page.get_by_role("log")).to_contain_text("acme-models comes from team", timeout=120_000)
    browser.close()
