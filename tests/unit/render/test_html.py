"""The structure of the HTML: readable without its style, quiet, and the same in every front end."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from altindex_magic.errors import AltIndexError
from altindex_magic.event import Download, LogLine, Notice
from altindex_magic.render.html import to_html
from altindex_magic.render.live import Progress
from altindex_magic.render.style import STYLE


def body(shown):
    """Give the HTML without its style."""
    return to_html(shown).replace(STYLE, "")


def page(shown):
    """Parse the HTML as a browser does."""
    return LexborHTMLParser(to_html(shown))


def test_a_notice_is_a_sentence_with_a_mark():
    """The mark is a sign in the text, so that it is read aloud and printed."""
    assert body(Notice("Kept.", "done")) == (
        '<div class="altindex"><p class="done"><span class="mark">✓</span> Kept.</p></div>'
    )


def test_an_error_is_a_card_with_all_its_parts(errors):
    """What, index, why, do and the reference, in this order."""
    assert to_html(errors["owned"]).replace(STYLE, "") == (
        '<div class="altindex"><section class="error">'
        '<p class="what"><span class="mark">✗</span> '
        "<code>acme-models</code> is refused: it belongs to fury, which is not in use.</p>"
        "<dl><dt>Index</dt><dd>fury</dd>"
        "<dt>Why</dt><dd>The patterns of fury match this name, so no other index may answer for it.</dd>"
        "<dt>Do</dt><dd><code>%altindex use fury</code></dd></dl>"
        '<p class="reference">Reference: <code>owner-not-in-use</code></p></section></div>'
    )


def test_an_error_leaves_out_the_parts_it_has_not():
    """No empty labels."""
    html = to_html(AltIndexError("No."))
    assert "<dt>" not in html


@pytest.mark.parametrize(
    ("remedy", "html"),
    [
        ("%altindex login fury", "<code>%altindex login fury</code>"),
        ("or: %altindex off\nor wait", "or: <code>%altindex off</code><br>or wait"),
        ("Check it (%altindex list), and the VPN.", "Check it (%altindex list), and the VPN."),
        ("Use <b> & 'quotes' in a/b", "Use &lt;b&gt; &amp; &#x27;quotes&#x27; in a/<wbr>b"),
    ],
)
def test_a_remedy_shows_its_command_as_code(remedy, html):
    """A command at the end of a line can be copied by itself; a sentence stays one."""
    assert f"<dt>Do</dt><dd>{html}</dd>" in to_html(AltIndexError("No.", remedy=remedy))


def test_a_table_has_caption_scopes_and_labels(events):
    """Screen readers and narrow pages find their way."""
    table = page(events["tested"]).css_first("table")
    assert table.css_first("caption").text() == "2 of 3 indexes answered"
    assert [head.text() for head in table.css("thead th[scope=col]")] == [
        "Index",
        "Result",
        "Latency",
        "Protocol",
        "Projects",
        "Credential",
        "URL",
    ]
    assert [head.text() for head in table.css("tbody th[scope=row]")] == ["fury", "devpi", "local"]
    assert table.css_first("tbody td").attributes["data-column"] == "Result"
    assert [cell.text() for cell in table.css("tbody tr")[1].css("td")] == [
        "✗ failed",
        "310 ms",
        "—",
        "—",
        "keyring",
        "https://devpi.acme.example/root/staging/+simple/",
    ]


def test_rows_that_explain_themselves_have_no_head(events):
    """The changes of an installation are lines, each with its sign."""
    table = page(events["installed"]).css_first("table")
    assert table.css_first("thead") is None
    assert [row.text() for row in table.css("tr")] == [
        "+ acme-models1.0from fury",
        "~ numpy1.26 → 2.0from default",
        "+ scratch0.1not through the indexes in use",
        "- old1.0",
    ]


def test_a_restart_is_advised_after_the_changes(events):
    """The last thing read is what to do next."""
    html = body(events["installed"])
    assert html.index("</table>") < html.index("Restart the kernel")


def test_long_settings_are_folded_and_short_ones_are_not(events):
    """Five settings are a detail, two are worth seeing."""
    folded = page(events["status"]).css_first("details")
    assert folded.css_first("summary").text() == "What pip and uv would obey otherwise"
    assert len(folded.css("tbody tr")) == 5
    assert page(events["used-with-settings"]).css_first("details") is None


def test_an_empty_table_is_a_sentence(events):
    """No heads above nothing."""
    html = body(events["indexes-empty"])
    assert html == (
        '<div class="altindex"><p>No index is defined yet. Add one: <code>%altindex add NAME URL</code></p></div>'
    )


def test_progress_has_bars_with_their_percents_beside_them():
    """A bar is never the only sign; one of unknown length has no value."""
    progress = Progress()
    progress.take(Download("a.whl", "a", "1.0", "fury", 1, 4))
    progress.take(Download("b.whl", "b", "1.0", "fury", 1, None))
    html = body(progress)
    assert '<progress max="100" value="25" aria-label="State"></progress>25 %' in html
    assert '<progress max="100" aria-label="State"></progress>running' in html


def test_the_log_of_a_progress_is_folded_and_keeps_its_shape():
    """Lines keep their indentation and their order."""
    progress = Progress()
    for line in ("Collecting a", "  Downloading a.whl <1 MB>"):
        progress.take(LogLine(line))
    assert (
        "<details><summary>Log (2 lines)</summary>"
        "<pre>Collecting a\n  Downloading a.whl &lt;1 MB&gt;</pre></details>" in body(progress)
    )


def test_a_line_by_itself_is_not_folded():
    """One line needs no lid."""
    assert body(LogLine("  hello")) == '<div class="altindex"><pre>  hello</pre></div>'


def test_attributes_cannot_be_left():
    """Quotes of both kinds are escaped."""
    assert "<script" not in body(Notice("\"'><script>"))
    assert "&quot;&#x27;&gt;&lt;script&gt;" in body(Notice("\"'><script>"))


def test_the_style_fetches_nothing_and_touches_nothing_else():
    """No address, no import, no script; every rule is about our own element."""
    assert not re.search(r"url\(|@import|https?:|<script|expression\(|!important", STYLE)
    selectors = re.findall(r"(?:^|\})\s*([^{}@]+)\{", STYLE.replace("<style>", "").replace("@container", "}@container"))
    assert selectors
    for selector in ",".join(selectors).split(","):
        assert selector.strip().startswith(".altindex.altindex")


def test_the_html_of_a_notice_is_small():
    """A notebook with a hundred outputs does not grow by a megabyte."""
    assert len(to_html(Notice("ok"))) < 8_000
