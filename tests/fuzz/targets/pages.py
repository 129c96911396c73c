"""Index pages, as a hostile server may write them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import orjson
from packaging.utils import is_normalized_name
from packaging.version import Version

from altindex_magic.errors.base import printable
from altindex_magic.simple_api import (
    HTML_LEGACY,
    HTML_V1,
    JSON_V1,
    MalformedPage,
    negotiate,
    parse_list,
    parse_page,
    render_html,
    render_json,
    render_list_html,
    render_list_json,
)
from altindex_magic.simple_api.link import Filenames, is_distribution
from tests.fuzz.data import Data
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from altindex_magic.simple_api import Page

_URL: Final = "https://index.example/simple/x/"
_PROJECT: Final = "x"
_LONGEST_REASON: Final = 200
_SHARE: Final = 40
"""By how much a page may grow when it is written again: the absolute link of each file is ours."""


def _json_page(content: bytes) -> None:
    """Refuse a page in JSON in a few words, or find it sound: written again it says the same."""
    content = _json(content, "files")
    page = _read(content, JSON_V1)
    if page is None:
        return
    written = render_json(page, lambda file: file.url)
    again = parse_page(written, JSON_V1, url=_URL, project=_PROJECT)
    assert again.files == page.files or any("dist-info-metadata" in file.fields for file in page.files)
    assert {**again.fields, "meta": None} == {**page.fields, "meta": None}
    assert len(written) <= _SHARE * len(content) + 1000
    _as_html(page)


def _json(content: bytes, list_key: str) -> bytes:
    """Take bytes as they are or, after a first byte of 1, make a document of them: random bytes seldom are JSON."""
    data = Data(content)
    if data.number(256) != 1:
        return content
    entries = [
        {key: data.value(_SCALARS, _KEYS, 2) for key in data.some(_KEYS)}
        | ({"filename": _FILE, "url": _FILE} if data.flag() else {})
        for _ in range(data.number(4))
    ]
    meta = {"api-version": data.choice(_VERSIONS)} if data.flag() else data.value(_SCALARS, _KEYS)
    fields = {key: data.value(_SCALARS, _KEYS) for key in data.some(_KEYS)}
    return orjson.dumps({**fields, "meta": meta, list_key: entries or data.value(_SCALARS, _KEYS)})


def _html_page(content: bytes) -> None:
    """Do the same with HTML, by either of its content types."""
    for kind in (HTML_LEGACY, HTML_V1):
        page = _read(content, kind)
        if page is not None:
            _as_html(page)
            again = parse_page(render_json(page, lambda file: file.url), JSON_V1, url=_URL, project=_PROJECT)
            assert [file.url for file in again.files] == [file.url for file in page.files]


def _json_list(content: bytes) -> None:
    """Find normalised names, each once, in their order; written again, the list says the same."""
    _list(_json(content, "projects"), JSON_V1)


def _html_list(content: bytes) -> None:
    """Do the same with HTML."""
    for kind in (HTML_LEGACY, HTML_V1):
        _list(content, kind)


def _read(content: bytes, kind: str) -> Page | None:
    """Read a page and see that nothing on it is what it must not be."""
    try:
        page = parse_page(content, kind, url=_URL, project=_PROJECT)
    except MalformedPage as problem:
        _check_reason(str(problem))
        return None
    accepted = Filenames(_PROJECT)
    for file in page.files:
        parts = urlsplit(file.url)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert "@" not in parts.netloc
        assert not parts.fragment
        assert accepted.accept(file.filename)
        assert file.sha256 is None or len(file.sha256) == 64
        assert isinstance(file.core_metadata, bool | dict)
        assert file.version is None or str(Version(file.version)) == file.version
        assert file.size is None or file.size >= 0
    assert all(isinstance(version, str) for version in page.versions)
    return page


def _as_html(page: Page) -> None:
    """Write *page* for an old installer: no text on it becomes markup, so that it has as many links as files."""
    written = render_html(page, lambda file: file.url)
    assert written.count(b"<a ") == len(page.files)
    assert written.count(b"<script") == 0
    again = parse_page(written, HTML_V1, url=_URL, project=_PROJECT)
    found = {(file.filename, file.url) for file in again.files}
    assert all((file.filename, file.url) in found for file in page.files if is_distribution(file.filename))


def _list(content: bytes, kind: str) -> None:
    try:
        names = parse_list(content, kind, url="https://index.example/simple/")
    except MalformedPage as problem:
        _check_reason(str(problem))
        return
    assert list(names) == sorted(set(names))
    assert all(map(is_normalized_name, names))
    for render, written_kind in ((render_list_json, JSON_V1), (render_list_html, HTML_V1)):
        assert parse_list(render(names), written_kind, url="https://index.example/simple/") == names


def _check_reason(reason: str) -> None:
    assert reason == printable(reason)
    assert len(reason) <= _LONGEST_REASON


def _content_types(content: bytes) -> None:
    """Whatever a server says of its content type, the page is read or refused."""
    kind = content.decode("latin-1")
    with suppress(MalformedPage):
        parse_page(b"{}", kind, url=_URL, project=_PROJECT)
    assert negotiate(kind) in {None, JSON_V1, HTML_V1, HTML_LEGACY}


_FILE: Final = "x-1.0-py3-none-any.whl"
_VERSIONS: Final = ("1.0", "1.4", "1.99", "2.0", "", 1, None)
_KEYS: Final = (
    *("name", "filename", "url", "hashes", "sha256", "core-metadata", "dist-info-metadata", "yanked", "size", "status"),
    *("requires-python", "upload-time", "versions", "provenance", "project-status", "reason", "gpg-sig", "files", ""),
)
_SCALARS: Final = (
    *(
        None,
        True,
        False,
        0,
        -1,
        2**63,
        0.5,
        1e300,
        "",
        "x",
        "X",
        "1.0",
        _FILE,
        "x-1.0.tar.gz",
        "x-1.0.zip",
        "../x-1.0.zip",
    ),
    *("https://u:p@a.example/x", "https://[::1]:0/x", "//[", "file:///etc/x", "http://a:99999/x", "javascript:1"),
    *("0" * 64, "active", "<script>", '"><a href=', "\u202e", "\x00", "é", "a&amp;b", "x-1.0#sha256=0", "2026-01-01"),
)
_JSON: Final = (
    *('"meta"', '"api-version"', '"1.0"', '"1.4"', '"name"', '"x"', '"files"', '"filename"', '"url"', '"hashes"'),
    *('"sha256"', '"x-1.0-py3-none-any.whl"', '"x-1.0.tar.gz"', '"core-metadata"', '"dist-info-metadata"', '"yanked"'),
    *('"requires-python"', '"size"', '"upload-time"', '"versions"', '"provenance"', '"projects"', '"project-status"'),
    *("true", "false", "null", "{", "}", "[", "]", ":", ",", "1e999", "-0", "18446744073709551616", '"\\ud800"'),
    *('"https://u:p@[::1]:0/x"', '"//["', '"file:///etc/passwd"', '"status"', '"reason"', '"\\u0000"'),
)
_HTML: Final = (
    *("<a href=", '"x-1.0-py3-none-any.whl"', ">", "</a>", "x-1.0-py3-none-any.whl", "<base href=", "<meta name="),
    *('"pypi:repository-version"', " content=", '"1.0"', "<title>", "Links for x", "<h1>", "data-core-metadata="),
    *(
        "data-requires-python=",
        "data-yanked",
        "data-size=",
        "#sha256=",
        "#egg=",
        "&amp;",
        "&#0;",
        "&lt;",
        "<!--",
        "]]>",
    ),
    *('"../"', '"//u:p@h/x-1.0.zip"', "<input type=password>", "<form>", "<script>", "<svg>", "<template>", "..&gt;"),
    *('"pypi:project-status"', '"pypi:project-status-reason"', "data-provenance=", "data-dist-info-metadata=", "\x00"),
)

TARGETS: Final = (
    Target("json-page", _json_page, _JSON),
    Target("html-page", _html_page, _HTML),
    Target("json-list", _json_list, _JSON),
    Target("html-list", _html_list, _HTML),
    Target("content-type", _content_types, (JSON_V1, HTML_V1, HTML_LEGACY, ";q=", "0.5", "*/*", ",", "latest")),
)
