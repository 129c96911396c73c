"""Files that are too young are not shown, by the upload times of the index, and it is said what is hidden."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.kernels import notebook
from tests.packages import wheel


def uploaded(json_only, name, version, age, **facts):
    """Make a wheel that was uploaded *age* ago."""
    path = wheel(json_only.folder, name, version)
    json_only.tell_of_file(path.name, upload_time=(datetime.now(UTC) - age).isoformat(), **facts)
    return path


@pytest.fixture
def kernel(env, json_only, public):
    """Give a kernel that uses an index with a cooldown of a week; ``acme-models`` 2.0 is a day old."""
    uploaded(json_only, "acme-models", "1.0", timedelta(days=30))
    uploaded(json_only, "acme-models", "2.0", timedelta(days=1))
    uploaded(json_only, "acme-tools", "1.0", timedelta(hours=1))
    with notebook(env, {"PIP_INDEX_URL": public.url}) as running:
        run(
            running,
            "%load_ext altindex_magic",
            f"%altindex add team {json_only.url} --cooldown 7d --cooldown-except acme-tool*",
            "%altindex use team",
        )
        yield running


def run(kernel, *cells):
    """Run cells that have to succeed, and give what they showed."""
    shown = [kernel.run(cell)[0] for cell in cells]
    assert all(each.ok for each in shown), "\n".join(each.shown for each in shown)
    return "".join(each.text for each in shown)


@pytest.mark.parametrize(
    "way", ["%altindex install --with pip", "%altindex install --with uv", "%pip install", "!uv pip install"]
)
def test_the_newest_version_that_is_old_enough_is_installed(kernel, env, way):
    """Whichever installer asks."""
    run(kernel, f"{way} acme-models")
    assert env.installed()["acme-models"] == "1.0"


def test_an_exception_is_not_held_back(kernel, env):
    """A pattern of project names lifts the cooldown."""
    run(kernel, "%altindex install acme-tools")
    assert env.installed()["acme-tools"] == "1.0"


def test_why_tells_what_is_hidden(kernel):
    """The file, its upload and the reason."""
    said = run(kernel, "%altindex why acme-models")
    assert "1 file hidden from installers" in said
    assert "acme_models-2.0-py3-none-any.whl" in said
    assert "uploaded less than 7d ago, the cooldown of team" in said.replace("\n", " ")


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_who_wants_a_hidden_version_is_told_that_it_is_hidden(kernel, tool):
    """And not that there is no such version."""
    failed = kernel.run(f"%altindex install --with {tool} acme-models==2.0")[0]
    assert failed.error
    assert "[versions-hidden]" in failed.error.traceback
    assert "`acme-models` has versions on team that are hidden: 2.0." in failed.error.traceback
    assert "The reason: uploaded less than 7d ago, the cooldown of team." in failed.error.traceback
    assert "%altindex why acme-models" in failed.error.traceback


def test_an_index_without_upload_times_says_so(kernel, json_only, env):
    """Nothing of it is taken for old."""
    for path in json_only.folder.iterdir():
        json_only.tell_of_file(path.name, upload_time=None)
    for tool in ("pip", "uv"):
        failed = kernel.run(f"%altindex install --with {tool} acme-models")[0]
        assert "[no-upload-times]" in failed.shown
        assert "team has a cooldown of 7d, and without upload times nobody can tell" in failed.shown
    run(kernel, "%altindex install acme-tools")
    assert "acme-tools" in env.installed()


def test_an_index_in_html_is_reported_when_it_is_put_to_use(env, pypiserver, public):
    """HTML pages never have upload times."""
    with notebook(env, {"PIP_INDEX_URL": public.url, "TOKEN": pypiserver.password}) as kernel:
        said = run(
            kernel,
            "%load_ext altindex_magic",
            f"%altindex add old {pypiserver.url} --cooldown 7d --username {pypiserver.username}",
            "%altindex login old --env TOKEN",
            "%altindex use old",
        )
    assert "old gives no upload times, so its cooldown of 7d cannot be kept" in said.replace("\n", " ")
