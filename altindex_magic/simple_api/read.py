"""The pages of an index, told apart by their content type and read."""

from __future__ import annotations

from altindex_magic.errors.base import printable
from altindex_magic.model import project_name
from altindex_magic.simple_api import read_html, read_json
from altindex_magic.simple_api.content import HTML_LEGACY, HTML_V1, JSON_V1, media_type
from altindex_magic.simple_api.document import Document
from altindex_magic.simple_api.page import MalformedPage, Page


def parse_page(body: bytes, content_type: str, *, url: str, project: str) -> Page:
    """Read the page of *project*; *url* is the one that answered, after any redirect.

    Files of another project, and those with a name that no distribution has, are left out: a page
    speaks only for its own project.

    Raises:
        MalformedPage: it is no such page.

    """
    kind = media_type(content_type)
    if kind == JSON_V1:
        return read_json.read_page(body, url, project_name(project))
    if kind in {HTML_V1, HTML_LEGACY}:
        return read_html.read_page(Document(body, declared=kind == HTML_V1), url, project_name(project))
    raise _unknown(kind)


def parse_list(body: bytes, content_type: str, *, url: str) -> tuple[str, ...]:
    """Read the list of projects that *url* answered with: normalised names, sorted, each once.

    Raises:
        MalformedPage: it is no such list.

    """
    kind = media_type(content_type)
    if kind == JSON_V1:
        return tuple(sorted(read_json.read_list(body)))
    if kind in {HTML_V1, HTML_LEGACY}:
        return tuple(sorted(read_html.read_list(Document(body, declared=kind == HTML_V1), url)))
    raise _unknown(kind)


def _unknown(kind: str) -> MalformedPage:
    """Say which content type came instead of those of an index."""
    return MalformedPage(f"its content type is {printable(kind, 60)}" if kind else "it has no content type")
