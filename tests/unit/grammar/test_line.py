"""A request is written as the line that means it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic import request
from altindex_magic.grammar import line_of, parse, split
from altindex_magic.grammar.verbs import VERBS
from altindex_magic.wire import REQUESTS
from tests.unit.grammar.test_parse import CASES

WORDS = st.text(
    st.characters(codec="ascii", categories=("L", "N", "P", "S"), include_characters=" "), min_size=1, max_size=20
).filter(lambda text: not text.startswith("#"))  # a comment, be it in quotes
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True)


def read(line):
    """Read a line as the magic does."""
    return parse(split(line.removeprefix("%altindex"), windows=False))


@pytest.mark.parametrize("wanted", [wanted for _, wanted in CASES if type(wanted) in REQUESTS.values()])
def test_the_line_of_a_request_means_the_request(wanted):
    """What a form shows can be copied into a cell."""
    assert read(line_of(wanted)) == wanted


def test_every_request_that_a_form_can_send_has_a_line():
    """A verb that is added is added here as well."""
    written = {line_of(wanted).split()[1] for _, wanted in CASES if type(wanted) in REQUESTS.values()}
    assert written == set(VERBS) - {"help", "panel"}


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        (request.Use(("fury", "team"), strict=True), "%altindex use fury team --strict"),
        (request.Install(("acme[x]>=1", "-U"), "pip"), "%altindex install --with pip acme[x]>=1 -U"),
        (
            request.Install(("acme ; python_version < '3.12'",)),
            "%altindex install 'acme ; python_version < '\"'\"'3.12'\"'\"''",
        ),
        (request.Login("fury", username="", env="T"), "%altindex login fury --username '' --env T"),
        (request.Login("fury", command="op read -n x"), "%altindex login fury --command 'op read -n x'"),
        (request.Login("fury", username="-u"), "%altindex login fury --username=-u"),
    ],
)
def test_a_word_is_quoted_where_it_would_not_stay_one(wanted, line):
    """Blanks, quotes, nothing at all, and a value that looks like an option."""
    assert line_of(wanted) == line
    assert read(line) == wanted


@given(command=WORDS, username=WORDS)
def test_whatever_stands_in_a_value_comes_back(command, username):
    """No character breaks out of its word."""
    wanted = request.Login("fury", username=username, command=command)
    assert split(line_of(wanted), windows=False)[-1].removeprefix("--command=") == command


@given(packages=st.lists(NAMES, min_size=1, max_size=4), cooldown=st.none() | NAMES)
def test_lists_and_options_come_back(packages, cooldown):
    """Patterns swallow no word that follows them."""
    wanted = request.Add("team", "https://pypi.example.com/simple/", packages=tuple(packages), cooldown=cooldown)
    assert read(line_of(wanted)) == wanted
