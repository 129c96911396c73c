"""Events on a terminal, in a file, and in a pipe that knows no Unicode."""

import io
import os
import re
import sys

import pytest

from altindex_magic.event import Answer, Download, LogLine, Notice, Refusal
from altindex_magic.render.terminal import TerminalFace


class Window(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def window(monkeypatch):
    """Give a terminal of a known size and kind."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("LINES", "30")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Window()


def file(state, received, project="acme-models"):
    """Make the state of one file."""
    return Download(f"{project}-1.0.whl", project, "1.0", "fury", received, 3_400_000, state)


INSTALLATION = (
    LogLine("Collecting acme-models"),
    Answer("acme-models", "fury", "declared"),
    file("running", 1_700_000),
    file("running", 2_500_000),
    LogLine("  Downloading acme_models-1.0.whl"),
    file("done", 3_400_000),
    Notice("All there.", "done"),
)


def show_all(face, events):
    """Show *events* from the first to the last."""
    for event in events:
        face.show(event)
    face.finish()


def test_a_file_gets_one_line_for_each_finished_download():
    """Where nothing can be redrawn there are no bars and no colours."""
    out = io.StringIO()
    show_all(TerminalFace(out, io.StringIO()), INSTALLATION)
    assert out.getvalue() == (
        "Collecting acme-models\n  Downloading acme_models-1.0.whl\n✓ acme-models 1.0 from fury, 3.4 MB\n✓ All there.\n"
    )


def test_errors_go_to_the_other_stream(errors):
    """A pipe of results stays free of complaints."""
    out, err = io.StringIO(), io.StringIO()
    face = TerminalFace(out, err)
    face.show(errors["lost"])
    face.show(Refusal(errors["owned"]))  # what ends the request tells it: once is enough
    face.show(errors["owned"])
    assert out.getvalue() == ""
    assert err.getvalue() == (
        "The host of the index torch was not found. [dns-failure]\n"
        "  index   torch\n"
        "  why     The name download.example does not resolve.\n"
        "  do      Check the URL (%altindex list), the network and the VPN.\n"
        "`acme-models` is refused: it belongs to fury, which is not in use. [owner-not-in-use]\n"
        "  index   fury\n"
        "  why     The patterns of fury match this name, so no other index may answer for it.\n"
        "  do      %altindex use fury\n"
    )


def test_a_stream_without_unicode_gets_ascii(events):
    """A pipe on Windows fails on none of our signs, and on nothing that comes from outside."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", newline="\n")
    face = TerminalFace(stream, stream)
    face.show(events["tested"])
    face.show(Notice("漢字 → ok", "done"))
    written = stream.buffer.getvalue().decode("cp1252")
    assert "+ fastest *" in written
    assert "x failed" in written
    assert written.endswith("+ ?? -> ok\n")


def test_a_terminal_gets_bars_above_which_the_lines_stay(window):
    """Bars are drawn while a file is on its way and are gone at the end; every line stays."""
    face = TerminalFace(window, window)
    show_all(face, INSTALLATION)
    written = window.getvalue()
    assert "acme-models 1.0 from fury \x1b" in written
    assert "1.7/3.4 MB" in written
    assert "\x1b[32m✓\x1b[0m acme-models 1.0 from fury, 3.4 MB\n" in written
    assert written.index("All there.") < written.index("\x1b[?25h")
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h") == 1


def test_nothing_is_left_of_a_bar_whose_file_never_came(window):
    """Whatever an interruption left unfinished, the last thing drawn is an empty line."""
    face = TerminalFace(window, window)
    face.show(file("running", 1))
    face.finish()
    assert re.search(r"\x1b\[1A\x1b\[2K$", window.getvalue())


def test_a_file_that_was_kept_takes_no_bar_away(window):
    """What comes from the cache never had a bar; the line is written as everywhere."""
    face = TerminalFace(window, window)
    face.show(file("cached", 0, "early"))
    face.show(file("running", 1))
    face.show(file("cached", 0, "late"))
    face.finish()
    assert "acme-models 1.0 from fury" in window.getvalue()
    assert "early 1.0 from fury, cached, 3.4 MB\n" in window.getvalue()
    assert "late 1.0 from fury, cached, 3.4 MB\n" in window.getvalue()


def test_no_color_is_heeded(window, monkeypatch):
    """Who wants no colours gets none."""
    monkeypatch.setenv("NO_COLOR", "1")
    face = TerminalFace(window, window)
    face.show(Notice("All there.", "done"))
    assert window.getvalue() == "✓ All there.\n"


def test_a_terminal_shows_a_few_bars_of_many(window):
    """Fifty parallel downloads do not push everything else off the screen."""
    face = TerminalFace(window, window)
    for number in range(50):
        face.show(file("running", 1, f"p{number:02}"))
    face.finish()
    drawn = set(re.findall(r"p\d\d(?= 1\.0 from)", window.getvalue()))
    assert drawn == {f"p{number:02}" for number in range(8)}


def test_an_error_takes_the_bars_away_first(window, errors):
    """An error is not drawn over; a file that goes on gets its bar again."""
    face = TerminalFace(window, window)
    face.show(file("running", 1))
    face.show(errors["owned"])
    before = window.getvalue()
    assert before.index("\x1b[?25h") < before.index("is refused")
    face.show(file("running", 2))
    face.finish()
    assert window.getvalue().count("\x1b[?25l") == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are of POSIX")
def test_a_real_terminal_is_recognised(monkeypatch):
    """The kernel of the system, too, says that this is a terminal."""
    monkeypatch.setenv("TERM", "xterm")
    leader, follower = os.openpty()
    try:
        with os.fdopen(follower, "w", encoding="utf-8") as stream:
            show_all(TerminalFace(stream, stream), INSTALLATION)
            written = os.read(leader, 1_000_000).decode()
    finally:
        os.close(leader)
    assert "\x1b[?25l" in written
    assert "All there." in written
