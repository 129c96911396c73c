"""Projects that could be published from a folder."""

import pytest

from altindex_magic.event import Projects
from altindex_magic.request import ListProjects
from altindex_magic.service.projects import projects


def found_in(folder):
    """List the projects that are found in and below *folder*, relative to it."""
    (event,) = projects(None, ListProjects(str(folder)))
    assert isinstance(event, Projects)
    return [(row.path.removeprefix(str(folder)).strip("/\\"), row.name, row.version) for row in event.rows]


def write(folder, text, name="pyproject.toml"):
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath(name).write_text(text)


def test_name_and_version_are_read_where_they_stand(tmp_path):
    """A version that the build decides is not guessed."""
    write(tmp_path / "a", '[project]\nname = "acme-a"\nversion = "1.2"\n')
    write(tmp_path / "b", '[project]\nname = "acme-b"\ndynamic = ["version"]\n')
    write(tmp_path / "c", '[build-system]\nrequires = ["setuptools"]\n')
    write(tmp_path / "d", "from setuptools import setup\n", "setup.py")
    assert found_in(tmp_path) == [
        ("a", "acme-a", "1.2"),
        ("b", "acme-b", None),
        ("c", None, None),
        ("d", None, None),
    ]


@pytest.mark.parametrize(
    "place", [".hidden", "node_modules/x", "lib/site-packages/x", "dist/x", "build/x", "one/two/three/four"]
)
def test_what_is_hidden_installed_built_or_deep_down_is_passed_over(tmp_path, place):
    """Nobody publishes that."""
    write(tmp_path / place, '[project]\nname = "acme"\n')
    assert found_in(tmp_path) == []


def test_an_environment_is_passed_over(tmp_path):
    """It may hold thousands of projects of others."""
    write(tmp_path / "venv", "home = /usr", "pyvenv.cfg")
    write(tmp_path / "venv" / "src", '[project]\nname = "acme"\n')
    assert found_in(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("not toml =", []),
        ("[tool.ruff]\nline-length = 120\n", []),
        ("[project]\nname = 1\nversion = 2\n", [("", None, None)]),
    ],
)
def test_a_file_that_says_nothing_useful_breaks_nothing(tmp_path, text, rows):
    """One that only configures tools is no project; values of a wrong type are none."""
    write(tmp_path, text)
    assert found_in(tmp_path) == rows


def test_old_metadata_beside_the_settings_of_tools_makes_a_project(tmp_path):
    """The front end lets setuptools read it."""
    write(tmp_path, "[tool.black]\n")
    write(tmp_path, "[metadata]\nname = acme\n", "setup.cfg")
    assert found_in(tmp_path) == [("", None, None)]


def test_a_folder_that_is_not_there_has_no_projects(tmp_path):
    """Whoever types a path is not interrupted."""
    assert found_in(tmp_path / "nowhere") == []
