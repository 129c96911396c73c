"""The servers of the tests are true: plain pip, uv and twine get on with them as with any index."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tests.packages import sdist, wheel
from tests.servers.base import ServerMissing, find_program, listens
from tests.servers.folder import write_simple_tree
from tests.servers.moody import FAULTS, Mood
from tests.servers.nginx import nginx as run_nginx
from tests.servers.simple import HTML, JSON


def download(url, requirement, folder, *options):
    """Let plain pip download *requirement* from *url* into *folder*; give what it wrote, or its complaint."""
    argv = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-input", "--retries=0", "--timeout=30"]
    argv += ["--disable-pip-version-check", "--index-url", url, "--dest", str(folder), *options, requirement]
    done = subprocess.run(argv, check=False, capture_output=True, text=True)
    return sorted(path.name for path in folder.glob("*")) if done.returncode == 0 else done.stdout + done.stderr


def upload(server, *paths):
    """Let plain twine upload *paths*; give its exit code and words."""
    argv = [sys.executable, "-m", "twine", "upload", "--non-interactive", "--disable-progress-bar"]
    argv += ["--repository-url", server.upload_url, "--username", server.username, "--password", server.password]
    done = subprocess.run([*argv, *map(str, paths)], check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def get(url, **headers):
    """Get *url* and give status, content type and body."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers.get_content_type(), b""


def test_pypiserver_takes_and_gives(pypiserver, tmp_path):
    """What twine uploads with the password, pip downloads with the password."""
    made = [wheel(tmp_path / "dist", "acme-models", "1.0"), sdist(tmp_path / "dist", "acme-models", "1.0")]
    code, words = upload(pypiserver, *made)
    assert code == 0, words
    assert download(pypiserver.url_with_login, "acme-models", tmp_path / "got") == ["acme_models-1.0-py3-none-any.whl"]


def test_pypiserver_asks_for_the_password(pypiserver, tmp_path):
    """Without it there is neither a list, nor a page, nor an upload."""
    assert get(pypiserver.url)[0] == 401
    assert get(f"{pypiserver.url}acme-models/")[0] == 401
    argv = [sys.executable, "-m", "twine", "upload", "--non-interactive", "--repository-url", pypiserver.upload_url]
    argv += ["--username", "nobody", "--password", "wrong", str(wheel(tmp_path, "acme-models", "1.0"))]
    refused = subprocess.run(argv, check=False, capture_output=True, text=True)
    assert refused.returncode != 0
    assert "403" in refused.stdout + refused.stderr


def test_pypiserver_is_empty_for_each_test(pypiserver):
    """One test's uploads are not the next one's."""
    assert list(pypiserver.folder.iterdir()) == []


def test_devpi_takes_and_gives(devpi, tmp_path):
    """What twine uploads as alice, pip downloads as anyone."""
    code, words = upload(devpi, wheel(tmp_path / "dist", "acme-models", "1.0"))
    assert code == 0, words
    assert download(devpi.url, "acme-models", tmp_path / "got") == ["acme_models-1.0-py3-none-any.whl"]


def test_devpi_refuses_an_upload_of_nobody(devpi, tmp_path):
    """Only alice may upload."""
    argv = [sys.executable, "-m", "twine", "upload", "--non-interactive", "--repository-url", devpi.upload_url]
    argv += ["--username", "alice", "--password", "wrong", str(wheel(tmp_path, "acme-models", "1.0"))]
    assert subprocess.run(argv, check=False, capture_output=True).returncode != 0


def test_nginx_needs_its_authority_and_its_password(nginx, tmp_path):
    """Pip gets in with both, and with neither one alone."""
    trust = ["--cert", str(nginx.ca_cert)]
    wanted = ["acme_tls-1.1-py3-none-any.whl"]
    assert download(nginx.url_with_login, "acme-tls", tmp_path / "both", *trust) == wanted
    assert "acme-tls" in download(nginx.url, "acme-tls", tmp_path / "no-password", *trust)
    assert "CERTIFICATE_VERIFY_FAILED" in download(nginx.url_with_login, "acme-tls", tmp_path / "no-authority")


def test_nginx_can_ask_for_a_client_certificate(tmp_path):
    """Without the certificate it answers 400 to the very same request."""
    wheel(tmp_path / "dist", "acme-mutual", "1.0")
    with run_nginx(tmp_path / "nginx", tmp_path / "dist", client_certificates=True) as server:
        trust = ["--cert", str(server.ca_cert)]
        mine = ["--client-cert", str(server.client_cert)]
        wanted = ["acme_mutual-1.0-py3-none-any.whl"]
        assert download(server.url_with_login, "acme-mutual", tmp_path / "with", *trust, *mine) == wanted
        assert "acme-mutual" in download(server.url_with_login, "acme-mutual", tmp_path / "without", *trust)


def test_a_server_turned_off_refuses_and_comes_back(nginx, tmp_path):
    """The port stays its own."""
    port = int(nginx.url.split(":")[2].partition("/")[0])
    nginx.stop()
    assert not listens(port)
    nginx.start()
    assert listens(port)


def test_a_missing_server_fails_with_the_way_to_install_it():
    """Nothing is skipped in silence."""
    with pytest.raises(ServerMissing) as missing:
        find_program("no-such-server", "apt-get install no-such-server")
    assert str(missing.value) == (
        "the tests need no-such-server, and it is not installed: apt-get install no-such-server"
    )


