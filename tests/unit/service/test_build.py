"""Where a build begins: in the folder of a project, or with an error that says what is wrong."""

import pytest

from altindex_magic.errors import AltIndexError
from altindex_magic.service.build import project_folder


def refusal(path):
    """Give what is said to a folder that cannot be built."""
    with pytest.raises(AltIndexError) as caught:
        project_folder(str(path))
    return str(caught.value)


@pytest.mark.parametrize("path", ["my-lbi", "~nobody-has-this-name/lib"])
def test_a_mistyped_folder_is_not_called_a_folder_without_a_file(tmp_path, monkeypatch, path):
    """What is there can be listed."""
    monkeypatch.chdir(tmp_path)
    assert f"There is no folder {path}.  [no-such-folder]" in refusal(path)
    assert "%altindex projects" in refusal(path)


def test_settings_of_tools_do_not_make_a_folder_a_project(tmp_path):
    """It would be built without a name; what is missing is told, also beside notebooks."""
    tmp_path.joinpath("pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    tmp_path.joinpath("analysis.ipynb").write_text("{}")
    told = refusal(tmp_path)
    assert "cannot be built: its pyproject.toml has no [project] table.  [no-project]" in told
    assert "A folder of notebooks is not a package" in told


def test_a_broken_pyproject_is_told_with_its_line(tmp_path):
    """Before an environment is made for its build."""
    tmp_path.joinpath("pyproject.toml").write_text("[project]\nname = acme\n")
    told = refusal(tmp_path)
    assert "[broken-file]" in told
    assert "line 2" in told


@pytest.mark.parametrize(
    "files",
    [
        {"setup.py": ""},
        {"pyproject.toml": "[build-system]\nrequires = []\n"},
        {"pyproject.toml": '[project]\nname = "acme"\n'},
        {"pyproject.toml": "[tool.black]\n", "setup.cfg": "[metadata]\nname = acme\n"},
    ],
)
def test_a_folder_that_says_how_to_build_it_is_taken(tmp_path, files):
    """By each of the ways that the front end knows."""
    for name, text in files.items():
        tmp_path.joinpath(name).write_text(text)
    assert project_folder(str(tmp_path)) == tmp_path
