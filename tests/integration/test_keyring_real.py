"""The keyring of a real desktop, open, locked and gone, and backends of every other temper, from real terminals."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest

from tests.canary import Canary
from tests.packages import wheel
from tests.servers.repository import Repository
from tests.servers.secret_service import SecretService, secret_service
from tests.servers.simple import SimpleApi
from tests.servers.web import WebServer

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "s3cret/of+the desk:t%p"
CANARY = Canary(SECRET, ("bob",))
SCRIPTS = Path(sysconfig.get_path("scripts"))
UNLOCK = "Unlock it; without a desktop: gnome-keyring-daemon --unlock"
ELSEWHERE = "or jupyter altindex login fury --env VARIABLE"
REAL = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
"""The one backend that is meant here: by default the library takes another where the real one is gone."""
BACKENDS = Path(__file__).with_name("keyring_backends.py")


@dataclass
class Desk:
    """Someone at a terminal: the keyring, the index with a login, and the public one."""

    service: SecretService
    url: str
    public: str

    def environ(self, backend: str = "", **variables: str) -> dict[str, str]:
        """Give the environment of a terminal; *backend* is one of those of our own."""
        chosen = {"PYTHON_KEYRING_BACKEND": f"keyring_backends.{backend}", "PYTHONPATH": str(BACKENDS.parent)}
        return {**self.service.environ, "PIP_INDEX_URL": self.public, **(chosen if backend else {}), **variables}

    def run(self, *words: str, **how: str) -> subprocess.CompletedProcess[str]:
        """Run a command that asks nothing."""
        environ = self.environ(**how)
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.run(words, env=environ, cwd=self.service.home, timeout=120, check=False, **pipes)

    def altindex(self, *words: str, **how: str) -> subprocess.CompletedProcess[str]:
        """Run our command for terminals."""
        return self.run(str(SCRIPTS / "jupyter-altindex"), *words, **how)

    def python(self, code: str, **how: str) -> subprocess.CompletedProcess[str]:
        """Use the Python API in a process of its own."""
        return self.run(sys.executable, "-c", f"import altindex_magic as altindex\n{code}", **how)

    def login(self, *words: str, **how: str) -> str:
        """Type the secret at the hidden prompt, and give all that was to be seen, in one line."""
        environ = self.environ(**how)
        command = str(SCRIPTS / "jupyter-altindex")
        child = pexpect.spawn(
            command, ["login", "fury", *words], env=environ, cwd=str(self.service.home), encoding="utf-8", timeout=60
        )
        child.expect("Secret for fury")
        child.sendline(SECRET)
        child.expect(pexpect.EOF)
        child.close()
        assert SECRET not in child.before
        return " ".join(child.before.split())


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[SecretService]:
    """Run one bus and one keyring for this file."""
    with secret_service(tmp_path_factory.mktemp("desk") / "service") as running:
        yield running


@pytest.fixture(scope="module")
def indexes(tmp_path_factory) -> Iterator[tuple[str, str]]:
    """Serve ``acme-models`` to bob alone, and nothing to everybody."""
    folder = tmp_path_factory.mktemp("indexes")
    for name in ("private", "public"):
        (folder / name).mkdir()
    wheel(folder / "private", "acme-models", "1.0")
    private = WebServer(SimpleApi(Repository(folder / "private"), login=("bob", SECRET)))
    public = WebServer(SimpleApi(Repository(folder / "public")))
    private.start()
    public.start()
    yield f"{private.origin}/simple/", f"{public.origin}/simple/"
    private.stop()
    public.stop()


@pytest.fixture
def desk(service, indexes) -> Iterator[Desk]:
    """Give an unlocked, empty keyring and a home in which ``fury`` is defined."""
    service.unlock()
    someone = Desk(service, *indexes)
    assert someone.altindex("add", "fury", someone.url, "--username", "bob").returncode == 0
    yield someone
    shutil.rmtree(service.home)
    service.home.mkdir(mode=0o700)


def test_the_whole_way_of_a_secret_through_a_real_keyring(desk, tmp_path):
    """Login keeps it there and nowhere else, installs use it, the list names it, logout removes it."""
    said = desk.login()
    assert "The secret for fury is kept in the keyring." in said
    assert "may not encrypt" not in said
    assert desk.service.holds(desk.url)
    assert CANARY.search(desk.service.home, tmp_path) == []

    pip = (sys.executable, "-m", "pip", "install", "--no-compile", "--target", str(tmp_path / "here"), "acme-models")
    installed = desk.altindex("use", "fury", "--", *pip)
    assert installed.returncode == 0, installed.stdout
    assert (tmp_path / "here" / "acme_models-1.0.dist-info").is_dir()

    assert "keyring" in desk.altindex("list").stdout
    found = desk.python("print(altindex.test('fury'))")
    assert found.returncode == 0, found.stdout

    assert "removed from the keyring" in desk.altindex("logout", "fury").stdout
    assert not desk.service.holds(desk.url)
    assert desk.altindex("test", "fury").returncode == 1


def test_plain_pip_and_uv_find_what_was_kept(desk, tmp_path):
    """After an export: pip by the library in its own environment, uv by the program ``keyring``."""
    desk.login()
    assert "keyring-provider = import" in desk.altindex("export", "pip", "fury", "--only").stdout
    assert 'keyring-provider = "subprocess"' in desk.altindex("export", "uv", "fury", "--only").stdout
    path = {"PATH": f"{SCRIPTS}:{desk.service.environ['PATH']}", "PIP_INDEX_URL": ""}
    for words in ((sys.executable, "-m", "pip", "install"), (str(SCRIPTS / "uv"), "pip", "install", "--no-cache")):
        folder = tmp_path / words[-2]
        fetched = desk.run(*words, "--target", str(folder), "acme-models", **path)
        assert fetched.returncode == 0, fetched.stdout
        assert SECRET not in fetched.stdout
        assert (folder / "acme_models-1.0.dist-info").is_dir()
    assert CANARY.search(desk.service.home, tmp_path) == []


def test_a_locked_keyring_is_told_and_what_to_do(desk):
    """Nothing hangs, nothing is lost: unlocked, it has the secret still."""
    desk.login()
    desk.service.lock()
    assert "(locked?)" in desk.altindex("list").stdout
    missing = " ".join(desk.altindex("test", "fury").stdout.split())
    assert "answered 401 Unauthorized. The keyring cannot be used for fury. It is locked." in missing
    refused = desk.login()
    assert "The keyring cannot be used for fury. [keyring-failed]" in refused
    assert "why It is locked. do " + UNLOCK in refused
    assert ELSEWHERE in refused
    assert "is kept in this session" not in refused, "a terminal command ends at once"
    desk.service.unlock()
    assert desk.altindex("test", "fury").returncode == 0


def test_a_keyring_that_has_ended_in_between(desk):
    """It is told as what it is, and serves again when it is back."""
    desk.login()
    desk.service.stop_keyring()
    told = " ".join(desk.altindex("test", "fury", **REAL).stdout.split())
    assert "The keyring cannot be used for fury. Its backend failed with RuntimeError." in told
    assert ELSEWHERE in desk.login("--keep", "keyring", **REAL)
    desk.service.unlock()
    assert desk.altindex("test", "fury").returncode == 0


def test_without_a_bus_there_is_no_keyring(desk):
    """As in a container: a variable does instead, and the terminal says what does not."""
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", **REAL}
    assert "keyring-failed" in desk.login("--keep", "keyring", **nowhere)
    shown = desk.altindex("login", "fury", "--env", "TOKEN", TOKEN=SECRET, **nowhere)
    assert shown.returncode == 0, shown.stdout
    assert "env TOKEN" in desk.altindex("list", TOKEN=SECRET, **nowhere).stdout


@pytest.mark.parametrize(
    ("backend", "questions", "why"),
    [
        ("Hanging", "set ", "It did not answer within 10 seconds; it may be locked."),
        ("Raising", "set ", "Its backend failed with RuntimeError."),
        ("Rubbish", "set set get ", "It did not keep the secret."),
        ("Forgetful", "set set get ", "It did not keep the secret."),
    ],
)
def test_a_backend_of_another_temper_is_one_clear_error(desk, backend, questions, why):
    """It costs its patience once, quotes nothing, and the login is kept for the session where that is wanted."""
    asked = desk.service.home / "keyring-asked"
    asked.write_text("")
    told = desk.login("--keep", "keyring", backend=backend)
    assert asked.read_text() == questions
    assert f"The keyring cannot be used for fury. [keyring-failed] index fury why {why}" in told
    assert "s3cret" not in told


def test_a_backend_that_answers_rubbish_is_passed_over(desk):
    """No traceback, but the index's own "no", and why the keyring said nothing."""
    told = " ".join(desk.altindex("test", "fury", backend="Rubbish").stdout.split())
    assert "The keyring cannot be used for fury. It answered what is no text." in told
    assert "Traceback" not in told


@pytest.mark.parametrize("backend", ["fail.Keyring", "null.Keyring", "chainer.ChainerBackend"])
def test_a_stand_in_is_no_keyring(desk, backend):
    """A terminal command has no session that could keep the secret, and says where else it can come from."""
    told = desk.login(PYTHON_KEYRING_BACKEND=f"keyring.backends.{backend}", DBUS_SESSION_BUS_ADDRESS="")
    assert "why There is no keyring on this machine." in told
    assert ELSEWHERE in told


def test_a_keyring_that_does_not_encrypt_is_warned_of(desk):
    """It is used, as the user's choice, and named."""
    told = desk.login(PYTHON_KEYRING_BACKEND="keyrings.alt.file.PlaintextKeyring")
    assert "is kept in the keyring." in told
    assert "The keyring here (file PlaintextKeyring) may not encrypt what it keeps." in told
