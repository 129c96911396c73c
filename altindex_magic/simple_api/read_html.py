"""Index pages in HTML (PEP 503), as index servers and plain web servers write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from packaging.utils import is_normalized_name

from altindex_magic.model import project_name
from altindex_magic.simple_api.link import Filenames, absolute, fragment_hashes, is_distribution, with_provenance
from altindex_magic.simple_api.page import OLDEST_VERSION, File, Page, supported_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from altindex_magic.simple_api.document import Document

_SIZE: Final = re.compile(r"[0-9]{1,15}")
_CUT: Final = "..>"
"""How nginx and Apache end the text of a link that they find too long."""


def read_page(document: Document, url: str, project: str) -> Page:
    """Read the page of the normalised *project* that came from *url*.

    Raises:
        MalformedPage: it is no such page, but a login page, say.

    """
    version = _version(document)
    base = document.base(url)
    filenames = Filenames(project)
    links = (_file(attributes, text, base, filenames) for attributes, text in document.anchors())
    files = tuple(file for file in links if file)
    if not files and not _is_evident(document):
        raise document.foreign("a distribution of the project")
    return Page(project, files, _page_fields(document), version)


def read_list(document: Document, url: str) -> set[str]:
    """Read the normalised names on the list of projects that came from *url*.

    Raises:
        MalformedPage: it is no such list.

    """
    _version(document)
    place = _Place(url)
    paths = ((_path(attributes["href"] or ""), text) for attributes, text in document.anchors())
    links = [(path, text) for path, text in paths if path not in place.upwards]
    names = {_listed_project(path, text) for path, text in links}
    if not _is_evident(document):
        lists_only_projects = bool(names) and None not in names and all(path in place for path, _ in links)
        if document.is_interactive() or not lists_only_projects:
            raise document.foreign("a project")
    return {name for name in names if name}


def _version(document: Document) -> str:
    """Check the version that the page declares (PEP 629)."""
    return supported_version(document.meta("pypi:repository-version") or OLDEST_VERSION)


def _is_evident(document: Document) -> bool:
    """Tell whether this is an index page even if nothing is listed on it."""
    return not document.asks_password() and (document.is_marked() or document.is_bare())


def _page_fields(document: Document) -> dict[str, object]:
    """Read the status of the project (PEP 792) in its JSON shape."""
    status = document.meta("pypi:project-status")
    if not status:
        return {}
    reason = document.meta("pypi:project-status-reason")
    return {"project-status": {"status": status, "reason": reason} if reason else {"status": status}}


def _file(attributes: Mapping[str, str | None], text: str, base: str, filenames: Filenames) -> File | None:
    """Read one link; ``None`` for one that leads to no distribution of the project."""
    href = attributes["href"] or ""
    url = absolute(href, base)
    if url is None:
        return None
    filename = text if is_distribution(text) else _last_part(url)
    if not is_distribution(filename) or not filenames.accept(filename):
        return None
    fields = {
        name.removeprefix("data-"): field
        for name, value in attributes.items()
        if name in _FIELDS and (field := _FIELDS[name](value or "")) is not None
    }
    return File(filename, url, fragment_hashes(href), with_provenance(fields, base))


def _last_part(url: str) -> str:
    """Give the last part of the path of *url*, percent-decoded."""
    return unquote(urlsplit(url).path.rpartition("/")[2])


def _metadata(value: str) -> dict[str, str] | bool | None:
    """Read the hash of a metadata file, or whether there is such a file at all (PEP 658)."""
    name, _, digest = value.partition("=")
    return {name: digest} if digest else _flag(value)


def _flag(value: str) -> bool | None:
    """Read ``true`` or ``false``; anything else says nothing."""
    return {"true": True, "false": False}.get(value.lower())


def _number(value: str) -> int | None:
    """Read a number of bytes."""
    return int(value) if _SIZE.fullmatch(value) else None


_FIELDS: Final[Mapping[str, Callable[[str], object]]] = {
    "data-requires-python": str,
    "data-yanked": lambda reason: reason or True,
    "data-core-metadata": _metadata,
    "data-dist-info-metadata": _metadata,
    "data-gpg-sig": _flag,
    "data-provenance": str,
    "data-upload-time": str,
    "data-size": _number,
}
"""How the attributes of a link become JSON values."""


def _path(href: str) -> str:
    """Give *href* without query, fragment, last slash and the index file of a static site."""
    return href.partition("#")[0].partition("?")[0].rstrip("/").removesuffix("/index.html")


class _Place:
    """The place of a list, which tells its projects from what is above and beside it."""

    def __init__(self, url: str) -> None:
        """Take the URL of the list apart."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        path = parts.path.rstrip("/")
        self._paths = {path, origin + path}
        self.upwards = {"", ".", "..", origin}
        while path:
            self.upwards |= {path, origin + path}
            path = path.rpartition("/")[0]

    def __contains__(self, path: str) -> bool:
        """Tell whether the link *path* leads to just below the list, where PEP 503 has the projects."""
        parent, slash, _ = path.rpartition("/")
        return not slash or parent in self._paths


def _listed_project(path: str, text: str) -> str | None:
    """Give the project that a link of a list names, both in its path and in its text; else ``None``."""
    name = project_name(unquote(path.rpartition("/")[2]))
    agrees = text.endswith(_CUT) or project_name(text.rstrip("/")) == name
    return name if agrees and is_normalized_name(name) else None
