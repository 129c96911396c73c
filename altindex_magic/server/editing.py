"""Changes to the indexes and the set of a server: each at once or not at all, none undoing another."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

import orjson

from altindex_magic import request
from altindex_magic.environment import Wanted
from altindex_magic.errors.usage import InvalidField, UnknownIndex
from altindex_magic.model import Layer, Scope
from altindex_magic.secret import Secret
from altindex_magic.wire import event_to_json, request_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from altindex_magic.event import Described, Event, Indexes
    from altindex_magic.model import Index
    from altindex_magic.server.choice import Choice
    from altindex_magic.server.settings import Settings
    from altindex_magic.service import AltIndex

    Check = Callable[[str, str | None], None]
    """Raises unless the writer knows the current version of what it changes; without one, there is no such thing."""

_OURS: Final = frozenset({"name", "replace", "dry_run"})
"""Fields of ``add`` that the path and the method say."""
_KEPT: Final = ("url", "username", "publish_url", "packages", "ca_cert", "client_cert", "allow_http", "default")
_ALSO_KEPT: Final = ("cooldown", "cooldown_except")


@dataclass(frozen=True, slots=True)
class State:
    """The state of something that can be written, and its version."""

    body: Mapping[str, Any]
    version: str


class Editing:
    """Reads and writes what the REST API offers. Its methods may wait, and belong into a thread."""

    def __init__(self, service: AltIndex, choice: Choice, settings: Settings) -> None:
        """Work on the session of *service*, under the *settings* of the administrator."""
        self._service = service
        self._choice = choice
        self._settings = settings
        self._writing = threading.Lock()

    def indexes(self) -> tuple[State, ...]:
        """Give every index that is known, those in use first."""
        (shown,) = self._service.perform(request.ListIndexes())
        return tuple(_state(row) for row in cast("Indexes", shown).rows)

    def index(self, name: str) -> State:
        """Give one index.

        Raises:
            UnknownIndex: there is none of that name.

        """
        known = self.indexes()
        for state in known:
            if state.body["index"]["name"] == name:
                return state
        raise UnknownIndex(name, [state.body["index"]["name"] for state in known])

    def put(self, name: str, body: Mapping[str, Any], check: Check) -> State:
        """Define an index, or define it anew."""
        wanted = _add(name, body)
        with self._writing:
            current = self._stored(name)
            if current is None or not self._is_done(current, replace(wanted, replace=True)):
                check(name, _version(current))
                _last(self._service.perform(replace(wanted, replace=current is not None)))
            return self.index(name)

    def patch(self, name: str, body: Mapping[str, Any], check: Check) -> State:
        """Change some fields of an index; ``null`` takes a field away."""
        with self._writing:
            current = self._stored(name) or self._unknown(name)
            if set(body) == {"name"}:
                return self._renamed(current, body["name"], check)
            wanted = _add(name, _merged(current, body))
            amended = cast("Described", _last(self._service.amend(replace(wanted, dry_run=True), set(body)))).index
            if not _is_same(current, amended):
                check(name, _version(current))
                _last(self._service.amend(wanted, set(body)))
            return self.index(name)

    def delete(self, name: str, check: Check) -> None:
        """Forget an index; one that is not there is forgotten already."""
        with self._writing:
            if current := self._stored(name):
                check(name, _version(current))
                _last(self._service.perform(request.Remove(name)))
                if self._choice.exists:
                    self._choose_what_is_in_use()

    def log_in(self, name: str, body: Mapping[str, Any], check: Check) -> list[Any]:
        """Keep a secret for an index, whose version says to which address it is given."""
        given = dict(body)
        typed = given.pop("secret", None)
        if typed is not None and not isinstance(typed, str):
            raise InvalidField("secret", "it must be a text")
        if "command" in given:
            raise InvalidField("command", "a command that gives a secret is declared in a kernel or terminal only")
        wanted = cast("request.Login", request_from_json("Login", {**given, "name": name}))
        if (typed is None) == (wanted.env is None):
            raise InvalidField("secret", "give either the secret or the variable that holds it")
        with self._writing:
            current = self._stored(name) or self._unknown(name)
            check(name, _version(current))
            work = self._service.perform(wanted) if typed is None else self._service.log_in(wanted, Secret(typed))
            return _told(work)

    def log_out(self, name: str) -> list[Any]:
        """Forget the secret of an index."""
        with self._writing:
            return _told(self._service.perform(request.Logout(name)))

    def active(self) -> State:
        """Give the server-wide set."""
        in_use = self._service.session.in_use
        body = {
            "names": list(in_use.names) if in_use else [],
            "only": bool(in_use and in_use.only),
            "strict": bool(in_use and in_use.routes.strict),
            "unusable": in_use.routes.unusable if in_use else "",
            "chosen": self._choice.exists,
            "configured": event_to_json(self._settings.wanted),
        }
        return State(body, version_of(body))

    def activate(self, body: Mapping[str, Any], check: Check) -> tuple[State, list[Any]]:
        """Choose the server-wide set; with ``names: null``, go back to that of the administrator."""
        chosen = body.get("names", ()) is not None
        wanted = _wanted(body) if chosen else self._settings.configured()
        with self._writing:
            current = self.active()
            if _wanted_of(current) == wanted and current.body["chosen"] == chosen and not current.body["unusable"]:
                return current, []
            check("the server-wide set", current.version)
            events = _told(self._service.perform(_use(wanted)))
            if chosen:
                self._choice.save(wanted)
            else:
                self._choice.drop()
            return self.active(), events

    def _renamed(self, current: Index, new: object, check: Check) -> State:
        wanted = cast("request.Rename", request_from_json("Rename", {"old": current.name, "new": new}))
        if wanted.new != current.name:
            check(current.name, _version(current))
            _last(self._service.perform(wanted))
            if wanted.new in self.active().body["names"]:
                self._choose_what_is_in_use()
        return self.index(wanted.new)

    def _choose_what_is_in_use(self) -> None:
        """Keep the set for the next start of the server, by the names that its indexes have now."""
        self._choice.save(_wanted_of(self.active()))

    def _is_done(self, current: Index, wanted: request.Add) -> bool:
        asked = cast("Described", _last(self._service.perform(replace(wanted, dry_run=True))))
        return _is_same(current, asked.index)

    def _stored(self, name: str) -> Index | None:
        """Find what a file defines, and not what was discovered elsewhere."""
        return next((index for index in self._service.session.store.indexes() if index.name == name), None)

    def _unknown(self, name: str) -> Index:
        return self._service.session.store.find(name)


def version_of(shown: object) -> str:
    """Name the state of *shown*: the same text for the same content, in every process."""
    content = orjson.dumps(event_to_json(shown), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(content).hexdigest()[:32]


def _state(row: Any) -> State:  # noqa: ANN401 - an IndexRow
    return State({**event_to_json(row), "version": _version(row.index)}, _version(row.index) or "")


def _version(index: Index | None) -> str | None:
    return version_of(index) if index else None


def _is_same(one: Index, other: Index) -> bool:
    return replace(one, source="") == replace(other, source="")


def _add(name: str, body: Mapping[str, Any]) -> request.Add:
    for field in _OURS & body.keys():
        raise InvalidField(field, "the path and the method say that")
    return cast("request.Add", request_from_json("Add", {**body, "name": name}))


def _merged(current: Index, patch: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of *current* with those of *patch* in their place, as ``add`` takes them."""
    fields = {name: event_to_json(getattr(current, name)) for name in (*_KEPT, *_ALSO_KEPT)}
    scope = current.layer.value if current.layer in {Layer.USER, Layer.SITE} else Scope.USER.value
    return {name: value for name, value in {**fields, "scope": scope, **patch}.items() if value is not None}


def _wanted(body: Mapping[str, Any]) -> Wanted:
    """Read a set as the request ``use`` takes it; the right to publish is no server's to give."""
    if "uploads" in body:
        raise InvalidField("uploads", "only a kernel can have the right to publish")
    if "names" not in body:
        raise InvalidField("names", "it must be given; an empty list uses none")
    asked = cast("request.Use", request_from_json("Use", body))
    return Wanted(asked.names, asked.only, asked.strict)


def _wanted_of(state: State) -> Wanted:
    return Wanted(tuple(state.body["names"]), state.body["only"], state.body["strict"])


def _use(wanted: Wanted) -> request.Request:
    return request.Use(wanted.names, only=wanted.only, strict=wanted.strict) if wanted.names else request.Off()


def _told(events: Iterator[Event]) -> list[Any]:
    return [event_to_json(event) for event in events]


def _last(events: Iterator[Event]) -> Event:
    return list(events)[-1]