def test_json_only_answers_406_to_a_client_of_html(json_only):
    """PEP 691 has a status for it."""
    wheel(json_only.folder, "acme-models", "1.0")
    assert get(json_only.url, Accept=HTML)[0] == 406
    status, form, body = get(json_only.url, Accept=f"{JSON}, {HTML};q=0.1")
    assert (status, form) == (200, JSON)
    assert json.loads(body)["projects"] == [{"name": "acme-models"}]


def test_json_only_serves_pip_with_all_that_the_protocol_has(json_only, tmp_path):
    """Pip reads the page, the core metadata and the file, and passes over what it does not know."""
    made = wheel(json_only.folder, "acme-models", "1.0", requires=["acme-base>=1"])
    yanked = wheel(json_only.folder, "acme-models", "2.0")
    json_only.tell_of_file(made.name, upload_time="2026-01-01T00:00:00Z", provenance="https://x.invalid/p", _odd=[1])
    json_only.tell_of_file(yanked.name, yanked="it was wrong")
    json_only.tell_of_project("acme-models", project_status={"status": "active"}, _odd={"a": None})
    page = json.loads(get(f"{json_only.url}acme-models/", Accept=JSON)[2])
    assert page["versions"] == ["1.0", "2.0"]
    assert page["project-status"] == {"status": "active"}
    assert page["files"][0]["upload-time"] == "2026-01-01T00:00:00Z"
    assert page["files"][0]["size"] == made.stat().st_size
    assert page["files"][1]["yanked"] == "it was wrong"
    assert download(json_only.url, "acme-models", tmp_path / "got") == [made.name]
    paths = [asked.path for asked in json_only.api.asked]
    assert f"/files/{made.name}.metadata" in paths


def test_public_index_remembers_who_asked_what(public, tmp_path):
    """Every name is on record, with the headers of the request; files come from an origin of their own."""
    wheel(public.folder, "numpy", "2.0")
    assert download(public.url, "numpy", tmp_path / "got") == ["numpy-2.0-py3-none-any.whl"]
    assert "No matching distribution" in download(public.url, "acme-secret-name", tmp_path / "none")
    assert public.api.projects_asked() == {"numpy", "acme-secret-name"}
    hosts = {asked.path.split("/")[1]: asked.headers["Host"] for asked in public.api.asked}
    assert hosts["simple"] != hosts["files"]
    assert public.api.asked[0].headers["User-Agent"].startswith("pip/")


def test_static_tree_is_an_index_for_pip(tmp_path):
    """Pip reads PEP 503 pages from a folder."""
    wheel(tmp_path / "dist", "acme-models", "1.0")
    tree = write_simple_tree(tmp_path / "dist", tmp_path / "tree")
    assert download(tree.as_uri(), "acme-models", tmp_path / "got") == ["acme_models-1.0-py3-none-any.whl"]


def test_share_can_be_unmounted(share):
    """A share that is off is a folder that is not there."""
    wheel(share.folder, "acme-models", "1.0")
    share.stop()
    assert not share.folder.exists()
    share.start()
    assert len(list(share.folder.iterdir())) == 1


def test_moody_in_good_health_serves_who_has_the_password(moody, tmp_path):
    """It is a true index, until it is told otherwise."""
    wheel(moody.folder, "acme-models", "1.0")
    login = moody.server().url_with_login
    assert download(login, "acme-models", tmp_path / "got") == ["acme_models-1.0-py3-none-any.whl"]
    assert get(moody.url)[0] == 401


@pytest.mark.parametrize("mood", FAULTS)
def test_moody_breaks_for_pip_and_recovers(moody, tmp_path, mood):
    """In each bad mood pip gets nothing; in good health again it gets its file."""
    wheel(moody.folder, "acme-models", "1.0")
    moody.become(mood)
    assert "acme-models" in download(moody.server().url_with_login, "acme-models", tmp_path / "bad")
    moody.become(Mood.HEALTHY)
    got = download(moody.server().url_with_login, "acme-models", tmp_path / "good")
    assert got == ["acme_models-1.0-py3-none-any.whl"]


@pytest.mark.parametrize(
    ("mood", "status"),
    [
        (Mood.UNAUTHORIZED, 401),
        (Mood.FORBIDDEN, 403),
        (Mood.NOT_FOUND, 404),
        (Mood.BROKEN, 500),
        (Mood.LOGIN_PAGE, 200),
    ],
)
def test_moody_answers_with_the_status_of_its_mood(moody, mood, status):
    """Each mood that answers at all is known by its status."""
    moody.become(mood)
    assert get(moody.url)[:2] == (status, "text/html" if mood is Mood.LOGIN_PAGE else "text/plain")


def test_moody_shows_its_other_faults_below_http(moody):
    """Refused, unknown, untrusted and silent: no answer at all, each in its own way."""
    reasons = {}
    for mood in (Mood.REFUSED, Mood.BAD_TLS, Mood.NO_DNS):
        moody.become(mood)
        with pytest.raises(urllib.error.URLError) as failure:
            get(moody.url)
        reasons[mood] = type(failure.value.reason).__name__
    assert reasons[Mood.REFUSED] == "ConnectionRefusedError"
    assert reasons[Mood.BAD_TLS] == ssl.SSLCertVerificationError.__name__
    assert reasons[Mood.NO_DNS] == "gaierror"
    moody.become(Mood.SILENT)
    with pytest.raises(TimeoutError):
        urllib.request.urlopen(moody.url, timeout=0.3)
