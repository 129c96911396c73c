"""What pip and uv are configured with, found together: indexes, credentials, and ways past an index."""

import sys
from pathlib import Path

import pytest

from altindex_magic.config.discovery import Environment, discover
from altindex_magic.errors.usage import InvalidSetting
from altindex_magic.model import SECRET_AS_USER
from tests.unit.config.conftest import write


@pytest.fixture
def environment(tmp_path):
    (tmp_path / "cwd").mkdir()

    def make(**environ):
        return Environment(environ, "linux", tmp_path / "home", tmp_path / "cwd", tmp_path / "venv", tmp_path / "root")

    return make


def test_with_nothing_configured_the_tools_have_their_own_default(environment):
    """Nothing is made up."""
    found = discover(environment())
    assert found.default is None
    assert (found.extras, found.settings, found.around, found.problems) == ((), (), (), ())
    assert found.credentials == {}


def test_the_default_of_pip_counts_before_that_of_uv(environment):
    """That of uv is not dropped: it becomes one of the others, after those of pip."""
    found = discover(
        environment(
            PIP_INDEX_URL="https://pip.example/simple",
            PIP_EXTRA_INDEX_URL="https://extra.example/simple",
            UV_DEFAULT_INDEX="https://uv.example/simple",
        )
    )
    assert found.default.url == "https://pip.example/simple/"
    assert [(index.url, index.default) for index in found.extras] == [
        ("https://extra.example/simple/", False),
        ("https://uv.example/simple/", False),
    ]
    assert (
        discover(environment(UV_DEFAULT_INDEX="https://uv.example/simple")).default.url == "https://uv.example/simple/"
    )


def test_an_index_that_both_name_is_found_once(environment):
    """Whatever its spelling, and with the credential that comes first."""
    found = discover(
        environment(PIP_EXTRA_INDEX_URL="https://a:1@x.example/simple", UV_INDEX="x=HTTPS://b:2@X.example:443/simple/")
    )
    assert [index.url for index in found.extras] == ["https://x.example/simple/"]
    assert found.credentials["https://x.example/simple/"].username == "a"


def test_names_are_readable_and_unique(environment, tmp_path):
    """The host or the folder, numbered where that is taken; never the name of the embedded index."""
    urls = [
        "https://x.example/a",
        "https://x.example/b",
        "http://127.0.0.1:1/",
        f"{tmp_path}/my wheels",
        "file:///srv/local/",
    ]
    found = discover(
        environment(
            PIP_EXTRA_INDEX_URL=" ".join(url.replace(" ", "%20") for url in urls[:3])
            + " file:///srv/my%20wheels/ file:///srv/local/"
        )
    )
    assert [index.name for index in found.extras] == ["x.example", "x.example-2", "127.0.0.1", "my-wheels", "local-2"]


def test_settings_that_lead_past_an_index_stand_out(environment, tmp_path):
    """Those in force: find-links that say something, and no-index that says yes."""
    write(tmp_path / "venv/pip.conf", "[global]\nno-index = false\nfind-links = /old\n")
    found = discover(environment(PIP_FIND_LINKS="/srv/wheels", UV_NO_INDEX="1", UV_FIND_LINKS="/srv/w"))
    assert [(setting.tool, setting.key, setting.value) for setting in found.around] == [
        ("pip", "find-links", "/srv/wheels"),
        ("uv", "find-links", "/srv/w"),
        ("uv", "no-index", "1"),
    ]


def test_a_requirement_with_a_url_that_uv_is_configured_with_stands_out(environment, tmp_path):
    """Without one it bears on no index, and is nobody's business here."""
    overrides = '["a @ https://me:p%40ss@x.example/a.whl", "b>1"]'
    write(tmp_path / "cwd/uv.toml", f'override-dependencies = {overrides}\nconstraint-dependencies = ["c<2"]\n')
    found = discover(environment())
    assert [setting.key for setting in found.around] == ["override-dependencies"]
    assert found.settings == found.around
    assert "p%40ss" not in found.around[0].value


def test_what_pip_is_configured_to_install_by_is_told_as_words_of_a_line(environment, tmp_path):
    """The strongest option of each, as for all others; none of it is a setting of an index."""
    write(tmp_path / "venv/pip.conf", "[install]\nconstraint = /a.txt /b.txt\neditable = ./mine\n")
    found = discover(environment(PIP_REQUIREMENT="/r.txt"))
    assert found.words == ("--requirement=/r.txt", "--constraint=/a.txt", "--constraint=/b.txt", "--editable=./mine")
    assert found.settings == ()


@pytest.mark.parametrize(
    ("url", "username", "secret"),
    [
        ("https://me:p%40ss@x.example/", "me", "p@ss"),
        ("https://TOKEN:@x.example/", SECRET_AS_USER, "TOKEN"),
        ("https://TOKEN@x.example/", "TOKEN", ""),
    ],
)
def test_a_credential_in_a_url_is_taken_out_of_it(environment, url, username, secret):
    """It is bound to the URL without it, and its source is told."""
    found = discover(environment(PIP_INDEX_URL=url))
    credential = found.credentials["https://x.example/"]
    assert found.default.url == "https://x.example/"
    assert (credential.username, credential.source) == (username, "$PIP_INDEX_URL")
    assert credential.secret.matches(secret)


@pytest.mark.parametrize("url", ["https://u:s3/cret@x.example/", "https://[bad/", "nonsense", "https://u:s3cret@"])
def test_an_address_that_is_none_is_a_problem_without_its_secret(environment, url):
    """All others are still found."""
    found = discover(environment(PIP_INDEX_URL=url, UV_INDEX="x=https://x.example"))
    assert [index.name for index in found.extras] == ["x"]
    (problem,) = found.problems
    assert isinstance(problem, InvalidSetting)
    assert "It stands in $PIP_INDEX_URL." in str(problem)
    assert "s3" not in str(problem)
    assert "s3" not in repr(found)


def test_the_gateway_of_a_parent_process_is_a_default_like_any_other(environment):
    """Its capability is a credential; what is shown does not have it."""
    found = discover(environment(PIP_INDEX_URL="http://altindex:capability@127.0.0.1:4040/set/simple/"))
    assert found.default.url == "http://127.0.0.1:4040/set/simple/"
    assert found.credentials[found.default.url].username == "altindex"
    assert "capability" not in repr(found)


def test_this_process_can_be_looked_at(monkeypatch, tmp_path, hermetic):
    """Its variables, home, working directory and interpreter."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIP_INDEX_URL", "https://x.example/")
    environment = Environment.current()
    assert (environment.home, environment.cwd, environment.prefix) == (hermetic, tmp_path, Path(sys.prefix))
    assert discover(environment).default.url == "https://x.example/"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of a working directory")
def test_a_deleted_working_directory_is_survived(monkeypatch, tmp_path, hermetic):
    """A kernel can outlive the folder that it was started in."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert Environment.current().cwd == hermetic
