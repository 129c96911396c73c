"""A message from the browser into the work that it asks for."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from altindex_magic import grammar, request
from altindex_magic.errors.usage import InvalidField
from altindex_magic.secret import Secret
from altindex_magic.service import is_question
from altindex_magic.wire import REQUESTS, request_from_json, text_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping

    from altindex_magic.event import Event
    from altindex_magic.service import AltIndex


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done, and the line that would have done it."""

    kind: str
    line: str
    events: Callable[[AltIndex], Iterator[Event]]
    is_question: bool = False


def job_from_message(message: MutableMapping[str, Any]) -> Job:
    """Read *message*: ``request`` with its ``body``, a ``line``, a ``login``, or a ``try``.

    With ``check`` nothing is done: it is only said whether it could be, and what the line is. A ``secret`` becomes a
    :class:`Secret` here and leaves the message.

    Raises:
        AltIndexError: it is nothing that can be done.

    """
    secret = _taken_secret(message)
    if "login" in message:
        login = _login(message["login"])
        return Job("Login", grammar.line_of(login), lambda service: service.log_in(login, secret))
    if "try" in message:
        candidate = _add(message["try"])
        return Job("Test", grammar.line_of(candidate), lambda service: service.try_out(candidate, secret))
    wanted = _request(message)
    line = grammar.line_of(wanted)
    if not message.get("check"):
        return Job(type(wanted).__name__, line, lambda service: service.perform(wanted), is_question(wanted))
    if not isinstance(wanted, request.Add):
        return Job("Check", line, lambda _service: iter(()), is_question=True)
    described = replace(wanted, dry_run=True)
    return Job("Check", line, lambda service: service.perform(described), is_question=True)


def _taken_secret(message: MutableMapping[str, Any]) -> Secret | None:
    """Take the secret out of *message*; an empty one is none."""
    value = message.pop("secret", None)
    return Secret(text_from_json("secret", value)) if value not in (None, "") else None


def _request(message: MutableMapping[str, Any]) -> request.Request:
    """Read a request as JSON, or as a line that was typed or pasted."""
    line = message.get("line")
    if line is None:
        return request_from_json(str(message.get("request")), message.get("body"))
    wanted = grammar.parse(grammar.split(text_from_json("line", line), windows=os.name == "nt"))
    if type(wanted) not in REQUESTS.values():
        raise InvalidField("line", "it is nothing that a panel does")
    return wanted


def _login(body: object) -> request.Login:
    login = request_from_json("Login", body)
    if not isinstance(login, request.Login):
        raise TypeError
    return login


def _add(body: object) -> request.Add:
    add = request_from_json("Add", body)
    if not isinstance(add, request.Add):
        raise TypeError
    return add
