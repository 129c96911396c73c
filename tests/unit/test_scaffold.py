"""A package out of cells: correct, without magics, and never with a secret inside."""

import ast
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.errors.build import BadPackageName, NoSuchCell, NotAModule
from altindex_magic.errors.credential import SecretInLine
from altindex_magic.scaffold import cell_numbers, module_name, package_files, read_module


def test_a_package_is_complete():
    """A pyproject.toml that says it all, a readme, and the module under an importable name."""
    module = read_module('"""Models of "ACME".\n\nMore."""\n\nANSWER = 42\n')
    files = package_files("Acme_Models", module, "3.11", ["numpy"])
    project = tomllib.loads(files["pyproject.toml"])["project"]
    assert project == {
        "name": "acme-models",
        "version": "0.1.0",
        "description": 'Models of "ACME".',
        "readme": "README.md",
        "requires-python": ">=3.11",
        "dependencies": ["numpy"],
    }
    assert files["README.md"] == '# acme-models\n\nModels of "ACME".\n'
    assert files["src/acme_models/__init__.py"] == '"""Models of "ACME".\n\nMore."""\n\nANSWER = 42\n'


def test_an_empty_package_has_a_docstring():
    """There is something to import."""
    files = package_files("acme", read_module(""), "3.11", [])
    assert files["src/acme/__init__.py"] == '"""The package acme."""\n'


def test_lines_of_ipython_are_left_out_and_counted():
    """Magics, shell lines and questions; what is Python stays, also where it begins with a percent sign."""
    module = read_module("%matplotlib inline\n!ls\nfoo?\nx = 1\n")
    assert (module.text, module.left_out) == ("x = 1\n", 3)
    python = "x = (5\n% 3)\n"
    assert (read_module(python).text, read_module(python).left_out) == (python, 0)


def test_imports_are_those_from_outside():
    """Top-level names, without the standard library and without relative ones, wherever they stand."""
    module = read_module("import os, numpy.linalg\nfrom . import own\ndef f():\n    from pandas import DataFrame\n")
    assert module.imports == {"numpy", "pandas"}


@pytest.mark.parametrize(
    ("source", "text", "left_out"),
    [
        ('!ls\nTEXT = """\n%d items\n"""\n', 'TEXT = """\n%d items\n"""\n', 1),
        ("%time\nx = (7\n% 4)\n", "x = (7\n% 4)\n", 1),
        ("%time\nx = 7 \\\n% 4\n", "x = 7 \\\n% 4\n", 1),
        ("!pip install \\\nacme-models\nx = 1\n", "x = 1\n", 2),
        ("def f():\n    %time\n    return 1\nf?\n", "def f():\n    return 1\n", 2),
        ("!ls\nx = 'a\u2028b'\n", "x = 'a\u2028b'\n", 1),
    ],
)
def test_only_magics_are_left_out_and_they_whole(source, text, left_out):
    """What looks like one inside of a string or an expression is the author's."""
    module = read_module(source)
    assert (module.text, module.left_out) == (text, left_out)


def test_what_is_not_python_is_refused_with_its_line():
    """The line is named and not repeated."""
    with pytest.raises(NotAModule) as caught:
        read_module("x = 1\nx = = 2\n")
    assert caught.value.what == (
        "No module can be made: line 2 of what was chosen is not Python (invalid syntax). Nothing was written."
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [("x = 1\nawait x\n", 2), ("x = 1\nfrom __future__ import annotations\n", 2), ("return 1\n", 1)],
)
def test_what_runs_in_a_cell_and_not_in_a_module_is_refused(text, line):
    """Nobody could import the package."""
    with pytest.raises(NotAModule, match=f"line {line} of what was chosen is not Python"):
        read_module(text)


def test_a_docstring_with_control_characters_makes_a_file_that_can_be_read():
    """They are left out of the summary."""
    files = package_files("acme", read_module('"""Models\x07 of\x1b[1m ACME\x7f."""\n'), "3.11", [])
    assert tomllib.loads(files["pyproject.toml"])["project"]["description"] == "Models of[1m ACME."


def test_a_secret_is_not_packed():
    """A package is published, a URL with a token in it must not be."""
    with pytest.raises(SecretInLine, match="What was chosen for the module holds"):
        read_module('URL = "https://user:t0ken@pypi.example.com/simple/"')


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("a b", "it has a character that no name of a package has"),
        ("", "it has a character that no name of a package has"),
        ("../up", "it has a character that no name of a package has"),
        ("3d", "`import 3d` is not Python"),
        ("class", "`import class` is not Python"),
        ("json", "Python has a module `json` of its own"),
    ],
)
def test_a_name_that_cannot_be_imported_is_refused(name, problem):
    """Before anything is written."""
    with pytest.raises(BadPackageName) as caught:
        module_name(name)
    assert caught.value.what == f"`{name}` cannot be the name of a package: {problem}."


@pytest.mark.parametrize(
    ("text", "numbers"), [("3", (3,)), ("3,5-7", (3, 5, 6, 7)), ("2, 1 ,2", (2, 1)), ("4-4", (4,))]
)
def test_cells_are_named_as_people_write_them(text, numbers):
    """In the order that was asked for, each once."""
    assert cell_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", "x", "0", "7-5", "1-", "-3", "1-999999", "1;2"])
def test_what_is_no_list_of_cells_is_refused(text):
    """Also a range that no notebook has."""
    with pytest.raises(NoSuchCell, match="numbers and ranges are expected"):
        cell_numbers(text)


@given(st.text(max_size=200))
def test_any_text_is_a_module_or_refused(text):
    """What is accepted is Python; what is not has its own error."""
    try:
        module = read_module(text)
    except (NotAModule, SecretInLine):
        return
    ast.parse(module.text)
    tomllib.loads(package_files("acme", module, "3.11", [])["pyproject.toml"])
