"""Changes to single tables, with the rest of the file as it was."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.config.draft import Draft
from altindex_magic.errors.usage import BrokenFile, UnsafeEdit

PATH = Path("indexes.toml")
INDEX = ("index",)
OURS = ("tool", "altindex", "index")
NEW = {"name": "new", "url": "https://new.example/"}

COMMENTED = """\
# my indexes
[[index]]  # the first
name = "one"  # keep me
url = "https://one.example/"
cache-control = { api = "max-age=600" }

# about the login
[[login]]
url = "https://one.example/"
source = "env:ONE"

[[index]]
name = "two"
url = "https://two.example/"
[index.extra]
deep = true
# the end
"""

PYPROJECT = """\
[tool.ruff]
line-length = 100

[project]
name = "thing"

[tool.mypy]
strict = true  # always
"""


def test_a_table_is_added_after_the_last_of_its_kind():
    """What surrounds it stays as it was, to the byte."""
    draft = Draft(PATH, COMMENTED)
    draft.put(INDEX, None, NEW)
    block = '\n[[index]]\nname = "new"\nurl = "https://new.example/"\n'
    assert draft.text == COMMENTED.replace("# the end\n", block.removesuffix("\n") + "\n# the end\n")
    assert [table["name"] for table in draft.tables(INDEX)] == ["one", "two", "new"]


def test_a_table_is_added_to_a_pyproject_whose_tool_tables_are_apart():
    """The layout that most projects have: [project] between two [tool.…] tables."""
    draft = Draft(PATH, PYPROJECT)
    draft.put(OURS, None, NEW)
    assert draft.text == PYPROJECT + '\n[[tool.altindex.index]]\nname = "new"\nurl = "https://new.example/"\n'


def test_the_first_table_of_a_new_file_begins_at_its_top():
    """No blank line comes before it."""
    draft = Draft(PATH, "")
    draft.put(INDEX, None, NEW)
    assert draft.text == '[[index]]\nname = "new"\nurl = "https://new.example/"\n'


def test_an_update_touches_the_lines_of_its_keys_alone():
    """Comments and keys that are not ours stay; None takes a key away."""
    draft = Draft(PATH, COMMENTED)
    draft.put(INDEX, 0, {"url": "https://uno.example/", "username": "me", "default": None})
    expected = COMMENTED.replace(
        '[[index]]  # the first\nname = "one"  # keep me\nurl = "https://one.example/"',
        '[[index]]  # the first\nname = "one"  # keep me\nurl = "https://uno.example/"',
    ).replace('"max-age=600" }\n', '"max-age=600" }\nusername = "me"\n')
    assert draft.text == expected


def test_a_sub_table_belongs_to_its_table():
    """Deleting the table takes it along, and leaves the comments."""
    draft = Draft(PATH, COMMENTED)
    draft.delete(INDEX, 1)
    assert draft.text == COMMENTED[: COMMENTED.index('\n[[index]]\nname = "two"')] + "# the end\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_stay_what_they_are(newline):
    """A file with CRLF gets no line without it, whatever is changed."""
    draft = Draft(PATH, COMMENTED.replace("\n", newline))
    draft.put(INDEX, None, NEW)
    draft.put(INDEX, 0, {"packages": ["a-*"], "url": None})
    draft.delete(INDEX, 1)
    assert draft.text.count("\n") == draft.text.count(newline)
    assert draft.text.endswith(newline)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('index = [{ name = "one" }]\n', INDEX),
        ("index = []\n", INDEX),
        ("[tool]\naltindex = { index = [] }\n", OURS),
    ],
)
def test_nothing_is_added_to_an_inline_array(text, keys):
    """One clear error, and the text stays."""
    draft = Draft(PATH, text)
    with pytest.raises(UnsafeEdit, match="cannot be changed without disturbing the rest") as caught:
        draft.put(keys, None, NEW)
    assert draft.text == text
    assert "[[index]] tables" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        'index = [{ name = "one" }]\n',
        'note = """\n[[index]]\nname = "fake"\n"""\n[[index]]\nname = "one"\n',
        '[[index]]\nname = "one"\nnote = """\n[other]\n"""\n',
        'note = """\n[[index]]\nname = "fake"\n# """\n[["\\u0069ndex"]]\nname = "one"\n',
    ],
)
@pytest.mark.parametrize("change", [lambda draft: draft.delete(INDEX, 0), lambda draft: draft.put(INDEX, 0, NEW)])
def test_a_look_alike_in_a_string_misleads_nobody(text, change):
    """The lines of a table are found by its header; where that is not certain, nothing is changed."""
    draft = Draft(PATH, text)
    with pytest.raises(UnsafeEdit):
        change(draft)
    assert draft.text == text


