"""Whose a name is when it is to become public."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from altindex_magic.errors.publish import PrivateName

if TYPE_CHECKING:
    from collections.abc import Callable

    from altindex_magic.gateway.listing import Listings
    from altindex_magic.gateway.pages import Pages
    from altindex_magic.ledger import Ledger
    from altindex_magic.model import Index, RouteSet


class Claims:
    """Keeps private names off public indexes. Lives in the gateway's event loop."""

    def __init__(self, listings: Listings, pages: Pages, ledger: Ledger, is_public: Callable[[Index], bool]) -> None:
        """Take what knows who has which name, and who tells which index is public."""
        self._listings = listings
        self._pages = pages
        self._ledger = ledger
        self._is_public = is_public

    async def check(self, routes: RouteSet, target: Index, project: str) -> None:
        """Let *project* go to *target* unless that is public and the name is not.

        Raises:
            PrivateName: a private index declares it, lists it, has it, or has given it before.
            AccessError: a private index in use that gives no list cannot be asked.

        """
        if not self._is_public(target):
            return
        private = [index for index in (*routes.active, *routes.known) if not self._is_public(index)]
        owner = (
            next((index.name for index in private if index.declares(project)), None)
            or self._remembered(private, project)
            or await self._holder(routes, private, project)
        )
        if owner:
            raise PrivateName(project, owner, target.name)

    def _remembered(self, private: list[Index], project: str) -> str | None:
        """Name the private index that gave it before, if it is still known."""
        origin = self._ledger.origin(project)
        if origin is None or origin.url is None or not origin.exclusive:
            return None
        return next((index.name for index in private if index.url == origin.url), origin.url)

    async def _holder(self, routes: RouteSet, private: list[Index], project: str) -> str | None:
        """Find the private index that has it: by their lists, or by asking those in use that give none."""
        listings = await asyncio.gather(*(self._listings.of(index) for index in private))
        for index, listing in zip(private, listings, strict=True):
            if listing.names is not None:
                has_it = project in listing.names
            else:
                has_it = index in routes.active and (await self._pages.page(index, project)).page is not None
            if has_it:
                return index.name
        return None
