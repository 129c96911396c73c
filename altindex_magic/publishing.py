"""From distributions to the processes that build, check and upload them: decided in full before anything runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from altindex_magic.environment import UPLOAD_VARIABLES
from altindex_magic.errors.publish import FileExists, FileNotComparable, SameFileExists
from altindex_magic.event import FileRow
from altindex_magic.tools import build, twine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from altindex_magic.model import Interpreter

_PLAIN: Final[Mapping[str, str | None]] = {
    "COLUMNS": "200",
    "NO_COLOR": "1",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONUNBUFFERED": "1",
}
"""Output that can be read line by line."""
_BUILDING: Final[Mapping[str, str | None]] = {
    **_PLAIN,
    # A build backend is any package's code and inherits this environment: it must find no right to publish in it.
    **dict.fromkeys(UPLOAD_VARIABLES),
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_KEYRING_PROVIDER": "disabled",
    "UV_KEYRING_PROVIDER": "disabled",
    "UV_NO_PROGRESS": "1",
}
_UPLOADING: Final[Mapping[str, str | None]] = {
    **_PLAIN,
    "TWINE_CERT": None,  # the gateway is asked without TLS
    "TWINE_CLIENT_CERT": None,
}


@dataclass(frozen=True, slots=True)
class Command:
    """One process: its words, and what to set in, and with ``None`` to remove from, its environment."""

    argv: tuple[str, ...]
    environ: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A wheel or sdist on this disk, read and found whole."""

    path: str
    filename: str
    project: str
    version: str
    size: int
    hashes: Mapping[str, str]
    """By algorithm, those that pages of indexes give."""

    def row(self, state: Literal["built", "to upload", "uploaded", "skipped"]) -> FileRow:
        """Show it with its *state*."""
        return FileRow(self.filename, self.size, self.hashes["sha256"], state)


def build_command(interpreter: Interpreter, project: str, folder: str) -> Command:
    """Build *project* into *folder*; uv fills the isolated environment where it is there, since it is faster."""
    argv = build.command(interpreter.executable, project, folder, with_uv=interpreter.uv is not None)
    return Command(argv, _BUILDING)


def check_command(interpreter: Interpreter, files: Sequence[Distribution]) -> Command:
    """Check *files* as strictly as twine can."""
    paths = [file.path for file in files]
    return Command(twine.check_command(interpreter.executable, paths), {**_PLAIN, **dict.fromkeys(UPLOAD_VARIABLES)})


def upload_command(interpreter: Interpreter, files: Sequence[Distribution]) -> Command:
    """Upload *files* to where the environment says."""
    return Command(twine.upload_command(interpreter.executable, [file.path for file in files]), _UPLOADING)


def missing(
    index: str, files: Iterable[Distribution], there: Mapping[str, Mapping[str, str]], *, skip_existing: bool
) -> tuple[Distribution, ...]:
    """Choose those of *files* that *index* lacks; *there* has the hashes of each file on its page.

    Raises:
        FileExists: it has another file of the same name.
        FileNotComparable: it has a file of the same name and tells no hash.
        SameFileExists: it has the same file, and *skip_existing* is not set.

    """
    wanted = []
    for file in files:
        if file.filename not in there:
            wanted.append(file)
            continue
        same = is_same(file.hashes, there[file.filename])
        if same is None:
            raise FileNotComparable(index, file.filename)
        if not same:
            raise FileExists(index, file.filename)
        if not skip_existing:
            raise SameFileExists(index, file.filename)
    return tuple(wanted)


def is_same(ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool | None:
    """Compare two files by every hash that is known of both; ``None`` when there is none."""
    shared = ours.keys() & theirs.keys()
    if not shared:
        return None
    return all(ours[name].lower() == theirs[name].lower() for name in shared)
