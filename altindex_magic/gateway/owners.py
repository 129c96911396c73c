"""Answers for names: gathers what is known, lets the routing decide, and does the asking."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from altindex_magic.address import Origin as WebOrigin
from altindex_magic.address import bare
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.access import AccessError, NotAnIndex, RedirectRefused
from altindex_magic.errors.ownership import AbsenceUnproven, NameRefused, OriginVanished, ProbeFailed
from altindex_magic.explanations.addresses import leads_to_login
from altindex_magic.explanations.provider import hides_behind_404
from altindex_magic.routing import Ask, Decision, Knowledge, Nowhere, Origin, Probe, Refused, Rule, decide

if TYPE_CHECKING:
    from altindex_magic.filters import Hidden
    from altindex_magic.gateway.listing import Listings
    from altindex_magic.gateway.pages import Held, Pages
    from altindex_magic.gateway.vetting import Vetting
    from altindex_magic.ledger import Ledger
    from altindex_magic.model import Index, RouteSet


@dataclass(frozen=True, slots=True)
class Answered:
    """The page of a project, from the index that owns it."""

    index: Index
    rule: Rule
    held: Held
    """As installers may see it."""
    hidden: tuple[Hidden, ...] = ()
    """What its page has besides."""


class Owners:
    """Finds the owner of a name and asks it. Lives in the gateway's event loop."""

    def __init__(self, pages: Pages, listings: Listings, ledger: Ledger, vetting: Vetting) -> None:
        """Take where pages, lists and memories come from, and who decides what of a page is shown."""
        self._pages = pages
        self._vetting = vetting
        self._listings = listings
        self._ledger = ledger
        self._proven: dict[str, float] = {}

    async def decision(self, routes: RouteSet, project: str) -> Decision:
        """Say who may answer for *project*, without asking for it."""
        unlabelled = [index for index in routes.active if not index.packages]
        listings = await asyncio.gather(*(self._listings.of(index) for index in unlabelled))
        lists = {
            index.url: listing.names
            for index, listing in zip(unlabelled, listings, strict=True)
            if listing.names is not None
        }
        return decide(project, routes, Knowledge(self._ledger.origin(project), lists))

    async def answer(self, routes: RouteSet, project: str, *, at_once: bool = False) -> Answered | None:
        """Give the page of the normalised name *project*; ``None`` when its owner does not have it.

        Raises:
            NameRefused: nobody may answer.
            AccessError: its owner does not answer.

        """
        answered = await self.sought(routes, project, at_once=at_once)
        if answered is not None:
            self.remember(routes, answered, project)
        return answered

    async def sought(self, routes: RouteSet, project: str, *, at_once: bool = False) -> Answered | None:
        """Do as :meth:`answer` does, with the same errors, but remember nothing: nobody has asked yet."""
        answered = await self._found(routes, project, at_once=at_once)
        if answered is None:
            return None
        held, hidden = self._vetting.vetted(routes, answered.index, answered.held)
        return replace(answered, held=held, hidden=hidden)

    async def _found(self, routes: RouteSet, project: str, *, at_once: bool) -> Answered | None:
        """Give the page as its index gives it."""
        decision = await self.decision(routes, project)
        match decision:
            case Refused(error):
                raise error
            case Nowhere():
                return None
            case Ask(index, rule):
                return await self._asked(routes, index, rule, project, at_once=at_once)
            case Probe(candidates, default):
                return await self._probed(routes, (candidates, default), project, at_once=at_once)
        assert_never(decision)

    def remember(self, routes: RouteSet, answered: Answered, project: str) -> None:
        """Remember who answered, the first time."""
        if self._ledger.origin(project) is None:
            is_default = answered.index is routes.default
            url = None if is_default else answered.index.url
            self._ledger.remember(project, Origin(url, exclusive=answered.index.exclusive and not is_default))

    async def _asked(
        self, routes: RouteSet, index: Index, rule: Rule, project: str, *, at_once: bool
    ) -> Answered | None:
        """Ask the one owner."""
        try:
            held = await self._pages.page(index, project, at_once=at_once)
        except AccessError as problem:
            raise problem.concerning(project) from None
        if held.page is not None:
            return Answered(index, rule, held)
        if held.elsewhere and rule is not Rule.DEFAULT:
            raise redirected(index, held.elsewhere).concerning(project)
        if index is not routes.default and (rule is Rule.LISTED or self._came_from(index, project)):
            raise OriginVanished(project, index.name, hides_behind_404(index))
        return None

    async def _probed(
        self, routes: RouteSet, stations: tuple[tuple[Index, ...], Index | None], project: str, *, at_once: bool
    ) -> Answered | None:
        """Ask each candidate; go on only where absence is certain."""
        candidates, default = stations
        for index in candidates:
            try:
                held = await self._pages.page(index, project, at_once=at_once)
                if held.page is not None:
                    self._proven[index.url] = held.asked
                    return Answered(index, Rule.PROBED, held)
                if default is not None or index is not candidates[-1]:
                    await self._check_absence(index, default, held, project)
            except NameRefused:
                raise
            except AltIndexError as problem:
                raise ProbeFailed(project, index.name, problem) from problem
        return await self._asked(routes, default, Rule.DEFAULT, project, at_once=at_once) if default else None

    async def _check_absence(self, index: Index, default: Index | None, held: Held, project: str) -> None:
        """Make sure that a 404 of *index* means absence before anybody else is asked.

        A wrong URL answers 404 to everything, and so do some servers to a revoked token. Only an
        index that has shown, not before it said 404, that it gives pages to us is believed.

        Raises:
            AbsenceUnproven: it has not shown it.

        """
        if held.elsewhere and (default is None or WebOrigin.of(held.elsewhere) != WebOrigin.of(default.url)):
            raise redirected(index, held.elsewhere)
        if not index.exclusive or self._proven.get(index.url, 0.0) >= held.asked:
            return
        start = time.monotonic()
        if not await self._proves_itself(index):
            raise AbsenceUnproven(project, index.name, index.url, hides_behind_404(index))
        self._proven[index.url] = start

    async def _proves_itself(self, index: Index) -> bool:
        """Tell whether it has anything but 404: a project that it had before, or its list."""
        witness = self._ledger.witness(index.url)
        if witness and (await self._pages.page(index, witness, at_once=True)).page is not None:
            return True
        return (await self._listings.of(index, at_once=True)).proven

    def _came_from(self, index: Index, project: str) -> bool:
        """Tell whether *index* answered for *project* before, or was chosen for it by a person."""
        origin = self._ledger.origin(project)
        return origin is not None and origin.url == index.url


def redirected(index: Index, target: str) -> AccessError:
    """Say what a redirect to another origin means: most often somebody wants a login in a browser."""
    shown = bare(target)
    if leads_to_login(shown):
        return NotAnIndex(index.name, index.url, problem=f"it redirects to {shown}", sign_in=True)
    return RedirectRefused(index.name, index.url, problem=f"to {shown}")
