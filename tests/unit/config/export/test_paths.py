"""The file that is written is the one that the tool reads, on each platform and in each scope."""

from pathlib import Path

import pytest

from altindex_magic.config.export.paths import target
from altindex_magic.config.surroundings import Environment
from altindex_magic.errors.files import NoFileForScope
from altindex_magic.model import Scope


@pytest.fixture
def around(tmp_path):
    """Give a function that makes the surroundings on a platform."""

    def make(platform, **environ):
        folders = {name: tmp_path / name for name in ("home", "work", "venv", "root")}
        for folder in folders.values():
            folder.mkdir(exist_ok=True)
        return Environment(environ, platform, folders["home"], folders["work"], folders["venv"], folders["root"])

    return make


@pytest.mark.parametrize(
    ("form", "scope", "platform", "path"),
    [
        ("pip", "user", "linux", "home/.config/pip/pip.conf"),
        ("pip", "user", "darwin", "home/.config/pip/pip.conf"),
        ("pip", "user", "win32", "home/AppData/Roaming/pip/pip.ini"),
        ("pip", "site", "linux", "venv/pip.conf"),
        ("pip", "site", "darwin", "venv/pip.conf"),
        ("pip", "site", "win32", "venv/pip.ini"),
        ("pypirc", "user", "linux", "home/.pypirc"),
        ("pypirc", "user", "darwin", "home/.pypirc"),
        ("pypirc", "user", "win32", "home/.pypirc"),
        ("uv", "user", "linux", "home/.config/uv/uv.toml"),
        ("uv", "user", "darwin", "home/.config/uv/uv.toml"),
        ("uv", "user", "win32", "home/AppData/Roaming/uv/uv.toml"),
        ("uv", "site", "linux", "root/etc/uv/uv.toml"),
        ("uv", "site", "win32", "root/ProgramData/uv/uv.toml"),
        ("uv", "project", "linux", "work/uv.toml"),
        ("netrc", "user", "linux", "home/.netrc"),
        ("netrc", "user", "win32", "home/.netrc"),
    ],
)
def test_the_file_has_its_place(around, tmp_path, form, scope, platform, path):  # noqa: PLR0917 - the columns of the table
    """Without any variable that says otherwise."""
    assert target(form, Scope(scope), around(platform)).path == tmp_path / path


@pytest.mark.parametrize(
    ("form", "platform", "variable", "path"),
    [
        ("pip", "linux", "XDG_CONFIG_HOME", "pip/pip.conf"),
        ("pip", "win32", "APPDATA", "pip/pip.ini"),
        ("uv", "linux", "XDG_CONFIG_HOME", "uv/uv.toml"),
        ("uv", "darwin", "XDG_CONFIG_HOME", "uv/uv.toml"),
        ("uv", "win32", "APPDATA", "uv/uv.toml"),
        ("netrc", "linux", "NETRC", "."),
    ],
)
def test_a_variable_moves_it(around, tmp_path, form, platform, variable, path):  # noqa: PLR0917 - the columns of the table
    """The same variable that the tool obeys."""
    moved = tmp_path / "moved"
    assert target(form, Scope.USER, around(platform, **{variable: str(moved)})).path == moved / path


def test_on_macos_an_application_support_folder_of_pip_counts_once_it_is_there(around, tmp_path):
    """As pip itself decides."""
    folder = tmp_path / "home" / "Library" / "Application Support" / "pip"
    folder.mkdir(parents=True)
    assert target("pip", Scope.USER, around("darwin")).path == folder / "pip.conf"


def test_where_pip_config_file_names_a_file_pip_reads_no_other_of_the_user(around, tmp_path):
    """So that one is written; where there is none, it is not made."""
    named = tmp_path / "own.conf"
    surroundings = around("linux", PIP_CONFIG_FILE=str(named))
    assert target("pip", Scope.USER, surroundings).path == tmp_path / "home/.config/pip/pip.conf"
    named.write_text("")
    assert target("pip", Scope.USER, surroundings).path == named


def test_in_a_project_uv_toml_beats_pyproject(around, tmp_path):
    """One of the two is read; a new uv.toml would silence what the other says."""
    surroundings, work = around("linux"), tmp_path / "work"
    (work / "pyproject.toml").write_text("[project]\n")
    found = target("uv", Scope.PROJECT, surroundings)
    assert (found.path, found.table) == (work / "pyproject.toml", ("tool", "uv"))
    (work / "uv.toml").write_text("")
    found = target("uv", Scope.PROJECT, surroundings)
    assert (found.path, found.table) == (work / "uv.toml", ())


@pytest.mark.parametrize("form", ["pypirc", "netrc", "pip"])
def test_a_scope_without_a_file_is_one_clear_error(around, form):
    """Nothing is written where nobody reads."""
    with pytest.raises(NoFileForScope) as caught:
        target(form, Scope.PROJECT, around("linux"))
    scopes = "user, site" if form == "pip" else "user"
    assert str(caught.value) == (
        f"{form} reads no file of the scope `project`.  [no-file-for-scope]\n"
        f"  why     It knows: {scopes}.\n"
        f"  do      %altindex export {form} --scope user"
    )


def test_a_file_that_others_read_is_marked_as_such(around):
    """It keeps its mode, and gets no secret."""
    shared = [
        target(form, scope, around("linux")).shared for form, scope in (("pip", Scope.SITE), ("uv", Scope.PROJECT))
    ]
    assert shared == [True, True]
    assert not target("pypirc", Scope.USER, around("linux")).shared
    assert isinstance(target("netrc", Scope.USER, around("linux")).path, Path)
