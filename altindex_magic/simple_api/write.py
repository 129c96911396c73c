"""Index pages written again, with links of our own: the inverse of reading them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

import orjson

from altindex_magic.simple_api.page import OLDEST_VERSION, File, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def render_json(page: Page, link: Callable[[File], str]) -> bytes:
    """Write *page* in JSON (PEP 691), where ``link(file)`` is the URL of each file.

    Every key is kept, but ``dist-info-metadata`` becomes ``core-metadata``: pip 22.3 to 23.1
    crashes on the old name in JSON, and later ones read the new name (PEP 714).
    """
    meta = page.fields.get("meta")
    declared = {**(meta if isinstance(meta, Mapping) else {}), "api-version": _json_version(page)}
    files = [_file_json(file, link(file)) for file in page.files]
    return orjson.dumps({**page.fields, "meta": declared, "name": page.project, "files": files})


def render_html(page: Page, link: Callable[[File], str]) -> bytes:
    """Write *page* in HTML (PEP 503), where ``link(file)`` is the URL of each file."""
    title = escape(f"Links for {page.project}")
    head = "".join(f'<meta name="{name}" content="{escape(value)}">\n' for name, value in _metas(page))
    body = "".join(_anchor(file, link(file)) for file in page.files)
    return _html(f"{head}<title>{title}</title>", f"<h1>{title}</h1>\n{body}")


def render_list_json(names: Iterable[str]) -> bytes:
    """Write a list of projects in JSON."""
    return orjson.dumps(
        {"meta": {"api-version": OLDEST_VERSION}, "projects": [{"name": name} for name in names]},
    )


def render_list_html(names: Iterable[str]) -> bytes:
    """Write a list of projects in HTML, with links relative to its own URL."""
    head = f'<meta name="pypi:repository-version" content="{OLDEST_VERSION}">\n<title>Simple index</title>'
    return _html(head, "".join(f'<a href="{escape(name)}/">{escape(name)}</a><br>\n' for name in names))


def _html(head: str, body: str) -> bytes:
    """Put a page together."""
    page = f"<!DOCTYPE html>\n<html>\n<head>\n{head}\n</head>\n<body>\n{body}</body>\n</html>\n"
    return page.encode()


def _json_version(page: Page) -> str:
    """Give the newest version that the page fulfils: from 1.1 on, sizes and versions are mandatory (PEP 700)."""
    is_complete = "versions" in page.fields and all(file.size is not None for file in page.files)
    return page.api_version if is_complete else OLDEST_VERSION


def _file_json(file: File, url: str) -> dict[str, object]:
    """Give one file in its JSON shape."""
    entry = {**file.fields, "filename": file.filename, "url": url, "hashes": file.hashes}
    old_name = entry.pop("dist-info-metadata", None)
    if old_name is not None and entry.get("core-metadata") is None:
        entry["core-metadata"] = old_name
    return entry


def _metas(page: Page) -> Iterator[tuple[str, str]]:
    """Give what is said of the page as a whole (PEP 629, PEP 792)."""
    yield "pypi:repository-version", page.api_version
    status = page.fields.get("project-status")
    if not isinstance(status, Mapping):
        return
    for key, name in (("status", "pypi:project-status"), ("reason", "pypi:project-status-reason")):
        if isinstance(value := status.get(key), str) and value:
            yield name, value


def _anchor(file: File, url: str) -> str:
    """Give one file as a link."""
    href = f"{url}#{_strongest(file.hashes)}" if file.hashes else url
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in _attributes(file))
    return f'<a href="{escape(href)}"{attributes}>{escape(file.filename)}</a><br>\n'


def _strongest(hashes: Mapping[str, str]) -> str:
    """Give the one hash for which HTML has room, SHA-256 before any other."""
    name = "sha256" if "sha256" in hashes else next(iter(hashes))
    return f"{name}={hashes[name]}"


def _attributes(file: File) -> Iterator[tuple[str, str]]:
    """Give what the index says of a file as far as HTML has words for it, old ones included (PEP 714)."""
    if file.requires_python:
        yield "data-requires-python", file.requires_python
    if file.yanked:
        yield "data-yanked", file.yanked if isinstance(file.yanked, str) else ""
    if metadata := file.core_metadata:
        value = _strongest(metadata) if isinstance(metadata, dict) else "true"
        yield "data-core-metadata", value
        yield "data-dist-info-metadata", value
    if isinstance(signed := file.fields.get("gpg-sig"), bool):
        yield "data-gpg-sig", str(signed).lower()
    if isinstance(provenance := file.fields.get("provenance"), str):
        yield "data-provenance", provenance
