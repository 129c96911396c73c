"""Secrets in real netrc files."""

import pytest

from altindex_magic.credentials import locate_netrc, netrc_file
from altindex_magic.errors.usage import BrokenFile, UnreadableFile
from altindex_magic.model import SECRET_AS_USER, Index


def fury(url="https://pypi.example.com/acme/", **facts):
    return Index("fury", url, **facts)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "netrc"


@pytest.mark.parametrize(
    ("written", "secret"),
    [
        ("s3cret", "s3cret"),
        ('"two words"', "two words"),
        ("p%40ss%", "p%40ss%"),
        ("a#b@c:d", "a#b@c:d"),
        (r'"quo\"te"', 'quo"te'),
        ("pässwörd", "pässwörd"),
    ],
)
def test_a_password_is_taken_as_the_format_has_it(file, written, secret):
    """Blanks in quotes, percent signs and any other character are part of it."""
    file.write_text(f"machine pypi.example.com\n  login bob\n  password {written}\n", encoding="utf-8")
    found = netrc_file.look_up(file, fury())
    assert (found.username, found.source) == ("bob", "netrc")
    assert found.secret.matches(secret)


@pytest.mark.parametrize("password", ['password ""', ""])
def test_a_login_without_a_password_is_a_token_in_the_users_place(file, password):
    """So Gemfury documents it; the token is kept as a secret and not as a name."""
    file.write_text(f"machine pypi.example.com login canary-4711 {password}\n")
    found = netrc_file.look_up(file, fury())
    assert found.username == SECRET_AS_USER
    assert found.secret.matches("canary-4711")
    assert "canary-4711" not in repr(found)


def test_a_token_is_put_in_the_users_place_for_an_index_that_wants_it_there(file):
    """The index says where its secret goes, whatever the login in the file is called."""
    file.write_text("machine pypi.example.com login any password tok\n")
    found = netrc_file.look_up(file, fury(username=SECRET_AS_USER))
    assert found.username == SECRET_AS_USER
    assert found.secret.matches("tok")


def test_a_secret_of_another_user_is_not_taken(file):
    """An index that names its user gets that user's secret or none."""
    file.write_text("machine pypi.example.com login bob password tok\n")
    assert netrc_file.look_up(file, fury(username="alice")) is None
    assert netrc_file.look_up(file, fury(username="bob")).username == "bob"


def test_only_the_host_itself_matches(file):
    """Neither a parent domain, nor a suffix, nor the default entry is taken for it; case does not matter."""
    file.write_text("machine example.com login a password b\ndefault login anonymous password me@example.com\n")
    assert netrc_file.look_up(file, fury()) is None
    assert netrc_file.look_up(file, fury("https://example.com.evil.test/")) is None
    file.write_text("machine PyPI.Example.com login a password b\n")
    assert netrc_file.look_up(file, fury()).username == "a"


@pytest.mark.parametrize(
    ("url", "facts", "is_sent"),
    [
        ("http://pypi.example.com/acme/", {}, False),
        ("http://pypi.example.com/acme/", {"allow_http": True}, True),
        ("http://127.0.0.1:3141/acme/", {}, True),
        ("https://pypi.example.com:8443/other/", {}, True),
    ],
)
def test_plain_http_gets_nothing_unless_it_stays_here_or_was_allowed(file, url, facts, is_sent):
    """The format does not know schemes, so we do."""
    file.write_text("machine pypi.example.com login a password b\nmachine 127.0.0.1 login a password b\n")
    assert bool(netrc_file.look_up(file, fury(url, **facts))) is is_sent


def test_a_file_that_is_not_there_has_no_entries(file):
    """Most people have none."""
    assert netrc_file.look_up(file, fury()) is None


def test_a_broken_file_is_named_with_its_line_and_without_its_content(file):
    """The parser's own message quotes what may be a secret."""
    file.write_text("machine pypi.example.com login bob\ncanary-4711 x\n")
    with pytest.raises(BrokenFile) as caught:
        netrc_file.look_up(file, fury())
    assert str(caught.value).startswith(f"{file}, line 2 cannot be read: it is not in the netrc format.  [broken-file]")
    assert "canary-4711" not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_file_that_cannot_be_opened_is_one_clear_error(file):
    """A folder in its place is such a file, for every user and system."""
    file.mkdir()
    with pytest.raises(UnreadableFile, match="cannot be read"):
        netrc_file.look_up(file, fury())


def test_the_file_is_where_the_variable_or_the_home_has_it(hermetic, tmp_path):
    """NETRC wins; then .netrc, and _netrc where only that is there."""
    assert locate_netrc({"NETRC": str(tmp_path / "mine")}) == tmp_path / "mine"
    assert locate_netrc({}) == hermetic / ".netrc"
    (hermetic / "_netrc").touch()
    assert locate_netrc({}) == hermetic / "_netrc"
    (hermetic / ".netrc").touch()
    assert locate_netrc({}) == hermetic / ".netrc"
