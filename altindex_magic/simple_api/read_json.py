"""Index pages in JSON (PEP 691)."""

from __future__ import annotations

from typing import Any, Final

import orjson
from packaging.utils import is_normalized_name

from altindex_magic.errors.base import printable
from altindex_magic.model import project_name
from altindex_magic.simple_api.link import Filenames, absolute, fragment_hashes, with_provenance
from altindex_magic.simple_api.page import OLDEST_VERSION, File, MalformedPage, Page, supported_version

_OWN_KEYS: Final = frozenset({"filename", "url", "hashes"})


def read_page(body: bytes, url: str, project: str) -> Page:
    """Read the page of the normalised *project*.

    Raises:
        MalformedPage: it is no such page.

    """
    document, version = _document(body)
    name = document.get("name", project)
    if not isinstance(name, str):
        raise MalformedPage("its `name` is no text")
    if project_name(name) != project:
        raise MalformedPage(f"it is the page of another project, `{printable(name, 60)}`")
    entries = document.get("files")
    if not isinstance(entries, list):
        raise MalformedPage("its `files` is no list")
    filenames = Filenames(project)
    files = (_file(entry, url, filenames) for entry in entries)
    fields = {key: value for key, value in document.items() if key not in {"name", "files"}}
    return Page(project, tuple(file for file in files if file), fields, version)


def read_list(body: bytes) -> set[str]:
    """Read the normalised names on a list of projects.

    Raises:
        MalformedPage: it is no such list.

    """
    document, _ = _document(body)
    projects = document.get("projects")
    if not isinstance(projects, list):
        raise MalformedPage("its `projects` is no list")
    try:
        names = {project_name(project["name"]) for project in projects}
    except (TypeError, KeyError, AttributeError):
        raise MalformedPage("one of its `projects` has no name") from None
    return {name for name in names if is_normalized_name(name)}


def _document(body: bytes) -> tuple[dict[str, Any], str]:
    """Decode the outermost object and check the version that it declares."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise MalformedPage("it is said to be JSON and is not") from None
    if not isinstance(document, dict):
        raise MalformedPage("its JSON is no object")
    meta = document.get("meta", {})
    if not isinstance(meta, dict):
        raise MalformedPage("its `meta` is no object")
    return document, supported_version(meta.get("api-version", OLDEST_VERSION))


def _file(entry: object, base: str, filenames: Filenames) -> File | None:
    """Read one file; ``None`` for one that this page may not list."""
    if not isinstance(entry, dict):
        raise MalformedPage("one of its `files` is no object")
    filename, href, hashes = entry.get("filename"), entry.get("url"), entry.get("hashes", {})
    if not isinstance(filename, str) or not isinstance(href, str):
        raise MalformedPage("one of its `files` has no filename or no URL")
    if not isinstance(hashes, dict) or not all(isinstance(digest, str) for digest in hashes.values()):
        raise MalformedPage("one of its `files` has hashes that are none")
    url = absolute(href, base)
    if url is None or not filenames.accept(filename):
        return None
    fields = {key: value for key, value in entry.items() if key not in _OWN_KEYS}
    return File(filename, url, fragment_hashes(href) | hashes, with_provenance(fields, base))
