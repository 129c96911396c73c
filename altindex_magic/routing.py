"""Who owns a name: decided before anyone is asked.

Pure decisions over what is known. The gateway gathers the knowledge and does the asking; a name
is never sought at an index that this module does not name, and only a clean 404 falls through.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from altindex_magic.errors.ownership import NameRefused, OriginChanged, OriginNotInUse, OwnerNotInUse, SetUnusable
from altindex_magic.errors.trust import OriginUnknown
from altindex_magic.model import Layer

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from altindex_magic.model import Index, RouteSet


class Rule(StrEnum):
    """The five rules of ownership, in the order in which they are tried."""

    DECLARED = "declared"
    REMEMBERED = "remembered"
    LISTED = "listed"
    PROBED = "probed"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Origin:
    """Which index answered for a name before.

    A name from the default index keeps the word "default" and no URL, so that replacing the default
    index (by a mirror, say) changes nothing. ``decided`` is true when a person said so by ``allow``.
    """

    url: str | None
    exclusive: bool = True
    decided: bool = False

    @property
    def is_default(self) -> bool:
        """Tell whether the default index answered."""
        return self.url is None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known before asking: the remembered origin, and the lists that indexes gave.

    ``lists`` maps the URL of an index to the normalised names of its projects; an index that gives
    no list has no entry. Not its name: an index found in a file of uv may have the name of another.
    """

    origin: Origin | None = None
    lists: Mapping[str, Container[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask this index and no other; its 404 means that the project does not exist."""

    index: Index
    rule: Rule


@dataclass(frozen=True, slots=True)
class Probe:
    """Ask these in turn; only a clean 404 leads on to the next, and at last to the default index."""

    candidates: tuple[Index, ...]
    default: Index | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Ask nobody."""

    error: NameRefused


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Nobody is left to ask: the project does not exist for this set."""


Decision = Ask | Probe | Refused | Nowhere


def decide(project: str, routes: RouteSet, known: Knowledge) -> Decision:
    """Decide who may answer for the normalised name *project*."""
    if routes.unusable:
        return Refused(SetUnusable(project, routes.unusable))
    return (
        _declared(project, routes)
        or _remembered(project, routes, known)
        or _listed(project, routes, known)
        or _unclaimed(project, routes, known)
    )


def _declared(project: str, routes: RouteSet) -> Decision | None:
    """Rule 1. A private owner comes before a public alternate, also when it is not in use."""
    in_use = [index for index in routes.all_active if index.declares(project)]
    if owner := next((index for index in in_use if index.exclusive), None):
        return Ask(owner, Rule.DECLARED)
    absent = next((index for index in routes.known if index.exclusive and index.declares(project)), None)
    if absent:
        return Refused(OwnerNotInUse(project, absent.name))
    return Ask(in_use[0], Rule.DECLARED) if in_use else None


def _remembered(project: str, routes: RouteSet, known: Knowledge) -> Decision | None:
    """Rule 2. Nobody takes a name over silently, in either direction."""
    origin = known.origin
    if origin is None:
        return None
    if origin.is_default:
        return _remembered_default(project, routes, known, decided=origin.decided)
    if owner := next((index for index in routes.all_active if index.url == origin.url), None):
        return Ask(owner, Rule.REMEMBERED)
    if not origin.exclusive:
        return None
    idle = next((index.name for index in routes.known if index.url == origin.url), None)
    return Refused(OriginNotInUse(project, origin.url or "", idle))


def _remembered_default(project: str, routes: RouteSet, known: Knowledge, *, decided: bool) -> Decision | None:
    """Keep a name with the default index, unless a private index lists it now: then a person decides."""
    if routes.default is None:
        return None  # `--only`: the user has put the default index aside
    claimant = _lister(project, routes, known)
    if claimant and claimant.exclusive and not decided:
        return Refused(OriginChanged(project, claimant.name, routes.default.name))
    return Ask(routes.default, Rule.REMEMBERED)


def _listed(project: str, routes: RouteSet, known: Knowledge) -> Decision | None:
    """Rule 3. The first index in order whose list has the name, private ones first.

    One that nobody has chosen, found in a file of pip or uv, comes after those that were: they are asked first.
    """
    owner = _lister(project, routes, known)
    if owner is None:
        return None
    chosen = [index for index in _listless(routes, known) if index.exclusive and index.layer is not Layer.DISCOVERED]
    if owner.layer is Layer.DISCOVERED and chosen:
        return Probe((*chosen, owner), routes.default)
    return Ask(owner, Rule.LISTED)


def _lister(project: str, routes: RouteSet, known: Knowledge) -> Index | None:
    """Find the active index that lists *project*: the first private one, or else the first public alternate."""
    in_use = [index for index in routes.active if not index.packages and project in known.lists.get(index.url, ())]
    return next((index for index in in_use if index.exclusive), in_use[0] if in_use else None)


def _unclaimed(project: str, routes: RouteSet, known: Knowledge) -> Decision:
    """Rules 4 and 5. Those with neither globs nor a list are asked first, then the default index.

    Under strict nobody is asked for a name that nothing is known of: a person decides.
    """
    candidates = _listless(routes, known)
    first = next(iter(candidates), routes.default)
    if routes.strict and first:
        return Refused(OriginUnknown(project, first.name))
    if candidates:
        return Probe(candidates, routes.default)
    return Ask(routes.default, Rule.DEFAULT) if routes.default else Nowhere()


def _listless(routes: RouteSet, known: Knowledge) -> tuple[Index, ...]:
    """Give the active indexes with neither globs nor a list, in order."""
    return tuple(index for index in routes.active if not index.packages and index.url not in known.lists)
