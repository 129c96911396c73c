"""What must be true after every kill, whatever was killed, and whenever."""

from __future__ import annotations

import base64
import configparser
import csv
import hashlib
import sqlite3
import tomllib
from contextlib import closing
from typing import TYPE_CHECKING, Any

from altindex_magic.config.store import Store
from altindex_magic.errors import AltIndexError
from altindex_magic.gateway.part import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.kills.scene import Scene, Work


def damages(scene: Scene, work: Work) -> list[str]:
    """Name everything that is not as it was before *work*, nor as *work* makes it."""
    found = (*_configuration(scene, work), *_ledger(scene), *_cache(scene), *_folder(scene), *_wrong(scene))
    return [f"{work.line}: {damage}" for damage in found]


def remains(scene: Scene, work: Work) -> list[str]:
    """Name everything that a kill has left, and the next start and the next attempt have not put right."""
    places = scene.places
    folders = (places.config, places.files_cache, places.pages_cache, places.local_index)
    left = [path for folder in folders for path in folder.rglob("*") if path.name.startswith(PREFIX)]
    left += places.config.glob(".*.draft")
    found = [f"{path} is left" for path in left]
    found += [f"{path} is missing" for path in _unwritten(scene)]
    return [f"{work.line}: {damage}" for damage in (*found, *_undone(scene, work))] + damages(scene, work)


def _configuration(scene: Scene, work: Work) -> Iterator[str]:
    """See that each table of ``indexes.toml`` is the old one or the new one."""
    try:
        table = tomllib.loads(scene.places.indexes_file.read_text(encoding="utf-8"))
        Store(scene.places, None).indexes()
    except (OSError, ValueError, AltIndexError) as problem:
        yield f"indexes.toml: {problem}"
        return
    urls = {index["name"]: index["url"] for index in table.get("index", ())}
    sources = {login["url"]: login["source"] for login in table.get("login", ())}
    for known in scene.last.values():
        right = {known.text, work.text} if (known.kind, known.name) == (work.kind, work.name) else {known.text}
        if known.kind == "add" and urls.get(known.name) not in right:
            yield f"{known.name} is defined as {urls.get(known.name)}"
        if known.kind == "login" and set(sources.values()) - {f"env:{text}" for text in right}:
            yield f"logins are {sources}"
    for path in scene.env.home.rglob("pip.conf"):
        try:
            configparser.RawConfigParser().read_string(path.read_text(encoding="utf-8"))
        except configparser.Error as problem:
            yield f"{path}: {problem}"


def _ledger(scene: Scene) -> Iterator[str]:
    if not scene.places.ledger_file.exists():
        return  # nobody has come so far
    with closing(sqlite3.connect(scene.places.ledger_file, timeout=20)) as database:
        try:
            sound = database.execute("PRAGMA integrity_check").fetchall()
            origins: dict[str, Any] = dict(database.execute("SELECT project, url FROM origin"))
        except sqlite3.Error as problem:
            yield f"ledger: {problem}"
            return
    if sound != [("ok",)]:
        yield f"ledger: {sound}"
    for work in scene.last.values():
        if work.kind == "install" and origins.get(work.name) != f"{scene.url}/simple/":
            yield f"ledger: {work.name} came from {origins.get(work.name)}"


def _cache(scene: Scene) -> Iterator[str]:
    for path in scene.places.files_cache.glob("??/*"):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            yield f"{path} in the cache is another file"


def _folder(scene: Scene) -> Iterator[str]:
    """See that what is shown in the built-in index is what was sent; only the last file can be compared."""
    for path in scene.places.local_index.glob("*/acme_sent-*"):
        sent = scene.outbox / path.name
        if sent.exists() and sent.read_bytes() != path.read_bytes():
            yield f"{path} is not what was sent"


def _wrong(scene: Scene) -> Iterator[str]:
    """Find installed files that are not what their distribution says."""
    for path, digest in _recorded(scene):
        if path.exists() and digest and _digest(path) != digest:
            yield f"{path} is installed and wrong"


def _unwritten(scene: Scene) -> Iterator[Path]:
    return (path for path, _ in _recorded(scene) if not path.exists())


def _recorded(scene: Scene) -> Iterator[tuple[Path, str]]:
    """Give every installed file with the hash that RECORD promises."""
    site = scene.env.site_packages
    for record in site.glob("acme_*.dist-info/RECORD"):
        with record.open(encoding="utf-8", newline="") as file:
            for name, digest, _size in csv.reader(file):
                yield site / name, digest.removeprefix("sha256=")


def _digest(path: Path) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()


def _undone(scene: Scene, work: Work) -> Iterator[str]:
    """See that the next attempt has done what it says."""
    if work.kind == "install" and scene.env.installed().get(work.name) != work.text:
        yield f"installed is {scene.env.installed()}"
    if work.kind == "upload" and not _same(scene.wheels / work.name, scene.outbox / work.name):
        yield "the index has another file"
    if work.kind == "keep" and not _same(scene.places.local_index / "acme-sent" / work.name, scene.outbox / work.name):
        yield "the built-in index has another file"


def _same(one: Path, other: Path) -> bool:
    return one.exists() and one.read_bytes() == other.read_bytes()
