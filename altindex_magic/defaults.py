"""The addresses of PyPI and TestPyPI, as the installed tools define them.

pip is asked first, then twine; neither address is written down here. pip's small module of addresses
is loaded by itself: importing ``pip._internal`` would replace the logger class of the whole process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from altindex_magic.model import Index


@cache
def default_simple_url() -> str:
    """Give the simple API that pip asks when nothing is configured."""
    return _of_pip("PyPI") or _simple_beside(test_upload_url().replace("//test.", "//", 1))


@cache
def test_simple_url() -> str:
    """Give the simple API of TestPyPI."""
    return _of_pip("TestPyPI") or _simple_beside(test_upload_url())


@cache
def default_upload_url() -> str:
    """Give the address that twine uploads to when nothing is configured."""
    from twine.utils import DEFAULT_REPOSITORY  # noqa: PLC0415 # slow, and needed by uploads only

    return DEFAULT_REPOSITORY


@cache
def test_upload_url() -> str:
    """Give the address that twine uploads to for ``--repository testpypi``."""
    from twine.utils import TEST_REPOSITORY  # noqa: PLC0415 # as above

    return TEST_REPOSITORY


def is_public(url: str) -> bool:
    """Tell whether *url* leads to PyPI or TestPyPI, be it to read or to upload."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    public = urlsplit(default_simple_url()).hostname or ""
    return host == public or host.endswith(f".{public}")


def is_public_index(index: Index) -> bool:
    """Tell whether anybody can read what *index* has: PyPI and TestPyPI, and what is marked as no private index."""
    return not index.exclusive or any(is_public(url) for url in (index.url, index.publish_url) if url)


def addresses() -> Mapping[str, str]:
    """Give what fills ``{pypi_simple}`` and its like in a preset; each is looked up when asked for."""
    return _Addresses()


class _Addresses(Mapping[str, str]):
    """The four addresses by name. Looking up one does not load the tools that know the others."""

    _SOURCES: Final[Mapping[str, Callable[[], str]]] = {
        "pypi_simple": default_simple_url,
        "pypi_upload": default_upload_url,
        "testpypi_simple": test_simple_url,
        "testpypi_upload": test_upload_url,
    }

    def __getitem__(self, name: str) -> str:
        return self._SOURCES[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._SOURCES)

    def __len__(self) -> int:
        return len(self._SOURCES)


def _of_pip(constant: str) -> str | None:
    """Read one of pip's own index constants, or give ``None`` where pip is absent or has changed."""
    package = find_spec("pip")
    if package is None or not package.submodule_search_locations:
        return None
    path = Path(package.submodule_search_locations[0], "_internal", "models", "index.py")
    spec = spec_from_file_location("altindex_magic._pip_index", path)
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        return f"{getattr(module, constant).simple_url}/"
    except (OSError, ImportError, AttributeError):
        return None


def _simple_beside(upload_url: str) -> str:
    """Give the simple API on the host of *upload_url*: ``https://host/legacy/`` stands beside ``/simple/``."""
    parts = urlsplit(upload_url)
    return urlunsplit((parts.scheme, parts.netloc, "/simple/", "", ""))
