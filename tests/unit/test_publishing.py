"""What is uploaded, what is left out, and what is refused."""

import pytest

from altindex_magic import publishing
from altindex_magic.environment import UPLOAD_VARIABLES
from altindex_magic.errors.publish import FileExists, FileNotComparable, SameFileExists
from altindex_magic.model import Interpreter
from altindex_magic.publishing import Distribution, is_same, missing

WHEEL = Distribution("dist/a.whl", "a.whl", "acme", "1.0", 3, {"sha256": "aa", "md5": "bb"})
SDIST = Distribution("dist/a.tar.gz", "a.tar.gz", "acme", "1.0", 3, {"sha256": "cc", "md5": "dd"})
PYTHON = Interpreter("python", "3.12", "prefix", "26.0", "uv")


def test_what_the_index_lacks_is_uploaded():
    """An empty page, or one with other files."""
    assert missing("fury", [WHEEL, SDIST], {}, skip_existing=False) == (WHEEL, SDIST)
    assert missing("fury", [WHEEL], {"b.whl": {"sha256": "aa"}}, skip_existing=False) == (WHEEL,)


def test_the_same_file_is_left_out_when_that_is_wanted():
    """By every hash that the page gives."""
    assert missing("fury", [WHEEL, SDIST], {"a.whl": {"sha256": "AA"}}, skip_existing=True) == (SDIST,)
    assert missing("fury", [WHEEL], {"a.whl": {"md5": "bb"}}, skip_existing=True) == ()


@pytest.mark.parametrize(
    ("hashes", "skip", "error", "words"),
    [
        ({"sha256": "aa"}, False, SameFileExists, "fury has this very a.whl already. Nothing was uploaded."),
        ({"sha256": "xx"}, True, FileExists, "fury has another file called a.whl already."),
        ({"sha256": "xx"}, False, FileExists, "fury has another file called a.whl already."),
        ({"sha256": "aa", "md5": "xx"}, True, FileExists, "fury has another file called a.whl already."),
        ({}, True, FileNotComparable, "fury has a file called a.whl already. Nothing was uploaded."),
    ],
)
def test_a_name_that_is_taken_is_refused(hashes, skip, error, words):
    """Each case in its own words."""
    with pytest.raises(error) as caught:
        missing("fury", [WHEEL], {"a.whl": hashes}, skip_existing=skip)
    assert caught.value.what == words


def test_files_without_a_common_hash_cannot_be_compared():
    """Neither the same nor different."""
    assert is_same({"sha256": "aa"}, {"blake2b": "aa"}) is None


@pytest.mark.parametrize(
    "command",
    [publishing.build_command(PYTHON, "acme", "fresh"), publishing.check_command(PYTHON, [WHEEL])],
    ids=["build", "check"],
)
def test_what_does_not_upload_has_no_right_to(command):
    """A build backend is any package's code."""
    assert {name: command.environ.get(name, "kept") for name in UPLOAD_VARIABLES} == dict.fromkeys(UPLOAD_VARIABLES)


def test_the_installer_of_the_isolated_environment_is_the_one_that_is_there():
    """Uv is faster, pip is everywhere."""
    no_uv = Interpreter("python", "3.12", "prefix", "26.0", None)
    assert "uv" in publishing.build_command(PYTHON, "acme", "fresh").argv
    assert "pip" in publishing.build_command(no_uv, "acme", "fresh").argv
