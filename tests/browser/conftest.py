"""A Jupyter server, a browser and a default index, shared by all the tests of this folder."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.jupyter import Jupyter, jupyter
from tests.browser.screen import FLAGS, Screen
from tests.browser.slow import large_wheel, slow_index
from tests.kernels import environment
from tests.servers.base import find_program
from tests.servers.own import public_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, BrowserType, Page

    from tests.servers.own import OwnServer

WIDE: Final = {"width": 1400, "height": 1000}


@dataclass
class Site:
    """Where a person works: a Jupyter server, a browser with a profile on this disk, and a default index."""

    jupyter: Jupyter
    browser: BrowserContext
    profile: Path
    public: OwnServer
    _pages: dict[str, Page] = field(default_factory=dict)

    @contextmanager
    def screen(self, front_end: str = "lab", **size: int) -> Iterator[Screen]:
        """Give the page with that front end, and nothing open in it; nothing may have gone wrong on it in the end.

        A page of JupyterLab is loaded once: it takes longer than most of what a test does in it.
        """
        page = self._pages.pop(front_end, None) or self.browser.new_page()
        page.set_viewport_size({**WIDE, **size})
        screen = Screen(page, self.jupyter, front_end, disguises={self.public.url: "https://mirror.example/simple/"})
        try:
            yield screen
            assert screen.complaints == []
            screen.clear()
            self._pages[front_end] = page
        except BaseException:
            screen.remember_failure()
            page.close()
            raise
        finally:
            self.jupyter.end_kernels()
            self.jupyter.env.forget_installed()
            self.jupyter.forget_indexes()


@pytest.fixture(scope="package")
def chromium() -> Iterator[BrowserType]:
    """Give what starts browsers.

    It ends with this folder: its event loop must not run below the tests of others.
    """
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="package")
def browser_options(tmp_path_factory) -> dict[str, object]:
    """Tell how a browser is started."""
    return {
        "executable_path": find_program("chromium", "apt-get install chromium"),
        "args": FLAGS,
        "headless": True,
        "env": {**os.environ, "HOME": str(tmp_path_factory.mktemp("browser"))},
    }


@pytest.fixture(scope="package")
def site(tmp_path_factory, chromium, browser_options) -> Iterator[Site]:
    """Start everything once: a server takes seconds, a page does not."""
    root = tmp_path_factory.mktemp("site")
    public, profile = root / "public", root / "profile"
    public.mkdir()
    with ExitStack() as stack:
        default = stack.enter_context(public_index(public))
        server = stack.enter_context(jupyter(environment(root / "env"), PIP_INDEX_URL=default.url))
        browser = chromium.launch_persistent_context(profile, **browser_options)
        stack.callback(browser.close)
        browser.grant_permissions(["clipboard-read", "clipboard-write"])
        yield Site(server, browser, profile, default)


@pytest.fixture
def screen(site) -> Iterator[Screen]:
    """Give JupyterLab with nothing open in it."""
    with site.screen() as screen:
        yield screen


@pytest.fixture
def large():
    """Give the name of a project that nobody ever had: what was downloaded once comes from the cache."""
    return f"acme-vision-{uuid4().int % 10**6:06}"


@pytest.fixture
def small():
    """Give the name of another one: what came from one index once is not taken from the next."""
    return f"acme-small-{uuid4().int % 10**6:06}"


@pytest.fixture
def slow(tmp_path, large):
    """Give an index from which one large wheel comes slowly."""
    with slow_index(tmp_path / "slow") as server:
        large_wheel(server.folder, large, "1.0")
        yield server
