"""Why an installer failed: what the gateway knows, what the machine says, and what the pages of the indexes tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from altindex_magic.errors import AltIndexError, printable
from altindex_magic.errors.install import InstallFailed, SdistBuildFailed
from altindex_magic.errors.unfit import ConflictingRequirements, RequiredHash, Unfit, Wanted
from altindex_magic.model import project_name
from altindex_magic.service import machine
from altindex_magic.tools import pip, uv
from altindex_magic.tools.demand import Demand, contested, explains
from altindex_magic.tools.last_words import last_faults
from altindex_magic.unfit import agree, explain, has_wheel
from altindex_magic.wheel_tags import kernel_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from altindex_magic.event import Offer
    from altindex_magic.foresight import Target
    from altindex_magic.service.arrivals import Traffic
    from altindex_magic.service.session import Session

_TOOLS: Final = {"pip": pip, "uv": uv}
# With these an installer chooses otherwise than for this Python, or from other files than those of the page.
_OTHERWISE: Final = """
    --python-version --python-platform --platform --abi --implementation --ignore-requires-python
    --only-binary --no-binary --no-build --no-build-package --no-binary-package --no-index --find-links -f
    --exclude-newer --exclude-newer-package --uploaded-prior-to --offline
"""
_ALLOWING_ALL: Final = frozenset(["--pre", "--prerelease=allow", "allow", "--all-releases"])


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an installer that failed."""

    tool: str
    words: Sequence[str]
    """Its command line."""
    lines: Sequence[str]
    """What it printed, as far as that is known."""
    traffic: Traffic
    mark: int
    """The place in the stream of refusals at which it began."""

    def without(self, options: Iterable[str]) -> bool:
        """Tell whether none of *options* was given."""
        return {*self.words, *(word.partition("=")[0] for word in self.words)}.isdisjoint(options)


def failure(session: Session, run: Run, status: int) -> InstallFailed:
    """Say why *run* failed, or quote the installer where that is not known for certain."""
    last_words = _TOOLS[run.tool].last_words(run.lines)
    causes = _causes(session, run, last_words)
    return InstallFailed(run.tool, status, causes, last_words)


def _causes(session: Session, run: Run, last_words: str) -> tuple[AltIndexError, ...]:
    """Ask in the order of certainty: what the system said, what the gateway refused, and then the installer's words."""
    if stopped := machine.cause(run.tool, run.lines, session.world.environ):
        return (stopped,)
    feed = session.gateway.feed
    known = feed.refusals_since(run.mark) or run.traffic.withheld_from(last_words) or feed.causes_since(run.mark)
    if known:
        return known
    found = _hash(run) or _unmet(session, run) or _build(session, run, last_words)
    return (found,) if found else ()


def _hash(run: Run) -> AltIndexError | None:
    """Find a hash of the user's that is not that of the file. One of the index's own was refused by the gateway."""
    found = _TOOLS[run.tool].hash_mismatch(run.lines)
    return RequiredHash(found.requirement, found.expected, found.got) if found else None


def _unmet(session: Session, run: Run) -> AltIndexError | None:
    """Find the requirement that nothing meets, or those that do not go together."""
    demands = _TOOLS[run.tool].demands(run.lines)
    if not demands or not _for_this_python(run):
        return None
    offers = _offers(session, run, {each.project for each in demands})
    found = {each: _explained(each, offers, run.tool) for each in demands}
    unmet = {each: error for each, error in found.items() if error}
    if unmet:
        error = next(iter(unmet.values()))
        allowed = error.reference == "only-pre-releases" and not run.without(_ALLOWING_ALL)
        return error if explains(unmet, demands) and not allowed else None
    return _conflict(demands, offers)


def _conflict(demands: Iterable[Demand], offers: dict[str, Offer]) -> AltIndexError | None:
    """Find the projects on which there are several demands that no version meets together."""
    several = contested(demands)
    projects = [
        project
        for project in dict.fromkeys(each.project for each in several)
        if project in offers
        and not agree(offers[project].files, [each.requirement for each in several if each.project == project])
    ]
    told = [_told(each) for each in several if each.project in projects]
    return ConflictingRequirements(projects, told) if projects else None


def _explained(demand: Demand, offers: dict[str, Offer], tool: str) -> Unfit | None:
    offer = offers.get(demand.project)
    if offer is None:
        return None
    wanted = Wanted(demand.project, demand.requirement, offer.index, tool, demand.by)
    return explain(offer.files, wanted, _this_python())


def _told(demand: Demand) -> str:
    if demand.by is None:
        return f"you ask for {demand.requirement}"
    version = demand.version if demand.version[:1] in "<>=!~" else f" {demand.version}"
    return f"{demand.by}{version} requires {demand.requirement}"


def _build(session: Session, run: Run, last_words: str) -> AltIndexError | None:
    """Find the project that could not be built, and whether it had to be."""
    found = _TOOLS[run.tool].failed_build(run.lines)
    if found is None:
        return None
    offer = _offers(session, run, {project_name(found.project)}).get(project_name(found.project))
    here = _this_python()
    files = offer.files if offer else ()
    kernel = kernel_name(here) if offer and not has_wheel(files, found.version, here) else None
    words = printable(last_faults(run.lines) or last_words, 300)
    index = offer.index if offer else None
    return SdistBuildFailed(found.project, index, words, kernel=kernel, wheels=has_wheel(files, "", here))


def _offers(session: Session, run: Run, projects: Iterable[str]) -> dict[str, Offer]:
    """Give the pages that the installer was given of *projects*, where they are known; nobody is asked anew."""
    indexes = {index.name: index for index in session.routes().all_active}
    answers = run.traffic.answers
    wanted = [(indexes[answers[each]], each) for each in projects if answers.get(each) in indexes]
    if not wanted:
        return {}
    try:
        gateway = session.gateway
        offers = gateway.call(gateway.inquiry.offers(wanted, at_once=False))
    except AltIndexError:  # the installation has failed already, and that is what is to be told
        return {}
    return {offer.project: offer for offer in offers if offer.status and offer.error is None}


def _for_this_python(run: Run) -> bool:
    """Tell whether the installer chose among all files, and for the Python of this kernel."""
    named = uv.python_of(run.lines) if run.tool == "uv" else None
    return run.without(_OTHERWISE.split()) and named in {None, _this_python().python}


def _this_python() -> Target:
    from altindex_magic.gateway.ahead import this_python  # noqa: PLC0415 - loads the HTTP library, for a failure only

    return this_python()
