"""The page for teams shows the very files that are tested, and the places where they are looked for."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from jupyter_core.paths import SYSTEM_CONFIG_PATH
from traitlets.config.loader import PyFileConfigLoader

from altindex_magic.config.store import Store
from altindex_magic.model import Layer
from altindex_magic.places import Places
from altindex_magic.server.app import AltIndexServer
from altindex_magic.server.configured import check

DOCS = Path(__file__).parents[2] / "docs"
FILES = sorted(DOCS.joinpath("deploy").iterdir())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_page_shows_the_file_as_it_is(file):
    """Whoever copies from the page has what was tested."""
    blocks = re.findall(r"```\w+\n(.*?)```", DOCS.joinpath("teams.md").read_text(), re.DOTALL)
    assert file.read_text() in blocks


def test_the_site_file_defines_an_index_for_everybody(tmp_path):
    """With no secret, and a credential that may come from a variable."""
    site = tmp_path / "altindex"
    site.mkdir()
    site.joinpath("indexes.toml").write_text(DOCS.joinpath("deploy", "indexes.toml").read_text())
    places = Places(*(tmp_path / name for name in ("config", "altindex", "data", "state", "cache")))
    team = Store(places, None).find("team")
    assert (team.layer, team.credential, team.packages) == (Layer.SITE, "env:TEAM_TOKEN", ("acme-*",))


def test_the_servers_file_has_settings_that_there_are():
    """And is called as the extension looks for it."""
    (file,) = (file for file in FILES if file.name == f"jupyter_{AltIndexServer.name}_config.py")
    config = PyFileConfigLoader(file.name, str(file.parent)).load_config()
    for name, value in config.AltIndexServer.items():
        check(name, value, AltIndexServer.class_trait_names(config=True))
    assert config.AltIndexServer.use == ["team"]


@pytest.mark.skipif(sys.platform != "linux", reason="the image is one of Linux")
def test_the_image_has_its_files_where_they_are_looked_for(monkeypatch):
    """Without any variable that says otherwise."""
    monkeypatch.delenv("XDG_CONFIG_DIRS")
    copied = dict(
        re.findall(r"^COPY .*? (\S+) (\S+)$", DOCS.joinpath("deploy", "Dockerfile").read_text(), re.MULTILINE)
    )
    assert Path(copied["indexes.toml"]) == Places.of_user().site_file
    assert str(Path(copied["jupyter_altindex_config.py"]).parent) in SYSTEM_CONFIG_PATH


def test_the_page_of_the_server_lists_the_settings_and_the_routes():
    """All of them, and no other."""
    text = DOCS.joinpath("server.md").read_text()
    own = set(AltIndexServer.class_own_traits(config=True))
    assert set(re.findall(r"^\| `c\.AltIndexServer\.(\w+)`", text, re.MULTILINE)) == own
    spec = json.loads(
        (Path(sys.modules[AltIndexServer.__module__].__file__).parent / "api" / "openapi.json").read_text()
    )
    described = {
        (method.upper(), path.replace("{name}", "NAME").strip("/"))
        for path, item in spec["paths"].items()
        for method in item
        if method != "parameters"
    } - {("GET", "openapi.json")}
    shown = re.findall(r"^(GET|PUT|PATCH|POST|DELETE) +([^\s?]+)", text, re.MULTILINE)
    assert set(shown) == described
