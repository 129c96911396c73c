"""A build backend of a few lines (PEP 517): it gives out the wheel that its source tree carries.

Never imported by the tests: ``tests/packages.py`` copies it into the sdists and packages that it writes.
"""

import io
import shutil
import tarfile
import zipfile
from pathlib import Path

_BUILT = "prebuilt"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Copy the wheel that stands in the tree."""
    wheel = _wheel()
    shutil.copy(wheel, wheel_directory)
    return wheel.name


def build_sdist(sdist_directory, config_settings=None):
    """Pack the tree as it is, with the metadata that every sdist has."""
    stem = _wheel().name.removesuffix("-py3-none-any.whl")
    filename = f"{stem}.tar.gz"
    with tarfile.open(Path(sdist_directory, filename), "w:gz") as archive:
        archive.add(Path.cwd(), stem)
        member = tarfile.TarInfo(f"{stem}/PKG-INFO")
        member.size = len(_metadata())
        archive.addfile(member, io.BytesIO(_metadata()))
    return filename


def _metadata():
    with zipfile.ZipFile(_wheel()) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA")))


def _wheel():
    return next(Path(_BUILT).glob("*.whl"))
