"""A Jupyter server, a browser and private indexes, shared by the tests of one module."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.jupyter import Jupyter, jupyter
from tests.browser.screen import FLAGS, Screen
from tests.kernels import environment
from tests.servers.base import find_program
from tests.servers.own import public_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext

    from tests.servers.own import OwnServer

WIDE: Final = {"width": 1400, "height": 1000}


@dataclass(frozen=True)
class Site:
    """Where a person works: a Jupyter server, a browser with a profile on this disk, and a default index."""

    jupyter: Jupyter
    browser: BrowserContext
    profile: Path
    public: OwnServer

    @contextmanager
    def screen(self, front_end: str = "lab", **size: int) -> Iterator[Screen]:
        """Open a page of the browser; nothing may have gone wrong on it in the end."""
        page = self.browser.new_page()
        page.set_viewport_size({**WIDE, **size})
        screen = Screen(page, self.jupyter, front_end)
        try:
            yield screen
            assert screen.complaints == []
        except BaseException:
            screen.remember_failure()
            raise
        finally:
            page.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """Start everything once for a module: a server takes seconds, a page does not."""
    root = tmp_path_factory.mktemp("site")
    public, profile = root / "public", root / "profile"
    public.mkdir()
    with ExitStack() as stack:
        default = stack.enter_context(public_index(public))
        server = stack.enter_context(jupyter(environment(root / "env"), PIP_INDEX_URL=default.url))
        # Closed at the end of the module: its event loop must not run below the tests of others.
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_program("chromium", "apt-get install chromium"),
            args=FLAGS,
            headless=True,
            env={**os.environ, "HOME": str(root)},
        )
        stack.callback(browser.close)
        browser.grant_permissions(["clipboard-read", "clipboard-write"])
        yield Site(server, browser, profile, default)


@pytest.fixture
def screen(site) -> Iterator[Screen]:
    """Give a page in JupyterLab."""
    with site.screen() as screen:
        yield screen
