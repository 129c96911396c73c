"""A section of the configuration that nothing reads is told of, and sends nobody to the public index."""

from __future__ import annotations

import pytest

from altindex_magic.server import configured
from tests.doors.server.api.conftest import told

TEXT = "`c.{}` is read by nothing in a server. Did you mean `c.AltIndexServer`?"


@pytest.mark.parametrize(
    "section",
    ["AltIndex", "AltindexServer", "AltIndexMagic", "AltIndexMagics", "altindex", "AlIndexServer", "AltIndxServer"],
)
def test_a_section_that_resembles_ours_is_found(section):
    """In other letters, or with one missing; that of the magic too, which is none of a server."""
    assert configured.misspelt(["AltIndexServer", section]) == [section]


@pytest.mark.parametrize("section", ["ServerApp", "LabApp", "ExtensionApp", "LabServerApp", "MappingKernelManager"])
def test_sections_of_others_are_theirs(section):
    """A word in common is no likeness."""
    assert configured.misspelt([section]) == []


class Configured:
    """A server with a section that nothing reads."""

    section: str
    settings: dict

    @pytest.fixture
    def jp_server_config(self):
        return {"ServerApp": {"jpserver_extensions": {"altindex_magic": True}}, self.section: dict(self.settings)}

    @pytest.fixture
    def logged(self, capsys, jp_serverapp):
        """Give what the extension logged of it while the server started."""
        return [line for line in capsys.readouterr().err.splitlines() if "[unknown-server-section]" in line]

    async def test_it_is_told_once_by_its_name_alone(self, logged, jp_serverapp):
        """What it holds may be a secret, and is gone from the configuration that others log."""
        (message,) = logged
        assert TEXT.format(self.section) in message
        assert "c4nary" not in message
        assert self.section not in jp_serverapp.config


class TestMisspelt(Configured):
    """A section that was to say which indexes are in use."""

    section = "AltIndex"
    settings = {"usee": ["team"], "token": "c4nary"}  # noqa: RUF012 - read only

    async def test_everything_is_refused_until_it_is_mended(self, api):
        """Nobody knows which set was meant."""
        assert told(await api("GET", "api/active"))["unusable"].startswith(TEXT.format("AltIndex"))


class TestOfTheMagic(Configured):
    """A right section in a wrong file, which has no say in which index answers."""

    section = "AltIndexMagics"
    settings = {"replace_pip": True}  # noqa: RUF012 - read only

    async def test_nothing_is_refused(self, api):
        """The server does as if it were not there."""
        assert told(await api("GET", "api/active"))["unusable"] == ""
