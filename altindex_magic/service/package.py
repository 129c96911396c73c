"""The request to make a package out of cells or a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from altindex_magic import interpreter, scaffold
from altindex_magic.address import local_path
from altindex_magic.errors.build import NoSuchCell, PackageExists
from altindex_magic.errors.usage import BadUsage, UnreadableFile, UnwritableFile
from altindex_magic.event import Event, Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from altindex_magic import request
    from altindex_magic.service.session import Session


def init_package(_session: Session, wanted: request.InitPackage) -> Iterator[Event]:
    """Write a package into a folder of its own, so that no notebook is packed along with it."""
    scaffold.module_name(wanted.name)
    module = scaffold.read_module(_source(wanted))
    dependencies, unknown = interpreter.distributions_of(module.imports)
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = Path(wanted.name)
    files = scaffold.package_files(wanted.name, module, python, dependencies)
    _write(folder, files)
    yield Notice(f"{folder}: {', '.join(files)}", "done")
    if module.left_out:
        yield Notice(f"Lines left out, since only IPython understands them: {module.left_out}", "warning")
    if dependencies:
        yield Notice(f"It needs {', '.join(dependencies)}: correct this in {folder / 'pyproject.toml'}.")
    if unknown:
        yield Notice(f"Nothing is installed that provides {', '.join(unknown)}: name what does.", "warning")
    yield Notice(f"To publish it: %altindex publish {wanted.name} --to INDEX")


def _source(wanted: request.InitPackage) -> str:
    """Give the text of the module."""
    if wanted.file and wanted.cells:
        raise BadUsage("`--from` and `--cells` exclude each other", "%altindex init-package NAME --from FILE.py")
    if wanted.cells and wanted.source is None:
        raise NoSuchCell("only a notebook has cells")
    if not wanted.file:
        return wanted.source or ""
    try:
        return local_path(wanted.file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UnreadableFile(wanted.file, getattr(problem, "strerror", None) or str(problem)) from problem


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write all *files* below *folder*, or none.

    Raises:
        PackageExists: one of them is there.
        UnwritableFile: the system does not let us write; what was written is taken away again.

    """
    paths = {folder / name: text for name, text in files.items()}
    for path in paths:
        if path.exists():
            raise PackageExists(path)
    written: list[Path] = []
    try:
        for path, text in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(text)
    except OSError as problem:
        for path in written:
            path.unlink(missing_ok=True)
        raise UnwritableFile(folder, problem.strerror or str(problem)) from problem
