"""Names and texts of the attacker's, on their way to a disk, a terminal or a notebook."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

import pytest
from aiohttp import web

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from altindex_magic.render.html import to_html
from altindex_magic.render.text import to_text
from tests.attacks.stage import PRIVATE, SECRET
from tests.canary import Canary
from tests.users import perform

PAGE = f"/simple/{PRIVATE}/"
HOSTILE_FILES = [
    "../../../../tmp/acme_models-1.0-py3-none-any.whl",
    "acme_models-1.0-py3-none-any.whl/../../../evil.whl",
    "..\\..\\acme_models-1.0-py3-none-any.whl",
    "/etc/acme_models-1.0.tar.gz",
    "acme_models-1.0\u0000.tar.gz",
    "acme_models-1.0\r\nX-Injected: 1.tar.gz",
    "acme_models-1.0\u202egz.rat",
    "<script>alert(1)</script>-1.0.tar.gz",
    "requests_like-1.0-py3-none-any.whl",
]
MARKUP = "<img src=x onerror=alert(1)>\x1b[31m\x1b]0;owned\x07\u202e"


def test_hostile_file_names_are_not_shown(stage):
    """Not one of them is on the page that installers get."""
    stage.open()
    files = [{"filename": name, "url": f"{stage.private.origin}/files/x.whl", "hashes": {}} for name in HOSTILE_FILES]
    page = {"meta": {"api-version": "1.0"}, "name": PRIVATE, "files": files}
    stage.private.says(PAGE, json.dumps(page), Content_Type="application/vnd.pypi.simple.v1+json")
    ours = stage.ours(PRIVATE)
    held = stage.gateway.call(stage.gateway._answers.answered(stage.service.session.routes(), PRIVATE))
    stage.record("hostile file names", {}, bool(held.held.page.files) or any(ran.installed for ran in ours.values()))


@pytest.mark.parametrize("where", ["reason", "redirect", "yanked"])
def test_markup_and_control_characters_of_an_index(stage, where):
    """In what a server says, in a redirect, in why a version was yanked: shown as text, and nothing else."""
    stage.open()
    match where:
        case "reason":
            stage.private.says(PAGE, f"<title>{MARKUP}</title>", 418)
        case "redirect":
            stage.private.says(PAGE, "", 302, Location="https://sso.example/login/<img%20src=x%20onerror=alert(1)>")
        case "yanked":
            stage.private.facts("acme_models-1.0-py3-none-any.whl", yanked=MARKUP)
    try:
        shown = perform(stage.service, request.ListVersions(PRIVATE))
    except AltIndexError as problem:
        shown = [problem]
    html = "".join(str(to_html(each)) for each in shown)
    text = "".join(to_text(each) if not isinstance(each, AltIndexError) else str(each) for each in shown)
    broken = "<img" in html or "\x1b" in html + text or "\u202e" in html + text
    stage.record(f"markup and control characters in the {where} of an answer", {}, broken)


def test_a_secret_that_a_server_echoes(stage):
    """An index that says back what it was sent gets it into no message."""
    stage.open()
    stage.private.says(PAGE, f"you sent {SECRET}", 400, X_Echo=SECRET)
    output = "".join(ran.output for ran in stage.ours(PRIVATE).values())
    told = "".join(str(refusal) for refusal in stage.gateway.feed.refusals_since(0))
    stage.record("server echoes the secret into an error", {}, SECRET in output + told)
    assert told


@pytest.mark.parametrize("way", ["stopped", "garbage"])
def test_a_traceback_with_all_its_variables(stage, way):
    """Debuggers, loggers of errors and some consoles show them: the request that failed is not among them."""
    stage.open()

    async def garbage(request):
        request.transport.write(b"HTTP/1.1 2xx \x00\r\n\r\n")
        request.transport.close()
        return web.Response()

    stage.private.answers["*"] = garbage
    if way == "stopped":
        stage.private.server.stop()
    with pytest.raises(AltIndexError) as caught:
        perform(stage.service, request.Use(("private",)))
    shown = "".join(
        f"{frame.filename} {frame.locals}\n"
        for each in _chain(caught.value)
        for frame in traceback.TracebackException.from_exception(each, capture_locals=True).stack
        if "tests" not in Path(frame.filename).parts
    )
    assert "upstream.py" in shown
    stage.record(f"secret in the variables of a traceback, {way}", {}, bool(Canary(SECRET).dress_in(shown)))


def _chain(problem):
    """Give an exception with all that it came from."""
    while problem is not None:
        yield problem
        problem = problem.__cause__ or problem.__context__
