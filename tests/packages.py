"""Tiny wheels and sdists, written by hand: right to the last byte, and made in milliseconds."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import io
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HERE: Final = Path(__file__).parent
_MOMENT: Final = (2026, 1, 1, 0, 0, 0)
_WHEEL: Final = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"

BACKEND: Final = _HERE.joinpath("tiny_backend.py").read_text(encoding="utf-8")
"""The build backend that an sdist brings along, unless it is given another."""


def spying_backend(report: Path) -> str:
    """Give a backend that writes what it can see to ``report.*.json``, each time an installer loads it."""
    spy = _HERE.joinpath("spy.py").read_text(encoding="utf-8")
    return f"{BACKEND}\n\n{spy}\n\nspy({str(report)!r})\n"


def spied(report: Path) -> list[Path]:
    """Find what a spying backend has written."""
    return sorted(report.parent.glob(f"{report.name}.*.json"))


def wheel(
    folder: Path,
    name: str,
    version: str,
    requires: Iterable[str] = (),
    modules: Mapping[str, str] | None = None,
    *,
    headers: Iterable[str] = (),
) -> Path:
    """Write a pure wheel to *folder* and give its path.

    *modules* are sources by path; without any there is one module, named as the project, that
    knows its ``__version__``. *headers* are further lines of METADATA, such as ``Summary: …``.
    """
    stem = f"{_escaped(name)}-{version}"
    files = {f"{_escaped(name)}.py": f'__version__ = "{version}"\n'} if modules is None else dict(modules)
    files[f"{stem}.dist-info/METADATA"] = _metadata(name, version, requires, headers)
    files[f"{stem}.dist-info/WHEEL"] = _WHEEL
    record = f"{stem}.dist-info/RECORD"
    files[record] = "".join(_record_line(path, text.encode()) for path, text in files.items()) + f"{record},,\n"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in files.items():
            archive.writestr(zipfile.ZipInfo(member, _MOMENT), text)
    return path


def repacked(folder: Path, *names: str) -> list[Path]:
    """Write the wheels of installed distributions to *folder*: real build backends, without any network."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_repacked(folder, importlib.metadata.distribution(name)) for name in names]


def _repacked(folder: Path, installed: importlib.metadata.Distribution) -> Path:
    left_out = ("INSTALLER", "REQUESTED", "RECORD", "direct_url.json", ".pyc")
    sources = [file for file in installed.files or () if ".." not in file.parts and not file.name.endswith(left_out)]
    contents = {file.as_posix(): Path(installed.locate_file(file)).read_bytes() for file in sources}
    info = next(path.partition("/")[0] for path in contents if path.endswith(".dist-info/METADATA"))
    record = "".join(_record_line(path, content) for path, content in contents.items())
    contents[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    path = folder / f"{info.removesuffix('.dist-info')}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in contents.items():
            archive.writestr(zipfile.ZipInfo(member, _MOMENT), content)
    return path


def backend_wheel(folder: Path, name: str, version: str) -> Path:
    """Write a wheel that is a build backend, to be named in ``build_requires`` and ``build_backend``."""
    return wheel(folder, name, version, modules={f"{_escaped(name)}.py": BACKEND})


def sdist(
    folder: Path,
    name: str,
    version: str,
    *,
    requires: Iterable[str] = (),
    build_requires: Iterable[str] = (),
    build_backend: str | None = None,
    backend_source: str = BACKEND,
) -> Path:
    """Write an sdist to *folder* and give its path.

    Its backend is the source *backend_source*, in the tree, or the installed module *build_backend*.
    """
    stem = f"{_escaped(name)}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    tree = project(
        folder / f".{stem}",
        name,
        version,
        requires=requires,
        build_requires=build_requires,
        build_backend=build_backend,
        backend_source=backend_source,
    )
    path = folder / f"{stem}.tar.gz"
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for source in sorted(path for path in tree.rglob("*") if path.is_file()):
            _add(archive, f"{stem}/{source.relative_to(tree).as_posix()}", source.read_bytes())
        _add(archive, f"{stem}/PKG-INFO", _metadata(name, version, requires, ()).encode())
    shutil.rmtree(tree)
    return path


def project(
    folder: Path,
    name: str,
    version: str,
    *,
    requires: Iterable[str] = (),
    build_requires: Iterable[str] = (),
    build_backend: str | None = None,
    backend_source: str = BACKEND,
) -> Path:
    """Write a source tree to *folder*, ready for ``build``; the parameters are those of :func:`sdist`."""
    wheel(folder / "prebuilt", name, version, requires)
    if build_backend is None:
        folder.joinpath("tiny_backend.py").write_text(backend_source, encoding="utf-8")
        backend = 'build-backend = "tiny_backend"\nbackend-path = ["."]\n'
    else:
        backend = f'build-backend = "{build_backend}"\n'
    required = ", ".join(f'"{requirement}"' for requirement in build_requires)
    folder.joinpath("pyproject.toml").write_text(
        f"[build-system]\nrequires = [{required}]\n{backend}\n[project]\n"
        f'name = "{name}"\nversion = "{version}"\ndynamic = ["dependencies"]\n'
    )
    return folder


def _metadata(name: str, version: str, requires: Iterable[str], headers: Iterable[str]) -> str:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *headers]
    lines += [f"Requires-Dist: {requirement}" for requirement in requires]
    return "\n".join(lines) + "\n"


def _escaped(name: str) -> str:
    """Spell a name as the file names of distributions do: the binary distribution format, "escaping"."""
    return name.replace("-", "_").replace(".", "_").lower()


def _record_line(path: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(content)}\n"


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))
