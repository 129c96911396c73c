"""All that the ecosystem's files and variables say of indexes, put together by address."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from altindex_magic import address
from altindex_magic.config import pip_files, uv_files
from altindex_magic.config.imports import projects, pypirc
from altindex_magic.config.reading import Reading
from altindex_magic.errors.base import AltIndexError
from altindex_magic.model import INDEX_NAME, Index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from altindex_magic.config.imports.pypirc import Upload
    from altindex_magic.config.surroundings import Environment
    from altindex_magic.model import Credential

_READERS: Final = (pip_files, uv_files, projects)
_BELOW: Final = ("simple/", "+simple/")
"""Where the simple API of many servers lies, seen from the address for uploads."""


@dataclass(frozen=True, slots=True)
class Found:
    """One index as it was found, with the login that stands beside it, if there is one."""

    index: Index
    credential: Credential | None = None
    upload: Credential | None = None
    """The login for uploads, where it is another one."""
    sources: tuple[str, ...] = ()
    guessed: bool = False
    """Only an address for uploads is known, and installs are taken to come from there as well."""


@dataclass(slots=True)
class Gathered:
    """What there is to take over, in the order in which it counts."""

    found: list[Found] = field(default_factory=list)
    problems: list[AltIndexError] = field(default_factory=list)

    def add(self, index: Index, credential: Credential | None) -> None:
        """Add what one file says; of two that say something of one address, the first has its way."""
        source = credential.source if credential else index.source
        for place, known in enumerate(self.found):
            if known.index.url == index.url:
                self.found[place] = replace(
                    known,
                    index=_joined(known.index, index),
                    credential=_better(known.credential, credential),
                    sources=tuple(dict.fromkeys([*known.sources, source])),
                )
                return
        self.found.append(Found(index, credential, sources=(source,)))

    def add_upload(self, upload: Upload) -> None:
        """Add an address for uploads to the index that it belongs to, or make an index of it."""
        place = next((place for place, known in enumerate(self.found) if _belongs(upload, known.index)), None)
        if place is None:
            self.found.append(_made_of(upload))
            return
        known = self.found[place]
        own = known.credential if known.credential and known.credential.secret else None
        self.found[place] = replace(
            known,
            index=_with_upload(known.index, upload),
            credential=own or upload.credential or known.credential,
            upload=upload.credential if own and upload.credential and not _same(own, upload.credential) else None,
            sources=tuple(dict.fromkeys([*known.sources, upload.source])),
        )


def gather(environment: Environment, is_public: Callable[[str], bool]) -> Gathered:
    """Read everything in *environment*. An address that *is_public* is known to every tool, and left out."""
    gathered = Gathered()
    for reader in _READERS:
        reading = Reading()
        reader.read(environment, reading)
        gathered.problems += reading.problems
        for index in reading.indexes:
            if not is_public(index.url):
                gathered.add(_with_login(index, reading), reading.credentials.get(index.url))
    for upload in pypirc.read(environment, gathered.problems):
        if not is_public(upload.url):
            _take_upload(gathered, upload)
    gathered.found = list(_named(gathered.found))
    return gathered


def _take_upload(gathered: Gathered, upload: Upload) -> None:
    """Add an upload; one whose address is none becomes a problem."""
    try:
        address.index_url(upload.url, index=upload.name)
    except AltIndexError as problem:
        gathered.problems.append(problem)
    else:
        gathered.add_upload(upload)


def _with_login(index: Index, reading: Reading) -> Index:
    """Note the user name, and that a host is to be trusted without TLS only where there is none."""
    credential = reading.credentials.get(index.url)
    username = credential.username if credential else None
    insecure = index.url.startswith("http:") and not address.is_loopback(index.url)
    return replace(index, username=username or index.username, allow_http=index.allow_http and insecure)


def _joined(known: Index, other: Index) -> Index:
    """Complete what one file says with what another says of the same address."""
    return replace(
        known,
        name=other.name if _is_derived(known) else known.name,
        default=known.default or other.default,
        explicit=known.explicit and other.explicit,
        publish_url=known.publish_url or other.publish_url,
        packages=known.packages or other.packages,
        username=known.username or other.username,
        ca_cert=known.ca_cert or other.ca_cert,
        client_cert=known.client_cert or other.client_cert,
    )


def _is_derived(index: Index) -> bool:
    """Tell whether no file gave the index its name, so that it has that of its host."""
    return index.name.startswith((urlsplit(index.url).hostname or "\0")[:48])


def _better(first: Credential | None, second: Credential | None) -> Credential | None:
    """Prefer the login that has a secret."""
    return first if first and (first.secret or not second) else second


def _same(first: Credential, second: Credential) -> bool:
    return first.username == second.username and first.secret == second.secret


def _belongs(upload: Upload, index: Index) -> bool:
    """Tell whether *upload* goes to the server that *index* reads: by its address, or by a name that both have."""
    base = upload.url.rstrip("/") + "/"
    if index.url in {base, *(base + below for below in _BELOW)} or index.publish_url == upload.url:
        return True
    return index.name == upload.name and not _is_derived(index)


def _with_upload(index: Index, upload: Upload) -> Index:
    named = bool(INDEX_NAME.fullmatch(upload.name)) and upload.name != (urlsplit(upload.url).hostname or "")
    return replace(
        index,
        name=upload.name if named and _is_derived(index) else index.name,
        publish_url=upload.url,
        username=index.username or upload.username,
        ca_cert=index.ca_cert or upload.ca_cert,
        client_cert=index.client_cert or upload.client_cert,
    )


def _made_of(upload: Upload) -> Found:
    """Make an index of an address for uploads alone."""
    url = address.index_url(upload.url)
    index = Index(
        upload.name,
        url,
        publish_url=upload.url,
        username=upload.username,
        allow_http=url.startswith("http:") and not address.is_loopback(url),
        ca_cert=upload.ca_cert,
        client_cert=upload.client_cert,
        source=upload.source,
    )
    return Found(index, upload.credential, sources=(upload.source,), guessed=True)


def _named(found: Iterable[Found]) -> Iterable[Found]:
    """Give every index a name that can be one and that no other has; the first default stays the only one."""
    taken: set[str] = set()
    has_default = False
    for each in found:
        name = each.index.name if INDEX_NAME.fullmatch(each.index.name) else "index"
        candidates = (name if number == 1 else f"{name}-{number}" for number in count(1))
        name = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(name)
        default, has_default = each.index.default and not has_default, has_default or each.index.default
        yield replace(each, index=replace(each.index, name=name, default=default))
