"""Everything of this project that writes files of its user, each with what it finds and what it makes of it."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, Final, Protocol

from altindex_magic.config import keeping
from altindex_magic.config.backups import Backups
from altindex_magic.config.store import Store
from altindex_magic.credentials import Safe
from altindex_magic.environment import Wanted
from altindex_magic.errors.files import NothingToUndo
from altindex_magic.errors.usage import UnwritableFile
from altindex_magic.gateway.listing import Listing, Listings
from altindex_magic.gateway.part import PREFIX, Part
from altindex_magic.ledger import Installation, Ledger
from altindex_magic.model import Index, Layer, Scope
from altindex_magic.places import Places
from altindex_magic.publishing import Distribution
from altindex_magic.routing import Origin
from altindex_magic.server.choice import Choice
from altindex_magic.service.build import _put

if TYPE_CHECKING:
    from pathlib import Path

_LONG: Final = 9_000
"""Of bytes in each file: some blocks of the disk."""


class Writer(Protocol):
    """One who changes what is on the disk."""

    tells: bool
    """Whether a failure is told. A cache that cannot be written is nobody's concern."""

    def prepare(self, folder: Path) -> None:
        """Write what was there before."""

    def write(self, folder: Path) -> None:
        """Change it."""

    def state(self, folder: Path) -> object:
        """Read it as a user of it does."""


class Configuration:
    """The store of indexes."""

    tells = True

    def prepare(self, folder: Path) -> None:
        self._add(folder, "old")

    def write(self, folder: Path) -> None:
        self._add(folder, "new")

    def state(self, folder: Path) -> object:
        return {index.name: index.packages for index in Store(_places(folder), None).indexes()}

    @staticmethod
    def _add(folder: Path, name: str) -> None:
        packages = tuple(f"{name}-{number:0100}-*" for number in range(_LONG // 100))
        index = Index(name, f"https://{name}.example/simple/", packages=packages, layer=Layer.USER, source="")
        Store(_places(folder), None).add(index, Scope.USER, replace=True)


class Memory:
    """The ledger: one transaction of many rows."""

    tells = True

    def prepare(self, folder: Path) -> None:
        with closing(Ledger(_places(folder).ledger_file)) as ledger:
            ledger.remember("acme-models", Origin("https://acme.example/simple/"))

    def write(self, folder: Path) -> None:
        with closing(Ledger(_places(folder).ledger_file)) as ledger:
            ledger.installs.record(
                [Installation(f"acme-{n}", "1.0", "https://acme.example/", "/venv") for n in range(300)]
            )

    def state(self, folder: Path) -> object:
        with closing(sqlite3.connect(_places(folder).ledger_file)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            (installs,) = database.execute("SELECT count(*) FROM install").fetchone()
            return installs % 300, installs > 0, database.execute("SELECT project, url FROM origin").fetchall()


class Export:
    """The file of another tool, with its backup."""

    tells = True
    old, new = "[global]\n# old\n" + "#\n" * (_LONG // 2), "[global]\n# new\n" + "#\n" * (_LONG // 2)

    def prepare(self, folder: Path) -> None:
        self._file(folder).write_text(self.old)

    def write(self, folder: Path) -> None:
        path = self._file(folder)
        with _backups(folder).recording("export pip", [path]):
            keeping.write(path, self.new)

    def state(self, folder: Path) -> object:
        return self._file(folder).read_text()

    @staticmethod
    def _file(folder: Path) -> Path:
        return folder / "pip.conf"


class Undo(Export):
    """The way back from an export."""

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        super().write(folder)

    def write(self, folder: Path) -> None:
        with suppress(NothingToUndo):  # it was done, and what was left to do is done again
            _backups(folder).undo()


class Server:
    """The set that was chosen for a Jupyter server."""

    tells = True

    def prepare(self, folder: Path) -> None:
        Choice(folder / "state").save(Wanted(("old",)))

    def write(self, folder: Path) -> None:
        Choice(folder / "state").save(Wanted(tuple(f"new-{number}" for number in range(_LONG // 8))))

    def state(self, folder: Path) -> object:
        return Choice(folder / "state").load()


class ProjectList:
    """The copy of the list of an index."""

    tells = False
    index = Index("acme", "https://acme.example/simple/", layer=Layer.USER, source="")

    def prepare(self, folder: Path) -> None:
        self._listings(folder)._keep(self.index, Listing(frozenset({"acme-old"})))

    def write(self, folder: Path) -> None:
        self._listings(folder)._keep(self.index, Listing(frozenset(f"acme-{n}" for n in range(_LONG // 8))))

    def state(self, folder: Path) -> object:
        return self._listings(folder)._stored(self.index).names

    @staticmethod
    def _listings(folder: Path) -> Listings:
        nobody: Any = None
        return Listings(nobody, nobody, folder / "cache" / "pages")


class CachedFile:
    """A file that is fetched into the cache."""

    tells = True
    content = os.urandom(_LONG)

    def prepare(self, folder: Path) -> None:
        (folder / "cache").mkdir()

    def write(self, folder: Path) -> None:
        try:
            with Part(folder / "cache") as part:
                for start in range(0, _LONG, 1000):
                    part.append(self.content[start : start + 1000])
                part.settled().replace(folder / "cache" / hashlib.sha256(self.content).hexdigest())
        except OSError as problem:  # as a transfer does
            raise UnwritableFile(folder / "cache", problem.strerror or str(problem)) from problem

    def state(self, folder: Path) -> object:
        whole = [path for path in (folder / "cache").iterdir() if not path.name.startswith(PREFIX)]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in whole}


class Build:
    """What a build has made, in the ``dist`` folder of the project."""

    tells = True
    name = "acme_models-1.0-py3-none-any.whl"

    def prepare(self, folder: Path) -> None:
        dist = folder / "dist"
        dist.mkdir()
        dist.joinpath(self.name).write_bytes(b"old" * 1000)
        folder.joinpath(self.name).write_bytes(b"new" * 3000)

    def write(self, folder: Path) -> None:
        built = Distribution(str(folder / self.name), self.name, "acme-models", "1.0", 9000, {})
        try:
            _put([built], folder / "dist")
        except OSError as problem:  # as the request does
            raise UnwritableFile(folder / "dist", problem.strerror or str(problem)) from problem

    def state(self, folder: Path) -> object:
        return {path.name: path.read_bytes() for path in (folder / "dist").iterdir()}


WRITERS: Final[dict[str, Writer]] = {
    "configuration": Configuration(),
    "ledger": Memory(),
    "export": Export(),
    "undo": Undo(),
    "server": Server(),
    "list": ProjectList(),
    "cached file": CachedFile(),
    "build": Build(),
}


def left_over(folder: Path) -> list[str]:
    """Name what nobody needs any more."""
    return [
        str(path)
        for path in folder.rglob("*")
        if path.name.startswith((PREFIX, ".altindex-")) or path.suffix == ".draft"
    ]


def as_text(state: object) -> str:
    """Write a state so that processes can compare it."""
    return hashlib.sha256(json.dumps(state, default=repr, sort_keys=True).encode()).hexdigest()


def _places(folder: Path) -> Places:
    return Places(*(folder / name for name in ("config", "site", "data", "state", "cache")))


def _backups(folder: Path) -> Backups:
    return Backups(folder / "state" / "backups", Safe())
