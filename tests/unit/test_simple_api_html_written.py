"""Index pages that we write in HTML say what was read, also to old clients."""

from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.simple_api import (
    HTML_LEGACY,
    HTML_V1,
    JSON_V1,
    File,
    MalformedPage,
    Page,
    parse_list,
    parse_page,
    render_html,
    render_json,
    render_list_html,
)
from tests.unit.html_pages import DEVPI, DIGEST, LIST, URL, WHEEL, read


def test_a_rendered_list_is_read_again():
    """What is written is an index page by our own measure."""
    assert parse_list(render_list_html(["a", "b-c"]), HTML_LEGACY, url=LIST) == ("a", "b-c")
    assert parse_list(render_list_html([]), HTML_LEGACY, url=LIST) == ()


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)
HASHES = st.just({"sha256": DIGEST}) | st.just({})
METADATA = st.booleans() | st.just({"sha256": DIGEST}) | st.none()


FIELDS = st.fixed_dictionaries(
    {
        "core-metadata": METADATA,
        "yanked": st.booleans() | TEXT,
        "requires-python": TEXT,
        "gpg-sig": st.booleans(),
        "provenance": st.just(URL + "p"),
    }
)


@given(HASHES, FIELDS, TEXT)
def test_html_says_of_a_file_what_json_says(hashes, fields, reason):
    """Whatever HTML has words for comes back, however it must be escaped."""
    file = File(WHEEL, URL + WHEEL, hashes, fields)
    page = Page("x", (file,), {"project-status": {"status": "archived", "reason": reason}}, "1.4")
    again = parse_page(render_html(page, lambda file: file.url), HTML_V1, url=URL, project="x")
    [back] = again.files
    assert (back.filename, back.url, dict(back.hashes)) == (file.filename, file.url, hashes)
    for name in ("core_metadata", "yanked", "requires_python"):
        assert getattr(back, name) == getattr(file, name)
    assert {key: back.fields[key] for key in ("gpg-sig", "provenance")} == {
        key: fields[key] for key in ("gpg-sig", "provenance")
    }
    assert (again.fields, again.api_version) == (page.fields, "1.4")


def test_old_clients_find_the_metadata_in_html():
    """PEP 714: HTML carries both names, and a hash goes into the link."""
    page = read(f'<a href="{WHEEL}#sha256={DIGEST}" data-core-metadata="sha256=ab">{WHEEL}</a>')
    text = render_html(page, lambda file: f"/f/{file.filename}?a=1&b=2").decode()
    assert (
        f'<a href="/f/{WHEEL}?a=1&amp;b=2#sha256={DIGEST}" data-core-metadata="sha256=ab"'
        f' data-dist-info-metadata="sha256=ab">{WHEEL}</a>'
    ) in text


def test_html_in_json_out_keeps_the_fields():
    """An index that speaks HTML only is offered in JSON with all that it said."""
    page = read(DEVPI)
    again = parse_page(render_json(page, lambda file: file.url), JSON_V1, url=URL, project="x")
    assert again.files == page.files


@given(st.binary(max_size=300) | st.text("<>/=\"'&;# ahrefinputdscl-.0x\x00", max_size=200).map(str.encode))
def test_arbitrary_bytes_are_a_page_or_malformed(body):
    """The reader raises one error only, and what it accepts can be written."""
    try:
        page = parse_page(body, HTML_LEGACY, url=URL, project="x")
    except MalformedPage:
        page = Page("x", (), {}, "1.0")
    render_json(page, lambda file: file.url)
    render_html(page, lambda file: file.url)
    try:
        names = parse_list(body, HTML_V1, url=LIST)
    except MalformedPage:
        names = ()
    assert list(names) == sorted(set(names))
