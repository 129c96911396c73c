"""Who owns a name: the rules over sets, lists and memories of every shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.gateway.guard import Guard
from altindex_magic.gateway.readers import Readers
from altindex_magic.model import Index, RouteSet, is_project_name, project_name
from altindex_magic.routing import Ask, Knowledge, Nowhere, Origin, Probe, Refused, Rule, decide
from tests.fuzz.data import Data
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from altindex_magic.routing import Decision

_GLOBS: Final = ("acme-*", "ACME_*", "*", "acme-models", "torch*", "[a-b]*", "x")
_NAMES: Final = ("acme-models", "Acme.Models", "acme__models", "torch", "x", "requests", "b", "é", "", "a-", "../x")


def _decision(content: bytes) -> None:
    """See that a decision hangs on the normalised name alone, names one owner or none, and never skips one."""
    data = Data(content)
    routes = _routes(data)
    typed = data.choice(_NAMES)
    name = project_name(typed)
    known = _knowledge(data, routes, name)
    decision = decide(name, routes, known)
    assert project_name(name) == name
    for spelling in (typed.upper(), typed.replace("-", "_"), typed.replace("-", "."), typed.replace("-", "-_.")):
        if project_name(spelling) == name:
            assert _told(decide(project_name(spelling), routes, known)) == _told(decision)
    _check(decision, name, routes, known)


def _told(decision: Decision) -> object:
    return str(decision.error) if isinstance(decision, Refused) else decision


def _check(decision: Decision, name: str, routes: RouteSet, known: Knowledge) -> None:
    owners = [index for index in (*routes.all_active, *routes.known) if index.exclusive and index.declares(name)]
    match decision:
        case Ask(index, rule):
            assert index in routes.all_active
            assert not owners or (index in owners and rule is Rule.DECLARED)
            assert rule is not Rule.DEFAULT or index is routes.default
            assert rule is not Rule.LISTED or name in known.lists[index.url]
            # Nobody takes over what a private index in use lists, but who declares it or was told so.
            listing = [each for each in routes.active if each.exclusive and _lists(each, name, known)]
            assert not listing or index.exclusive or rule is not Rule.LISTED
            assert not listing or rule is not Rule.DEFAULT
        case Probe(candidates, default):
            assert not owners
            assert not routes.strict
            assert candidates
            assert default is routes.default
            assert all(index in routes.active and not index.packages for index in candidates)
            assert not any(index.url in known.lists for index in candidates)
            assert known.origin is None or known.origin.is_default or not known.origin.exclusive
        case Refused(error):
            assert str(error)
        case Nowhere():
            assert routes.default is None
            assert not owners


def _lists(index: Index, name: str, known: Knowledge) -> bool:
    return not index.packages and name in known.lists.get(index.url, ())


def _routes(data: Data) -> RouteSet:
    indexes = [_index(data, number) for number in range(data.number(5))]
    active = tuple(index for index in indexes if data.flag())
    idle = tuple(index for index in indexes if index not in active)
    default = Index("pypi", "https://default.example/simple/", default=True) if data.flag() else None
    return RouteSet(active, default, idle, strict=data.flag())


def _index(data: Data, number: int) -> Index:
    return Index(
        f"i{data.number(3)}",
        f"https://{number}.example/simple/",
        packages=tuple(data.some(_GLOBS)),
        exclusive=not data.flag(),
    )


def _knowledge(data: Data, routes: RouteSet, name: str) -> Knowledge:
    everybody = (*routes.all_active, *routes.known)
    listing = {index.url: {name} if data.flag() else {"other"} for index in data.some(everybody)}
    urls = [None, "https://gone.example/", *(index.url for index in everybody)]
    origin = Origin(data.choice(urls), exclusive=not data.flag(), decided=data.flag()) if data.flag() else None
    return Knowledge(origin, listing)


def _names(content: bytes) -> None:
    """Every spelling of a name is one name; what is no name is told from one."""
    text = content.decode("utf-8", "replace")
    name = project_name(text)
    assert project_name(name) == name
    if is_project_name(text):
        assert is_project_name(name)
        assert "/" not in name
        assert name.isascii()


def _capabilities(content: bytes) -> None:
    """No header that a stranger sends opens the gateway, whatever bytes it has, and none breaks it."""
    header = content.decode("utf-8", "surrogateescape")
    readers, guard = Readers(), Guard()
    readers.admit("kernel")
    guard.grant_upload("fury")
    asked = _Asked(header)
    assert (readers.reading(header), readers.controlling(header)) == (None, None)
    assert guard.reader(asked) is None  # type: ignore[arg-type]
    assert not guard.may_upload(asked, "fury")  # type: ignore[arg-type]


class _Asked:
    """What the guard sees of a request: its headers, decoded as the HTTP library does."""

    def __init__(self, authorization: str) -> None:
        self.headers = {"Authorization": authorization}


TARGETS: Final = (
    Target("routing", _decision, ()),
    Target("names", _names, (*_NAMES, "-", "_", ".", "/", "%2f", "\u212a", "\u017f", "\n")),
    Target(
        "capabilities",
        _capabilities,
        (
            "Basic ",
            "Bearer ",
            "altindex",
            "altindex-upload",
            ":",
            "=",
            "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"),
        ),
    ),
)
