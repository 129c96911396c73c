"""Distributions go to real indexes by every way there is, and come back; what cannot go says why."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.credential import NoPrompt
from altindex_magic.event import Built, Published, Upload
from altindex_magic.secret import Secret
from altindex_magic.service import AltIndex, Session, World
from tests.canary import Canary, ProcessWatch
from tests.frontend import frontend
from tests.kernels import Environment, environment, notebook, write_script
from tests.packages import backend_wheel, project, repacked, wheel
from tests.servers.uploads import upload_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.servers.base import Server

BACKEND: Final = ("hatchling", "packaging", "pathspec", "pluggy", "trove-classifiers", "tomlkit")
"""What a build with hatchling needs."""
MEBIBYTE: Final = 2**20


class Desk:
    """A session of this process, and what came of its requests."""

    def __init__(self, default: str) -> None:
        self.answers: list[str] = []
        self.asked: list[str] = []
        os.environ["PIP_INDEX_URL"] = default
        self.service = AltIndex(Session(World(ask_line=self._answer)))
        self.session = self.service.session

    def _answer(self, index: str, question: str) -> str:
        self.asked.append(question)
        if not self.answers:
            raise NoPrompt(index)
        return self.answers.pop(0)

    def add(self, name: str, server: Server, **options: object) -> None:
        """Define an index and log in to it."""
        self.do(request.Add(name, server.url, username=server.username, publish_url=server.upload_url, **options))
        self.log_in(name, server.password)

    def log_in(self, name: str, password: str | None, username: str | None = None) -> None:
        """Hold a secret in this session."""
        index = self.session.store.find(name)
        user = username or index.username or ""
        self.session.credentials.keep(index, user, Secret(password or ""), "session")

    def do(self, wanted: request.Request, on_event: Callable[[object], None] = lambda _event: None) -> list[object]:
        """Perform a request and give its events."""
        events = []
        for event in self.service.perform(wanted):
            events.append(event)
            on_event(event)
        return events

    def upload(self, path: Path, index: str, **options: bool) -> Published:
        """Upload one file and give the result."""
        return self.do(request.Upload((str(path),), index, **options))[-1]

    def refused(self, wanted: request.Request, on_event: Callable[[object], None] = lambda _event: None) -> str:
        """Perform a request that fails, and give its one error as it is read."""
        with pytest.raises(AltIndexError) as caught:
            self.do(wanted, on_event)
        return str(caught.value)

    def versions(self, index: str, name: str) -> list[str]:
        """Ask what can be installed now."""
        self.do(request.Use((index,)))
        return [row.version for row in self.do(request.ListVersions(name))[-1].rows]


@pytest.fixture
def desk(public, monkeypatch, tmp_path) -> Iterator[Desk]:
    """Give a session whose default index is ``public``, which has a build backend."""
    repacked(public.folder, *BACKEND)
    monkeypatch.setenv("PIP_INDEX_URL", public.url)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    made = Desk(public.url)
    yield made
    made.do(request.Off())
    made.session.close()


@pytest.fixture
def taker(tmp_path) -> Iterator[Server]:
    """Give an index of this process that takes uploads as it is told to."""
    folder = tmp_path / "taker"
    folder.mkdir()
    with upload_index(folder) as server:
        yield server


@pytest.fixture
def servers(pypiserver, devpi) -> dict[str, Server]:
    """Give the real servers that take uploads."""
    return {"pypiserver": pypiserver, "devpi": devpi}


def big_wheel(folder: Path, name: str, size: int) -> Path:
    """Write a wheel that takes a while to go over the wire."""
    block = os.urandom(MEBIBYTE).hex()[:MEBIBYTE]
    return wheel(folder, name, "1.0", modules={f"{name}_{n}.py": block[n:] for n in range(size // MEBIBYTE * 2)})


def workplace(root: Path) -> Environment:
    """Make an environment with twine on its path."""
    env = environment(root)
    write_script(env, "twine", "twine.__main__")
    return env


WAYS: Final = ("%altindex publish", "!twine upload", "!uv publish")


@pytest.mark.parametrize("index", ["pypiserver", "devpi", "local"])
def test_every_way_to_publish_reaches_the_index_and_comes_back(index, servers, public, tmp_path):
    """Sdist and wheel go there, and the new version installs at once, each time."""
    repacked(public.folder, *BACKEND)
    env = workplace(tmp_path / "env")
    with notebook(env, {"PIP_INDEX_URL": public.url, "TOKEN": getattr(servers.get(index), "password", "")}) as kernel:
        kernel.run("%load_ext altindex_magic", *definition(index, servers))
        assert kernel.run("%altindex init-package acme-models")[0].ok
        for number, way in enumerate(WAYS, 1):
            set_version(env.work / "acme-models", f"{number}.0")
            if way.startswith("%"):
                done = kernel.run(f"{way} acme-models --to {index}")[0]
            else:
                assert kernel.run(f"%altindex use {index} --uploads")[0].ok
                assert kernel.run("%altindex build acme-models")[0].ok
                done = kernel.run(f"{way} acme-models/dist/*")[0]
            assert done.ok, done.shown
            back = kernel.run(f"%altindex use {index}", "%altindex install --upgrade acme-models")[1]
            assert env.installed().get("acme-models") == f"{number}.0", done.shown + back.shown
        listed = kernel.run("%altindex versions acme-models")[0].text
    assert [line.split()[:3] for line in listed.splitlines()[3:]] == [
        [f"{number}.0", index, "2"] for number in (3, 2, 1)
    ]


def set_version(tree: Path, version: str) -> None:
    """Raise the version of a project, and forget what was built of it."""
    path = tree / "pyproject.toml"
    path.write_text(re.sub("(?m)^version = .*", f'version = "{version}"', path.read_text()))
    shutil.rmtree(tree / "dist", ignore_errors=True)


def definition(index: str, servers: dict[str, Server]) -> list[str]:
    """Write the cells that make an index known."""
    if index == "local":
        return []
    server = servers[index]
    add = f"%altindex add {index} {server.url} --username {server.username} --publish-url {server.upload_url}"
    return [add, f"%altindex login {index} --env TOKEN"]


def test_a_build_gets_private_requirements_and_leaves_a_failure_without_trace(desk, share, tmp_path):
    """The backend is on a private index; without it the error names what is missing, and dist is as it was."""
    backend_wheel(share.folder, "acme-backend", "1.0")
    tree = project(tmp_path / "tree", "acme", "1.0", build_requires=["acme-backend"], build_backend="acme_backend")
    told = desk.refused(request.Build(str(tree)))
    assert "could not be built (exit status 1).  [build-failed]" in told
    assert "acme-backend" in told
    assert not tree.joinpath("dist").exists()
    desk.do(request.Add("share", str(share.folder)))
    desk.do(request.Use(("share",)))
    built = desk.do(request.Build(str(tree)))[-1]
    assert isinstance(built, Built)
    assert [row.filename for row in built.rows] == ["acme-1.0-py3-none-any.whl", "acme-1.0.tar.gz"]
    assert sorted(path.name for path in tree.joinpath("dist").iterdir()) == [row.filename for row in built.rows]


def test_a_dry_run_uploads_nothing(desk, public):
    """It builds, checks, and tells what would go where, with sizes and hashes."""
    desk.do(request.InitPackage("acme-models"))
    shown = desk.do(request.Publish("local", "acme-models", dry_run=True))[-1]
    assert (shown.index, shown.dry_run) == ("local", True)
    assert [(row.filename, row.state) for row in shown.rows] == [
        ("acme_models-0.1.0-py3-none-any.whl", "to upload"),
        ("acme_models-0.1.0.tar.gz", "to upload"),
    ]
    assert all(row.size > 100 and len(row.sha256) == 64 for row in shown.rows)
    assert not list(desk.session.world.places.local_index.rglob("*.whl"))


def test_a_project_without_a_description_is_not_published(desk):
    """`twine check --strict` finds it before the index does."""
    desk.do(request.InitPackage("acme-models"))
    path = Path("acme-models/pyproject.toml")
    path.write_text(path.read_text().replace('readme = "README.md"\n', ""))
    told = desk.refused(request.Publish("local", "acme-models"))
    assert "What was built did not pass `twine check --strict`. Nothing was uploaded.  [check-failed]" in told
    assert "`long_description` missing" in told
    assert not list(desk.session.world.places.local_index.rglob("*.whl"))


@pytest.mark.parametrize("index", ["pypiserver", "devpi", "local"])
def test_a_file_is_never_replaced(desk, servers, index, tmp_path):
    """The same file is an error or left out, another of the same name is an error always."""
    if index != "local":
        desk.add(index, servers[index])
    one = wheel(tmp_path / "one", "acme-models", "1.0")
    other = wheel(tmp_path / "other", "acme-models", "1.0", modules={"acme_models.py": "x = 2\n"})
    assert [row.state for row in desk.upload(one, index).rows] == ["uploaded"]
    assert f"{index} has this very {one.name} already. Nothing was uploaded.  [same-file-exists]" in desk.refused(
        request.Upload((str(one),), index)
    )
    assert [row.state for row in desk.upload(one, index, skip_existing=True).rows] == ["skipped"]
    told = desk.refused(request.Upload((str(other),), index, skip_existing=True))
    assert f"{index} has another file called {one.name} already.  [file-exists]" in told
    assert desk.versions(index, "acme-models") == ["1.0"]


@pytest.mark.parametrize("tool", ["twine upload --disable-progress-bar", "uv publish"])
def test_by_hand_a_file_is_never_replaced_either(devpi, public, tmp_path, tool):
    """The index would replace it: the gateway compares first, says why below the cell, and the old file stays."""
    env = workplace(tmp_path / "env")
    one = wheel(env.work / "one", "acme-models", "1.0")
    wheel(env.work / "other", "acme-models", "1.0", modules={"acme_models.py": "x = 2\n"})
    with notebook(env, {"PIP_INDEX_URL": public.url, "TOKEN": devpi.password}) as kernel:
        kernel.run("%load_ext altindex_magic", *definition("devpi", {"devpi": devpi}))
        assert kernel.run("%altindex use devpi --uploads")[0].ok
        first, again, other = kernel.run(*(f"!{tool} {folder}/*" for folder in ("one", "one", "other")))
        kernel.run("%altindex install acme-models")
    assert "file-exists" not in first.text + again.text, "the same file again counts as uploaded"
    assert f"devpi has another file called {one.name} already. [file-exists]" in other.text
    assert env.site_packages.joinpath("acme_models.py").read_text() == '__version__ = "1.0"\n'


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
    devpi_process._ask("PUT", "bob", {"password": "b0b-may-read"})
    path = wheel(tmp_path / "dist", "acme-models", "1.0")
    desk.add("devpi", devpi)
    desk.log_in("devpi", "b0b-may-read", "bob")
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


def test_a_damaged_or_renamed_wheel_does_not_leave(desk, taker, tmp_path):
    """It is looked at first."""
    desk.add("taker", taker)
    cut = wheel(tmp_path / "cut", "acme-models", "1.0")
    cut.write_bytes(cut.read_bytes()[:-40])
    assert "the file is damaged" in desk.refused(request.Upload((str(cut),), "taker"))
    renamed = wheel(tmp_path / "renamed", "acme-models", "1.0")
    renamed = renamed.rename(renamed.with_name("other-1.0-py3-none-any.whl"))
    assert "its metadata names the project `acme-models`" in desk.refused(request.Upload((str(renamed),), "taker"))
    assert not taker.behaviour.posts


def test_a_server_that_breaks_in_the_middle_is_told(desk, taker, tmp_path):
    """One error, quickly, and the next upload goes through."""
    taker.behaviour.breaks_after = 8 * MEBIBYTE
    desk.add("taker", taker)
    path = big_wheel(tmp_path / "dist", "acme", 24 * MEBIBYTE)
    told = desk.refused(request.Upload((str(path),), "taker"))
    assert f"The upload of {path.name} to taker broke off.  [upload-cut]" in told
    taker.behaviour.breaks_after = None
    assert desk.upload(path, "taker").rows[0].state == "uploaded"


def test_a_server_that_is_killed_in_the_middle_keeps_nothing(desk, pypiserver, tmp_path):
    """Pypiserver dies of SIGKILL while it reads; after its restart there is nothing half published."""
    desk.add("pypiserver", pypiserver)
    path = big_wheel(tmp_path / "dist", "acme", 64 * MEBIBYTE)
    process = pypiserver.switch._process

    def kill(event: object) -> None:
        if isinstance(event, Upload) and event.state == "running" and process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()

    told = desk.refused(request.Upload((str(path),), "pypiserver"), kill)
    pypiserver.stop()
    pypiserver.start()
    assert f"The upload of {path.name} to pypiserver broke off.  [upload-cut]" in told
    assert list(pypiserver.folder.iterdir()) == []
    assert desk.upload(path, "pypiserver").rows[0].state == "uploaded"


@pytest.mark.parametrize("index", ["pypiserver", "devpi", "local"])
def test_an_interrupt_in_the_middle_leaves_nothing_behind(desk, servers, index, tmp_path):
    """No file, no half of one, and the next upload goes through."""
    if index != "local":
        desk.add(index, servers[index])
    path = big_wheel(tmp_path / "dist", "acme", 64 * MEBIBYTE)
    stop: list[str] = []

    def interrupt(event: object) -> None:
        if isinstance(event, Upload) and event.state == "running" and not stop:
            stop.append("now")
            desk.service.stop()

    told = desk.refused(request.Upload((str(path),), index), interrupt)
    assert f"Stopped: the upload to {index} was ended before it had finished.  [upload-stopped]" in told
    assert "No file got there." in told
    folder = desk.session.world.places.local_index if index == "local" else servers["pypiserver"].folder
    assert [each for each in folder.rglob("*") if each.is_file()] == []
    assert desk.upload(path, index).rows[0].state == "uploaded"
    assert desk.versions(index, "acme") == ["1.0"]


def test_an_index_without_a_publish_url_says_so(desk, share, tmp_path):
    """Before anything is built."""
    desk.do(request.Add("mirror", "https://mirror.example.com/simple/"))
    told = desk.refused(request.Publish("mirror", str(tmp_path)))
    assert "mirror has no publish URL, so nothing can be uploaded to it.  [no-publish-url]" in told


def test_a_folder_of_notebooks_is_not_a_package(desk, tmp_path):
    """The way to make one is offered."""
    (tmp_path / "work" / "analysis.ipynb").write_text("{}")
    told = desk.refused(request.Publish("local"))
    assert "This folder cannot be built: it has no pyproject.toml.  [no-project]" in told
    assert "A folder of notebooks is not a package" in told
    assert "%altindex init-package NAME --cells 3,5-7" in told


@pytest.fixture
def open_index(desk, taker) -> Server:
    """Define ``open``, an index that anybody can read."""
    desk.add("open", taker)
    file = desk.session.world.places.indexes_file
    file.write_text(file.read_text() + "exclusive = false\n")
    return taker


def test_a_public_upload_is_confirmed(desk, open_index, tmp_path):
    """Asked, refused, said in the line, and never waited for where nobody is."""
    path = wheel(tmp_path / "dist", "acme-models", "1.0")
    wanted = request.Upload((str(path),), "open")
    assert "must be confirmed, and nobody is here to do it.  [confirmation-needed]" in desk.refused(wanted)
    desk.answers = ["no"]
    assert desk.do(wanted)[-1].text == "Nothing was uploaded."
    assert not open_index.behaviour.posts
    desk.answers = ["yes"]
    assert desk.do(wanted)[-1].rows[0].state == "uploaded"
    assert desk.upload(path, "open", yes=True).rows[0].state == "uploaded"
    assert len(desk.asked) == 3


@pytest.mark.parametrize("claim", ["declared", "listed"])
def test_a_private_name_is_not_made_public(desk, open_index, share, tmp_path, claim):
    """Whether a pattern or the list of a private index says so, in use or not, with --yes or not."""
    wheel(share.folder, "acme-models", "0.9")
    desk.do(request.Add("team", str(share.folder), packages=("acme-*",) if claim == "declared" else ()))
    path = wheel(tmp_path / "dist", "acme-models", "1.0")
    told = desk.refused(request.Upload((str(path),), "open", yes=True))
    assert "`acme-models` belongs to team and is not uploaded to open, which is public.  [private-name]" in told
    assert not open_index.behaviour.posts
    assert desk.upload(wheel(tmp_path / "dist", "free", "1.0"), "open", yes=True).rows[0].state == "uploaded"


def test_a_public_index_is_never_the_target_by_being_next(desk, open_index, share):
    """`use A B --uploads` gives no right to publish on a public B."""
    wheel(share.folder, "acme", "1.0")
    desk.do(request.Add("team", str(share.folder)))
    file = desk.session.world.places.indexes_file
    file.write_text(file.read_text().replace(f'publish-url = "{share.url}"\n', ""))
    assert "team has no publish URL" in desk.refused(request.Use(("team", "open"), uploads=True))


def test_an_upload_right_ends_with_its_upload(desk, taker, tmp_path):
    """What twine was given is of no use afterwards."""
    desk.add("taker", taker)
    desk.upload(wheel(tmp_path / "dist", "acme-models", "1.0"), "taker")
    assert not desk.session.gateway._guard._uploads


def test_cells_become_a_package(env, public):
    """Chosen by their numbers; what is no Python is left out, and the package imports."""
    repacked(public.folder, *BACKEND)
    with notebook(env, {"PIP_INDEX_URL": public.url}) as kernel:
        outcomes = kernel.run(
            '"""Models of ACME."""',
            "%load_ext altindex_magic",
            "%time import packaging\nANSWER = 42",
            "1 / 0",
            "def double(x):\n    return 2 * x",
            "%altindex init-package acme-models --cells 1,3,5",
            "%altindex publish acme-models --to local",
            "%altindex use local",
            "%altindex install acme-models",
            "import acme_models; acme_models.double(acme_models.ANSWER)",
            "%altindex init-package acme-models --cells 1",
            "%altindex init-package other --cells 99",
        )
    assert outcomes[5].ok, outcomes[5].shown
    assert "Lines left out, since only IPython understands them: 1" in outcomes[5].text
    assert outcomes[9].text == "84", outcomes[8].shown
    assert "is there already. Nothing was written.  [package-exists]" in outcomes[10].error.traceback
    assert "The cells cannot be taken: there is no In [99].  [no-such-cell]" in outcomes[11].error.traceback


def test_an_interrupted_cell_is_red_and_the_secret_is_nowhere(tmp_path, pypiserver, public):
    """Typed once, used for uploads that work, fail and are stopped: in no process, file or output."""
    env = workplace(tmp_path / "env")
    canary = Canary(pypiserver.password, (pypiserver.username,))
    good = wheel(env.work / "good", "acme-models", "1.0")
    big_wheel(env.work / "big", "acme", 64 * MEBIBYTE)
    wheel(env.work / "other", "acme-models", "1.0", modules={"acme_models.py": "x = 2\n"})
    with frontend(env, PIP_INDEX_URL=public.url) as person, ProcessWatch(person.pid) as watch:
        person.run("%load_ext altindex_magic")
        add = f"%altindex add team {pypiserver.url} --publish-url {pypiserver.upload_url}"
        person.run(f"{add} --username {pypiserver.username}")
        assert person.run("%altindex login team --keep session", answers=[pypiserver.password]).ok
        done = person.run("%altindex upload good/* --to team")
        assert done.ok, done.shown
        refused = person.run("%altindex upload other/* --to team --skip-existing")
        stopped = person.run("%altindex upload big/* --to team", on_output=stop_when_it_moves(person))
        assert person.run("%altindex use team --uploads").ok
        by_hand = person.run("!twine upload --verbose good/*")
        saved = person.save(tmp_path / "env" / "work" / "saved.ipynb")
    assert "[file-exists]" in refused.error.traceback
    assert "Response from http://127.0.0.1" in by_hand.text, by_hand.text
    assert "[upload-stopped]" in stopped.error.traceback, stopped.shown
    assert [path.name for path in pypiserver.folder.iterdir()] == [good.name]
    assert json.loads(saved.read_text())["cells"]
    assert watch.leaks(canary) == []
    assert canary.search(env.root / "home", env.work, env.log) == []


def stop_when_it_moves(person) -> Callable[[str], None]:
    """Press the stop button as soon as the upload is seen to run."""
    pressed: list[bool] = []

    def look(text: str) -> None:
        if "Uploading" in text and not pressed:
            pressed.append(True)
            person.interrupt()

    return look
