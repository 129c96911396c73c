"""A page of the attacker's in the user's browser talks to the user's Jupyter server, with the user's cookie."""

from tests.doors.server.api.conftest import Api

EVIL = "https://attacker.example"
BODY = {"url": f"{EVIL}/simple/"}


async def test_a_body_from_another_origin(table, jp_fetch, jp_serverapp):
    """It can neither define an index nor put one to use: the token it lacks, and the XSRF token it cannot read."""
    api = Api(jp_fetch)
    token = jp_serverapp.identity_provider.token
    page = await jp_fetch("altindex", params={"token": token}, headers={"Authorization": ""})
    cookie = "; ".join(each.partition(";")[0] for each in page.headers.get_list("Set-Cookie"))
    assert cookie
    strangers = ({}, {"Cookie": cookie}, {"Cookie": cookie, "Content_Type": "text/plain"})
    answers = [
        await api(method, path, body, Authorization="", Origin=EVIL, If_None_Match="*", **headers)
        for headers in strangers
        for method, path, body in (("PUT", "api/indexes/evil", BODY), ("PUT", "api/active", {"names": ["local"]}))
    ]
    table.record("REST body from another origin", {}, any(answer.code < 400 for answer in answers))
    readers = [answer.headers.get("Access-Control-Allow-Origin") for answer in answers]
    table.record("REST answer readable from another origin", {}, any(readers))
    assert "evil" not in (await api("GET", "api/indexes")).body.decode()
