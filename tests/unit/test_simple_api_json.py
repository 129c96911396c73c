"""Index pages in JSON: what is read, what is kept, what is refused."""

from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.simple_api import JSON_V1, MalformedPage, parse_list, parse_page, render_json, render_list_json

URL = "https://index.example/simple/acme-models/"
WHEEL = "acme_models-1.0-py3-none-any.whl"


def page_of(document, **changes):
    return parse_page(orjson.dumps(document), JSON_V1, **({"url": URL, "project": "Acme.Models"} | changes))


def page_with(*files, **keys):
    return page_of({"meta": {"api-version": "1.0"}, "name": "acme-models", "files": list(files), **keys})


def entry(filename=WHEEL, url="https://files.example/w", **keys):
    return {"filename": filename, "url": url, "hashes": {}, **keys}


def test_every_key_of_a_file_and_of_the_page_is_kept():
    """What the index says, also in words of its own, comes out as it went in."""
    document = {
        "meta": {"api-version": "1.4", "_last-serial": 7, "tracks": ["https://other.example/x/"]},
        "name": "acme-models",
        "versions": ["1.0"],
        "project-status": {"status": "archived", "reason": "moved"},
        "alternate-locations": ["https://other.example/x/"],
        "x-invented": {"deep": [1, None]},
        "files": [
            entry(
                size=12,
                yanked="broken",
                provenance=None,
                **{
                    "upload-time": "2026-01-02T03:04:05Z",
                    "requires-python": ">=3.8",
                    "core-metadata": {"sha256": "ab"},
                },
                **{"gpg-sig": True, "x-invented": 1.5},
            )
        ],
    }
    page = page_of(document)
    assert orjson.loads(render_json(page, lambda file: file.url)) == document
    [file] = page.files
    assert (file.size, file.yanked, file.requires_python, file.version, file.is_wheel) == (
        12,
        "broken",
        ">=3.8",
        "1.0",
        True,
    )
    assert file.upload_time == "2026-01-02T03:04:05Z"
    assert (page.project, page.versions, page.api_version) == ("acme-models", ("1.0",), "1.4")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
RESERVED = {"filename", "url", "hashes", "meta", "name", "files", "dist-info-metadata", "provenance"}
FIELDS = st.dictionaries(st.text().filter(lambda key: key not in RESERVED), JSON_VALUES, max_size=4)


@given(FIELDS, FIELDS, st.dictionaries(st.text(), st.text(), max_size=2))
def test_rendering_gives_back_whatever_was_parsed(page_fields, file_fields, hashes):
    """Any key with any value survives, and no property of a file fails on it."""
    document = {
        **page_fields,
        "meta": {"api-version": "1.0"},
        "name": "acme-models",
        "files": [{**file_fields, "filename": WHEEL, "url": "https://files.example/w", "hashes": hashes}],
    }
    page = page_of(document)
    assert orjson.loads(render_json(page, lambda file: file.url)) == document
    for name in ("sha256", "core_metadata", "yanked", "requires_python", "size", "upload_time", "version"):
        getattr(page.files[0], name)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_a_malformed_page_and_nothing_worse(body):
    """The reader raises one error only."""
    for read in (lambda: parse_page(body, JSON_V1, url=URL, project="x"), lambda: parse_list(body, JSON_V1, url=URL)):
        with pytest.raises(MalformedPage):
            read()


@given(JSON_VALUES, JSON_VALUES)
def test_json_of_any_shape_is_read_or_refused(value, inner):
    """A wrong type anywhere in the outline never escapes as another error."""
    for document in (
        value,
        {"files": value},
        {"files": [inner], "meta": value},
        {"files": [entry() | {"hashes": value}]},
    ):
        with suppress(MalformedPage):
            assert page_of(document).project == "acme-models"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ([], "its JSON is no object"),
        ({}, "its `files` is no list"),
        ({"files": {}}, "its `files` is no list"),
        ({"files": [7]}, "one of its `files` is no object"),
        ({"files": [{"filename": 1, "url": ""}]}, "one of its `files` has no filename or no URL"),
        ({"files": [{"filename": "a"}]}, "one of its `files` has no filename or no URL"),
        ({"files": [entry(hashes={"sha256": 1})]}, "one of its `files` has hashes that are none"),
        ({"files": [], "name": 3}, "its `name` is no text"),
        ({"files": [], "name": "other"}, "it is the page of another project, `other`"),
        ({"files": [], "meta": 1}, "its `meta` is no object"),
        ({"files": [], "meta": {"api-version": "2.0"}}, "its API version is 2.0, and only 1.x is understood"),
        ({"files": [], "meta": {"api-version": 1}}, "its API version cannot be read"),
    ],
)
def test_a_wrong_shape_is_refused_with_its_reason(document, reason):
    """The reason names the part that is wrong."""
    with pytest.raises(MalformedPage) as refusal:
        page_of(document)
    assert str(refusal.value) == reason


