"""What strict mode looks at before and after an installer runs; without strict, what it finds is reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from altindex_magic import direct, dist_info
from altindex_magic.errors.install import GoesRound
from altindex_magic.errors.trust import CameRound
from altindex_magic.requirement_files import VARIABLES, Contents, contents, of_arguments
from altindex_magic.tools import pip, uv
from altindex_magic.tools.options import read

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
    yield from _in_projects(here, line)
    waiting = [here / name for name in (*line.nested, *variables)]
    known: set[Path] = set()
    while waiting:
        path = waiting.pop(0)
        if path in known:
            continue
        known.add(path)
        inside = contents(path.name, _text(path), environ)
        yield from (f"{each} (in {path.name})" for each in inside.around)
        yield from _in_projects(path.parent, inside)
        waiting += [path.parent / name for name in inside.nested]


def _in_projects(folder: Path, named: Contents) -> Iterator[str]:
    """Look into the projects on this disk that are to be installed."""
    for name in named.projects:
        project = folder / name.removeprefix("file://").partition("[")[0] / "pyproject.toml"
        if requirement := direct.in_pyproject(_text(project).encode()):
            yield f"{requirement} (in {project.parent.name}/{project.name})"


def _text(path: Path) -> str:
    """Read a file; one that cannot be read is for the installer to complain about."""
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ""
