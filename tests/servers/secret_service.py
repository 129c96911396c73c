"""A desktop's keyring without a desktop: a session bus, and GNOME's keyring on it (the Secret Service)."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import secretstorage
from jeepney.io.blocking import open_dbus_connection

from tests.environ import hermetic_environ
from tests.servers.base import ServerFailed, ServerMissing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jeepney.io.blocking import DBusConnection

PASSWORD: Final = "opens the keyring"
_BUS: Final = """<busconfig>
  <type>session</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"""
"""A bus that starts nothing by itself: a keyring that has ended is gone, and no prompt opens on anybody's screen."""
_PATIENCE: Final = 120.0


class SecretService:
    """A bus and a keyring, in a home of their own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self._folder = folder
        self.environ = hermetic_environ(os.environ, self.home) | {
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
            "XDG_RUNTIME_DIR": str(folder / "run"),
        }
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "PIP_CONFIG_FILE", "UV_NO_CONFIG", "PYTHON_KEYRING_BACKEND"):
            self.environ.pop(name, None)
        for path in (self.home, folder / "run"):
            path.mkdir(mode=0o700, exist_ok=True)
        (folder / "bus.conf").write_text(_BUS.format(folder=folder))
        self._bus = self._started("dbus-daemon", "--nofork", "--print-address", f"--config-file={folder}/bus.conf")
        self._keyring: subprocess.Popen[bytes] | None = None

    def unlock(self) -> None:
        """Start the keyring with its password, as a login to a desktop does."""
        self.stop_keyring()
        self._keyring = self._started("gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock")
        with self._connected() as connection:
            deadline = time.monotonic() + _PATIENCE
            while not secretstorage.check_service_availability(connection):
                if time.monotonic() > deadline:
                    raise ServerFailed(
                        "gnome-keyring-daemon", "did not come up", self._folder / "gnome-keyring-daemon.log"
                    )
                time.sleep(0.02)

    def lock(self) -> None:
        """Lock it, as a screen saver may."""
        with self._connected() as connection:
            secretstorage.get_default_collection(connection).lock()

    def holds(self, service: str) -> bool:
        """Tell whether it has an entry under this name."""
        with self._connected() as connection:
            return any(secretstorage.search_items(connection, {"service": service}))

    @contextmanager
    def _connected(self) -> Iterator[DBusConnection]:
        connection = open_dbus_connection(self.environ["DBUS_SESSION_BUS_ADDRESS"])
        try:
            yield connection
        finally:
            connection.close()

    def stop_keyring(self) -> None:
        if self._keyring is not None:
            _ended(self._keyring)

    def stop(self) -> None:
        self.stop_keyring()
        _ended(self._bus)

    def _started(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a program that says a line when it is ready."""
        path = shutil.which(program)
        if path is None:
            raise ServerMissing(program, "apt-get install dbus-daemon gnome-keyring")
        with (self._folder / f"{program}.log").open("ab") as log:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": log}
            child = subprocess.Popen([path, *arguments], env=self.environ, **pipes)
        if child.stdin and child.stdout:
            if "--unlock" in arguments:
                child.stdin.write(PASSWORD.encode())
            child.stdin.close()
            child.stdout.readline()
        return child


def _ended(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        child.kill()
    child.wait()
    if child.stdout:
        child.stdout.close()


@contextmanager
def secret_service(folder: Path) -> Iterator[SecretService]:
    """Run an unlocked keyring on a bus of its own."""
    folder.mkdir(exist_ok=True)
    service = SecretService(folder)
    try:
        service.unlock()
        yield service
    finally:
        service.stop()
