"""The indexes and login sources that people define, over all layers of files."""

from __future__ import annotations

import dataclasses
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from altindex_magic.address import index_url
from altindex_magic.config.document import load
from altindex_magic.config.sections import Section, sections
from altindex_magic.config.tables import CREDENTIAL, Entry, read_index, table_of
from altindex_magic.errors.usage import (
    DuplicateName,
    InvalidName,
    InvalidSetting,
    ReadOnlyIndex,
    ReservedName,
    SecretInConfig,
    SecretInUrl,
    UnknownIndex,
    UnwritableFile,
)
from altindex_magic.model import INDEX_NAME, LOCAL, Index, Layer, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from altindex_magic.config.document import Document
    from altindex_magic.config.draft import Draft
    from altindex_magic.places import Places

_LOGIN: Final = ("login",)


@dataclass(frozen=True, slots=True)
class LoginSource:
    """Where the secret for a URL comes from: ``env:VAR`` or ``command:…``. Never bound to a name."""

    url: str
    source: str
    username: str | None = None


class Store:
    """Reads and changes the indexes of all layers; each call sees the files as they are then.

    A stronger layer's index replaces a weaker one's of the same name wholesale: nothing of a
    redefined index, such as its credential, passes to the new address.
    """

    def __init__(self, places: Places, project_dir: Path | None, *, patience: float = 10.0) -> None:
        """Look in *places*, and in the nearest ``pyproject.toml`` from *project_dir* upwards.

        *patience* is for how many seconds another process may hold the lock of a file.
        """
        self._local = Index(
            name=LOCAL,
            url=index_url(str(places.local_index)),
            publish_url=index_url(str(places.local_index)),
            layer=Layer.BUILT_IN,
            source="built in",
        )
        self._sections = sections(places, project_dir, patience=patience)

    def indexes(self) -> tuple[Index, ...]:
        """Give the indexes that hold, the weakest layer's first; an overridden one is not even checked.

        Raises:
            BrokenFile: a file is not TOML.
            UnreadableFile: the system does not let us read a file.
            InvalidSetting: a key has a value that it cannot have.
            SecretInConfig: a file holds a secret.
            PlainHttp: an address is not encrypted, and this is not allowed.

        """
        entries: dict[str, Entry] = {}
        for section in self._sections:
            for name, entry in section.entries().items():
                entries.pop(name, None)  # so that it takes the place of its own layer
                entries[name] = entry
        return (self._local, *(read_index(entry) for entry in entries.values()))

    def overridden(self) -> tuple[Index, ...]:
        """Give what a project's file redefines: it takes over the name, but not the packages of the real one."""
        held = {index.url for index in self.indexes()}
        others = (section for section in self._sections if section.layer is not Layer.PROJECT)
        indexes = [read_index(entry) for section in others for entry in section.entries().values()]
        return tuple(index for index in indexes if index.url not in held)

    def strict(self) -> bool:
        """Tell whether the user or the administrator wants strict mode always: ``strict = true`` in ``[altindex]``.

        A project's file has no say in it: it comes with the project.

        Raises:
            InvalidSetting: it is neither true nor false.

        """
        return any(_strict(section) for section in self._sections if section.layer in {Layer.SITE, Layer.USER})

    def find(self, name: str) -> Index:
        """Find the index called *name*.

        Raises:
            UnknownIndex: no layer defines it.

        """
        known = {index.name: index for index in self.indexes()}
        if name not in known:
            raise UnknownIndex(name, known)
        return known[name]

    def add(self, index: Index, scope: Scope, *, replace: bool) -> None:
        """Define *index* in the layer of *scope*; with *replace*, in place of one that has its name.

        Replacing keeps comments and the keys that mean nothing here. An index of a weaker layer
        is overridden without *replace*; one of a stronger layer would win, and so counts as taken.

        Raises:
            DuplicateName: the name is taken.
            InvalidName, ReservedName, SecretInUrl, InvalidUrl, InvalidSetting, PlainHttp: it cannot be stored.

        """
        section = self._section_of(scope)
        _check_name(index.name)
        table = _checked_table(index, section)
        with section.document.edited() as draft:
            position = section.position(draft, index.name)
            if not replace:
                self._refuse_taken_from(section, index.name)
            draft.put(section.keys, position, table)

    def check(self, index: Index, scope: Scope, *, replace: bool) -> None:
        """Raise what :meth:`add` would raise, and write nothing."""
        section = self._section_of(scope)
        _check_name(index.name)
        _checked_table(index, section)
        if not replace:
            self._refuse_taken_from(section, index.name)

    def remove(self, name: str) -> Index:
        """Forget the index called *name* in the strongest layer that has it, and give what it was.

        Raises:
            UnknownIndex: no layer defines it.
            ReservedName: it is the embedded index.
            ReadOnlyIndex: it is defined where we do not write.

        """
        index = self.find(name)
        with self._editing(index) as (section, draft, position):
            draft.delete(section.keys, position)
        return index

    def rename(self, old: str, new: str) -> Index:
        """Give the index called *old* the name *new* where it is defined, and give the renamed index.

        Raises:
            DuplicateName: another index has the new name, in whichever layer.
            InvalidName, UnknownIndex, ReservedName, ReadOnlyIndex: it cannot be renamed.

        """
        index = self.find(old)
        _check_name(new)
        with self._editing(index) as (section, draft, position):
            self._refuse_taken(new, self._sections)
            draft.put(section.keys, position, {"name": new})
        return dataclasses.replace(index, name=new)

    def logins(self) -> tuple[LoginSource, ...]:
        """Give the login sources of the user; no other layer may name any.

        Raises:
            InvalidSetting: a source is neither a variable nor a command.
            SecretInConfig: a URL holds a secret.

        """
        document = self._section_of(Scope.USER).document
        return _logins(load(document.path), document)

    def set_login(self, url: str, source: str, username: str | None) -> None:
        """Note that the secret for *url* comes from *source*, in place of what was noted before."""
        table: dict[str, object] = {"url": index_url(url), "source": source, "username": username}
        document = self._section_of(Scope.USER).document
        login = _read_login(table, document)
        with document.edited() as draft:
            draft.put(_LOGIN, _position(draft, document, login.url), table)

    def drop_login(self, url: str) -> None:
        """Forget the login source of *url*, if there is one."""
        document = self._section_of(Scope.USER).document
        with document.edited() as draft:
            position = _position(draft, document, index_url(url))
            if position is not None:
                draft.delete(_LOGIN, position)

    def version(self) -> str:
        """Give a text that differs as soon as any of the files differs."""
        return hashlib.sha256(b"".join(section.document.fingerprint() for section in self._sections)).hexdigest()

    def _section_of(self, scope: Scope) -> Section:
        """Give the section that a scope writes to."""
        for section in self._sections:
            if section.writable and section.layer == Layer(scope):
                return section
        raise InvalidSetting("scope", "this session has no project folder")

    def _refuse_taken_from(self, section: Section, name: str) -> None:
        """Raise if *section* or a stronger one has the name already: a weaker one is overridden."""
        self._refuse_taken(name, self._sections[self._sections.index(section) :])

    def _refuse_taken(self, name: str, among: tuple[Section, ...]) -> None:
        """Raise if one of the sections has the name already."""
        for section in among:
            if taken := section.entries().get(name):
                raise DuplicateName(name, read_index(taken).url, section.source)

    @contextmanager
    def _editing(self, index: Index) -> Iterator[tuple[Section, Draft, int]]:
        """Lend the file that defines *index*, locked, and its position in there."""
        if index.layer is Layer.BUILT_IN:
            raise ReservedName(index.name)
        section = next(section for section in self._sections if section.source == index.source)
        if not section.writable:
            raise ReadOnlyIndex(index.name, index.source)
        try:
            with section.document.edited() as draft:
                position = section.position(draft, index.name)
                if position is None:  # another process was faster
                    raise UnknownIndex(index.name, (known.name for known in self.indexes()))
                yield section, draft, position
        except UnwritableFile as problem:
            if section.layer is Layer.SITE:
                raise ReadOnlyIndex(index.name, index.source) from problem
            raise


