"""The server-wide set by REST, and what the administrator has configured."""

from __future__ import annotations

import asyncio

import pytest

from altindex_magic.environment import Wanted
from altindex_magic.server.choice import Choice
from tests.doors.server.api.conftest import activate, asked, reference, told


async def test_nothing_is_in_use_at_first(api):
    """And nothing was chosen."""
    active = told(await api("GET", "api/active"))
    assert (active["names"], active["chosen"]) == ([], False)


async def test_a_set_is_chosen_and_kept(api, jp_serverapp, home):
    """The next start of the server finds it."""
    answer = await activate(api, names=["team"], strict=True)
    assert answer.code == 200, answer.body
    assert Choice(home / ".state" / "altindex").load() == Wanted(("team",), strict=True)


async def test_new_terminals_are_lent_what_was_chosen(api, jp_serverapp):
    """And after ``names: []`` nothing but the way to the gateway."""
    manager = jp_serverapp.web_app.settings["terminal_manager"]
    await activate(api, names=["team"])
    assert "/team-" in manager.extra_env["PIP_INDEX_URL"]
    await activate(api, names=[])
    assert "PIP_INDEX_URL" not in manager.extra_env


async def test_what_an_open_terminal_was_lent_stays_good(api, jp_serverapp):
    """Another choice is for those that are opened from then on."""
    manager = jp_serverapp.web_app.settings["terminal_manager"]
    await activate(api, names=["team"])
    url = manager.extra_env["PIP_INDEX_URL"]
    await activate(api, names=["local", "team"])
    assert manager.extra_env["PIP_INDEX_URL"] != url
    status, _text = await jp_serverapp.io_loop.run_in_executor(None, asked, f"{url}acme-models/")
    assert status == 200


async def test_an_index_that_does_not_answer_is_not_put_to_use(api, open_team):
    """The cause is told, and nothing was changed."""
    open_team.server.stop()
    answer = await activate(api, names=["team"])
    assert (answer.code, reference(answer)) == (502, "connection-failed")
    assert told(await api("GET", "api/active"))["names"] == []


async def test_an_unknown_index_is_not_put_to_use(api):
    """With the reference of the magic."""
    answer = await activate(api, names=["nobody"])
    assert (answer.code, reference(answer)) == (404, "unknown-index")


async def test_nothing_is_no_choice(api):
    """Whoever wants no index says so: a body without names may be a mistake, and would open the public index."""
    await activate(api, names=["team"])
    answer = await activate(api, only=True)
    assert (answer.code, reference(answer)) == (400, "invalid-field")
    assert told(await api("GET", "api/active"))["names"] == ["team"]


async def test_the_same_choice_again_finds_itself_done(api):
    """Even with the version of before."""
    version = await api.version("api/active")
    for _ in range(2):
        assert (await api("PUT", "api/active", {"names": ["team"]}, If_Match=version)).code == 200


async def test_of_many_choosers_at_once_one_wins(api):
    """The others are told."""
    version = await api.version("api/active")
    bodies = [{"names": ["team"]}, {"names": ["local"]}, {"names": ["local", "team"]}, {"names": ["team", "local"]}]
    answers = await asyncio.gather(*(api("PUT", "api/active", body, If_Match=version) for body in bodies))
    assert sorted(answer.code for answer in answers) == [200, 412, 412, 412]


async def test_a_choice_follows_an_index_that_is_renamed_or_removed(api, home):
    """The next start of the server finds what is in use now."""
    await activate(api, names=["team", "local"])
    await api("PATCH", "api/indexes/team", {"name": "crew"}, If_Match=await api.version("api/indexes/team"))
    choice = Choice(home / ".state" / "altindex")
    assert choice.load() == Wanted(("crew", "local"))
    await api("DELETE", "api/indexes/crew", If_Match=await api.version("api/indexes/crew"))
    assert choice.load() == Wanted(("local",))


class TestConfigured:
    """What stands in the configuration of the server."""

    @pytest.fixture
    def jp_server_config(self):
        settings = {"use": ["team"], "port_pool": [18391, 18392]}
        return {"ServerApp": {"jpserver_extensions": {"altindex_magic": True}}, "AltIndexServer": settings}

    async def test_what_is_configured_is_in_use(self, api):
        """Without anybody choosing it."""
        active = told(await api("GET", "api/active"))
        assert (active["names"], active["chosen"]) == (["team"], False)

    async def test_a_choice_goes_first_until_it_is_taken_back(self, api):
        """``names: null`` takes it back."""
        await activate(api, names=["local"])
        answer = told(await activate(api, names=None))
        assert (answer["names"], answer["chosen"]) == (["team"], False)

    async def test_an_index_that_is_down_at_the_start_is_in_use_all_the_same(self, open_team, home, jp_fetch):
        """Its users must not be sent to the default index."""
        open_team.server.stop()
        assert told(await jp_fetch("altindex/api/active"))["names"] == ["team"]

    async def test_the_gateway_is_on_a_port_of_the_pool(self, api, jp_serverapp):
        """So that a firewall can know it."""
        await api("GET", "api/active")
        environ = jp_serverapp.web_app.settings["terminal_manager"].extra_env
        assert any(f":{port}/" in environ["ALTINDEX_GATEWAY"] for port in (18391, 18392))


class TestDisabled:
    """An administrator can turn it off."""

    @pytest.fixture
    def jp_server_config(self):
        return {
            "ServerApp": {"jpserver_extensions": {"altindex_magic": True}},
            "AltIndexServer": {"enabled": False, "use": ["team"]},
        }

    async def test_there_is_nothing(self, api, jp_serverapp):
        """No route, no page, no variable."""
        assert (await api("GET", "api/active")).code == 404
        assert (await api("GET", "")).code == 404
        assert "ALTINDEX_GATEWAY" not in jp_serverapp.web_app.settings["terminal_manager"].extra_env
