"""A secret in the configuration of a server is refused, and shown to nobody."""

from __future__ import annotations

import pytest
from traitlets.config.loader import LazyConfigValue

from altindex_magic.environment import Wanted
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.usage import UnreadableFile
from altindex_magic.server.app import AltIndexServer
from altindex_magic.server.choice import Choice
from altindex_magic.server.configured import check

SECRET = "c4nary-in-the-config"
URL = f"https://alice:{SECRET}@pypi.example.com/simple/"


KNOWN = AltIndexServer.class_trait_names(config=True)


def appended(value: str) -> LazyConfigValue:
    """Give what ``c.AltIndexServer.use.append(value)`` leaves."""
    lazy = LazyConfigValue()
    lazy.append(value)
    return lazy


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("use", [URL], "secret-in-server-config"),
        ("use", URL, "secret-in-server-config"),
        ("use", appended(URL), "secret-in-server-config"),
        ("indexes", {"team": URL}, "secret-in-server-config"),
        ("token", SECRET, "unknown-server-setting"),
        ("password", SECRET, "unknown-server-setting"),
    ],
)
def test_a_secret_in_the_configuration_is_refused(name, value, expected):
    """By where it stands, and without repeating it."""
    with pytest.raises(AltIndexError) as caught:
        check(name, value, KNOWN)
    assert caught.value.reference == expected
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(("name", "value"), [("use", ["team", "local"]), ("cache_size", 7), ("enabled", True)])
def test_a_setting_without_a_secret_is_taken(name, value):
    """Names, numbers and switches."""
    check(name, value, KNOWN)


def test_a_misspelt_setting_is_named_beside_the_nearest():
    """An administrator reads it in the log."""
    with pytest.raises(AltIndexError, match=r"`c\.AltIndexServer\.ues` is no setting\. Did you mean `use`\?"):
        check("ues", ["team"], KNOWN)


def test_a_choice_is_read_as_it_was_written(tmp_path):
    """Also where the folder is not there yet."""
    choice = Choice(tmp_path / "state" / "altindex")
    assert choice.load() is None
    choice.save(Wanted(("team", "other"), only=True))
    assert choice.load() == Wanted(("team", "other"), only=True)
    choice.drop()
    choice.drop()
    assert choice.load() is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"names": 7}', '{"names": []}'])
def test_a_damaged_choice_is_an_error_with_its_file(tmp_path, content):
    """It does not count as no choice: another set could be in use by that."""
    tmp_path.joinpath("server.json").write_text(content)
    with pytest.raises(UnreadableFile, match=r"server\.json"):
        Choice(tmp_path).load()
