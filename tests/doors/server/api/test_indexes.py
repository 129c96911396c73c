"""Indexes by REST: list, get, put, patch, delete."""

from __future__ import annotations

import asyncio

from tests.doors.server.api.conftest import reference, told

NEW = {"url": "https://pypi.example.com/simple/", "packages": ["acme-*"]}


async def test_indexes_are_listed_with_their_versions(api):
    """Each with where it is defined and where its credential comes from, and no credential."""
    answer = told(await api("GET", "api/indexes"))
    rows = {row["index"]["name"]: row for row in answer["indexes"]}
    assert {"team", "local"} <= set(rows)
    assert rows["team"]["version"]
    assert rows["team"]["credential"] == "none"


async def test_one_index_is_given_with_its_version_as_etag(api):
    """The version is what a write has to name."""
    answer = await api("GET", "api/indexes/team")
    assert answer.headers["ETag"] == f'"{told(answer)["version"]}"'
    assert answer.headers["Cache-Control"] == "no-store"


async def test_an_index_that_is_not_there_is_not_found(api):
    """With the reference id of the magic."""
    answer = await api("GET", "api/indexes/nobody")
    assert (answer.code, reference(answer)) == (404, "unknown-index")


async def test_an_index_is_created(api, home):
    """It stands in the user's own file."""
    answer = await api("PUT", "api/indexes/fury", NEW, If_None_Match="*")
    assert answer.code == 200, answer.body
    assert told(answer)["index"]["packages"] == ["acme-*"]
    assert 'name = "fury"' in (home / ".config/altindex/indexes.toml").read_text()


async def test_an_index_is_created_by_preset(api):
    """The fields are those of the magic."""
    body = {"preset": "gemfury", "fields": [["account", "acme"]]}
    answer = told(await api("PUT", "api/indexes/fury", body, If_None_Match="*"))
    assert answer["index"]["preset"] == "gemfury"
    assert "acme" in answer["index"]["url"]


async def test_the_same_put_again_finds_itself_done(api):
    """A write that is repeated because its answer was lost is no conflict."""
    one = told(await api("PUT", "api/indexes/fury", NEW, If_None_Match="*"))
    again = await api("PUT", "api/indexes/fury", NEW, If_None_Match="*")
    assert (again.code, told(again)["version"]) == (200, one["version"])


async def test_a_write_must_name_a_version(api):
    """Otherwise the last one would win."""
    for method, body in (("PUT", NEW), ("PATCH", {"packages": ["x"]}), ("DELETE", None)):
        answer = await api(method, "api/indexes/team", body)
        assert (answer.code, reference(answer)) == (428, "version-needed")


async def test_a_write_to_an_older_version_changes_nothing(api):
    """And says that somebody was faster."""
    old = await api.version("api/indexes/team")
    await api("PATCH", "api/indexes/team", {"packages": ["acme-*"]}, If_Match=old)
    for method, body in (("PUT", NEW), ("PATCH", {"packages": ["x"]}), ("DELETE", None)):
        answer = await api(method, "api/indexes/team", body, If_Match=old)
        assert (answer.code, reference(answer)) == (412, "version-changed")
    assert told(await api("GET", "api/indexes/team"))["index"]["packages"] == ["acme-*"]


async def test_of_many_writers_at_once_one_wins_each_time(api):
    """The others are told, and nothing of theirs is in the file."""
    version = await api.version("api/indexes/team")
    patches = [{"packages": [f"acme-{number}"]} for number in range(12)]
    answers = await asyncio.gather(*(api("PATCH", "api/indexes/team", patch, If_Match=version) for patch in patches))
    codes = sorted(answer.code for answer in answers)
    assert codes == [200, *[412] * 11]
    (won,) = [told(answer)["index"]["packages"] for answer in answers if answer.code == 200]
    assert told(await api("GET", "api/indexes/team"))["index"]["packages"] == won


async def test_a_patch_leaves_the_rest_as_it_is(api, home):
    """Also what no form shows: keys of uv, comments, and keys of tools that we do not know."""
    path = home / ".config/altindex/indexes.toml"
    path.write_text(path.read_text() + 'exclusive = false\nignore-error-codes = [403]\nx-team = "blue" # ours\n')
    version = await api.version("api/indexes/team")
    answer = await api("PATCH", "api/indexes/team", {"packages": ["acme-*"]}, If_Match=version)
    assert answer.code == 200, answer.body
    assert told(answer)["index"]["exclusive"] is False
    text = path.read_text()
    assert 'x-team = "blue" # ours' in text
    assert "ignore-error-codes = [403]" in text


async def test_null_takes_a_field_away(api):
    """As a JSON merge patch does."""
    version = await api.version("api/indexes/team")
    answer = told(await api("PATCH", "api/indexes/team", {"username": None}, If_Match=version))
    assert answer["index"]["username"] is None


async def test_a_name_is_changed(api):
    """The index keeps everything else."""
    version = await api.version("api/indexes/team")
    answer = told(await api("PATCH", "api/indexes/team", {"name": "crew"}, If_Match=version))
    assert answer["index"]["name"] == "crew"
    assert (await api("GET", "api/indexes/team")).code == 404


async def test_an_index_is_forgotten_once(api):
    """And once more is no error."""
    version = await api.version("api/indexes/team")
    for _ in range(2):
        assert (await api("DELETE", "api/indexes/team", If_Match=version)).code == 204


async def test_the_embedded_index_stays(api):
    """It is nobody's to remove."""
    version = await api.version("api/indexes/local")
    answer = await api("DELETE", "api/indexes/local", If_Match=version)
    assert (answer.code, reference(answer)) == (409, "reserved-name")
