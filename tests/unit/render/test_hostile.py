"""Everything that comes from outside comes out inert, on every face."""

import io
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from altindex_magic import event as happened
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.install import InstallFailed
from altindex_magic.event import (
    Answer,
    Change,
    Download,
    Found,
    Health,
    Indexes,
    IndexRow,
    Installed,
    LogLine,
    Notice,
    PresetField,
    PresetRow,
    Presets,
    Refusal,
    Status,
    Used,
    VersionRow,
    Versions,
    Why,
)
from altindex_magic.model import Index, Setting
from altindex_magic.render.html import to_html
from altindex_magic.render.live import Progress
from altindex_magic.render.terminal import TerminalFace
from altindex_magic.render.text import to_text
from altindex_magic.render.words import inert

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>*{display:none}</style>",
    "</pre></details><p class=done>✓ all is well",
    "<!--",
    "&lt;b&gt;&#60;b&#62;",
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "\x1b[2J\x1b[1;1H\x9b31m",
    "\rSuccessfully installed",
    "\nwhy: nothing",
    "gpj.\u202eexe\u2066",
    "\ud800\udfff\ufeff\u2028",
    "[red]rich markup[/red] :smile: {task.percentage}",
    "%altindex login `fury` <b>: %altindex use </code>",
    "漢字" * 90,
    "x" * 900,
)
OUTSIDE = st.sampled_from(ATTACKS) | st.text(st.characters(), max_size=40)
NUMBER = st.integers(0, 10**13)

ERROR = st.builds(AltIndexError, OUTSIDE, index=OUTSIDE, why=OUTSIDE, remedy=OUTSIDE)
INDEX = st.builds(
    Index,
    OUTSIDE,
    OUTSIDE,
    packages=st.lists(OUTSIDE, max_size=3).map(tuple),
    exclusive=st.booleans(),
    default=st.booleans(),
    source=OUTSIDE,
)
ROW = st.builds(IndexRow, INDEX, st.none() | st.integers(1, 9), OUTSIDE)
HEALTH = st.builds(
    Health,
    OUTSIDE,
    OUTSIDE,
    ok=st.booleans(),
    latency=st.none() | st.floats(0, 100),
    protocol=OUTSIDE,
    projects=st.none() | NUMBER,
    credential=OUTSIDE,
    mode=OUTSIDE,
    error=st.none() | ERROR,
    fastest=st.booleans(),
)
SETTING = st.builds(Setting, st.just("pip"), OUTSIDE, OUTSIDE, OUTSIDE, st.booleans())
DOWNLOAD = st.builds(
    Download,
    OUTSIDE,
    OUTSIDE,
    OUTSIDE,
    OUTSIDE,
    NUMBER,
    st.none() | NUMBER,
    st.sampled_from(["running", "done", "cached", "failed"]),
)
UPLOAD = st.builds(
    happened.Upload,
    OUTSIDE,
    OUTSIDE,
    OUTSIDE,
    OUTSIDE,
    NUMBER,
    st.none() | NUMBER,
    st.sampled_from(["running", "done", "failed"]),
)
FILE_ROW = st.builds(
    happened.FileRow, OUTSIDE, NUMBER, OUTSIDE, st.sampled_from(["built", "to upload", "uploaded", "skipped"])
)
LOG_LINE = st.builds(LogLine, OUTSIDE)
PRESET_FIELD = st.builds(PresetField, OUTSIDE, OUTSIDE, OUTSIDE, st.none() | OUTSIDE)
ANSWER = st.builds(Answer, OUTSIDE, OUTSIDE, OUTSIDE)


def rows_of(strategy):
    """Make a tuple of up to six."""
    return st.lists(strategy, max_size=6).map(tuple)


