"""A secret in the configuration of a server is refused, and shown to nobody."""

from __future__ import annotations

import pytest

from altindex_magic.errors import AltIndexError
from altindex_magic.errors.usage import UnreadableFile
from altindex_magic.server.app import AltIndexServer
from altindex_magic.server.choice import Choice
from altindex_magic.server.configured import check
from altindex_magic.server.settings import Wanted

SECRET = "c4nary-in-the-config"
URL = f"https://alice:{SECRET}@pypi.example.com/simple/"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"use": [URL]}, "secret-in-server-config"),
        ({"use": URL}, "secret-in-server-config"),
        ({"indexes": {"team": URL}}, "secret-in-server-config"),
        ({"token": SECRET}, "unknown-server-setting"),
        ({"password": SECRET}, "unknown-server-setting"),
    ],
    ids=lambda each: ",".join(each) if isinstance(each, dict) else each,
)
def test_a_secret_in_the_configuration_is_refused(settings, expected):
    """By where it stands, and without repeating it."""
    with pytest.raises(AltIndexError) as caught:
        check(settings, AltIndexServer.class_trait_names(config=True))
    assert caught.value.reference == expected
    assert SECRET not in str(caught.value)


def test_a_configuration_without_a_secret_is_taken():
    """Names, numbers and switches."""
    check({"use": ["team", "local"], "cache_size": 7, "enabled": True}, AltIndexServer.class_trait_names(config=True))


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
