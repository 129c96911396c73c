"""The whole way, in both front ends: a private index, its secret, an installation, a publication, and back again."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.canary import Canary
from tests.packages import project, wheel

WRONG = "wr0ng-s3cret-of-nobody"
DESCRIBED = ("Description-Content-Type: text/plain", "Description: Models.")
"""What `twine check --strict` insists on."""


@pytest.mark.slow
@pytest.mark.parametrize("front_end", ["lab", "notebooks"])
def test_from_adding_an_index_to_removing_it(site, pypiserver, front_end, tmp_path):
    """Everything that a person does, done in the panel; and no secret is kept anywhere."""
    own = f"acme-{front_end}"
    wheel(pypiserver.folder, f"{own}-models", "1.0")
    wheel(pypiserver.folder, f"{own}-data", "1.0")
    tree = project(site.jupyter.env.work / own, f"{own}-models", "1.1")
    wheel(tree / "prebuilt", f"{own}-models", "1.1", headers=DESCRIBED)
    with site.screen(front_end) as screen:
        screen.open(f"{front_end}.ipynb")
        add_with_a_wrong_and_a_right_secret(screen, pypiserver, own)
        install_the_first_version(screen, own)
        publish_and_install_the_second(screen, own)
        remove_everything(screen, own)
        screen.save()
        stored = screen.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    notebook = site.jupyter.env.work / f"{front_end}.ipynb"
    assert "widget-state" in json.dumps(json.loads(notebook.read_text())["metadata"]), "widget state was not saved"
    # The browser has the databases of its profile locked.
    profile = shutil.copytree(site.profile, tmp_path / "profile", ignore=shutil.ignore_patterns("Singleton*"))
    for secret in (pypiserver.password, WRONG):
        canary = Canary(secret, (pypiserver.username,))
        assert canary.dress_in(stored) is None
        assert canary.search(notebook, site.jupyter.log, profile) == []


def add_with_a_wrong_and_a_right_secret(screen, server, own):
    """Fill in the form: it refuses the wrong secret, accepts the right one, and suggests whose names these are."""
    screen.press("Add index")
    screen.fill("Name", own)
    screen.fill("URL", server.url)
    screen.fill("User name", server.username)
    screen.fill("Secret", WRONG)
    screen.press("Test")
    screen.says(f"The index {own} forbids this.")
    assert screen.panel.get_by_label("Secret", exact=True).input_value() == ""
    screen.fill("Secret", server.password)
    screen.press("Test")
    screen.says("The secret was accepted")
    screen.press("Own acme-*")
    screen.panel.get_by_text("More options").click()
    screen.fill("Publish URL", server.upload_url)
    screen.panel.locator("footer", has_text=f"--publish-url {server.upload_url} --packages acme-*").wait_for()
    assert screen.line == (
        f"%altindex add {own} {server.url} --username {server.username} --publish-url {server.upload_url} "
        "--packages acme-*"
    )
    screen.press("Save")
    screen.says(f"{own} is added.")
    screen.press(f"Use {own}")
    screen.says(f"In use: {own}, then")
    assert screen.line == f"%altindex use {own}"


def install_the_first_version(screen, own):
    """Let names complete, look at a preview, and see where what was installed came from."""
    screen.tab("Install")
    box = screen.panel.get_by_role("combobox", name="Install")
    box.press_sequentially(f"{own}-mo")
    screen.panel.get_by_role("option", name=f"{own}-models").wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    assert box.input_value() == f"{own}-models"
    screen.press("Preview what would be installed")
    screen.says("would change 1 project")
    screen.press("Install")
    screen.says("1 new")
    assert screen.line == f"%altindex install {own}-models"
    screen.tab("Installed")
    row = screen.row(f"{own}-models")
    row.wait_for()
    assert row.inner_text().split("\t")[:3] == [f"{own}-models", "1.0", own]


def publish_and_install_the_second(screen, own):
    """Publish from a folder: what goes to the index is the newer version a moment later."""
    screen.tab("Publish")
    screen.panel.get_by_label("Project", exact=True).select_option(own)
    screen.panel.get_by_label("To index").select_option(own)
    screen.says("1.1")
    screen.press("Publish")
    screen.panel.get_by_role("cell", name="uploaded", exact=True).first.wait_for(timeout=120_000)
    assert screen.line == f"%altindex publish {own} --to {own}"
    screen.tab("Installed")
    screen.press("Look for newer versions")
    screen.press(f"Update {own}-models to 1.1")
    screen.says("1 changed")


def remove_everything(screen, own):
    """Remove the project, then the index; each is asked for once more."""
    screen.press(f"Remove {own}-models")
    screen.press(f"Really remove {own}-models")
    screen.says("1 removed")
    screen.tab("Indexes")
    screen.press(f"Stop using {own}")
    screen.says("The environment is as it was before.")
    screen.press(f"Remove {own}")
    screen.press(f"Really remove {own}")
    screen.says("is no longer defined")
    screen.row(own).wait_for(state="detached")
