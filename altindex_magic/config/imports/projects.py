"""The sources of poetry and pdm in a project's ``pyproject.toml``.

See https://python-poetry.org/docs/repositories/ and https://pdm-project.org/latest/usage/config/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.config.document import load
from altindex_magic.config.reading import Address
from altindex_magic.config.sections import project_file
from altindex_magic.errors.base import AltIndexError
from altindex_magic.model import Credential
from altindex_magic.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from altindex_magic.config.reading import Reading
    from altindex_magic.config.surroundings import Environment

_ITS_DEFAULT: Final = {"default", "primary"}
"""The priorities with which a source takes the place of PyPI for poetry."""


def read(environment: Environment, reading: Reading) -> None:
    """Add the sources of both tools to *reading*; a file that cannot be read becomes a problem."""
    path = project_file(environment.cwd)
    try:
        tool = load(path).data.get("tool")
    except AltIndexError as problem:
        reading.problems.append(problem)
        return
    if not isinstance(tool, dict):
        return
    for address in [*_of_poetry(tool, path, environment.environ), *_of_pdm(tool, path, environment.environ)]:
        reading.take(address)


def _of_poetry(tool: Mapping[str, Any], path: Path, environ: Mapping[str, str]) -> Iterator[Address]:
    """Read ``[[tool.poetry.source]]``. A primary source replaces PyPI, unless PyPI is named as one itself."""
    sources = _tables(tool, "poetry")
    beside_pypi = any(str(source.get("name", "")).lower() == "pypi" for source in sources)
    for source in sources:
        priority = str(source.get("priority", "primary")).lower()
        if not source.get("url"):
            continue
        name = str(source.get("name", ""))
        yield Address(
            {"name": name, "url": source["url"], "explicit": priority == "explicit", "allow-http": True},
            f"[tool.poetry] in {path}",
            path.parent,
            default=priority in _ITS_DEFAULT and not beside_pypi,
            credential=_of_variables(f"POETRY_HTTP_BASIC_{_upper(name)}", environ),
        )


def _of_pdm(tool: Mapping[str, Any], path: Path, environ: Mapping[str, str]) -> Iterator[Address]:
    """Read ``[[tool.pdm.source]]``. The one called ``pypi`` takes the place of PyPI; ``${NAME}`` is a variable."""
    for source in _tables(tool, "pdm"):
        if not source.get("url") or source.get("type") == "find_links":
            continue
        name = str(source.get("name", ""))
        patterns = source.get("include_packages")
        yield Address(
            {
                "name": name,
                "url": _expanded(str(source["url"]), environ),
                "packages": patterns if isinstance(patterns, list) else [],
                "allow-http": True,
            },
            f"[tool.pdm] in {path}",
            path.parent,
            default=name.lower() == "pypi",
            credential=_of_table(source, environ, f"[tool.pdm] in {path}"),
        )


def _tables(tool: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    table = tool.get(name)
    found = table.get("source") if isinstance(table, dict) else None
    return [source for source in found if isinstance(source, dict)] if isinstance(found, list) else []


def _of_table(source: Mapping[str, Any], environ: Mapping[str, str], origin: str) -> Credential | None:
    """Read the login that pdm takes beside the address."""
    if not source.get("password"):
        return None
    username, password = (_expanded(str(source.get(key, "")), environ) for key in ("username", "password"))
    return Credential(username, Secret(password), origin)


def _of_variables(prefix: str, environ: Mapping[str, str]) -> Credential | None:
    """Read the variables in which poetry looks for a login."""
    username, password = environ.get(f"{prefix}_USERNAME"), environ.get(f"{prefix}_PASSWORD")
    if username is None and password is None:
        return None
    return Credential(username or "", Secret(password or ""), f"${prefix}_PASSWORD")


def _expanded(text: str, environ: Mapping[str, str]) -> str:
    """Put the values of variables in the place of ``${NAME}``, as pdm does; one that is not set has none."""
    return re.sub(r"\$\{(\w+)\}", lambda found: environ.get(found[1], ""), text)


def _upper(name: str) -> str:
    """Write a name as poetry does in a variable."""
    return re.sub(r"[^A-Z0-9]", "_", name.upper())
