"""Index pages in HTML: those of real servers, and the web pages that only look like an answer."""

import pytest

from altindex_magic.simple_api import HTML_LEGACY, HTML_V1, MalformedPage, parse_list, parse_page
from tests.unit.html_pages import (
    APACHE_LIST,
    BREADCRUMBS,
    DEVPI,
    DIGEST,
    GEMFURY,
    LINK,
    LIST,
    LONG_WHEEL,
    NGINX,
    NGINX_LIST,
    NO_ENDS,
    URL,
    WHEEL,
    read,
)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        (NGINX, [URL + WHEEL, URL + LONG_WHEEL]),
        (DEVPI, [f"https://index.example/+f/0a/{WHEEL}"]),
        (GEMFURY, [f"https://files.example/acme/-/ver_1/{WHEEL}"]),
        (NO_ENDS, [URL + WHEEL, URL + "x-2.0.tar.gz"]),
        (f'<base href="/other/">{LINK}', [f"https://index.example/other/{WHEEL}"]),
        (f'<base href="https://[bad">{LINK}', [URL + WHEEL]),
        (f'<base href="file:///srv/">{LINK}', [URL + WHEEL]),
        (f'<a href="https://files.example/get?id=7">{WHEEL}</a>', ["https://files.example/get?id=7"]),
        ('<a href="x-1.0%2Bcu1-py3-none-any.whl"><b>wheel</b></a>', [URL + "x-1.0%2Bcu1-py3-none-any.whl"]),
    ],
    ids=[
        "nginx",
        "devpi",
        "gemfury",
        "unclosed tags",
        "base",
        "broken base",
        "local base",
        "name in text",
        "name in link",
    ],
)
def test_the_pages_of_real_servers_are_read(text, urls):
    """Index servers, token links and plain folder listings are all index pages."""
    assert [file.url for file in read(text).files] == urls


def test_the_filename_is_the_text_or_else_the_end_of_the_link():
    """A web server that cuts long texts still gives whole names."""
    assert [file.filename for file in read(NGINX).files] == [
        WHEEL,
        LONG_WHEEL,
    ]
    assert read('<a href="x-1.0%2Bcu1-py3-none-any.whl">wheel</a>').files[0].filename == "x-1.0+cu1-py3-none-any.whl"


def test_the_token_of_a_link_is_nowhere_in_the_page():
    """Gemfury writes the token into each link; nothing of it is kept."""
    page = read(GEMFURY)
    assert "SECRETTOKEN" not in repr(page)
    assert dict(page.files[0].hashes) == {"md5": "0a"}


def test_attributes_become_json_values():
    """A file reads the same from HTML as from JSON."""
    page = read(
        f'<meta name="pypi:repository-version" content="1.4"><meta name="pypi:project-status" content="archived">'
        f'<meta name="pypi:project-status-reason" content="moved">'
        f'<a href="{WHEEL}#sha256={DIGEST}" data-requires-python="&gt;=3.8" data-yanked data-gpg-sig="false" '
        f'data-core-metadata="sha256=ab" data-dist-info-metadata="true" data-provenance="p" data-size="12" '
        f'data-upload-time="2026-01-02T03:04:05Z" data-other="1">{WHEEL}</a>'
    )
    [file] = page.files
    assert file.sha256 == DIGEST
    assert file.fields == {
        "requires-python": ">=3.8",
        "yanked": True,
        "gpg-sig": False,
        "core-metadata": {"sha256": "ab"},
        "dist-info-metadata": True,
        "provenance": URL + "p",
        "size": 12,
        "upload-time": "2026-01-02T03:04:05Z",
    }
    assert page.api_version == "1.4"
    assert page.fields == {"project-status": {"status": "archived", "reason": "moved"}}


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><head><title>Links for x</title></head><body><h1>Links for x</h1></body></html>",
        '<html><head><title>Index of /x/</title></head><body><pre><a href="../">../</a></pre></body></html>',
        '<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.0"></head><body></body></html>',
        '<!DOCTYPE html><html lang="en"><body></body></html>',
    ],
    ids=["links for", "nginx", "PEP 629", "bare"],
)
def test_an_empty_index_page_is_a_page_without_files(text):
    """An index may have nothing to list, and says so in one of these ways."""
    assert read(text).files == ()
    assert parse_list(text.encode(), HTML_LEGACY, url=LIST) == ()


