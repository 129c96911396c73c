"""Indexes without a server: a folder on a share, laid out as PEP 503 pages or as a heap of files."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.servers.base import Server
from tests.servers.repository import Repository, core_metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def folder_index(folder: Path) -> Iterator[Server]:
    """Give a heap of wheels and sdists as an index. Turned off, the share is not mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    share = _Share(folder)
    try:
        yield Server(url=folder.as_uri() + "/", switch=share, folder=folder)
    finally:
        share.start()


def write_simple_tree(distributions: Path, root: Path) -> Path:
    """Write static PEP 503 pages over *distributions* to ``root/simple`` and ``root/files``.

    The pages are named ``index.html``, so that pip reads the tree as a ``file:`` index and any
    web server serves it as it is.
    """
    files = root / "files"
    files.mkdir(parents=True, exist_ok=True)
    repository = Repository(distributions)
    for name, paths in repository.projects().items():
        for path in paths:
            files.joinpath(path.name).write_bytes(path.read_bytes())
            if path.suffix == ".whl":
                files.joinpath(f"{path.name}.metadata").write_bytes(core_metadata(path))
        _write(root / "simple" / name, repository.html_project(name))
    return _write(root / "simple", repository.html_list()).parent


def _write(folder: Path, page: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    index = folder / "index.html"
    index.write_bytes(page)
    return index


class _Share:
    """A folder that can be moved out of sight."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._away = folder.with_name(f"{folder.name}-unmounted")

    def start(self) -> None:
        if self._away.exists():
            self._away.rename(self._folder)

    def stop(self) -> None:
        if self._folder.exists():
            self._folder.rename(self._away)
