"""Questions that people ask of the indexes, answered by the same parts that answer installers."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from packaging.version import InvalidVersion, Version

from altindex_magic.errors import AltIndexError
from altindex_magic.event import Health, HiddenFile, Offer, OfferedFile, VersionRow, Why
from altindex_magic.explanations.addresses import leads_to_login
from altindex_magic.filters import reason
from altindex_magic.gateway.neighbours import corrected
from altindex_magic.gateway.owners import redirected
from altindex_magic.patterns import suggest
from altindex_magic.routing import Ask, Nowhere, Probe, Refused, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from altindex_magic.filters import Hidden
    from altindex_magic.gateway.listing import Listings
    from altindex_magic.gateway.owners import Answered, Owners
    from altindex_magic.gateway.pages import Pages
    from altindex_magic.ledger import Ledger
    from altindex_magic.model import Index, RouteSet
    from altindex_magic.simple_api import File, Page

_ANY_NAME: Final = "pip"
"""A name that may be asked of any index without disclosing anything."""
_AT_ONCE: Final = 16
_ABSENT: Final = 404
_REASONS: Final = {
    Rule.DECLARED: "its patterns match the name",
    Rule.REMEMBERED: "it answered for the name before",
    Rule.LISTED: "its list of projects has the name",
    Rule.PROBED: "it was asked and has the project",
    Rule.DEFAULT: "nobody else owns the name",
}


class Inquiry:
    """Tells how indexes fare and what they have. Lives in the gateway's event loop."""

    def __init__(self, owners: Owners, listings: Listings, pages: Pages, ledger: Ledger) -> None:
        """Take the parts that know."""
        self._owners = owners
        self._listings = listings
        self._pages = pages
        self._ledger = ledger

    async def health(self, indexes: Sequence[Index]) -> tuple[Health, ...]:
        """Ask each of *indexes* one real question, all at the same time; mark the fastest."""
        rows = await asyncio.gather(*(self._health(index) for index in indexes))
        good = [row.latency for row in rows if row.ok and row.latency is not None]
        if len(good) < 2:  # noqa: PLR2004 - one alone is not the fastest
            return tuple(rows)
        return tuple(replace(row, fastest=row.ok and row.latency == min(good)) for row in rows)

    async def _health(self, index: Index) -> Health:
        start = time.perf_counter()
        row = Health(index.name, index.url, ok=True, mode="default" if index.default else "")
        error: AltIndexError | None = None
        try:
            found = await (self._by_name(index, row) if index.default else self._by_list(index, row))
        except AltIndexError as problem:
            found, error = replace(row, mode="declared" if index.packages else row.mode), problem
        found = replace(found, latency=time.perf_counter() - start)
        if error or found.status == _ABSENT:
            error = await corrected(index, error, self._listings)
        return replace(found, ok=False, error=error) if error else found

    async def _by_list(self, index: Index, row: Health) -> Health:
        listing = await self._listings.of(index, at_once=True)
        if listing.error:
            raise listing.error
        if listing.names is None:
            return await self._by_name(index, replace(row, mode="declared" if index.packages else "probed"))
        mode = "declared" if index.packages else "listed"
        suggested = () if index.packages else suggest(listing.names)
        known = replace(row, status=200, projects=len(listing.names), protocol=listing.protocol, mode=mode)
        return replace(known, patterns=suggested, skew=listing.skew)

    async def _by_name(self, index: Index, row: Health) -> Health:
        """Ask for one project: one that it had before, one that its patterns spell out, or any."""
        spelt_out = next((glob for glob in index.packages if not re.search(r"[*?\[]", glob)), None)
        held = await self._pages.page(index, self._ledger.witness(index.url) or spelt_out or _ANY_NAME, at_once=True)
        if held.elsewhere and leads_to_login(held.elsewhere):
            raise redirected(index, held.elsewhere)
        return replace(row, status=200 if held.page else _ABSENT, protocol=held.protocol)

    async def versions(self, routes: RouteSet, project: str) -> tuple[VersionRow, ...]:
        """List the versions of *project*, newest first; empty when its owner does not have it.

        Raises:
            NameRefused, AccessError: nobody may answer, or the owner does not.

        """
        answer = await self._owners.answer(routes, project)
        return version_rows(answer) if answer else ()

    async def files(self, index: Index, project: str) -> Mapping[str, Mapping[str, str]]:
        """Give the hashes of every file of *project* that *index* has now, by file name.

        Raises:
            AccessError: it does not answer.

        """
        held = await self._pages.page(index, project, at_once=True)
        return {file.filename: file.hashes for file in held.page.files} if held.page else {}

    async def offers(self, wanted: Sequence[tuple[Index, str]], *, at_once: bool) -> tuple[Offer, ...]:
        """Tell what each index says about a project: now, with *at_once*, or when it was asked last."""
        slots = asyncio.Semaphore(_AT_ONCE)
        return tuple(await asyncio.gather(*(self._offer(*each, slots, at_once=at_once) for each in wanted)))

    async def _offer(self, index: Index, project: str, slots: asyncio.Semaphore, *, at_once: bool) -> Offer:
        nothing = Offer(project, index.name, index.url, status="")
        async with slots:
            try:
                asked = self._pages.page(index, project, at_once=True) if at_once else self._pages.last(index, project)
                page = (await asked).page
            except AltIndexError as problem:
                return replace(nothing, error=problem)
        return offer_of(page, index) if page else nothing

    async def why(self, routes: RouteSet, project: str) -> Why:
        """Tell which index answers for *project*, by which rule, and what it says now."""
        decision = await self._owners.decision(routes, project)
        match decision:
            case Refused(error):
                return Why(project, error.index, "refused", error.what, error=error)
            case Nowhere():
                return Why(project, None, "nowhere", "no index in use may have it")
            case Ask(index, rule):
                row = Why(project, index.name, rule, _REASONS[rule])
            case Probe(candidates, _):
                row = Why(project, candidates[0].name, Rule.PROBED, "it gives no list, so it is asked for every name")
        try:
            answer = await self._owners.answer(routes, project, at_once=True)
        except AltIndexError as problem:
            return replace(row, error=problem)
        if answer is None:
            return replace(row, absent=True)
        hidden = tuple(_hidden_file(each, answer.index) for each in answer.hidden)
        return replace(row, index=answer.index.name, rule=answer.rule, reason=_REASONS[answer.rule], hidden=hidden)

    async def newer(self, routes: RouteSet, installed: Mapping[str, str]) -> dict[str, str]:
        """Find the newest version of each installed project that its owner has, where that is a newer one."""
        slots = asyncio.Semaphore(_AT_ONCE)
        found = await asyncio.gather(*(self._newer(routes, *each, slots) for each in installed.items()))
        return {project: version for project, version in zip(installed, found, strict=True) if version}

    async def _newer(self, routes: RouteSet, project: str, version: str, slots: asyncio.Semaphore) -> str | None:
        async with slots:
            try:
                rows = await self.versions(routes, project)
            except AltIndexError:
                return None
        return newest_after(version, rows)

    async def search(self, routes: RouteSet, text: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """Find the names on the active indexes that contain *text*, and name the indexes that give no list."""
        listings = await asyncio.gather(*(self._listings.of(index) for index in routes.active))
        pairs = list(zip(routes.active, listings, strict=True))
        rows = [(name, index.name) for index, listing in pairs for name in listing.names or () if text in name]
        return tuple(sorted(rows)), tuple(index.name for index, listing in pairs if listing.names is None)


def offer_of(page: Page, index: Index) -> Offer:
    """Put in few words what a page says; an unreadable status is none (PEP 792)."""
    given = page.fields.get("project-status")
    status = given if isinstance(given, Mapping) else {}
    files = tuple(
        OfferedFile(
            file.filename,
            file.version or "",
            file.sha256,
            file.upload_time,
            (file.yanked if isinstance(file.yanked, str) else "") if file.yanked else None,
            file.requires_python,
        )
        for file in page.files
    )
    state = str(status.get("status", "active"))
    return Offer(page.project, index.name, index.url, files, state, str(status.get("reason", "")))


def _hidden_file(hidden: Hidden, index: Index) -> HiddenFile:
    file = hidden.file
    return HiddenFile(file.filename, file.version or "", file.upload_time or "", reason(hidden.cause, index))


def version_rows(answer: Answered) -> tuple[VersionRow, ...]:
    """Group the files of a page by version, newest first."""
    page = answer.held.page
    files = _by_version(page) if page else {}
    return tuple(_row(version, files[version], answer.index.name) for version in sorted(files, key=_age, reverse=True))


def newest_after(version: str, rows: Iterable[VersionRow]) -> str | None:
    """Give the newest of *rows*, which begin with the newest, that an upgrade from *version* would choose."""
    try:
        installed = Version(version)
    except InvalidVersion:
        return None
    for row in rows:
        valid, candidate, text = _age(row.version)
        unfinished = candidate.is_prerelease and not installed.is_prerelease
        if valid and row.yanked is None and not unfinished:
            return text if candidate > installed else None
    return None


def _by_version(page: Page) -> dict[str, list[File]]:
    grouped: dict[str, list[File]] = {}
    for file in page.files:
        grouped.setdefault(file.version or "?", []).append(file)
    return grouped


def _row(version: str, files: list[File], index: str) -> VersionRow:
    uploaded = max((file.upload_time or "" for file in files), default="")
    reasons = Counter(str(file.yanked) for file in files if file.yanked)
    yanked = reasons.most_common(1)[0][0] if reasons.total() == len(files) else None
    return VersionRow(version, index, len(files), uploaded, yanked)


def _age(version: str) -> tuple[bool, Version, str]:
    try:
        return (True, Version(version), version)
    except InvalidVersion:
        return (False, Version("0"), version)