def test_the_content_type_of_pep_691_needs_no_other_mark():
    """Nobody calls a login page `application/vnd.pypi.simple.v1+html`."""
    assert read("<p>nothing</p>", kind=HTML_V1).files == ()


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("<form><input type=PASSWORD></form>", "has a password field"),
        ("<title>Simple index login</title><h1>Links for x</h1><input type=password>", "has a password field"),
        ("<title>Sign in\n to Acme</title><a href=/help>Help</a>", "is titled `Sign in to Acme`"),
        ("<form method=post><input name=email></form>", "has a form"),
        ("<div id=root></div><script src=app.js></script>", "has no mark of an index page"),
        ('<meta http-equiv="Refresh" content="0; url=/login">', "has no mark of an index page"),
        ('<a href="https://vendor.example/manual.zip">manual.zip</a>', "has no mark of an index page"),
        ("Access denied", "has no mark of an index page"),
    ],
)
def test_another_web_page_is_refused_with_its_trait(text, trait):
    """A login page, an application or a notice is never taken for a page without files."""
    with pytest.raises(MalformedPage) as refusal:
        read(text)
    assert str(refusal.value) == f"it has no link to a distribution of the project and {trait}"
    with pytest.raises(MalformedPage) as refusal:
        parse_list(text.encode(), HTML_LEGACY, url=LIST)
    assert str(refusal.value) == f"it has no link to a project and {trait}"


def test_a_title_that_is_no_text_fit_for_eyes_is_cleaned():
    """The reason is shown, so nothing in it may steer a terminal."""
    with pytest.raises(MalformedPage) as refusal:
        read("<title>\x1b[31mred\u202e</title>")
    assert str(refusal.value).endswith("is titled `[31mred`")


def test_an_empty_body_is_refused():
    """A page of no bytes is a fault, not an empty index."""
    with pytest.raises(MalformedPage, match=r"^it is empty$"):
        read(" \n")


@pytest.mark.parametrize("version", ["2.0", "10.1"])
def test_a_later_api_is_refused(version):
    """PEP 629: a new major version means another language."""
    with pytest.raises(MalformedPage, match=rf"^its API version is {version}, and only 1.x is understood$"):
        read(f'<meta name="pypi:repository-version" content="{version}">{LINK}')


def test_files_of_other_projects_and_odd_links_are_left_out():
    """What is listed belongs to the project and can be fetched."""
    text = (
        f'{LINK}<a href="y-1.0.tar.gz">y-1.0.tar.gz</a><a href="file:///etc/{WHEEL}">{WHEEL}</a><a name=x>{WHEEL}</a>'
        f'<a href="javascript:{WHEEL}">{WHEEL}</a><a href="x-1.0.txt">x-1.0.txt</a><a href="..%2fx-1.0.zip">_</a>'
    )
    assert [file.url for file in read(text).files] == [URL + WHEEL]


def test_a_page_in_an_old_encoding_is_read():
    """Bytes that are no UTF-8 stand for one character each."""
    page = parse_page(
        f'<a href="{WHEEL}" data-yanked="défaut">_</a>'.encode("latin-1"), "text/html", url=URL, project="x"
    )
    assert page.files[0].yanked == "défaut"


@pytest.mark.parametrize(
    "text",
    [
        '<title>Simple Index</title><a href="Zope.X/">Zope.X</a><br><a href="acme-models/">acme_models</a>',
        '<a href="/simple/acme-models/">Acme.Models</a> <a href="/simple/zope-x/">zope-x</a><a href="#top">x</a>',
        '<a href="https://index.example/simple/acme-models">acme-models</a><a href="zope-x/index.html">zope-x</a>',
        NGINX_LIST,
        APACHE_LIST,
        BREADCRUMBS,
    ],
    ids=["pypiserver", "unmarked", "absolute", "nginx", "apache", "breadcrumbs"],
)
def test_the_lists_of_real_servers_are_read(text):
    """Names come normalised and sorted, without the links that lead up or sort."""
    assert parse_list(text.encode(), HTML_LEGACY, url=LIST) == ("acme-models", "zope-x")


@pytest.mark.parametrize(
    "text",
    ['<a href="/about">About</a><a href="https://social.example/u/7">Follow us</a>', f"<script></script>{LINK}"],
)
def test_a_list_without_a_mark_must_have_projects_only(text):
    """The links of a web page do not become projects that an index owns."""
    with pytest.raises(MalformedPage, match=r"^it has no link to a project and has no mark of an index page$"):
        parse_list(text.encode(), HTML_LEGACY, url="https://index.example/")


def test_deep_nesting_is_survived():
    """A page made to exhaust a stack does not."""
    assert len(read("<b>" * 50_000 + LINK).files) == 1
