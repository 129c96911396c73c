"""The changes that were made to the files of other tools, and the way back: the last one first.

A backup holds no secret. Where the file held one, the backup has a gap, and the keyring what was in it;
without a keyring the secret stays in the backup, which is as private as the system can make it.
"""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from altindex_magic.config.atomic import make_folder, replace_file
from altindex_magic.config.keeping import Kept, content_before, fingerprint, keep, put_back
from altindex_magic.config.locks import held
from altindex_magic.errors.files import NothingToUndo
from altindex_magic.errors.usage import UnwritableFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from altindex_magic.config.keeping import Safe

_KEPT: Final = 20
_PATIENCE: Final = 10.0
_JOURNAL: Final = "change.json"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one or more files, by the command that made it."""

    command: str
    files: tuple[Kept, ...]


class Backups:
    """The last changes, each in a folder of its own below one that nobody else may enter."""

    def __init__(self, folder: Path, safe: Safe) -> None:
        """Keep the changes below *folder* and the secrets of their files in *safe*."""
        self._folder = folder
        self._safe = safe

    @contextmanager
    def recording(self, command: str, paths: Iterable[Path]) -> Iterator[None]:
        """Keep what the files at *paths* are before the block, so that :meth:`undo` can bring it back.

        No other process changes files through us meanwhile. Where nothing was changed, nothing is kept.

        Raises:
            StoreBusy: another process is at it for too long.
            UnreadableFile: a file cannot be read.
            UnwritableFile: the backup cannot be written.

        """
        with held(self._folder / ".lock", self._folder, _PATIENCE):
            record = self._folder / f"{max(self._numbers(), default=0) + 1:06}"
            shutil.rmtree(record, ignore_errors=True)  # one that was cut short
            files = [keep(path, record / f"{place}", self._safe) for place, path in enumerate(paths)]
            _write(record, Change(command, tuple(files)))
            try:
                yield
            finally:
                self._finish(record, command, files)

    def undo(self) -> Change:
        """Bring the files of the last change back to what they were, and forget it.

        Raises:
            NothingToUndo: no change is recorded.
            ChangedSince: a file was changed by someone else; all files stay as they are.
            BackupIncomplete: a secret of a file is not there any more.

        """
        with held(self._folder / ".lock", self._folder, _PATIENCE):
            numbers = self._numbers()
            if not numbers:
                raise NothingToUndo
            record = self._folder / f"{numbers[-1]:06}"
            change = _read(record)
            contents = [content_before(kept, self._safe) for kept in change.files]
            for kept, content in zip(change.files, contents, strict=True):
                put_back(kept, content)
            self._forget(record)
            return change

    def _finish(self, record: Path, command: str, files: Iterable[Kept]) -> None:
        """Note what became of the files, or forget that there was a change.

        Where the disk is full that is not noted: the change was made, or has an error of its own, and can be undone.
        """
        done = tuple(replace(kept, after=fingerprint(Path(kept.path))) for kept in files)
        with suppress(UnwritableFile):
            _write(record, Change(command, done))
        if not any(kept.changed for kept in done):
            self._forget(record)
        for number in self._numbers()[:-_KEPT]:
            self._forget(self._folder / f"{number:06}")

    def _numbers(self) -> list[int]:
        """Give the numbers of the recorded changes; one without a journal was cut short before it did anything."""
        folders = [path.parent for path in self._folder.glob(f"*/{_JOURNAL}")]
        return sorted(int(folder.name) for folder in folders if folder.name.isdecimal())

    def _forget(self, record: Path) -> None:
        for kept in _read(record).files:
            for _, label in kept.gaps:
                self._safe.drop(label)
        shutil.rmtree(record, ignore_errors=True)


def _write(record: Path, change: Change) -> None:
    """Write the journal, which has no secret."""
    make_folder(record, mode=0o700)
    replace_file(record / _JOURNAL, json.dumps(asdict(change), indent=1).encode(), mode=0o600)


def _read(record: Path) -> Change:
    """Read the journal."""
    table = json.loads((record / _JOURNAL).read_bytes())
    files = (Kept(**kept | {"gaps": tuple(tuple(gap) for gap in kept["gaps"])}) for kept in table["files"])
    return Change(table["command"], tuple(files))
