"""Secrets that real commands print."""

import os
import shlex
import sys

import pytest

from altindex_magic.credentials import command
from altindex_magic.errors.credential import SecretCommandFailed
from tests.unit.credentials.conftest import shown


def python(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


def ask(text, **options):
    return command.ask(text, index="fury", environ=dict(os.environ), **options)


@pytest.mark.skipif(os.name != "posix", reason="quoting is that of POSIX")
def test_one_line_end_is_taken_off_and_nothing_else():
    """A command ends its output with one; blanks may belong to the secret."""
    assert ask(python("print(' to ken ')")).matches(" to ken ")
    assert ask(python("import sys; sys.stdout.write('tok\\n\\n')")).matches("tok\n")


def test_no_shell_sees_the_command(tmp_path):
    """What a shell would obey are plain words here."""
    assert command.words("op read 'op://a b/c' $(id) ; rm *", windows=False) == [
        "op",
        "read",
        "op://a b/c",
        "$(id)",
        ";",
        "rm",
        "*",
    ]


def test_on_windows_a_backslash_is_part_of_a_path():
    """Quotes hold a path with blanks together, backslashes stay."""
    assert command.words(r'"C:\Program Files\op.exe" read "op://a b/c"', windows=True) == [
        r"C:\Program Files\op.exe",
        "read",
        "op://a b/c",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [("/usr/local/bin/op read op://private/entry", "op"), ("pass", "pass"), ("'", "command"), ("", "command")],
)
def test_a_command_is_named_without_its_arguments(text, name):
    """An argument may be private; the program's name is not."""
    assert command.program(text) == name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (python("print('canary-4711'); raise SystemExit(3)"), "it ended with exit status 3"),
        ("no-such-program-4711 canary-4711", "no-such-program-4711: It was not found on PATH"),
        ("op 'canary-4711", "command: its quotes do not match, or it is empty"),
        (" ", "command: its quotes do not match, or it is empty"),
    ],
)
def test_a_command_that_fails_is_one_clear_error_without_its_output_or_arguments(text, why):
    """Why it failed is said; what it printed and was given may be secret and is not."""
    with pytest.raises(SecretCommandFailed) as caught:
        ask(text)
    text = str(caught.value)
    assert text.startswith("The command that gives the secret for fury failed.  [secret-command-failed]")
    assert f"{why}." in text
    assert "%altindex login fury" in text
    assert "canary-4711" not in text
    assert caught.value.__context__ is None


def test_a_command_that_says_nothing_is_ended():
    """A hanging helper does not hang the installation for ever."""
    with pytest.raises(SecretCommandFailed, match="failed") as caught:
        ask(python("import time; time.sleep(60)"), seconds=0.5)
    assert "it gave no answer within 0.5 seconds" in caught.value.why


def test_what_a_failed_command_printed_is_in_no_frame_of_the_traceback():
    """Local variables show masks and statuses only."""
    code = "import sys; print('canary' + '-4711'); sys.exit(1)"
    with pytest.raises(SecretCommandFailed) as caught:
        ask(python(code))
    assert "canary-4711" not in shown(caught.value)
