"""A diff shows what changes, and no secret."""

import difflib

from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.config.diff import unified

LINES = st.lists(st.sampled_from("abcdef"), max_size=12)


@given(LINES, LINES)
def test_it_is_the_diff_that_everybody_knows(before, after):
    """The same hunks as those of :mod:`difflib`, without the names of files."""
    expected = [line.rstrip("\n") for line in difflib.unified_diff(before, after, lineterm="")][2:]
    assert list(unified(before, after, (before, after))) == expected


def test_a_line_of_which_only_the_secret_changes_is_a_changed_line():
    """Though both sides look the same."""
    shown = ["password = ••••••"]
    assert list(unified(["password = old"], ["password = new"], (shown, shown))) == [
        "@@ -1 +1 @@",
        "-password = ••••••",
        "+password = ••••••",
    ]
