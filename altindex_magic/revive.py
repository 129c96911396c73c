"""The way back from JSON: values that another process of ours has written with :mod:`altindex_magic.wire`."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from altindex_magic import errors, event, model
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.usage import InvalidField

_NAMES: Final = {"AltIndexError": AltIndexError, "Path": Path, **vars(model), **vars(event)}
"""What the annotations of events and models speak of; they are no names of their modules at run time."""


def revived(wanted: Any, body: object) -> Any:  # noqa: ANN401 - a type as typing describes it, and its value
    """Make a value of the type *wanted* from the JSON *body*.

    Raises:
        InvalidField: the body is not the form of such a value.

    """
    return _revived("body", wanted, body)


def event_from_json(body: object) -> event.Event:
    """Make the event that *body* is the form of.

    Raises:
        InvalidField: it is none.

    """
    kinds = {kind.__name__: kind for kind in event.Event.__subclasses__()}
    kind = kinds.get(str(body.get("kind"))) if isinstance(body, Mapping) else None
    if kind is None:
        raise InvalidField("kind", "there is no such event")
    made: event.Event = revived(kind, body)
    return made


def error_from_json(body: object) -> AltIndexError:
    """Make an error of the same class, that tells the same, as the one that *body* is the form of."""
    facts = body if isinstance(body, Mapping) else {}
    kind = _errors().get(str(facts.get("reference")), AltIndexError)
    error = kind.__new__(kind)
    parts = {name: str(facts[name]) for name in ("index", "why", "remedy") if name in facts}
    # What the class composes its wording from did not travel; the wording did.
    AltIndexError.__init__(error, str(facts.get("what", "")), **parts)
    return error


@cache
def _errors() -> Mapping[str, type[AltIndexError]]:
    """Find every class of error by its reference."""
    for module in iter_modules(errors.__path__):
        import_module(f"{errors.__name__}.{module.name}")  # so that all of them are there to be found
    found, seen = {}, [AltIndexError]
    for kind in seen:
        seen.extend(kind.__subclasses__())
        if "reference" in vars(kind):
            found[kind.reference] = kind
    return found


def _revived(name: str, wanted: Any, body: object) -> Any:  # noqa: ANN401, PLR0911 - one return a kind of type
    kind = get_origin(wanted)
    if kind in {Union, types.UnionType}:
        present = next(each for each in get_args(wanted) if each is not type(None))
        return None if body is None else _revived(name, present, body)
    if kind is tuple:
        return _tuple(name, get_args(wanted), body)
    if kind in {dict, Mapping}:
        return _mapping(name, get_args(wanted), body)
    if kind is Literal:
        return _checked(name, body, fits=body in get_args(wanted))
    if wanted is float:
        return _checked(name, body, fits=type(body) in {int, float})
    if issubclass(wanted, AltIndexError):
        return error_from_json(body)
    if issubclass(wanted, Enum | Path):
        return _made(name, wanted, body)
    if is_dataclass(wanted):
        return _dataclass(name, wanted, body)
    return _checked(name, body, fits=type(body) is wanted)


def _checked(name: str, body: object, *, fits: bool) -> object:
    if not fits:
        raise InvalidField(name, "it has another form")
    return body


def _made(name: str, wanted: Any, body: object) -> object:  # noqa: ANN401 - a class made of one text
    try:
        return wanted(_checked(name, body, fits=isinstance(body, str)))
    except ValueError as problem:
        raise InvalidField(name, "it has another form") from problem


def _tuple(name: str, wanted: tuple[Any, ...], body: object) -> tuple[Any, ...]:
    if not isinstance(body, list):
        raise InvalidField(name, "it must be a list")
    kinds = [wanted[0]] * len(body) if wanted[-1] is Ellipsis else list(wanted)
    if len(kinds) != len(body):
        raise InvalidField(name, f"it must be a list of {len(kinds)}")
    return tuple(_revived(name, kind, each) for kind, each in zip(kinds, body, strict=True))


def _mapping(name: str, wanted: tuple[Any, ...], body: object) -> dict[str, Any]:
    if not isinstance(body, Mapping):
        raise InvalidField(name, "it must be a JSON object")
    return {str(key): _revived(name, wanted[1], value) for key, value in body.items()}


def _dataclass(name: str, wanted: Any, body: object) -> object:  # noqa: ANN401 - any of our dataclasses
    """Make a dataclass; a field that an older version has not written takes its default."""
    if not isinstance(body, Mapping) or body.get("kind", wanted.__name__) != wanted.__name__:
        raise InvalidField(name, f"it must be the form of {wanted.__name__}")
    hints = _hints(wanted)
    known = fields(wanted)
    missing = [each.name for each in known if each.name not in body and each.default is MISSING]
    if missing:
        raise InvalidField(missing[0], "it is missing")
    return wanted(
        **{each.name: _revived(each.name, hints[each.name], body[each.name]) for each in known if each.name in body}
    )


@cache
def _hints(wanted: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any of our dataclasses
    return get_type_hints(wanted, localns=dict(_NAMES))
