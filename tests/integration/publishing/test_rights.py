"""Who may publish is decided by the index, by its own credential, and a no says why."""

from __future__ import annotations

import base64
from uuid import uuid4

import pytest

from altindex_magic import request
from tests.packages import wheel


def test_a_wrong_secret_is_told(desk, servers, tmp_path):
    """By the real servers' own statuses."""
    path = wheel(tmp_path / "dist", "acme-models", "1.0")
    for name, server in servers.items():
        desk.add(name, server)
        desk.log_in(name, "mistyped-secret")
        told = desk.refused(request.Upload((str(path),), name))
        assert told.splitlines()[0].endswith(("[credential-refused]", "[upload-forbidden]")), told
        assert f"%altindex login {name}" in told
        desk.log_in(name, server.password)
        assert desk.upload(path, name).rows[0].state == "uploaded"


def test_a_credential_that_may_only_read_is_told(desk, devpi_process, devpi, tmp_path):
    """Devpi knows bob, and bob may not upload to an index of alice's."""
    bob = f"bob-{uuid4().hex}"
    devpi_process._ask("PUT", bob, {"password": "b0b-may-read"})
    path = wheel(tmp_path / "dist", "acme-models", "1.0")
    desk.add("devpi", devpi)
    desk.log_in("devpi", "b0b-may-read", bob)
    told = desk.refused(request.Upload((str(path),), "devpi"))
    assert f"devpi forbids the upload of {path.name}.  [upload-forbidden]" in told
    assert "Take a token that may publish: %altindex login devpi" in told


@pytest.mark.parametrize(
    "answer",
    [
        (400, "File already exists", "", "file-exists"),
        (403, "Forbidden", "this token reads only", "upload-forbidden"),
        (413, "Payload Too Large", "<html><body>413 Request Entity Too Large</body></html>", "upload-too-large"),
        (400, "Invalid value for classifiers", "", "metadata-refused"),
        (404, "Not Found", "", "no-uploads-here"),
        (200, "OK", "<!DOCTYPE html><title>Sign in</title><form></form>", "no-uploads-here"),
        (500, "Internal Server Error", "", "server-error"),
        (418, "Teapot", "short and stout", "upload-failed"),
        (401, "Unauthorized", "", "credential-refused"),
    ],
)
def test_every_no_of_a_server_is_one_clear_error(desk, taker, tmp_path, answer):
    """With the server's own text, and without twine trying five times."""
    status, reason, body, reference = answer
    taker.behaviour.status, taker.behaviour.reason, taker.behaviour.body = status, reason, body
    desk.add("taker", taker)
    told = desk.refused(request.Upload((str(wheel(tmp_path / "dist", "acme-models", "1.0")),), "taker"))
    assert f"[{reference}]" in told.splitlines()[0]
    assert (body or reason if status == 403 else "") in told
    assert len(taker.behaviour.posts) == 1


def test_the_index_gets_its_own_credential_and_no_capability(desk, taker, tmp_path):
    """What twine sent to the gateway stays there."""
    desk.add("taker", taker)
    desk.upload(wheel(tmp_path / "dist", "acme-models", "1.0"), "taker")
    (headers,) = taker.behaviour.posts
    login = f"{taker.username}:{taker.password}"
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == login


def test_an_upload_right_ends_with_its_upload(desk, taker, tmp_path):
    """What twine was given is of no use afterwards."""
    desk.add("taker", taker)
    desk.upload(wheel(tmp_path / "dist", "acme-models", "1.0"), "taker")
    assert not desk.session.gateway._guard._uploads