def _strict(section: Section) -> bool:
    """Read the key of one file."""
    document = load(section.document.path)
    table = document.data.get("altindex", {})
    wanted = table.get("strict", False) if isinstance(table, dict) else None
    if not isinstance(wanted, bool):
        raise InvalidSetting("strict", "it must be true or false, in the table [altindex]", source=section.source)
    return wanted


def _check_name(name: str) -> None:
    """Refuse what cannot be a name, and the one that is taken for good."""
    if not INDEX_NAME.fullmatch(name):
        raise InvalidName(name)
    if name == LOCAL:
        raise ReservedName(name)


def _checked_table(index: Index, section: Section) -> dict[str, object]:
    """Give the table of an index, having read it as it will be read from the file."""
    if section.layer is Layer.PROJECT and (index.credential or index.client_cert):
        key = "credential" if index.credential else "client-cert"
        raise InvalidSetting(key, "a project file cannot say where a secret comes from", index=index.name)
    table = table_of(index)
    for key, url in (("url", index.url), ("publish-url", index.publish_url)):
        table[key] = index_url(url, index=index.name) if url else None
    present = {key: value for key, value in table.items() if value is not None}
    read_index(Entry(present, section.layer, "", section.document.path.parent))
    return table


def _logins(draft: Draft, document: Document) -> tuple[LoginSource, ...]:
    """Read all ``[[login]]`` tables."""
    return tuple(_read_login(table, document) for table in draft.tables(_LOGIN))


def _position(draft: Draft, document: Document, url: str) -> int | None:
    """Find the ``[[login]]`` table of a URL."""
    urls = [login.url for login in _logins(draft, document)]
    return urls.index(url) if url in urls else None


def _read_login(table: dict[str, object], document: Document) -> LoginSource:
    """Check one ``[[login]]`` table."""
    place = f"a [[login]] table of {document.path}"
    url, source, username = table.get("url"), table.get("source"), table.get("username")
    if not isinstance(url, str):
        raise InvalidSetting("url", "it must be a text in quotes", source=place)
    if not isinstance(source, str) or not CREDENTIAL.fullmatch(source):
        raise InvalidSetting("source", 'it must be "env:VARIABLE" or "command:PROGRAM …"', source=place)
    if username is not None and not isinstance(username, str):
        raise InvalidSetting("username", "it must be a text in quotes", source=place)
    try:
        return LoginSource(index_url(url), source, username)
    except SecretInUrl:
        raise SecretInConfig(place) from None
