"""The description of the REST API says what the handlers do."""

from __future__ import annotations

import json
import re
from dataclasses import fields

import jsonschema
import pytest

from altindex_magic import request
from altindex_magic.server.api.routes import DESCRIPTION, ROUTES
from tests.doors.server.api.conftest import told

SPEC = json.loads(DESCRIPTION.read_text())
METHODS = ("get", "put", "patch", "post", "delete")
SAID_ELSEWHERE = {
    "Add": {"name", "replace", "dry_run"},
    "Login": {"name", "command"},
    "Use": {"uploads"},
    "Test": set(),
}
"""The fields of requests that the path or the method says, and those that REST does not offer."""


def schema(part):
    """Make a schema of a part of the description, with what it refers to."""
    return {**part, "components": SPEC["components"]}


def test_each_route_and_method_is_described_and_no_other():
    """Both ways."""
    described = {(path, method) for path, item in SPEC["paths"].items() for method in METHODS if method in item}
    handled = {
        (path.removeprefix("/altindex/api").replace("([^/]+)", "{name}"), method)
        for path, handler in ROUTES
        for method in METHODS
        if method in vars(handler)
    }
    assert described == handled


@pytest.mark.parametrize("name", SAID_ELSEWHERE)
def test_a_body_has_the_fields_of_its_request(name):
    """A new field of a request must be described, or be said to be none of REST's."""
    properties = set(SPEC["components"]["schemas"][name]["properties"]) - {"secret"}
    assert properties == {field.name for field in fields(getattr(request, name))} - SAID_ELSEWHERE[name]


@pytest.mark.parametrize(
    "path",
    ["/indexes", "/indexes/team", "/active", "/presets", "/why?project=acme-models", "/search?text=acme", "/installs"],
)
async def test_an_answer_is_as_described(api, path):
    """Every field that is promised is there."""
    answer = await api("GET", f"api{path}")
    assert answer.code == 200, answer.body
    item = SPEC["paths"][re.sub(r"\?.*|(?<=indexes)/team", lambda found: "/{name}" if "team" in found[0] else "", path)]
    content = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(told(answer), schema(content))


async def test_an_error_is_as_described(api):
    """Ours, and one of the protocol's own."""
    wanted = SPEC["components"]["responses"]["Error"]["content"]["application/json"]["schema"]
    for path in ("api/indexes/nobody", "api/indexes/team/credential", "api/why"):
        answer = await api("GET", path)
        assert answer.code >= 400
        jsonschema.validate(told(answer), schema(wanted))


async def test_the_description_is_served(api):
    """To whoever may read."""
    assert told(await api("GET", "api/openapi.json")) == SPEC


def test_the_description_is_valid():
    """Every reference leads somewhere, and every schema is one."""
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', DESCRIPTION.read_text()):
        part = SPEC
        for step in reference.split("/"):
            part = part[step]
    for part in SPEC["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(part)