def test_text_that_is_no_json_is_refused():
    """A broken body is not an empty page."""
    with pytest.raises(MalformedPage, match=r"^it is said to be JSON and is not$"):
        parse_page(b"<html>", JSON_V1, url=URL, project="x")


@pytest.mark.parametrize("kind", ["application/pdf", "application/json", "application/vnd.pypi.simple.v2+json", ""])
def test_another_content_type_is_refused(kind):
    """Only the three types of PEP 691 are index pages."""
    reason = f"its content type is {kind}" if kind else "it has no content type"
    for read in (lambda: parse_page(b"{}", kind, url=URL, project="x"), lambda: parse_list(b"{}", kind, url=URL)):
        with pytest.raises(MalformedPage) as refusal:
            read()
        assert str(refusal.value) == reason


@pytest.mark.parametrize(
    "filename",
    [
        "other-1.0.tar.gz",
        "acme-models-extra-1.0.tar.gz",
        "acme-1.0.tar.gz",
        "acme_models_extra-1.0-py3-none-any.whl",
        "acme-models-1.0/../../etc.tar.gz",
        "acme-models-1.0\\..\\x.whl",
        "acme-models-1..0.tar.gz",
        "acme-models-1.0\n.tar.gz",
        "acme-models-1.0\x00.whl",
        "acme-models-1.0" + "0" * 255 + ".whl",
        "../acme-models-1.0.whl",
        "",
        "..",
    ],
)
def test_a_foreign_or_hostile_filename_is_left_out(filename):
    """A page speaks for its own project, and a filename never becomes a path."""
    assert [file.filename for file in page_with(entry(filename), entry()).files] == [WHEEL]


@pytest.mark.parametrize(
    "filename",
    [
        "acme-models-1.0.tar.gz",
        "Acme.Models-1.0.zip",
        "acme__models-1!2.0.post1+cu118-1-py3-none-any.whl",
        "acme-models-1.0.linux-x86_64.tar.gz",
        "acme_models-1.0-py2.7.egg",
        "acme-models-v1.0.tar.gz",
    ],
)
def test_every_spelling_of_the_project_is_its_own(filename):
    """Names are compared normalised, files of the past included."""
    assert [file.filename for file in page_with(entry(filename)).files] == [filename]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("w.whl", URL + "w.whl"),
        ("../../p/w.whl?sig=a%2Fb#sha256=ab", "https://index.example/p/w.whl?sig=a%2Fb"),
        ("//files.example/w.whl", "https://files.example/w.whl"),
        ("https://TOKEN:@files.example:8443/w.whl", "https://files.example:8443/w.whl"),
        ("https://user@TOKEN@files.example/w.whl", "https://files.example/w.whl"),
        ("https://files.example/a b\u00e9.whl", "https://files.example/a%20b%C3%A9.whl"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("ftp://files.example/w.whl", None),
        ("https://[::1/w.whl", None),
        ("https://files.example:99999/w.whl", None),
        ("https://files.example:0/w.whl", None),
        ("http:///w.whl", None),
    ],
)
def test_a_link_is_made_absolute_and_freed_of_secrets(href, url):
    """Relative links are resolved, userinfo and fragment go, the query stays, odd schemes are dropped."""
    assert [file.url for file in page_with(entry(url=href)).files] == ([url] if url else [])


def test_only_a_page_that_is_a_file_may_link_to_files():
    """A folder's page names its files; a server's page cannot name files of this machine."""
    document = {"files": [entry(url="file:///srv/w.whl")]}
    assert page_of(document, url="file:///srv/index.json").files[0].url == "file:///srv/w.whl"
    assert page_of(document).files == ()


