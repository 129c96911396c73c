"""Configurations that cannot be carried out: they send nobody to the public index."""

from __future__ import annotations

from typing import ClassVar

import pytest

from tests.doors.server.api.conftest import activate, asked, told
from tests.doors.server.conftest import define


class Mistaken:
    """An administrator whose intention cannot be carried out: nobody may be sent to the public index by that."""

    settings: dict
    reason: str

    @pytest.fixture
    def jp_server_config(self):
        return {"ServerApp": {"jpserver_extensions": {"altindex_magic": True}}, "AltIndexServer": self.settings}

    async def test_everything_is_refused_with_the_reason(self, api, jp_serverapp):
        """To terminals and kernels, whatever they ask for."""
        active = told(await api("GET", "api/active"))
        assert self.reason in active["unusable"]
        url = jp_serverapp.web_app.settings["terminal_manager"].extra_env["PIP_INDEX_URL"]
        status, text = await jp_serverapp.io_loop.run_in_executor(None, asked, f"{url}numpy/")
        assert (status, self.reason in text, "[set-unusable]" in text) == (403, True, True)


class MendedHere(Mistaken):
    """A mistake that a choice on the settings page makes up for."""

    async def test_a_choice_mends_it(self, api, jp_serverapp):
        """Nothing of the mistake is left in the environment."""
        answer = told(await activate(api, names=["team"]))
        assert (answer["names"], answer["unusable"]) == (["team"], "")
        assert "/team-" in jp_serverapp.web_app.settings["terminal_manager"].extra_env["PIP_INDEX_URL"]

    async def test_there_is_no_way_back_to_it(self, api):
        """``names: null`` would be the mistake again."""
        await activate(api, names=["team"])
        assert (await activate(api, names=None)).code in {400, 404}
        assert told(await api("GET", "api/active"))["names"] == ["team"]


class TestMisspeltIndex(MendedHere):
    """A name that no file defines."""

    settings: ClassVar = {"use": ["Team"]}
    reason = "There is no index called `Team`. Did you mean `team`?"

    async def test_defining_it_mends_it(self, api, open_team):
        """As the message asks for; another index does not."""
        for name, unusable in (("other", True), ("Team", False)):
            answer = await api("PUT", f"api/indexes/{name}", {"url": open_team.url}, If_None_Match="*")
            assert answer.code == 200, answer.body
            assert bool(told(await api("GET", "api/active"))["unusable"]) is unusable


class TestMisspeltSetting(MendedHere):
    """A setting that there is not; others are obeyed."""

    settings: ClassVar = {"ues": ["team"], "port_pool": [18393, 18394]}
    reason = "`c.AltIndexServer.ues` is no setting. Did you mean `use`?"

    async def test_defining_an_index_does_not_mend_it(self, api, open_team):
        """Nobody knows which set is meant."""
        await api("PUT", "api/indexes/other", {"url": open_team.url}, If_None_Match="*")
        assert self.reason in told(await api("GET", "api/active"))["unusable"]


class TestWrongValue(MendedHere):
    """A value of another type, where the rest is right."""

    settings: ClassVar = {"use": ["team"], "strict": "c4nary"}
    reason = "`c.AltIndexServer.strict` has a value that it cannot have, and is not obeyed. It takes a boolean"

    async def test_the_value_is_not_repeated(self, api, caplog):
        """It may be a secret."""
        body = (await api("GET", "api/active")).body.decode()
        assert "c4nary" not in body + caplog.text


class TestBrokenFile(Mistaken):
    """A file of definitions that cannot be read."""

    settings: ClassVar = {"use": ["team"]}
    reason = "indexes.toml, line 1 cannot be read"

    @pytest.fixture
    def home(self, hermetic):
        folder = hermetic / ".config" / "altindex"
        folder.mkdir(parents=True)
        folder.joinpath("indexes.toml").write_text("[[index\n")
        return hermetic


class TestPlainHttp(Mistaken):
    """An index without TLS in a set that is to be strict, as ``use --strict`` refuses it."""

    settings: ClassVar = {"use": ["plain"], "strict": True}
    reason = "plain is not encrypted, and strict takes no such index."

    @pytest.fixture
    def home(self, hermetic):
        define(hermetic, plain="http://pypi.example.com/simple/")
        with hermetic.joinpath(".config", "altindex", "indexes.toml").open("a") as file:
            file.write("allow-http = true\n")
        return hermetic


class TestWrongSize:
    """A value of another type where it decides nothing about who answers."""

    @pytest.fixture
    def jp_server_config(self):
        settings = {"use": ["team"], "cache_size": "10 GB"}
        return {"ServerApp": {"jpserver_extensions": {"altindex_magic": True}}, "AltIndexServer": settings}

    async def test_the_rest_is_obeyed(self, api):
        """The log names the one that is not."""
        active = told(await api("GET", "api/active"))
        assert (active["names"], active["unusable"]) == (["team"], "")


class TestUnreadableChoice:
    """A choice of the user that was damaged."""

    @pytest.fixture
    def home(self, home):
        folder = home / ".state" / "altindex"
        folder.mkdir(parents=True)
        folder.joinpath("server.json").write_text("{")
        return home

    async def test_it_is_no_choice_of_the_public_index(self, api):
        """Until another is made, which replaces it."""
        assert "server.json cannot be read" in told(await api("GET", "api/active"))["unusable"]
        assert told(await activate(api, names=["team"]))["unusable"] == ""
