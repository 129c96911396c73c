"""An INI file is changed line by line: what is not meant keeps every byte."""

import configparser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.config.ini_text import IniText

KEYS = ("index-url", "extra-index-url", "timeout", "proxy")
MARGINS = st.sampled_from(["", "  ", "\t", "        "])
VALUES = st.sampled_from(["https://a.example/simple/", "60", "100%", "a%20b", "%(home)s", "x = y", "a:b", ""])


def read(text):
    """Read *text* as the tools do, but for duplicates, of which the last one counts."""
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(text.removeprefix("\ufeff"))
    return {section: dict(parser.items(section)) for section in parser.sections()}


def words(text):
    """Give the words of every value: a list may stand on one line or on several."""
    return {section: {key: value.split() for key, value in found.items()} for section, found in read(text).items()}


@st.composite
def files(draw):
    """Write INI files as people do: with comments, blanks, lists, duplicates, indentation and either line ending."""
    lines = []
    for section in draw(st.lists(st.sampled_from(["global", "install", "distutils", "odd name"]), unique=True)):
        lines += draw(st.lists(st.sampled_from(["# a comment", "; another = one", ""]), max_size=2))
        lines.append(f"{draw(MARGINS)}[{section}]")
        for key in draw(st.lists(st.sampled_from(KEYS), max_size=4)):
            sign, margin = draw(st.sampled_from([" = ", "=", ": ", ":"])), draw(MARGINS)
            lines.append(f"{margin}{key}{sign}{draw(VALUES)}")
            extra = st.sampled_from([f"{margin}    more", "    # inside", f"{margin}\tmore still", "# outside", ""])
            lines += draw(st.lists(extra, max_size=3))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return mark + newline.join(lines) + (newline if draw(st.booleans()) else "")


@given(files())
def test_what_is_read_is_what_configparser_reads(text):
    """Every value, over all its lines."""
    ini = IniText(text)
    for section, options in read(text).items():
        for key, value in options.items():
            assert (ini.value(section, key) or "").split() == value.split()


@given(files(), st.sampled_from(["global", "new"]), st.sampled_from(KEYS), st.lists(st.just("v1") | st.just("v2")))
def test_a_change_changes_one_option(text, section, key, values):
    """All others mean what they meant, and the changed one stands there once."""
    ini = IniText(text)
    ini.put(section, key, values)
    expected = words(text)
    expected.setdefault(section, {})[key] = values
    assert words(str(ini)) == expected


@given(files(), st.sampled_from(["global", "new"]), st.sampled_from(KEYS))
def test_comments_ending_and_mark_survive_a_change(text, section, key):
    """No comment is lost, no line ending is mixed, and a byte order mark stays where it was."""
    ini = IniText(text)
    ini.put(section, key, ["v1", "v2"])
    ini.drop("install", "timeout")
    changed = str(ini)
    for comment in ("# a comment", "; another = one", "# inside", "# outside"):
        assert changed.count(comment) == text.count(comment)
    assert changed.startswith("\ufeff") == text.startswith("\ufeff")
    if "\r\n" in text:
        assert changed.count("\n") == changed.count("\r\n")


@given(files())
def test_an_option_that_is_set_and_dropped_leaves_no_trace(text):
    """But for a line break at the end of a file that had none."""
    ini = IniText(text)
    if not text.removeprefix("\ufeff") or "global" not in ini.sections:
        return
    ini.put("global", "fresh", ["1"])
    ini.drop("global", "fresh")
    newline = "\r\n" if "\r\n" in text else "\n"
    assert str(ini) in {text, text + newline}


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("", ["u"], "[global]\nindex-url = u\n"),
        ("[global]", ["u"], "[global]\nindex-url = u\n"),
        ("[global]\r\ntimeout=60", ["u"], "[global]\r\ntimeout=60\r\nindex-url = u\r\n"),
        ("[global]\nIndex_Url: old\n", ["u"], "[global]\nIndex_Url: u\n"),
        ("[global]\nindex-url=old\nindex-url = older\n", ["u"], "[global]\nindex-url = u\n"),
        (
            "[global]\nindex-url =\n    a\n    # about b\n    b\n\n[install]\nx = 1\n",
            ["u", "v"],
            "[global]\nindex-url =\n    # about b\n    u\n    v\n\n[install]\nx = 1\n",
        ),
        ("[global]\nindex-url =\n    a\n", ["u"], "[global]\nindex-url = u\n"),
        (
            "[global]\n    index-url = a\n",
            ["u", "v"],
            "[global]\n    index-url =\n        u\n        v\n",
        ),
        ("[global]\n\ttimeout = 60\n", ["u"], "[global]\n\ttimeout = 60\n\tindex-url = u\n"),
        ("[global]\n  [install]\n  x = 1\n", ["u"], "[global]\n  index-url = u\n  [install]\n  x = 1\n"),
        ("[install]\nx = 100%\n", ["u"], "[install]\nx = 100%\n\n[global]\nindex-url = u\n"),
    ],
)
def test_a_change_looks_as_a_person_would_write_it(before, values, after):
    """Beside what is there, in its manner, and at the end of its section."""
    ini = IniText(before, lambda key: key.lower().replace("_", "-"))
    ini.put("global", "index-url", values)
    assert str(ini) == after
