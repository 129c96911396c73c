"""What of an index's page is shown to installers, and with which hashes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from altindex_magic import filters
from altindex_magic.errors.trust import NoUploadTimes
from altindex_magic.gateway.clock import Clock
from altindex_magic.gateway.pages import link_id
from altindex_magic.gateway.seen import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from altindex_magic.filters import Hidden
    from altindex_magic.gateway.pages import Held
    from altindex_magic.ledger import Ledger
    from altindex_magic.model import Index, RouteSet
    from altindex_magic.simple_api import Page


class Vetting:
    """Applies the rules of an index to its pages. Lives in the gateway's event loop."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime] | None = None) -> None:
        """Take the hashes that were seen first from *ledger*, and the time from *clock* or this machine."""
        self._ledger = ledger
        self._clock = clock or Clock().earliest

    def vetted(self, routes: RouteSet, index: Index, held: Held) -> tuple[Held, tuple[Hidden, ...]]:
        """Give what *index* holds of a project as it is shown, and what is hidden of it.

        The links keep the files as the index gives them, so that a remembered hash is never taken for
        one that the page promises.

        Raises:
            NoUploadTimes: the index has a cooldown, and says of no file when it was uploaded.

        """
        if held.page is None:
            return held, ()
        project = held.page.project
        result = filters.shown(held.page, filters.rules_for(project, index, strict=routes.strict), self._clock())
        if result.lacks_times:
            raise NoUploadTimes(project, index.name, str(index.cooldown))
        page = self._with_hashes(index, result.page)
        if page is held.page:
            return held, ()
        links = {link_id(file): file for file in result.page.files}
        return replace(held, page=page, links=links, digest=_digest(held.digest, page)), result.hidden

    def _with_hashes(self, index: Index, page: Page) -> Page:
        """Give files without a sha256 the one that was seen first."""
        if all(file.sha256 for file in page.files):
            return page
        known = self._ledger.files.of(origin_of(index), page.project)
        return filters.with_hashes(page, {name: file.sha256 for name, file in known.items()})


def _digest(digest: str, page: Page) -> str:
    """Tell the shown page from the one that the index gave, and from what is shown of it at another time."""
    text = repr([(file.filename, file.sha256) for file in page.files])
    return hashlib.blake2s(f"{digest} {text}".encode(), digest_size=10).hexdigest()
