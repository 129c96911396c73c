"""An upload that breaks off or is stopped leaves nothing half done, and can be tried again."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

import pytest

from altindex_magic import request
from altindex_magic.event import Upload
from tests.canary import Canary, ProcessWatch
from tests.frontend import frontend
from tests.integration.publishing.conftest import MEBIBYTE, big_wheel, workplace
from tests.packages import wheel

if TYPE_CHECKING:
    from collections.abc import Callable


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
    assert (
        f"{index} has confirmed no file. {path.name} was on its way: whether it arrived, only {index} can tell." in told
    )
    folder = desk.session.world.places.local_index if index == "local" else servers["pypiserver"].folder
    assert [each for each in folder.rglob("*") if each.is_file()] == []
    assert desk.upload(path, index).rows[0].state == "uploaded"
    assert desk.versions(index, "acme") == ["1.0"]


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
