"""Who may not ask gets nothing, and what should not be sent changes nothing."""

from __future__ import annotations

import warnings

import pytest
from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import JupyterServerAuthWarning

from altindex_magic.server.api.routes import ROUTES
from tests.doors.server.api.conftest import Api, Picky, ReadOnly, reference, told
from tests.doors.server.conftest import SECRET

PATHS = [path.replace("([^/]+)", "team").removeprefix("/altindex/") for path, _ in ROUTES]
METHODS = [
    (method, path)
    for path, (_, handler) in zip(PATHS, ROUTES, strict=True)
    for method in ("GET", "PUT", "PATCH", "DELETE", "POST")
    if method.lower() in vars(handler)
]
each_route = pytest.mark.parametrize(("method", "path"), [*METHODS, ("GET", "")], ids=lambda each: each or "page")


@each_route
async def test_nobody_gets_in_without_a_token(api, method, path):
    """Whatever the route; the page leads to the login."""
    answer = await api(method, path, {} if method not in {"GET", "DELETE"} else None, Authorization="")
    assert answer.code == (302 if path == "" else 403)
    assert b"team" not in answer.body


@each_route
async def test_nobody_gets_in_with_a_wrong_token(api, method, path):
    """Whatever the route."""
    answer = await api(method, path, {} if method not in {"GET", "DELETE"} else None, Authorization="token wrong")
    assert answer.code == (302 if path == "" else 403)


class TestDenied:
    """An ``Authorizer`` that denies everything of ours."""

    @pytest.fixture
    def jp_server_config(self):
        extensions = {"altindex_magic": True}
        return {"ServerApp": {"jpserver_extensions": extensions, "authorizer_class": Picky}}

    @each_route
    async def test_whom_the_authorizer_denies_gets_nothing(self, api, method, path):
        """Whatever the route."""
        answer = await api(method, path, {} if method not in {"GET", "DELETE"} else None)
        assert answer.code == 403
        assert b"127.0.0.1" not in answer.body


class TestReadOnly:
    """An ``Authorizer`` that allows reading."""

    @pytest.fixture
    def jp_server_config(self):
        extensions = {"altindex_magic": True}
        return {"ServerApp": {"jpserver_extensions": extensions, "authorizer_class": ReadOnly}}

    async def test_who_may_read_only_cannot_write(self, api):
        """Reading goes on."""
        version = await api.version("api/indexes/team")
        assert (await api("DELETE", "api/indexes/team", If_Match=version)).code == 403
        assert (await api("PUT", "api/active", {"names": []}, If_Match=version)).code == 403
        assert (await api("GET", "api/active")).code == 200


@pytest.mark.parametrize(("method", "path"), [each for each in METHODS if each[0] != "GET"])
async def test_a_browser_needs_the_xsrf_token(api, jp_serverapp, method, path):
    """A cookie alone, which a browser sends from any page, is not enough."""
    cookie = await session_cookie(api, jp_serverapp)
    answer = await api(method, path, {} if method != "DELETE" else None, Authorization="", Cookie=cookie)
    assert answer.code == 403
    xsrf = cookie.rpartition("_xsrf=")[2]
    answer = await api(
        method, path, {} if method != "DELETE" else None, Authorization="", Cookie=cookie, X_XSRFToken=xsrf
    )
    assert answer.code != 403


