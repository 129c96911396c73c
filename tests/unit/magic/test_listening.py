"""What a child of IPython's own magics prints is heard, and goes where it went before."""

import io

from altindex_magic.magic.listening import Copy


def heard(*pieces):
    copy = Copy(io.StringIO())
    for piece in pieces:
        print(piece, end="", file=copy)
    return copy


def test_all_goes_on_and_is_kept_as_plain_text():
    """Pieces need not be lines; colours are for the screen."""
    copy = heard("\x1b[31mERR", "OR: no\x1b[0m\r\nnext")
    assert copy.getvalue() == "\x1b[31mERROR: no\x1b[0m\r\nnext"
    assert copy.lines() == ["ERROR: no", "next"]


def test_an_error_that_begins_no_line_is_freed_of_what_was_being_drawn():
    """A spinner of uv and a bar of pip stay on the screen before it."""
    spinner = heard(
        "\r\x1b[2K\x1b[37m⠙\x1b[0m \x1b[2mResolving dependencies...     \x1b[0m\x1b[31merror\x1b[0m: No\r\n"
    )
    assert spinner.lines()[0] == "error: No"
    bar = heard("   ━━━━━━ 0.0/4.0 MB ? eta -:--:--ERROR: Could not install packages\n")
    assert bar.lines()[0] == "ERROR: Could not install packages"


def test_lines_that_are_not_the_installers_are_left_out():
    """What IPython adds is no word of the installer's."""
    assert heard("error: no\nNote: you may need to restart\n").lines("Note: ") == ["error: no", ""]
