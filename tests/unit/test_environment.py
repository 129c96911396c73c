"""The environment of a kernel is pointed at the gateway and put back byte for byte."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.environment import (
    UPLOAD_VARIABLES,
    USE_VARIABLE,
    GatewayAddress,
    UploadTarget,
    Wanted,
    apply,
    kernel_environment,
    use_around,
)
from altindex_magic.grammar import parse
from altindex_magic.model import INDEX_NAME
from altindex_magic.request import Use

GATEWAY = GatewayAddress("http://altindex:capability@127.0.0.1:8473/fury-1/simple/")
TARGET = UploadTarget("http://127.0.0.1:8473/fury-1/upload/", "altindex", "upload-capability")
NAMES = st.sampled_from([*kernel_environment(GATEWAY, {}), *UPLOAD_VARIABLES, "PATH", "HOME"])


def test_installers_are_pointed_at_the_gateway_and_nothing_else():
    """Both pip and uv ask the gateway; whatever would name another index is cleared."""
    assert kernel_environment(GATEWAY, {}) == {
        "PIP_INDEX_URL": GATEWAY.simple_url,
        "PIP_EXTRA_INDEX_URL": " ",
        "PIP_PYPI_URL": None,
        "PIP_PROXY": None,
        "PIP_NO_INPUT": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "UV_DEFAULT_INDEX": GATEWAY.simple_url,
        "UV_INDEX": GATEWAY.simple_url,
        "UV_INDEX_URL": None,
        "UV_EXTRA_INDEX_URL": None,
        "UV_INDEX_STRATEGY": "first-index",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def test_publishing_is_enabled_on_request_alone():
    """Without a target no variable of an uploader changes; with one, no second target or right remains."""
    assert kernel_environment(GATEWAY, {}).keys().isdisjoint(UPLOAD_VARIABLES)
    changes = kernel_environment(GATEWAY, {"UV_PUBLISH_TOKEN": "own"}, TARGET)
    assert {name: changes[name] for name in UPLOAD_VARIABLES} == {
        "TWINE_REPOSITORY": None,
        "TWINE_REPOSITORY_URL": TARGET.url,
        "TWINE_USERNAME": "altindex",
        "TWINE_PASSWORD": "upload-capability",
        "TWINE_NON_INTERACTIVE": "1",
        "UV_PUBLISH_URL": TARGET.url,
        "UV_PUBLISH_INDEX": None,
        "UV_PUBLISH_CHECK_URL": None,
        "UV_PUBLISH_USERNAME": "altindex",
        "UV_PUBLISH_PASSWORD": "upload-capability",
        "UV_PUBLISH_TOKEN": None,
        "FLIT_INDEX_URL": TARGET.url,
        "FLIT_USERNAME": "altindex",
        "FLIT_PASSWORD": "upload-capability",
        "HATCH_INDEX_REPO": TARGET.url,
        "HATCH_INDEX_USER": "altindex",
        "HATCH_INDEX_AUTH": "upload-capability",
        "PDM_PUBLISH_REPO": TARGET.url,
        "PDM_PUBLISH_USERNAME": "altindex",
        "PDM_PUBLISH_PASSWORD": "upload-capability",
        "POETRY_REPOSITORIES_ALTINDEX_URL": TARGET.url,
        "POETRY_HTTP_BASIC_ALTINDEX_USERNAME": "altindex",
        "POETRY_HTTP_BASIC_ALTINDEX_PASSWORD": "upload-capability",
        "POETRY_PYPI_TOKEN_PYPI": None,
    }


@pytest.mark.parametrize(
    ("current", "upper", "lower"),
    [
        ({"NO_PROXY": "corp.example"}, "corp.example,127.0.0.1,localhost", "corp.example,127.0.0.1,localhost"),
        ({"no_proxy": "corp.example"}, "corp.example,127.0.0.1,localhost", "corp.example,127.0.0.1,localhost"),
        ({"NO_PROXY": "a", "no_proxy": "b"}, "a,127.0.0.1,localhost", "b,127.0.0.1,localhost"),
        ({"NO_PROXY": "localhost, 127.0.0.1"}, "localhost, 127.0.0.1", "localhost, 127.0.0.1"),
        ({"NO_PROXY": "*"}, "*", "*"),
    ],
)
def test_hosts_without_proxy_are_kept_and_never_doubled(current, upper, lower):
    """Each spelling holds the whole list, since tools differ in which of them they read."""
    changes = kernel_environment(GATEWAY, current)
    assert (changes["NO_PROXY"], changes["no_proxy"]) == (upper, lower)


@given(st.dictionaries(NAMES, st.text()))
def test_restoring_gives_back_what_was_there(environ):
    """Set, empty, odd or missing: every variable is as it was."""
    original = dict(environ)
    saved = apply(kernel_environment(GATEWAY, environ, TARGET), environ)
    assert environ["PIP_INDEX_URL"] == GATEWAY.simple_url
    assert saved.restore(environ) == ()
    assert environ == original


def test_what_the_user_changed_meanwhile_is_kept_and_told():
    """A variable that was set or removed since is the user's; one of another name is not touched."""
    environ = {"UV_INDEX_URL": "https://old.example/simple/", "PIP_NO_INPUT": "0"}
    saved = apply(kernel_environment(GATEWAY, environ), environ)
    environ |= {"PIP_INDEX_URL": "https://mine.example/simple/", "OTHER": "1", "UV_INDEX_URL": "https://new.example/"}
    del environ["UV_INDEX"]
    assert set(saved.restore(environ)) == {"PIP_INDEX_URL", "UV_INDEX_URL", "UV_INDEX"}
    assert environ == {
        "PIP_INDEX_URL": "https://mine.example/simple/",
        "OTHER": "1",
        "UV_INDEX_URL": "https://new.example/",
        "PIP_NO_INPUT": "0",
    }


