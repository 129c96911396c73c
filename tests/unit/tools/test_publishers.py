"""The command lines of build and twine, and the words that tell why they failed."""

import pytest

from altindex_magic.tools import build, twine


def test_a_build_is_isolated_and_goes_to_a_folder_of_ours():
    """The wheel is built out of the sdist: that is what build does when neither is asked for alone."""
    assert build.command("python", "acme", "fresh", with_uv=True) == (
        *("python", "-m", "build", "--installer", "uv", "--outdir", "fresh", "acme"),
    )
    assert "pip" in build.command("python", "acme", "fresh", with_uv=False)


def test_an_upload_names_neither_target_nor_right():
    """Both come by the environment: a command line can be read by everybody."""
    assert twine.upload_command("python", ["a.whl"]) == (
        *("python", "-m", "twine", "--no-color", "upload", "--non-interactive", "--disable-progress-bar", "a.whl"),
    )


def test_a_check_is_strict():
    """A warning is a failure."""
    assert "--strict" in twine.check_command("python", ["a.whl"])


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            ["* Building sdist...", "Traceback", "ValueError: no module named acme", "ERROR Backend subprocess exited"],
            "ValueError: no module named acme",
        ),
        (["* Installing", "ERROR: No matching distribution found for acme-backend"], "No matching distribution"),
        (
            ["  \u00d7 No solution found when resolving dependencies:", "  ╰─▶ Because acme was not found"],
            "No solution",
        ),
        (["something else"], "something else"),
    ],
)
def test_the_last_words_of_a_build_name_its_fault(lines, words):
    """What the backend raised comes before what build says of it."""
    assert words in build.last_words(lines)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            ["Uploading a.whl", "ERROR    HTTPError: 403 Forbidden from http://x/"],
            "HTTPError: 403 Forbidden from http://x/",
        ),
        (["Checking a.whl: FAILED", "WARNING  `long_description` missing."], "`long_description` missing"),
        (
            ["WARNING  Retrying (Retry(total=9))", "twine.exceptions.InvalidSomethingError: no"],
            "InvalidSomethingError: no",
        ),
    ],
)
def test_the_last_words_of_twine_name_its_fault(lines, words):
    """Its own error, its warnings under --strict, or the end of a traceback."""
    assert words in twine.last_words(lines)