def test_the_hash_of_a_fragment_is_kept():
    """An index that gives the hash in the link only is understood; the entry's own hash wins."""
    page = page_with(entry(url="https://f.example/w#sha256=AA&egg=x"), entry(url="w#md5=1", hashes={"md5": "2"}))
    assert [dict(file.hashes) for file in page.files] == [{"sha256": "AA"}, {"md5": "2"}]


@pytest.mark.parametrize(("given_", "read"), [("A" * 64, "a" * 64), ("../../x", None), ("", None)])
def test_only_a_real_digest_is_a_sha256(given_, read):
    """A value that is no digest can never name a file of a cache."""
    assert page_with(entry(hashes={"sha256": given_})).files[0].sha256 == read


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({}, False),
        ({"core-metadata": True}, True),
        ({"core-metadata": {}}, True),
        ({"core-metadata": {"sha256": "ab"}}, {"sha256": "ab"}),
        ({"dist-info-metadata": {"sha256": "ab"}}, {"sha256": "ab"}),
        ({"core-metadata": None, "dist-info-metadata": True}, True),
        ({"core-metadata": False, "dist-info-metadata": True}, False),
    ],
)
def test_the_new_name_of_the_metadata_goes_first(fields, value):
    """PEP 714: `core-metadata`, and only where it is absent `dist-info-metadata`."""
    assert page_with(entry(**fields)).files[0].core_metadata == value


def test_the_old_name_of_the_metadata_is_never_written_in_json():
    """The readers of pip 22.3 to 23.1 crash on `dist-info-metadata` in JSON; its value moves to the new name."""
    page = page_with(
        entry(**{"dist-info-metadata": {"sha256": "a"}}),
        entry(**{"core-metadata": {"sha256": "b"}, "dist-info-metadata": True}),
    )
    files = orjson.loads(render_json(page, lambda file: file.url))["files"]
    assert [file["core-metadata"] for file in files] == [{"sha256": "a"}, {"sha256": "b"}]
    assert not any("dist-info-metadata" in file for file in files)


@pytest.mark.parametrize(
    ("declared", "versions", "size", "written"),
    [("1.4", True, 3, "1.4"), ("1.4", True, None, "1.0"), ("1.4", False, 3, "1.0"), ("1.0", True, 3, "1.0")],
)
def test_a_page_declares_only_the_version_that_it_fulfils(declared, versions, size, written):
    """From 1.1 on sizes and versions are mandatory; what lacks them is a page of 1.0."""
    document = {"meta": {"api-version": declared, "tracks": []}, "files": [entry(size=size)]}
    page = page_of(document | ({"versions": ["1.0"]} if versions else {}))
    assert orjson.loads(render_json(page, lambda file: file.url))["meta"] == {"api-version": written, "tracks": []}


def test_versions_come_from_the_files_where_none_are_listed():
    """An old index lists files only; a file without a readable version adds none."""
    page = page_with(entry("acme-models-1.0.tar.gz"), entry(), entry("acme_models-2.0-py2.7.egg"))
    assert page.versions == ("1.0",)


def test_a_relative_provenance_link_is_made_absolute():
    """The page will be served from elsewhere, so the link must not depend on where it was."""
    page = page_with(entry(provenance="w.provenance"), entry(provenance="data:x"))
    assert [file.fields["provenance"] for file in page.files] == [URL + "w.provenance", None]


def test_a_list_is_normalised_sorted_and_freed_of_what_is_no_name():
    """Each project once, whatever its spelling."""
    body = orjson.dumps({"projects": [{"name": name} for name in ("Zope.X", "acme_models", "zope-x", "../etc", "")]})
    assert parse_list(body, JSON_V1 + "; charset=utf-8", url=URL) == ("acme-models", "zope-x")


@pytest.mark.parametrize("projects", [None, {}, [1], [{}], [{"name": 1}]])
def test_a_list_of_a_wrong_shape_is_refused(projects):
    """A list that cannot be read must not look like a list without the project."""
    with pytest.raises(MalformedPage, match=r"^(its `projects` is no list|one of its `projects` has no name)$"):
        parse_list(orjson.dumps({"projects": projects}), JSON_V1, url=URL)


def test_a_list_survives_a_round_trip():
    """What is written is read again."""
    assert parse_list(render_list_json(["a", "b-c"]), JSON_V1, url=URL) == ("a", "b-c")