async def session_cookie(api: Api, app) -> str:
    """Log in as a browser does, and give the cookies."""
    answer = await api.fetch("altindex", params={"token": app.identity_provider.token}, headers={"Authorization": ""})
    return "; ".join(cookie.partition(";")[0] for cookie in answer.headers.get_list("Set-Cookie"))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b'{"names": NaN}', b"\xff\xfe", SECRET.encode()], ids=repr
)
async def test_what_is_no_json_object_is_refused(api, body, caplog):
    """And repeated nowhere: it may hold a secret."""
    caplog.set_level("DEBUG")
    answer = await api("PUT", "api/active", body, If_Match='"x"')
    assert (answer.code, reference(answer)) == (400, "invalid-field")
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "api/indexes/fury", {"url": "https://x.example/", "colour": "red"}),
        ("PUT", "api/indexes/fury", {"url": 7}),
        ("PUT", "api/indexes/fury", {"url": "https://x.example/", "replace": True}),
        ("PUT", "api/indexes/fury", {"url": "https://x.example/", "scope": "everywhere"}),
        ("PATCH", "api/indexes/team", {"colour": "red"}),
        ("PATCH", "api/indexes/team", {"name": 7}),
        ("PUT", "api/active", {"names": "team"}),
        ("PUT", "api/active", {"names": ["team"], "uploads": True}),
        ("POST", "api/test", {"names": ["team"], "deep": True}),
        ("PUT", "api/indexes/team/credential", {"secret": ["x"]}),
        ("PUT", "api/indexes/team/credential", {"command": "cat /etc/passwd"}),
        ("PUT", "api/indexes/team/credential", {}),
    ],
    ids=repr,
)
async def test_unknown_and_malformed_fields_are_refused(api, method, path, body):
    """Each with one clear error, and nothing is changed."""
    before = told(await api("GET", "api/indexes"))
    answer = await api(method, path, body, If_Match='"x"')
    assert (answer.code, reference(answer)) == (400, "invalid-field")
    assert told(await api("GET", "api/indexes")) == before


@pytest.mark.parametrize("name", ["..%2f..%2fetc", "%2e%2e", "a%00b", "%0d%0aX-Evil:1", "a" * 200, "-", "%E2%80%AE"])
@pytest.mark.parametrize("below", ["", "/credential"])
async def test_a_name_that_is_a_trick_is_no_name(api, jp_base_url, http_server_client, jp_auth_header, *, name, below):
    """No path is made of it, and it is not repeated raw."""
    try:
        answer = await http_server_client.fetch(
            f"{jp_base_url}altindex/api/indexes/{name}{below}",
            method="DELETE",
            headers={**jp_auth_header, "If-Match": '"x"'},
            raise_error=False,
        )
    except ValueError:  # the client itself does not send it
        return
    assert answer.code in {400, 404}
    assert b"\x00" not in answer.body
    assert "X-Evil" not in answer.headers


async def test_a_body_of_ten_megabytes_is_refused(api):
    """None that is honest comes near."""
    answer = await api("PUT", "api/active", b'{"names": ["' + b"a" * 10_000_000 + b'"]}', If_Match='"x"')
    assert (answer.code, reference(answer)) == (413, "http-413")


async def test_a_secret_in_a_url_is_refused_and_not_repeated(api, caplog):
    """The answer tells the way to do it right."""
    caplog.set_level("DEBUG")
    body = {"url": f"https://alice:{SECRET.replace('/', '')}@pypi.example.com/simple/"}
    answer = await api("PUT", "api/indexes/fury", body, If_None_Match="*")
    assert answer.code == 400
    assert reference(answer) in {"secret-in-field", "secret-in-url"}
    assert SECRET.replace("/", "").encode() not in answer.body
    assert SECRET.replace("/", "") not in caplog.text


async def test_a_secret_cannot_be_read(api):
    """There is no such method."""
    assert (await api("GET", "api/indexes/team/credential")).code == 405


def test_every_method_is_marked_as_authenticated(api, jp_serverapp):
    """The server itself looks at each when it is told to let nobody in unauthenticated."""
    jp_serverapp.web_app.settings["allow_unauthenticated_access"] = False
    with warnings.catch_warnings():
        warnings.simplefilter("error", JupyterServerAuthWarning)
        jp_serverapp.web_app.add_handlers(".*$", [(f"/again{path}", handler) for path, handler in ROUTES])
    own = [method for _, handler in ROUTES for method in vars(handler) if method in vars(APIHandler)]
    assert "options" not in own


async def test_the_page_allows_nothing_from_elsewhere(api):
    """No inline script, no other origin, no frame of another site."""
    answer = await api("GET", "")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert b"<style" not in answer.body
    assert b"://" not in answer.body.replace(b"http://www.w3.org", b"")
