"""The disk is full at each write in turn: what was there stays, nothing is left over, and the file is named."""

from __future__ import annotations

import errno
import io
import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from altindex_magic.errors import AltIndexError
from tests.faults.writers import WRITERS, as_text, left_over
from tests.mounts import only_on_linux, own_mounts

OF_FILES: Final = {"write", "flush"}
OF_THE_SYSTEM: Final = {"open", "fsync", "mkdir", "replace", "rename", "link", "sendfile"}
ROOT: Final = Path(__file__).parents[2]


class FullAt:
    """Makes the *n*-th call that writes fail, whichever it is."""

    def __init__(self, number):
        self.left = number

    def __enter__(self):
        sys.setprofile(self._called)
        return self

    def __exit__(self, *_):
        sys.setprofile(None)

    def _called(self, frame, event, called):
        if event != "c_call" or not self._writes(frame, called):
            return
        self.left -= 1
        if not self.left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    @staticmethod
    def _writes(frame, called):
        if isinstance(called.__self__, io.IOBase):
            return called.__name__ in OF_FILES
        is_reading = called is os.open and frame.f_code.co_filename == shutil.__file__
        return called.__module__ in {"posix", "nt"} and called.__name__ in OF_THE_SYSTEM and not is_reading


@pytest.mark.parametrize("name", WRITERS)
def test_every_write_may_fail(name, tmp_path):
    """The first, the second, and so on to the last: it is told and nothing was changed, or all is done."""
    writer = WRITERS[name]
    for number in itertools.count(1):
        folder = tmp_path / str(number)
        folder.mkdir()
        writer.prepare(folder)
        before, told = as_text(writer.state(folder)), None
        with FullAt(number) as full:
            try:
                writer.write(folder)
            except AltIndexError as problem:
                told = problem
        after, left = as_text(writer.state(folder)), left_over(folder)
        writer.write(folder)
        new = as_text(writer.state(folder))
        assert not left, number
        assert after == (before if told else new) or (after == before and not writer.tells), (number, told)
        if full.left > 0:
            break
        if told:
            assert told.reference == "unwritable-file"
            assert str(folder) in told.what
            assert told.why == "No space left on device"
    assert number > 1, "no write was seen"


@only_on_linux
@pytest.mark.parametrize("name", WRITERS)
def test_a_disk_that_really_is_full(name, tmp_path):
    """A file system with room for nothing more, for one page more, and so on until there is room for all."""
    argv = [*own_mounts(), sys.executable, "-m", "tests.faults.small_disk", name, str(tmp_path)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    attempts = [json.loads(line) for line in done.stdout.splitlines()]
    assert {attempt["limit"] for attempt in attempts} == {"size", "nr_inodes"}
    assert any(attempt["error"] for attempt in attempts) == WRITERS[name].tells
    for attempt in attempts:
        assert not attempt["half"], attempt
        assert not attempt["left"], attempt
        assert not (attempt["error"] and attempt["changed"]), attempt
        if attempt["error"]:
            assert f"{tmp_path}" in attempt["error"], attempt
            assert "cannot be written. Nothing was changed.  [unwritable-file]" in attempt["error"], attempt
            assert "No space left on device" in attempt["error"] or "disk is full" in attempt["error"], attempt