PROVENANCE_ROW = st.builds(
    happened.ProvenanceRow,
    *(OUTSIDE, OUTSIDE, st.sampled_from(["gateway", "direct URL", "conda", "before", "around"])),
    *[OUTSIDE] * 7,
    rows_of(OUTSIDE),
    OUTSIDE,
)
EVENT = st.one_of(
    st.builds(Notice, OUTSIDE, st.sampled_from(["done", "info", "warning"])),
    LOG_LINE,
    DOWNLOAD,
    UPLOAD,
    ANSWER,
    st.builds(Refusal, ERROR),
    st.builds(Indexes, rows_of(ROW)),
    st.builds(Presets, rows_of(st.builds(PresetRow, OUTSIDE, OUTSIDE, rows_of(PRESET_FIELD), OUTSIDE, OUTSIDE))),
    st.builds(happened.Tested, rows_of(HEALTH)),
    st.builds(Used, rows_of(HEALTH), st.none() | OUTSIDE, rows_of(SETTING), rows_of(SETTING)),
    st.builds(Status, rows_of(ROW), rows_of(HEALTH), OUTSIDE, OUTSIDE, rows_of(SETTING), OUTSIDE),
    st.builds(
        Versions,
        OUTSIDE,
        rows_of(st.builds(VersionRow, OUTSIDE, OUTSIDE, NUMBER, OUTSIDE, st.none() | OUTSIDE)),
    ),
    st.builds(Found, OUTSIDE, rows_of(st.tuples(OUTSIDE, OUTSIDE)), rows_of(OUTSIDE)),
    st.builds(
        Why,
        OUTSIDE,
        st.none() | OUTSIDE,
        OUTSIDE,
        OUTSIDE,
        OUTSIDE,
        st.none() | ERROR,
        rows_of(st.builds(happened.HiddenFile, OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE)),
    ),
    st.builds(happened.Withheld, OUTSIDE, ERROR),
    st.builds(happened.Provenance, rows_of(PROVENANCE_ROW), st.booleans(), st.just(False)),
    st.builds(
        Installed,
        OUTSIDE,
        rows_of(st.builds(Change, OUTSIDE, st.none() | OUTSIDE, OUTSIDE, st.none() | OUTSIDE)),
        rows_of(OUTSIDE),
        st.floats(0, 1000),
    ),
    st.builds(
        happened.Findings,
        rows_of(st.builds(happened.Finding, INDEX, st.booleans(), rows_of(OUTSIDE), st.none() | OUTSIDE)),
        rows_of(ERROR),
    ),
    st.builds(happened.FileDiff, OUTSIDE, rows_of(OUTSIDE), st.booleans()),
    st.builds(happened.Built, OUTSIDE, rows_of(FILE_ROW)),
    st.builds(happened.Published, OUTSIDE, OUTSIDE, rows_of(FILE_ROW), dry_run=st.booleans()),
)


@st.composite
def progresses(draw):
    """Make a progress out of hostile events."""
    progress = Progress()
    for event in draw(st.lists(DOWNLOAD | LOG_LINE | ANSWER, max_size=20)):
        progress.take(event)
    if draw(st.booleans()):
        progress.finish()
    return progress


FAILED = st.builds(InstallFailed, st.just("pip"), st.just(1), st.lists(ERROR, max_size=9), OUTSIDE)
SHOWN = EVENT | ERROR | FAILED | progresses()

TAGS = {
    *("div", "style", "p", "span", "code", "wbr", "br", "pre", "progress", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "section", "dl", "dt", "dd"),
}
ATTRIBUTES = {"class", "scope", "data-column", "max", "value", "aria-label"}
CLASSES = {
    *("altindex", "mark", "done", "info", "warning", "failed", "note"),
    *("scroll", "wide", "long", "bar", "error", "what", "reference"),
}
VOID = {"wbr", "br"}


class Page(HTMLParser):
    """Reads HTML as a browser does, and fails on anything that the faces do not write themselves."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        for attribute, value in attrs:
            assert attribute in ATTRIBUTES
            assert attribute != "class" or value in CLASSES
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1] != "style":
            self.text += data

    def unknown(self, *_):
        raise AssertionError("a comment, declaration or instruction")

    handle_comment = handle_decl = handle_pi = unknown_decl = unknown


def read(html):
    """Read *html* to its end."""
    page = Page()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


@given(SHOWN)
def test_html_is_well_formed_and_all_ours(shown):
    """No tag, attribute, comment or class comes from outside, and every tag is closed in order."""
    html = to_html(shown)
    read(html)
    assert html.count("<style>") == html.count("</style>") == 1
    assert "javascript:" not in re.sub(r"\s", "", html.split("</style>")[0])
    assert all(char.isprintable() or char == "\n" for char in html)


@given(OUTSIDE)
def test_html_shows_what_was_said(text):
    """Escaped is not lost: a person reads the very characters, but for those that cannot be read."""
    shown = read(to_html(Notice(text))).text
    assert re.sub(r"[\s`]", "", shown) == re.sub(r"[\s`]", "", inert(text))


@given(SHOWN, st.integers(40, 140))
def test_text_has_no_control_characters_and_stays_in_its_width(shown, width):
    """Lines of text move no cursor and leave no screen; only a line of a log keeps its length."""
    for line in to_text(shown, width).split("\n"):
        assert line.isprintable()
        assert cell_len(line) <= width or isinstance(shown, LogLine)


@given(SHOWN)
def test_a_line_cannot_be_faked(shown):
    """A text from outside starts no line of its own: what holds for one column of text holds for a log line too."""
    if isinstance(shown, Notice | LogLine | Answer | Download):
        assert "\n" not in to_text(shown, width=100_000)


@given(st.lists(EVENT, max_size=8))
def test_a_plain_stream_gets_nothing_but_lines(shown):
    """What goes into a file or a pipe has no escape sequences, and what the stream cannot encode is replaced."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="\n")
    face = TerminalFace(stream, stream)
    for event in shown:
        face.show(event)
    face.finish()
    written = stream.buffer.getvalue().decode("ascii")
    assert all(line.isprintable() for line in written.split("\n"))
