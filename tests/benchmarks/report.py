"""The page of the documentation that the benchmarks write."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from tests.benchmarks.table import markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.table import Row

_COMPARED: Final = ("pip", "uv", "aiohttp", "proxpi", "simpleindex", "devpi-server", "gunicorn")

_TEXT: Final = """# Speed

Measured by `make bench`, all in one run and on one machine: {machine}, {date}.
{versions}.

{table}
How it is measured:

- Everything runs on loopback. Where a round trip is named, the benchmark's own index waits that long before each
  answer; connections cost nothing there, so a real network makes the direct installs slower still.
- The peers run beside us in the same run: proxpi under gunicorn with 2 threads, simpleindex with an HTTP route (it
  answers with a redirect, the body comes from the index), devpi-server with a mirror. The load comes from `wrk`.
- `%pip` and `%altindex` are timed inside a real kernel, from the start of the magic to its end; what they are compared
  with is a process, from its start to its end. Installs go into an empty folder each time.
- A closure is a tree of small pure wheels, three requirements each. A *warm* install finds the installer's own cache
  filled; all others find every cache empty, that of the gateway included.
- Nothing is asserted: a figure that falls short says so, and other work on the machine shows in all of them.
"""


def page(rows: Sequence[Row]) -> str:
    """Write the page."""
    date = f"{datetime.now(UTC):%d %B %Y}"
    return _TEXT.format(machine=_machine(), date=date, versions=_versions(), table=markdown(rows))


def _machine() -> str:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, {python}"


def _versions() -> str:
    return ", ".join(f"{name} {found}" for name in _COMPARED if (found := _version(name)))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