def test_a_broken_line_is_named_and_its_secret_is_not_shown():
    """The error tells the line, what it says, and what is wrong with it."""
    with pytest.raises(BrokenFile) as caught:
        Draft(PATH, 'x = 1\nurl = "https://user:s3cret@host/\n')
    text = str(caught.value)
    assert text.startswith("indexes.toml, line 2 cannot be read: it is not valid TOML (")
    assert 'The line is: url = "https://••••••@host/' in text
    assert "s3cret" not in text


def test_a_file_that_breaks_off_names_no_line():
    """Where the parser knows no line, none is made up."""
    with pytest.raises(BrokenFile, match=r"^indexes\.toml cannot be read: it is not valid TOML"):
        Draft(PATH, 'x = """never closed')


def test_lines_are_known_by_key():
    """An error about a value can point at it."""
    draft = Draft(PATH, COMMENTED)
    assert draft.line_numbers(INDEX, 0) == {"": 2, "name": 3, "url": 4, "cache-control": 5}
    assert draft.line_numbers(INDEX, 1)["name"] == 13


def test_lines_of_an_inline_array_are_unknown():
    """No line is better than a wrong one."""
    assert Draft(PATH, 'index = [{ name = "one" }]').line_numbers(INDEX, 0) == {}


_texts = st.text(st.characters(exclude_categories=("C",)), max_size=12)
_values = st.one_of(_texts, st.booleans(), st.integers(0, 9), st.lists(_texts, max_size=3))
_tables = st.dictionaries(st.sampled_from(["name", "url", "mine", "a b", "ключ"]), _values, min_size=1)
_comments = st.lists(_texts.map(lambda text: f"# {text}"), max_size=2)
_newlines = st.sampled_from(["\n", "\r\n"])


@given(st.lists(st.tuples(st.sampled_from(["index", "login"]), _tables, _comments), max_size=5), _newlines, _tables)
def test_adding_and_deleting_gives_the_file_back(parts, newline, table):
    """Whatever stands in the file: the two changes cancel out, to the byte."""
    draft = Draft(PATH, "# top\n")
    for name, content, comments in parts:
        draft.put((name,), None, content)
        draft = Draft(PATH, draft.text + "".join(f"{comment}\n" for comment in comments))
    before = draft.text.replace("\n", newline)
    draft = Draft(PATH, before)
    draft.put(INDEX, None, table)
    assert draft.tables(INDEX)[-1] == table
    draft.delete(INDEX, len(draft.tables(INDEX)) - 1)
    assert draft.text == before


@given(st.lists(_tables, min_size=1, max_size=4), st.data())
def test_updating_one_table_leaves_all_others(tables, data):
    """The data is the old data with that change."""
    draft = Draft(PATH, "")
    for table in tables:
        draft.put(INDEX, None, table)
    position = data.draw(st.integers(0, len(tables) - 1))
    change = data.draw(_tables)
    draft.put(INDEX, position, change)
    tables[position] = tables[position] | change
    assert tomllib.loads(draft.text) == {"index": tables}
