"""The request to look for everything that is odd about this environment."""

from __future__ import annotations

import os
import re
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.request import getproxies

from altindex_magic import checkup, presets
from altindex_magic.address import bare
from altindex_magic.errors import AltIndexError
from altindex_magic.event import Checkup, Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from altindex_magic import request
    from altindex_magic.config.discovery import Discovered
    from altindex_magic.model import Credential, Index
    from altindex_magic.service.session import Session

_ENVIRONMENTS: Final = ("VIRTUAL_ENV", "CONDA_PREFIX")
_FILE_IN_SOURCE: Final = re.compile(r"\((?P<path>.+)\)$")


def doctor(session: Session, wanted: request.Doctor) -> Iterator[Event]:
    """Gather the facts, and tell what is odd about them."""
    yield Checkup(checkup.examine(_facts(session)), wanted.as_json)


def _facts(session: Session) -> checkup.Facts:
    found = session.discovered()
    from altindex_magic.gateway.files import DEFAULT_CACHE_BYTES  # noqa: PLC0415 - loaded with the gateway

    routes = session.routes()
    gateway = session.gateway
    listed, _ = gateway.call(gateway.inquiry.search(routes, ""))
    health = gateway.call(gateway.inquiry.health(routes.active))
    return checkup.Facts(
        now=datetime.now(UTC),
        routes=routes,
        in_use=session.in_use is not None,
        settings=found.settings,
        around=found.around,
        problems=found.problems,
        plain_secrets={url: credential.source for url, credential in found.credentials.items()},
        files=_modes(found),
        credentials=_credentials(session, routes.active),
        keyring=session.credentials.weakness(),
        listed=_by_index(listed),
        from_default=frozenset(name for name, _ in listed if _came_from_default(session, name)),
        warnings=_warnings((*routes.active, *routes.known)),
        skew={row.index: row.skew for row in health},
        cache=(_size(session.world.places.files_cache), DEFAULT_CACHE_BYTES),
        prefix=sys.prefix,
        other_prefixes=_other_prefixes(session.world.environ),
        proxies={f"{scheme}_proxy": bare(url) for scheme, url in getproxies().items() if scheme != "no"},
    )


def _by_index(rows: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Turn pairs of project and index into the projects of each index."""
    found: dict[str, set[str]] = {}
    for project, index in rows:
        found.setdefault(index, set()).add(project)
    return {index: frozenset(projects) for index, projects in found.items()}


def _came_from_default(session: Session, name: str) -> bool:
    origin = session.ledger.origin(name)
    return origin is not None and origin.is_default and not origin.decided


def _modes(found: Discovered) -> dict[str, int]:
    """Read the permission bits of the files that hold secrets; on Windows they mean nothing."""
    if os.name == "nt":
        return {}
    sources = (_FILE_IN_SOURCE.search(credential.source) for credential in found.credentials.values())
    paths = {Path(match["path"]) for match in sources if match}
    return {str(path): path.stat().st_mode & 0o777 for path in paths if path.is_file()}


def _credentials(session: Session, indexes: Iterable[Index]) -> dict[str, Credential]:
    """Find the credentials of the indexes in use; one that cannot be found has no expiry to tell."""
    found = {}
    for index in indexes:
        try:
            credential = session.credentials.find(index)
        except AltIndexError:
            continue
        if credential:
            found[index.name] = credential
    return found


def _warnings(indexes: Iterable[Index]) -> dict[str, str]:
    catalogue = presets.catalogue()
    pairs = ((index.name, catalogue.get(index.preset or "")) for index in indexes)
    return {name: preset.warning for name, preset in pairs if preset and preset.warning}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("??/*") if path.is_file())


def _other_prefixes(environ: Mapping[str, str]) -> dict[str, str]:
    """Name what points to another environment: variables, and the pip that ``!pip`` would run."""
    here = Path(sys.prefix).resolve()
    found = {name: environ[name] for name in _ENVIRONMENTS if environ.get(name)}
    if pip := shutil.which("pip", path=environ.get("PATH")):
        found["pip on PATH"] = str(Path(pip).parent.parent)
    return {name: prefix for name, prefix in found.items() if Path(prefix).resolve() != here}
