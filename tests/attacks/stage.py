"""A victim with a private and a public index, attacked three times: with pip, with uv, and with this project."""

from __future__ import annotations

import subprocess
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil

from altindex_magic import request
from tests.installers import pip_of_this_environment, uv
from tests.packages import wheel
from tests.users import User, perform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from altindex_magic.service import AltIndex
    from tests.attacks.site import Site
    from tests.attacks.table import Recorder
    from tests.installers import Installer

PRIVATE: Final = "acme-models"
SECRET: Final = "t0ken+of/the&victim"
EVIL: Final = {"attacker.py": ""}
"""The modules of a distribution that must never be installed."""
_TIMEOUT: Final = 15.0
_SAMPLE: Final = 0.02
_SETTINGS: Final = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_RETRIES": "0",
    "PIP_TIMEOUT": "4",
    "UV_HTTP_TIMEOUT": "4",
    "UV_HTTP_RETRIES": "0",
}


@dataclass(frozen=True)
class Ran:
    """How one installer ended."""

    status: int
    output: str
    target: Path
    mark: Path
    """Where code of the attacker's leaves its mark when a build runs it."""
    peak: int
    """The most memory that it took, in bytes."""

    @property
    def owned(self) -> bool:
        """Tell whether code of the attacker's was installed, or was run by a build."""
        return self.mark.exists() or any(self.target.rglob("attacker.py"))

    @property
    def installed(self) -> set[str]:
        return {path.name.partition(".dist-info")[0] for path in self.target.glob("*.dist-info")}


@dataclass
class Stage:
    """All that an attack plays on."""

    folder: Path
    environ: dict[str, str]
    private: Site
    public: Site
    attacker: Site
    """A host that is none of the victim's indexes."""
    table: Recorder
    working: Path
    closing: ExitStack = field(default_factory=ExitStack)
    _service: AltIndex | None = None

    @property
    def service(self) -> AltIndex:
        """The session of this project, in which the private index is defined and in use."""
        return self._service or self.open()

    @property
    def gateway(self) -> Any:
        return self.service.session.gateway

    @property
    def user(self) -> User:
        """The victim."""
        return User(self.folder, self.environ, (), self.private, self.public)  # type: ignore[arg-type]

    def open(self, *, strict: bool = False, **settings: Any) -> AltIndex:
        """Define the private index as a person would, and put it to use."""
        self._service = self.closing.enter_context(self.user.session(self.working))
        perform(self._service, request.Add("private", self.private.url, replace=True, **settings))
        if self.private.login:
            login = request.Login("private", username=self.private.login[0], env="PRIVATE_TOKEN")
            perform(self._service, login)
        perform(self._service, request.Use(("private",), strict=strict))
        return self._service

    def alone(self, *arguments: str, **settings: str) -> dict[str, Ran]:
        """Run pip and uv as people configure them: the private index as an extra one."""
        plain = {
            "PIP_INDEX_URL": self.public.url,
            "PIP_EXTRA_INDEX_URL": self.private.url_with_login,
            "UV_DEFAULT_INDEX": self.public.url,
            "UV_INDEX": self.private.url_with_login,
            **settings,
        }
        base = {key: value for key, value in self._outside().items() if key not in plain}
        return self._together(arguments, base | plain, "alone")

    def ours(self, *arguments: str, **settings: str) -> dict[str, Ran]:
        """Run pip and uv in the environment that this project has made."""
        assert self.service
        return self._together(arguments, {**self.environ, **settings}, "ours")

    def attack(self, title: str, *arguments: str, real: bool = True) -> dict[str, Ran]:
        """Let each install; it succeeds when code of the attacker's gets in. A *real* one succeeds against pip.

        Gives how the installers ended in the environment of this project.
        """
        assert self.service
        alone, ours = self.alone(*arguments), self.ours(*arguments)
        self.record(title, {name: ran.owned for name, ran in alone.items()}, any(ran.owned for ran in ours.values()))
        assert not real or alone["pip"].owned, alone["pip"].output
        return ours

    def record(self, title: str, alone: Mapping[str, bool | None], ours: bool) -> None:
        """Put an attack into the table, and fail the test if it succeeds against this project."""
        self.table.record(title, alone, ours)

    def leaks(self, title: str, *arguments: str) -> None:
        """Let each install; it succeeds when the victim's secret arrives at the attacker's host."""
        assert self.service
        self.attacker.api.asked.clear()
        self.alone(*arguments)
        found = {name: self.attacker.secrets_received(SECRET, name) for name in ("pip", "uv")}
        self.attacker.api.asked.clear()
        self.ours(*arguments)
        self.record(title, found, self.attacker.secrets_received(SECRET))

    def evil(self, site: Site, version: str = "99.0", name: str = PRIVATE) -> Path:
        """Publish a project of the attacker's on *site*."""
        return wheel(site.folder, name, version, modules=EVIL)

    def _outside(self) -> dict[str, str]:
        """Give the environment as it is without this project."""
        environ = dict(self.environ)
        if self._service and self._service.session.in_use:
            self._service.session.in_use.saved.restore(environ)
        return environ

    def _together(self, arguments: tuple[str, ...], environ: Mapping[str, str], who: str) -> dict[str, Ran]:
        started = [
            (installer, _Child(installer, arguments, dict(environ), self.folder / who, self.working))
            for installer in (pip_of_this_environment(), uv())
        ]
        return {installer.name: child.ended() for installer, child in started}


class _Child:
    """One installer under way, with caches of its own kind."""

    def __init__(
        self, installer: Installer, arguments: tuple[str, ...], environ: dict[str, str], caches: Path, working: Path
    ) -> None:
        caches.mkdir(exist_ok=True)
        self.target = Path(tempfile.mkdtemp(prefix=f"{installer.name}-", dir=caches))
        self.mark = self.target.with_name(f"{self.target.name}-mark")
        settings = {
            "ATTACK_MARK": str(self.mark),
            "UV_CACHE_DIR": str(caches / "uv-cache"),
            "PIP_CACHE_DIR": str(caches / "pip-cache"),
        }
        self._output = tempfile.TemporaryFile(mode="w+", errors="replace")  # noqa: SIM115 - it lives as long as the child
        self._process = subprocess.Popen(
            installer.command(self.target, arguments),
            env=_SETTINGS | settings | environ,
            cwd=working,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    def ended(self) -> Ran:
        """Wait for its end, with an eye on its memory; one that does not end is ended."""
        peak, deadline = 0, time.monotonic() + _TIMEOUT
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                peak = max(peak, psutil.Process(self._process.pid).memory_info().rss)
            except psutil.Error:
                break
            time.sleep(_SAMPLE)
        if self._process.poll() is None and time.monotonic() >= deadline:
            self._process.kill()
        status = self._process.wait()
        with self._output:
            self._output.seek(0)
            return Ran(status, self._output.read(), self.target, self.mark, peak)


def peak_growth(work: Callable[[], object]) -> int:
    """Do *work* and give the bytes by which this process grew meanwhile, sampled from beside."""
    from threading import Event, Thread  # noqa: PLC0415 - of interest to few attacks

    me, over = psutil.Process(), Event()
    before = me.memory_info().rss
    highest = [before]

    def watch() -> None:
        while not over.wait(_SAMPLE):
            highest[0] = max(highest[0], me.memory_info().rss)

    thread = Thread(target=watch)
    thread.start()
    try:
        work()
    finally:
        over.set()
        thread.join()
    return highest[0] - before
