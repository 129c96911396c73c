"""What strict mode looks at before and after an installer runs; without strict, what it finds is reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from altindex_magic import archives, direct, dist_info
from altindex_magic.errors.install import GoesRound
from altindex_magic.errors.trust import CameRound
from altindex_magic.requirement_files import VARIABLES, Contents, contents, of_arguments, texts
from altindex_magic.tools import pip, uv
from altindex_magic.tools.options import read
from altindex_magic.userinfo import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from altindex_magic.interpreter import Snapshot
    from altindex_magic.model import RouteSet


def around_in_files(arguments: Iterable[str], environ: Mapping[str, str], *, strict: bool) -> tuple[str, ...]:
    """Give what leads past the gateway in the requirement files that a line and the environment name.

    Raises:
        GoesRound: there is something, under *strict*.

    """
    found = tuple(dict.fromkeys(_found(arguments, environ)))
    if strict and found:
        raise GoesRound(found[0])
    return found


def check_arrivals(routes: RouteSet, fresh: Snapshot) -> None:
    """Look at what was installed: what a build computes, nobody can read beforehand.

    Raises:
        CameRound: something came from a URL, under strict.

    """
    if not routes.strict:
        return
    pairs = ((project, dist_info.direct_url(found.path)) for project, found in fresh.items())
    remote = [(project, url) for project, url in pairs if url and direct.is_remote(url)]
    if remote:
        raise CameRound(remote)


def _found(arguments: Iterable[str], environ: Mapping[str, str]) -> Iterator[str]:
    """Follow the files from one to the next, each once."""
    line = of_arguments(read(arguments, pip.OPTIONS, uv.OPTIONS))
    variables = [word for name in VARIABLES for word in environ.get(name, "").split()]
    here = Path.cwd()
    yield from _on_disk((here,), line)
    waiting = [here / name for name in (*line.nested, *variables)]
    known: set[Path] = set()
    while waiting:
        path = waiting.pop(0)
        if path in known:
            continue
        known.add(path)
        for inside in (contents(path.name, text, environ) for text in texts(_content(path))):
            yield from (f"{each} (in {path.name})" for each in inside.around)
            yield from _on_disk((here, path.parent), inside)  # pip starts from here, and uv from the file
            waiting += [path.parent / name for name in inside.nested]


def _on_disk(folders: Iterable[Path], named: Contents) -> Iterator[str]:
    """Look into the projects and archives on this disk that are to be installed."""
    paths = [folder / _path(name) for name in named.projects for folder in folders]
    for path in dict.fromkeys(paths):
        place = path.name if path.is_file() else f"{path.resolve().name}/pyproject.toml"
        try:
            requirement = _required(path)
        except (archives.UnreadableArchive, direct.NotToml) as problem:
            yield f"{place} ({problem})"
            continue
        if requirement:
            yield f"{masked(requirement)} (in {place})"


def _path(name: str) -> str:
    """Take the path out of what names a project: without its extras, and of a ``file:`` URL (RFC 8089)."""
    plain = name.partition("[")[0]
    return url2pathname(urlsplit(plain).path) if plain.startswith("file:") else plain


def _required(path: Path) -> str | None:
    """Give the first direct requirement of a project's folder, a wheel or an sdist."""
    if not path.is_file():
        return direct.in_pyproject(_content(path / "pyproject.toml"))
    return archives.direct_in_wheel(path) if path.suffix == ".whl" else archives.direct_in_sdist(path, path.name)


def _content(path: Path) -> bytes:
    """Read a file; one that cannot be read is for the installer to complain about."""
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        return b""
