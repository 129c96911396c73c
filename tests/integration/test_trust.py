"""A file stays the one that was first seen under its name, whoever asks and however the index describes it."""

from __future__ import annotations

import re

import pytest

from tests.kernels import notebook
from tests.packages import wheel

TOOLS = ("pip", "uv")
INSTALL = "%altindex install --with {tool} {extra} acme-models"
AGAIN = {"pip": "--force-reinstall --no-cache-dir", "uv": "--reinstall --no-cache"}


@pytest.fixture
def kernel(env, json_only, public):
    """Give a kernel that uses one JSON index with ``acme-models`` 1.0."""
    wheel(json_only.folder, "acme-models", "1.0")
    with notebook(env, {"PIP_INDEX_URL": public.url}) as running:
        run(running, "%load_ext altindex_magic", f"%altindex add team {json_only.url}", "%altindex use team")
        yield running


def run(kernel, *cells):
    """Run cells that have to succeed, and give what they showed."""
    shown = [kernel.run(cell)[0] for cell in cells]
    assert all(each.ok for each in shown), "\n".join(each.shown for each in shown)
    return "".join(each.text for each in shown)


def renew(kernel):
    """Let the pages that the gateway holds grow stale."""
    run(kernel, "import time; time.sleep(3.2)")


def replace_file(json_only):
    """Put another file in the place of the wheel."""
    wheel(json_only.folder, "acme-models", "1.0", modules={"acme_models.py": "__version__ = 'evil'\n"})


@pytest.mark.parametrize("tool", TOOLS)
def test_a_file_whose_hash_on_the_page_has_changed_is_refused(kernel, json_only, tool):
    """The page and the file agree with each other, and not with what was seen before."""
    run(kernel, INSTALL.format(tool=tool, extra=""))
    replace_file(json_only)
    renew(kernel)
    failed = kernel.run(INSTALL.format(tool=tool, extra=AGAIN[tool]))[0]
    assert failed.error, failed.text
    assert "[file-changed]" in failed.error.traceback
    assert "acme_models-1.0-py3-none-any.whl from team is not the file that was first seen" in failed.error.traceback
    assert "%altindex forget acme-models --files" in failed.error.traceback


@pytest.mark.parametrize("tool", TOOLS)
def test_a_file_without_a_hash_is_kept_to_the_first_one(kernel, json_only, tool):
    """Where the index gives no hash at all, the bytes that came first are remembered."""
    json_only.tell_of_file("acme_models-1.0-py3-none-any.whl", hashes={})
    run(kernel, INSTALL.format(tool=tool, extra=""))
    replace_file(json_only)
    renew(kernel)
    run(kernel, "%unload_ext altindex_magic", "%load_ext altindex_magic", "%altindex use team")
    failed = kernel.run(INSTALL.format(tool=tool, extra=AGAIN[tool]))[0]
    assert failed.error, failed.text
    assert "[file-changed]" in failed.error.traceback
    assert "evil" not in run(kernel, "import acme_models; print(acme_models.__version__)")


def test_the_remembered_hash_is_given_to_installers(kernel, json_only):
    """A page without hashes has them from the second time on, so that installers verify the file, too."""
    json_only.tell_of_file("acme_models-1.0-py3-none-any.whl", hashes={})
    fetch = (
        "import os, urllib.request, base64, urllib.parse as u; p = u.urlsplit(os.environ['PIP_INDEX_URL']);"
        "r = urllib.request.Request(f'http://127.0.0.1:{p.port}{p.path}acme-models/');"
        "r.add_header('Authorization', 'Basic ' + base64.b64encode(f'{p.username}:{p.password}'.encode()).decode());"
        "print(urllib.request.urlopen(r).read().decode())"
    )
    assert "#sha256=" not in run(kernel, fetch)
    run(kernel, "%altindex install --with pip acme-models")
    renew(kernel)
    assert "#sha256=" in run(kernel, fetch)


def test_a_person_may_accept_the_new_file_and_that_is_recorded(kernel, json_only, env):
    """After ``forget --files`` the new file is the first one; where the name came from stays."""
    run(kernel, "%altindex install acme-models")
    replace_file(json_only)
    renew(kernel)
    assert "[file-changed]" in kernel.run(INSTALL.format(tool="pip", extra=AGAIN["pip"]))[0].shown
    said = run(kernel, "%altindex forget acme-models --files")
    assert "Forgotten: the hashes of 1 of its files. What acme-models has next is learnt anew." in said
    run(kernel, INSTALL.format(tool="pip", extra=AGAIN["pip"]))
    said = run(kernel, "%altindex why acme-models")
    assert "team" in said
    assert said.count("Decided") == 1
    assert re.search(r"forget files, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", said)


def test_forget_lets_another_index_have_the_name(kernel, json_only, public):
    """What is forgotten is learnt anew, from whoever answers then."""
    wheel(public.folder, "acme-public", "1.0")
    run(kernel, "%altindex install acme-public")
    wheel(json_only.folder, "acme-public", "2.0")
    run(kernel, "import time; time.sleep(10.5)")  # the list of the index is renewed
    failed = kernel.run("%altindex install --with pip acme-public==2.0")[0]
    assert "[origin-changed]" in failed.shown
    assert "came from the default index" in run(kernel, "%altindex forget acme-public")
    assert "team" in run(kernel, "%altindex install acme-public==2.0")
