"""pypiserver: the small private index that many teams begin with."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from tests.servers.base import LOOPBACK, Server, ServerMissing, ServerProcess, free_port, write_htpasswd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

USERNAME: Final = "pypiserver-user"
PASSWORD: Final = "p4ss+word/of@pypiserver"

# passlib, which reads the htpasswd file, fails while it probes a bcrypt of version 5; without bcrypt it does not try.
_MAIN: Final = "import sys; sys.modules['bcrypt'] = None; from pypiserver.__main__ import main; main()"


@contextmanager
def pypiserver(folder: Path) -> Iterator[Server]:
    """Run pypiserver over ``folder/packages``, with a password for listing, download and upload."""
    if find_spec("pypiserver") is None or find_spec("passlib") is None:
        raise ServerMissing("pypiserver", "pip install -e '.[test]'")
    packages = folder / "packages"
    packages.mkdir(parents=True)
    port = free_port()
    login = write_htpasswd(folder / "htpasswd", USERNAME, PASSWORD)
    where = ["--interface", LOOPBACK, "--port", str(port), "--disable-fallback"]
    who = ["--passwords", str(login), "--authenticate", "update,download,list"]
    process = ServerProcess([sys.executable, "-c", _MAIN, "run", *where, *who, packages], port=port, folder=folder)
    process.start()
    try:
        yield Server(
            url=f"http://{LOOPBACK}:{port}/simple/",
            upload_url=f"http://{LOOPBACK}:{port}/",
            username=USERNAME,
            password=PASSWORD,
            folder=packages,
            switch=process,
        )
    finally:
        process.stop()