class WindowsEnviron(dict):
    """An environment in which the case of a name does not matter."""

    def __getitem__(self, name):
        return super().__getitem__(name.upper())

    def __setitem__(self, name, value):
        super().__setitem__(name.upper(), value)

    def get(self, name, default=None):
        return super().get(name.upper(), default)

    def pop(self, name, default=None):
        return super().pop(name.upper(), default)


def test_restoring_works_where_the_case_of_names_does_not_matter():
    """On Windows NO_PROXY and no_proxy are one variable, which is neither lost nor taken for changed."""
    environ = WindowsEnviron({"NO_PROXY": "corp.example"})
    saved = apply(kernel_environment(GATEWAY, environ), environ)
    assert environ["NO_PROXY"] == "corp.example,127.0.0.1,localhost"
    assert saved.restore(environ) == ()
    assert dict(environ) == {"NO_PROXY": "corp.example"}


def test_pip_forgets_the_extra_indexes_of_its_files(tmp_path):
    """The blank clears what pip.conf says; an empty value would not."""
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nextra-index-url = http://127.0.0.1:9/other/\n")
    environ = {**os.environ, "PIP_CONFIG_FILE": str(config), "PIP_RETRIES": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

    def indexes():
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(tmp_path), "acme"]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False).stdout

    apply({**kernel_environment(GatewayAddress("http://127.0.0.1:9/gateway/"), environ)}, environ)
    assert "Looking in indexes: http://127.0.0.1:9/gateway/\n" in indexes()
    environ["PIP_EXTRA_INDEX_URL"] = ""
    assert "http://127.0.0.1:9/other/" in indexes()


def test_under_strict_no_configured_link_leads_past():
    """The list of pip's links is emptied by a blank, and uv's files are left unread."""
    before = {
        "UV_CONFIG_FILE": "uv.toml",
        "UV_FIND_LINKS": "wheels",
        "PIP_FIND_LINKS": "wheels",
        "UV_TORCH_BACKEND": "cpu",
    }
    environ = dict(before)
    saved = apply(kernel_environment(GATEWAY, environ, strict=True), environ)
    assert environ["PIP_FIND_LINKS"] == " "
    assert environ["PIP_NO_INDEX"] == "0"
    assert environ["UV_NO_CONFIG"] == "1"
    assert environ["UV_NO_SOURCES"] == "1"
    assert not {"UV_CONFIG_FILE", "UV_FIND_LINKS", "UV_NO_INDEX", "UV_TORCH_BACKEND"} & environ.keys()
    saved.restore(environ)
    assert environ == before


def test_without_strict_links_are_left_alone():
    """They are reported instead."""
    changed = kernel_environment(GATEWAY, {})
    assert not {"PIP_FIND_LINKS", "UV_FIND_LINKS", "UV_NO_CONFIG", "UV_CONFIG_FILE", "PIP_NO_INDEX"} & changed.keys()


def test_the_gateway_stands_in_the_place_of_a_proxy_that_pip_alone_knows():
    """It asks even this machine through its own proxy, and no variable says "none" to it."""
    configured = replace(GATEWAY, pip_has_proxy=True)
    assert kernel_environment(configured, {})["PIP_PROXY"] == "http://127.0.0.1:8473"


@given(st.builds(Wanted, st.lists(st.from_regex(INDEX_NAME, fullmatch=True)).map(tuple), st.booleans(), st.booleans()))
def test_the_words_of_a_set_are_read_as_they_were_written(wanted):
    """By a process that is started with them, and by whoever types them after ``use``."""
    assert Wanted.of({USE_VARIABLE: wanted.words}) == wanted
    assert parse(["use", *wanted.words.split()]) == Use(wanted.names, only=wanted.only, strict=wanted.strict)


def test_a_set_around_is_one_of_a_gateway():
    """Where something else is pointed to, and where nobody has said which set it is, there is none."""
    pointed = {
        "PIP_INDEX_URL": GATEWAY.simple_url,
        "UV_INDEX": GATEWAY.simple_url,
        "UV_DEFAULT_INDEX": GATEWAY.simple_url,
    }
    said = {USE_VARIABLE: "fury --strict"}
    assert use_around(pointed | said) == Wanted(("fury",), strict=True)
    assert use_around(pointed) is None
    assert use_around(said) is None
    assert use_around(pointed | said | {"UV_INDEX": "https://other.example/"}) is None
