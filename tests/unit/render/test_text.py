"""The exact words and columns of every event and error, as they are read in a terminal."""

import re
from pathlib import Path

import pytest

from altindex_magic.errors import AltIndexError
from altindex_magic.errors.install import InstallFailed
from altindex_magic.event import (
    Change,
    Found,
    Health,
    Indexes,
    IndexRow,
    Installed,
    Notice,
    Status,
    Used,
    VersionRow,
    Versions,
)
from altindex_magic.model import Index
from altindex_magic.render.text import to_text

_SECTION = re.compile(r"^=== (?P<name>\S+)\n(?P<text>.*?)\n(?=^=== |\Z)", re.MULTILINE | re.DOTALL)
EXPECTED = dict(_SECTION.findall(Path(__file__).with_name("expected.txt").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", EXPECTED)
def test_text_is_exactly_this(name, events, errors):
    """Every word and every column in expected.txt is meant."""
    assert to_text({**events, **errors}[name]) == EXPECTED[name]


def test_every_example_is_expected(events, errors):
    """No event and no error is left out of expected.txt."""
    assert EXPECTED.keys() == {**events, **errors}.keys()


def test_narrow_text_stands_in_records(events):
    """In a narrow window a row of many columns becomes a short list."""
    assert to_text(events["tested"], 48).startswith(
        "2 of 3 indexes answered\n"
        "fury\n"
        "  Result      ✓ fastest ★\n"
        "  Latency     42 ms\n"
        "  Protocol    JSON 1.4\n"
        "  Projects    17\n"
        "  Credential  keyring\n"
        "  URL         https://repo.fury.example/acme/\n"
        "devpi\n"
        "  Result      ✗ failed\n"
    )


def test_an_error_without_index_and_reason_has_only_what_and_remedy():
    """Parts that are missing leave no empty lines; a remedy of two lines has two."""
    error = AltIndexError("It is not so.", remedy="%altindex list\nor: %altindex off")
    assert to_text(error) == "It is not so. [error]\n  do      %altindex list\n          or: %altindex off"


@pytest.mark.parametrize(
    ("used", "text"),
    [
        (Used((), None, (), ()), "✓ Using nothing, and no other index"),
        (Used((), "https://d.example/", (), ()), "✓ Using the default index https://d.example/"),
        (
            Used((Health("fury", "https://f.example/", ok=True),), None, (), ()),
            "✓ Using fury, and no other index — fury answered",
        ),
        (
            Used(
                (
                    Health("fury", "https://f.example/", ok=True, latency=0.2, protocol="HTML"),
                    Health("default", "https://d.example/", ok=True, latency=0.1),
                ),
                "https://d.example/",
                (),
                (),
            ),
            (
                "✓ Using fury, then the default index https://d.example/\n"
                "fury answered in 200 ms (HTML)\n"
                "default answered in 100 ms"
            ),
        ),
        (
            Used((Health("fury", "https://f.example/", ok=False),), None, (), ()),
            "Warning: Using fury, and no other index",
        ),
    ],
)
def test_use_names_the_chain_and_its_proofs(used, text):
    """The default index comes last, once, and a proof that failed is no success."""
    assert to_text(used) == text


def test_status_with_nothing_in_use_says_how_to_begin():
    """Who has just loaded the extension reads what to type."""
    text = to_text(Status((), (), None, None, (), "3.12.4"))
    assert text.splitlines() == [
        "No index is in use: pip and uv obey their own settings. To use one: %altindex use NAME",
        "No index is defined yet. Add one: %altindex add NAME URL",
        "",
        "This environment",
        "Python   3.12.4",
        "Gateway  not running",
        "Uploads  only through %altindex upload",
    ]


def test_list_with_nothing_in_use_says_how_to_use_one():
    """A list that has an index, none of them in use, tells the next step."""
    text = to_text(Indexes((IndexRow(Index("fury", "https://f.example/"), None, ""),)))
    assert text.endswith("None is in use. To use one: %altindex use NAME")


def test_long_results_are_cut_and_counted():
    """A project of hundreds of versions does not bury the cell."""
    text = to_text(Versions("acme", tuple(VersionRow(f"1.{number}", "fury", 1) for number in range(600))))
    assert text.splitlines()[-2:] == ["1.49     fury   1      —", "and 550 older"]
    found = to_text(Found("a", tuple((f"a{number}", "fury") for number in range(51))))
    assert found.endswith("and 1 more: search for a longer text")
    installed = to_text(Installed("pip", tuple(Change(f"p{number}", None, "1", "fury") for number in range(60))))
    assert installed.endswith("and 10 more")


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Versions("acme", ()), "No index in use offers acme. To see who would answer: %altindex why acme"),
        (
            Found("x", (), ("devpi",)),
            (
                "No project with “x” in the name on the private indexes in use.\n"
                "Not searched, since they give no list of their names: devpi"
            ),
        ),
    ],
)
def test_an_empty_result_says_so_and_what_to_do(event, text):
    """Nothing found is an answer as well."""
    assert to_text(event) == text


def test_an_installation_that_changed_nothing_may_still_need_a_restart():
    """An older import stays old when the files were there before."""
    assert to_text(Installed("pip", (), ("acme", "numpy"))) == (
        "✓ Already satisfied: nothing was changed.\n"
        "Warning: These modules are already imported and changed on disk: acme, numpy. Restart the kernel to\n"
        "         use the new files."
    )


def test_many_causes_are_bounded(errors):
    """Forty names refused for one reason do not fill the screen."""
    text = to_text(InstallFailed("pip", 1, [errors["owned"]] * 40, ""))
    assert text.count("is refused") == 6
    assert text.endswith("and 34 more")


def test_text_is_wrapped_where_the_screen_ends():
    """A long sentence hangs below its mark."""
    assert to_text(Notice("one two three four five", "warning"), 20) == (
        "Warning: one two\n         three four\n         five"
    )
