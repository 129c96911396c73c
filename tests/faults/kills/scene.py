"""What stands around the victims: an environment with a home, an index, and the work that is done there."""

from __future__ import annotations

import itertools
import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.places import Places
from tests.kernels import Environment, environment
from tests.packages import wheel
from tests.servers.base import LOOPBACK, ServerProcess, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

ROOT: Final = Path(__file__).parents[3]
_PAYLOAD: Final = 60_000
_EXTRAS: Final = 6
_PROJECTS: Final = 20
"""So many that the page of none of them is still fresh when its next version comes."""
_PLACES: Final = """
import dataclasses, json
from altindex_magic.places import Places
print(json.dumps(dataclasses.asdict(Places.of_user()), default=str))
"""


@dataclass(frozen=True)
class Work:
    """One line of the grammar, and by what it is known that it was done."""

    kind: str
    line: str
    name: str = ""
    text: str = ""
    """For an index its URL, for a login its variable, for a distribution its version."""
    fields: dict[str, Any] = field(default_factory=dict)
    """The same for the REST API."""


class Scene:
    """A home that outlives every process in it."""

    def __init__(self, folder: Path, chance: Random) -> None:
        self.env: Environment = environment(folder / "env")
        self.chance = chance
        self.wheels = folder / "index"
        self.outbox = folder / "outbox"
        self.port = free_port()
        argv = [sys.executable, "-m", "tests.faults.kills.index_server", self.wheels, self.port]
        log = folder / "server"
        for made in (log, self.wheels, self.outbox):
            made.mkdir()
        self.index = _Index(argv, port=self.port, folder=log)
        self.places = self._places()
        self.last: dict[str, Work] = {}
        """The work that was done for certain, the last of each."""
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def variables(self) -> dict[str, str]:
        """The environment of every victim. The machine's own indexes play no part."""
        tokens = {f"TOKEN_{number}": f"t0ken-{number}" for number in range(_EXTRAS)}
        more = {"PIP_INDEX_URL": f"{self.url}/nothing/", "PIP_RETRIES": "0", "UV_HTTP_RETRIES": "0"}
        return self.env.environ(PYTHONPATH=str(ROOT), PIP_DISABLE_PIP_VERSION_CHECK="1", **tokens, **more)

    def remember(self, work: Work) -> None:
        """Keep what is now certain."""
        self.last[f"{work.kind} {work.name}" if work.kind in {"add", "install"} else work.kind] = work

    @property
    def definition(self) -> str:
        return f"add private {self.url}/simple/ --packages acme-* --publish-url {self.url}/upload --replace"

    def works(self, *kinds: str) -> Iterator[Work]:
        """Give work without end, each piece with something new."""
        while True:
            for kind in kinds:
                yield getattr(self, f"_{kind}")(next(self._numbers))

    def _add(self, number: int) -> Work:
        name, url = f"extra-{number % _EXTRAS}", f"http://127.0.0.1:1/{number}/simple/"
        return Work("add", f"add {name} {url} --replace", name, url, {"url": url})

    def _login(self, number: int) -> Work:
        variable = f"TOKEN_{number % _EXTRAS}"
        return Work("login", f"login private --env {variable}", "private", variable, {"env": variable})

    def _export(self, number: int) -> Work:
        name = f"extra-{number % _EXTRAS}"
        name = name if f"add {name}" in self.last else "private"
        return Work("export", f"export pip {name}", name)

    def _install(self, number: int) -> Work:
        name, version = f"acme-models-{number % _PROJECTS}", f"1.{number}"
        for old in self.wheels.glob(f"{name.replace('-', '_')}-*"):
            old.unlink()
        payload = {f"payload_{number % _PROJECTS}.py": f"payload = {self.chance.randbytes(_PAYLOAD).hex()!r}\n"}
        wheel(self.wheels, name, version, modules=payload)
        tool = self.chance.choice(("pip", "uv"))
        return Work("install", f"install {name}=={version} --no-deps --with {tool}", name, version)

    def _upload(self, number: int) -> Work:
        return self._to("private", number)

    def _keep(self, number: int) -> Work:
        return self._to("local", number)

    def _to(self, index: str, number: int) -> Work:
        """Upload a file of its own; the earlier ones of the index on the wire are taken away."""
        for old in (*self.wheels.glob("acme_sent-*"), *self.outbox.glob("*")):
            old.unlink()
        payload = {"acme_payload.py": f"payload = {self.chance.randbytes(_PAYLOAD).hex()!r}\n"}
        made = wheel(self.outbox, "acme-sent", f"1.{number}", modules=payload)
        return Work(
            "keep" if index == "local" else "upload",
            f"upload {made} --to {index} --yes --skip-existing",
            made.name,
            index,
        )

    def _places(self) -> Places:
        found = self.env.run(self.env.python, "-c", _PLACES, PYTHONPATH=str(ROOT))
        return Places(**{name: Path(path) for name, path in json.loads(found.stdout).items()})


class _Index(ServerProcess):
    """The index; it needs the tests on its path."""

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def start(self) -> None:
        os.environ["PYTHONPATH"] = str(ROOT)
        super().start()

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait()
        self._process = None
