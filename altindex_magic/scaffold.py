"""A minimal, correct package around one module: the texts of its files, decided before any is written."""

from __future__ import annotations

import ast
import io
import keyword
import re
import sys
import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packaging.utils import InvalidName, canonicalize_name

from altindex_magic.errors.build import BadPackageName, NoSuchCell, NotAModule
from altindex_magic.errors.credential import SecretInLine
from altindex_magic.userinfo import carries_credentials

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_MAGIC: Final = re.compile(r"[%!?].*|[\w.]+\?{1,2}")
_RANGE: Final = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_MOST_CELLS: Final = 1000
_PYPROJECT: Final = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "0.1.0"
description = "{summary}"
readme = "README.md"
requires-python = ">={python}"
dependencies = [{dependencies}]
"""


@dataclass(frozen=True, slots=True)
class Module:
    """Python text that can be a module."""

    text: str
    left_out: int
    """How many lines of it only IPython would have understood."""
    summary: str
    """The first line of its docstring."""
    imports: frozenset[str]
    """The top-level modules that it imports, without those of the standard library."""


def module_name(name: str) -> str:
    """Give the name under which the package *name* is imported.

    Raises:
        BadPackageName: it cannot be the name of a package, or not be imported.

    """
    try:
        module = canonicalize_name(name, validate=True).replace("-", "_")
    except InvalidName:
        raise BadPackageName(name, "it has a character that no name of a package has") from None
    if not module.isidentifier() or keyword.iskeyword(module):
        raise BadPackageName(name, f"`import {module}` is not Python")
    if module in sys.stdlib_module_names:
        raise BadPackageName(name, f"Python has a module `{module}` of its own")
    return module


def read_module(source: str) -> Module:
    """Take *source* as a module, without the magics of a notebook.

    Raises:
        NotAModule: even so it is not Python.
        SecretInLine: it has a URL with a credential inside, which would be published.

    """
    if carries_credentials(source):
        raise SecretInLine("What was chosen for the module")
    text, left_out = _without_magics(source)
    try:
        tree = ast.parse(text)
        compile(tree, "module", "exec", dont_inherit=True)  # an `await` outside of a function parses
    except (SyntaxError, ValueError) as problem:
        raise NotAModule(getattr(problem, "msg", str(problem)), getattr(problem, "lineno", None)) from None
    first_line = (ast.get_docstring(tree) or "").partition("\n")[0]
    summary = "".join(filter(str.isprintable, first_line)).strip()  # TOML takes no control character
    return Module(text.strip("\n") + "\n", left_out, summary, _imports(tree))


def package_files(name: str, module: Module, python: str, dependencies: Sequence[str]) -> Mapping[str, str]:
    """Write the files of the package *name* around *module*, by their paths below its folder.

    *python* is the oldest version that it is made for.
    """
    project = canonicalize_name(name)
    summary = module.summary or f"The package {project}."
    text = module.text if module.text.strip() else f'"""{summary}"""\n'
    pyproject = _PYPROJECT.format(
        name=project,
        summary=summary.replace("\\", "\\\\").replace('"', '\\"'),
        python=python,
        dependencies=", ".join(f'"{dependency}"' for dependency in dependencies),
    )
    return {
        "pyproject.toml": pyproject,
        "README.md": f"# {project}\n\n{summary}\n",
        f"src/{module_name(name)}/__init__.py": text,
    }


def cell_numbers(text: str) -> tuple[int, ...]:
    """Read ``3,5-7`` as people write it.

    Raises:
        NoSuchCell: it is no such list.

    """
    numbers: list[int] = []
    for part in text.replace(" ", "").split(","):
        found = _RANGE.fullmatch(part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not 0 < first <= last < first + _MOST_CELLS:
            raise NoSuchCell("numbers and ranges are expected, such as 3,5-7")
        numbers.extend(range(first, last + 1))
    return tuple(dict.fromkeys(numbers))


def _without_magics(source: str) -> tuple[str, int]:
    """Leave out the lines that begin with a magic, unless it is Python as it stands: ``%`` may begin a line."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        lines = source.split("\n")
        kept = _kept(lines)
        return "\n".join(kept), len(lines) - len(kept)
    return source, 0


def _kept(lines: Iterable[str]) -> list[str]:
    """Give the lines that are no magic, nor go on with one."""
    kept: list[str] = []
    goes_on = False
    for line in lines:
        text = line.strip()
        if goes_on or (_MAGIC.fullmatch(text) and not _is_open(kept)):
            goes_on = text.endswith("\\")
        else:
            kept.append(line)
    return kept


def _is_open(lines: Sequence[str]) -> bool:
    """Tell whether a string, a bracket or a line goes on behind *lines*: what begins with ``%`` there is no magic."""
    try:
        for _ in tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline):
            pass
    except (tokenize.TokenError, SyntaxError):
        return True
    return bool(lines) and lines[-1].endswith("\\")


def _imports(tree: ast.Module) -> frozenset[str]:
    """Name what is imported anywhere in *tree* and does not come with Python."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return frozenset({name.partition(".")[0] for name in names} - sys.stdlib_module_names)
