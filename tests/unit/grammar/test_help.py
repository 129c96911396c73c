"""Help and documentation agree with the grammar."""

import re
from pathlib import Path

import pytest

from altindex_magic.grammar import help_text, in_terminal, usage
from altindex_magic.grammar.verbs import VERBS

DOCS = Path(__file__).parents[3] / "docs" / "commands.md"


def test_the_list_of_commands_has_each_with_its_sentence():
    """One line a command."""
    lines = help_text().splitlines()
    for verb in VERBS.values():
        assert any(line.startswith(f"  {verb.name} ") and line.endswith(verb.summary) for line in lines)


def test_the_help_of_a_command_shows_its_words():
    """The usage, the sentence, and a line for each word."""
    assert help_text("allow") == (
        "%altindex allow NAME … --from INDEX\n"
        "\n"
        "Let projects come from this index from now on.\n"
        "\n"
        "  NAME          the projects\n"
        "  --from INDEX  the index"
    )


def test_a_command_without_words_has_a_help_without_them():
    """Nothing hangs below the sentence."""
    assert help_text("off") == "%altindex off\n\nRestore the environment as it was."


@pytest.mark.parametrize(
    ("verb", "line"),
    [
        ("use", "%altindex use [NAME …] [--only] [--uploads] [--strict]"),
        ("login", "%altindex login NAME [--username U] [--env VAR] [--command COMMAND] [--keep keyring|session]"),
        ("install", "%altindex install ARGS … [--with pip|uv]"),
    ],
)
def test_usage_is_one_line_in_the_usual_signs(verb, line):
    """Brackets for what may be left out, dots for what may be repeated, bars for choices."""
    assert usage(verb) == line


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_the_documentation_describes_the_command(verb):
    """Its section shows the usage line as it is, and speaks of each option."""
    parts = re.split(r"^## `([\w-]+)`$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    section = parts[parts.index(verb.name) + 1]
    assert f"\n{usage(verb.name)}\n" in section
    described = re.findall(r"^- `(--[a-z-]+)", section, re.MULTILINE)
    assert described == [option.name for option in verb.options]


def test_the_documentation_describes_no_other_command():
    """A command that is taken away leaves its section."""
    assert re.findall(r"^## `([\w-]+)`$", DOCS.read_text(encoding="utf-8"), re.MULTILINE) == list(VERBS)


@pytest.mark.parametrize("verb", [None, *VERBS])
def test_help_in_a_terminal_tells_what_to_type_there(verb):
    """No line begins with a percent sign, and no sentence speaks of a kernel; what is said of the magic stays."""
    text = in_terminal(help_text(verb))
    assert text.startswith("jupyter altindex ")
    assert "kernel" not in text
    assert re.findall(r"%altindex (?!available in every)", text) == []


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("%altindex login fury", "jupyter altindex login fury"),
        ("or: %altindex add fury … --replace", "or: jupyter altindex add fury … --replace"),
        ("then, %altindex\n          use NAME", "then, jupyter altindex\n          use NAME"),
        ("%%altindex install", "%%altindex install"),
        ("files that %altindex writes", "files that %altindex writes"),
        ("%load_ext altindex_magic", "%load_ext altindex_magic"),
    ],
)
def test_only_lines_to_type_are_spelt_for_a_terminal(text, spelt):
    """Wrapped or not; a sentence about the magic is none, nor is a cell."""
    assert in_terminal(text) == spelt
