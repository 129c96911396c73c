"""Requests and events as JSON: the one form in which panels and REST exchange them with the service.

A body becomes the very request that a typed line would become, checked field by field; an event
becomes a plain object with its kind. A secret has no form here: it travels in a message of its own.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from pathlib import PurePath
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.credential import SecretInField
from altindex_magic.errors.usage import InvalidField
from altindex_magic.userinfo import carries_credentials

Json = dict[str, Any]

_MOST_CHARACTERS: Final = 100_000
_MOST_PARTS: Final = 10_000

REQUESTS: Final[Mapping[str, type[request.Request]]] = {
    name: kind
    for name, kind in vars(request).items()
    if isinstance(kind, type) and issubclass(kind, request.Request)
    if kind not in {request.Request, request.Help, request.Panel}
}
"""Every request that can be sent, by the name of its class: all but those that a door itself answers."""


def request_from_json(kind: str, body: object) -> request.Request:
    """Make the request called *kind* from the JSON object *body*.

    Raises:
        InvalidField: there is no such request, or a field is missing, unknown or of another type.
        SecretInField: a text carries a credential.

    """
    if kind not in REQUESTS:
        raise InvalidField("request", "there is no such request")
    if not isinstance(body, Mapping):
        raise InvalidField("body", "it must be a JSON object")
    made = REQUESTS[kind]
    types_of = get_type_hints(made)
    known = {field.name: field for field in fields(made)}
    for name in body:
        if name not in known:
            raise InvalidField(str(name), f"{kind} has no such field")
    missing = [name for name, field in known.items() if _is_required(field) and name not in body]
    if missing:
        raise InvalidField(missing[0], "it is missing")
    return made(**{name: _value(name, types_of[name], value) for name, value in body.items()})


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _value(name: str, wanted: Any, value: object) -> object:  # noqa: ANN401 - a type as typing describes it
    """Check *value* against the type *wanted* and give it in Python's form."""
    kind = get_origin(wanted)
    if kind in {Union, types.UnionType}:
        if value is None and type(None) in get_args(wanted):
            return None
        return _value(name, next(each for each in get_args(wanted) if each is not type(None)), value)
    if kind is tuple:
        return _sequence(name, get_args(wanted), value)
    if kind is Literal:
        return _choice(name, get_args(wanted), value)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(_choice(name, tuple(each.value for each in wanted), value))
    if type(value) is not wanted:
        raise InvalidField(name, f"it must be {_NAMES.get(wanted, 'something else')}")
    if isinstance(value, str) and carries_credentials(text_from_json(name, value)):
        raise SecretInField(name)
    return value


def text_from_json(name: str, value: object) -> str:
    """Take *value* if it is a text, and no longer than a person or a file of requirements makes one.

    Raises:
        InvalidField: it is not.

    """
    if not isinstance(value, str):
        raise InvalidField(name, f"it must be {_NAMES[str]}")
    if len(value) > _MOST_CHARACTERS:
        raise InvalidField(name, f"it is longer than {_MOST_CHARACTERS:,} characters")
    return value


def _sequence(name: str, wanted: tuple[Any, ...], value: object) -> tuple[object, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise InvalidField(name, "it must be a list")
    if len(value) > _MOST_PARTS:
        raise InvalidField(name, f"it has more than {_MOST_PARTS:,} parts")
    if wanted[-1] is Ellipsis:
        return tuple(_value(name, wanted[0], each) for each in value)
    if len(value) != len(wanted):
        raise InvalidField(name, f"it must be a list of {len(wanted)}")
    return tuple(_value(name, kind, each) for kind, each in zip(wanted, value, strict=True))


def _choice(name: str, choices: tuple[Any, ...], value: object) -> object:
    if value not in choices:
        raise InvalidField(name, f"it must be {' or '.join(map(str, choices))}")
    return value


_NAMES: Final = {str: "a text", bool: "true or false", int: "a whole number"}


def event_to_json(shown: object) -> Any:  # noqa: ANN401, PLR0911 - whatever JSON has, one return a form
    """Give *shown*, an event, an error or a part of one, as JSON; an object has its ``kind``."""
    match shown:
        case Enum():
            return shown.value
        case None | bool() | int() | float() | str():
            return shown
        case AltIndexError():
            return {"kind": "error", **shown.facts()}
        case PurePath():
            return str(shown)
        case Mapping():
            return {str(key): event_to_json(value) for key, value in shown.items()}
        case tuple() | list() | frozenset():
            return [event_to_json(each) for each in shown]
        case _ if is_dataclass(shown) and not isinstance(shown, type):
            parts = {field.name: event_to_json(getattr(shown, field.name)) for field in fields(shown)}
            return {"kind": type(shown).__name__, **parts}
        case _:
            # A type that JSON has no form for, such as a Secret, shows what it shows to everybody.
            return str(shown)
