"""A stopped upload tells what is known of each file, and nothing that only the index may know."""

import pytest

from altindex_magic.errors.publish import UploadStopped


@pytest.mark.parametrize(
    ("confirmed", "under_way", "why"),
    [
        ([], [], "fury has confirmed no file."),
        (["a.whl", "b.whl"], [], "fury has confirmed a.whl, b.whl."),
        ([], ["c.whl"], "fury has confirmed no file. c.whl was on its way: whether it arrived, only fury can tell."),
        (
            ["a.whl"],
            ["c.whl"],
            "fury has confirmed a.whl. c.whl was on its way: whether it arrived, only fury can tell.",
        ),
    ],
)
def test_what_was_confirmed_and_what_was_on_its_way_are_told_apart(confirmed, under_way, why):
    """Nobody here says that a file is not there: the index may have it whole and not have answered yet."""
    error = UploadStopped("fury", confirmed, under_way)
    assert error.why == why
    assert error.remedy == "To upload the rest, try again with --skip-existing: it leaves out what is there."
