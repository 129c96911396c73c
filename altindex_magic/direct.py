"""Requirements with a direct URL (PEP 508), which lead past every index."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from packaging.metadata import parse_email

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIRECT: Final = re.compile(r"\s*[A-Z0-9][A-Z0-9._-]*\s*(?:\[[^\]]*\]\s*)?@", re.IGNORECASE)
_REMOTE: Final = re.compile(r"\b(?!file:)[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class NotToml(ValueError):
    """What should be TOML and is not; uv begins with some of it all the same (TOML 1.1)."""

    def __init__(self) -> None:
        """Say so, as the end of a sentence."""
        super().__init__("it is not TOML 1.0, so that nobody can tell what it requires")


def is_direct(requirement: str) -> bool:
    """Tell whether *requirement* names a URL: the only thing that an ``@`` after the name can mean."""
    return _DIRECT.match(requirement) is not None


def is_remote(text: str) -> bool:
    """Tell whether *text* has a URL in it that leads to another place than this machine's disks."""
    return _REMOTE.search(text) is not None


def in_metadata(metadata: bytes) -> str | None:
    """Give the first direct requirement of a METADATA or PKG-INFO file."""
    head = metadata.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    raw, _ = parse_email(head)
    return _first(raw.get("requires_dist", ()))


def in_pyproject(content: bytes) -> str | None:
    """Give the first direct requirement of a ``pyproject.toml``: of the build, the project, its extras and groups.

    Raises:
        NotToml: it cannot be read.

    """
    data = _toml(content.decode("utf-8-sig", errors="replace"))
    project = _table(data, "project")
    lists = [_table(data, "build-system").get("requires"), project.get("dependencies")]
    lists += [*_table(project, "optional-dependencies").values(), *_table(data, "dependency-groups").values()]
    return _first(text for each in lists for text in _texts(each))


def in_script(metadata: str) -> str | None:
    """Give the first direct requirement of the metadata of a script (PEP 723).

    Raises:
        NotToml: it cannot be read.

    """
    return _first(_texts(_toml(metadata).get("dependencies")))


def _first(requirements: Iterable[str]) -> str | None:
    return next(filter(is_direct, requirements), None)


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise NotToml from None


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _texts(found: object) -> list[str]:
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []
