"""Secrets, questions and events by REST."""

from __future__ import annotations

import base64

import pytest

from tests.doors.server.api.conftest import asked, reference, told
from tests.doors.server.conftest import SECRET, USER, define


@pytest.fixture
def guarded(api, team, hermetic):
    """Give the API of a server whose user has defined an index that wants a password."""
    define(hermetic, team=team.url)
    return api


async def log_in(api, **body):
    return await api("PUT", "api/indexes/team/credential", body, If_Match=await api.version("api/indexes/team"))


async def test_a_secret_is_tried_and_kept(guarded, caplog):
    """It is in no answer and in no log, at debug level."""
    caplog.set_level("DEBUG")
    answer = await log_in(guarded, username=USER, secret=SECRET, keep="session")
    assert answer.code == 200, answer.body
    row = told(await guarded("GET", "api/indexes/team"))
    assert row["credential"] == "this session"
    everything = answer.body + (await guarded("GET", "api/indexes")).body
    assert SECRET.encode() not in everything
    assert base64.b64encode(f"{USER}:{SECRET}".encode()) not in everything
    assert SECRET not in caplog.text


async def test_a_secret_that_the_index_refuses_is_not_kept(guarded):
    """With the cause; the one before stays."""
    await log_in(guarded, username=USER, secret=SECRET, keep="session")
    answer = await log_in(guarded, username=USER, secret="wrong-secret", keep="session")
    assert (answer.code, reference(answer)) == (502, "credential-refused")
    assert told(await guarded("POST", "api/test", {"names": ["team"]}))["rows"][0]["ok"]


async def test_a_secret_is_for_the_address_that_was_seen(guarded, public):
    """Whoever changes the address meanwhile gets none."""
    seen = await guarded.version("api/indexes/team")
    await guarded("PATCH", "api/indexes/team", {"url": public.url}, If_Match=seen)
    answer = await guarded("PUT", "api/indexes/team/credential", {"secret": SECRET}, If_Match=seen)
    assert (answer.code, reference(answer)) == (412, "version-changed")
    assert not public.api.asked


async def test_a_secret_is_forgotten(guarded):
    """And once more is no error."""
    await log_in(guarded, username=USER, secret=SECRET, keep="session")
    for _ in range(2):
        assert (await guarded("DELETE", "api/indexes/team/credential")).code == 200
    assert told(await guarded("GET", "api/indexes/team"))["credential"] == "none"


async def test_a_variable_of_the_server_may_hold_it(guarded):
    """Its name is kept, not its value."""
    answer = await log_in(guarded, username=USER, env="TEAM_TOKEN")
    assert reference(answer) == "variable-missing"
    assert "TEAM_TOKEN" in told(await guarded("GET", "api/indexes/team"))["credential"]


async def test_indexes_are_tested(guarded):
    """One that fails is a row with its cause."""
    tested = told(await guarded("POST", "api/test", {}))
    rows = {row["index"]: row for row in tested["rows"]}
    assert rows["team"]["error"]["reference"] == "credential-missing"
    assert rows["local"]["ok"]


async def test_it_is_told_who_answers_for_a_name(api):
    """By the rule of the set in use."""
    await api("PUT", "api/active", {"names": ["team"]}, If_Match=await api.version("api/active"))
    why = told(await api("GET", "api/why?project=Acme_Models"))
    assert (why["project"], why["index"], why["rule"]) == ("acme-models", "team", "listed")


async def test_names_are_found(api):
    """On the indexes in use."""
    await api("PUT", "api/active", {"names": ["team"]}, If_Match=await api.version("api/active"))
    found = told(await api("GET", "api/search?text=acme"))
    assert found["rows"] == [["acme-models", "team"]]


@pytest.mark.parametrize("query", ["", "?project=", "?project=a&project=b"])
async def test_a_question_without_its_word_is_refused(api, query):
    """One clear error."""
    answer = await api("GET", f"api/why{query}")
    assert (answer.code, reference(answer)) == (400, "invalid-field")


async def test_events_tell_the_real_cause_of_a_refusal(api, jp_serverapp, open_team):
    """As a list and as a stream."""
    await api("PUT", "api/active", {"names": ["team"], "only": True}, If_Match=await api.version("api/active"))
    environ = jp_serverapp.web_app.settings["terminal_manager"].extra_env
    open_team.server.stop()
    page, _text = await jp_serverapp.io_loop.run_in_executor(None, asked, environ["PIP_INDEX_URL"] + "acme-models/")
    assert page == 403
    told_events = told(await api("GET", "api/events"))
    (refusal,) = [each for each in told_events["events"] if each["event"]["kind"] == "Refusal"]
    assert refusal["kernel"].startswith("terminals-")
    assert "team" in refusal["event"]["error"]["what"]
    assert told(await api("GET", f"api/events?after={told_events['mark']}"))["events"] == []


@pytest.mark.parametrize("place", ["x", "-1", "1e9", "9" * 40])
async def test_a_place_that_is_none_is_refused(api, place):
    """One clear error."""
    answer = await api("GET", f"api/events?after={place}")
    assert (answer.code, reference(answer)) == (400, "invalid-field")


async def test_what_was_installed_is_told_for_each_environment(api):
    """Nothing yet."""
    assert told(await api("GET", "api/installs")) == {"environments": []}
