"""The request to build: sdist and wheel in an isolated environment, whose requirements come through the gateway."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from altindex_magic import distributions, interpreter, publishing
from altindex_magic.address import local_path
from altindex_magic.config.document import load
from altindex_magic.config.sections import PROJECT_FILE
from altindex_magic.errors.build import BuildFailed, BuildStopped, NoProject, NoSuchFolder
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.event import Built, Event
from altindex_magic.service import child
from altindex_magic.service.projects import says_how_to_build
from altindex_magic.tools import build as front_end

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from altindex_magic import request
    from altindex_magic.publishing import Distribution
    from altindex_magic.service.session import Session

_DIST = "dist"


def build(session: Session, wanted: request.Build) -> Iterator[Event]:
    """Build a project; what was built goes into its ``dist`` folder, which a failure leaves as it was."""
    project = project_folder(wanted.path)
    with TemporaryDirectory(prefix="altindex-build-") as fresh:
        files = yield from built(session, project, Path(fresh))
        target = project / _DIST
        try:
            _put(files, target)
        except OSError as problem:
            raise UnwritableFile(target, problem.strerror or str(problem)) from problem
    yield Built(str(target), tuple(file.row("built") for file in files))


def _put(files: Sequence[Distribution], folder: Path) -> None:
    """Copy *files* beside their places in *folder*, then move them there: on a full disk nothing is changed."""
    folder.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix=".altindex-", dir=folder) as beside:
        for file in files:
            shutil.copyfile(file.path, Path(beside, file.filename))
        for file in files:
            Path(beside, file.filename).replace(folder / file.filename)


def project_folder(path: str | None) -> Path:
    """Find the folder of a project.

    Raises:
        NoSuchFolder: there is none.
        BrokenFile: its ``pyproject.toml`` cannot be read.
        NoProject: it has nothing that says how to build it.

    """
    folder = local_path(path or ".")
    if not folder.is_dir():
        raise NoSuchFolder(path or ".")
    pyproject = folder / PROJECT_FILE
    if not says_how_to_build(folder, load(pyproject).data):
        notebooks = any(folder.glob("*.ipynb"))
        raise NoProject(path or "This folder", notebooks=notebooks, configured=pyproject.is_file())
    return folder


def built(session: Session, project: Path, folder: Path) -> Generator[Event, None, tuple[Distribution, ...]]:
    """Build *project* into the empty *folder* and return what was built.

    Raises:
        BuildFailed: the build ended with a failure.
        BuildStopped: the user stopped it.

    """
    command = publishing.build_command(interpreter.inspect_current(), str(project), str(folder))
    watch, status = yield from child.run(session, command)
    if status is None:
        raise BuildStopped(project)
    if status:
        causes = session.gateway.feed.causes_since(watch.mark)
        raise BuildFailed(project, status, causes, front_end.last_words(watch.lines))
    return tuple(distributions.inspect(path) for path in sorted(folder.iterdir()) if path.is_file())
