"""The provider catalogue: what a person has to know of an index so that we know the rest.

The data stands in ``presets.toml`` beside this file, the only thing that is read here.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn
from urllib.parse import quote

from altindex_magic.address import index_url
from altindex_magic.errors.credential import SecretInLine
from altindex_magic.errors.usage import PresetField, UnknownPreset
from altindex_magic.model import Index

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_EMPTY_PART: Final = re.compile(r"(?<!:)//+")
_PATTERNS: Final = {
    "part": r"[A-Za-z0-9][A-Za-z0-9._-]*",
    "host": r"(?:https?://)?(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?/?",
    "folder": r"(?:[~/]|\.\.?[/\\]|[A-Za-z]:[/\\]|\\\\).*",
}
_SECRET_NAME: Final = re.compile(r"token|passw|secret|credential|api.?key", re.IGNORECASE)
_SECRET_VALUE: Final = re.compile(
    r"""
      pypi-Ag[\w-]{16} | gl[a-z]{1,5}-[\w-]{20} | gh[pousr]_\w{20} | github_pat_\w{20}  # PyPI, GitLab, GitHub
    | AKCp\w{16} | cmVmdGtu\w{8} | eyJ[\w-]{8,}\. | ya29\.[\w-]{8}                      # Artifactory, JWT, Google
    | [^\s/:]*:[^\s/]+@                                                                 # user:secret@host
    | (?=[^\W_]*[a-z])(?=[^\W_]*[A-Z])(?=[^\W_]*\d)[^\W_]{20}                           # random by its look
    | (?=[^\W_]{0,31}[A-Za-z])(?=[^\W_]{0,31}\d)[^\W_]{32}
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a preset asks for. It is required unless it has a default."""

    name: str
    hint: str
    placeholder: str
    default: str | None
    pattern: str
    kind: Literal["part", "host", "folder"] = "part"


@dataclass(frozen=True, slots=True)
class Preset:
    """One provider: how its addresses are made, and what is good to know of it.

    ``username`` is what the provider prescribes, :data:`~altindex_magic.model.SECRET_AS_USER`, or ``None`` where each
    person has their own. ``token`` says where the secret is found, ``command_hint`` what could print it.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    url: str
    publish_url: str | None
    username: str | None
    packages: tuple[str, ...]
    exclusive: bool
    default: bool
    ignore_error_codes: tuple[int, ...]
    token: str
    token_url: str | None
    keyring_plugin: str | None
    command_hint: str | None
    warning: str | None


@cache
def catalogue() -> Mapping[str, Preset]:
    """Give every preset by its name, in the order of the data file."""
    text = resources.files("altindex_magic").joinpath("presets.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: _preset(name, table) for name, table in tomllib.loads(text).items()})


def find(name: str) -> Preset:
    """Give the preset called *name*.

    Raises:
        UnknownPreset: there is none.

    """
    try:
        return catalogue()[name]
    except KeyError:
        raise UnknownPreset(name, catalogue()) from None


def looks_secret(text: str) -> bool:
    """Tell whether *text* has something in it that looks like a token or password."""
    return _SECRET_VALUE.search(text) is not None


def fill(preset: Preset, name: str, fields: Mapping[str, str], addresses: Mapping[str, str]) -> Index:
    """Define the index *name* at the provider *preset*; *addresses* are those of the default indexes.

    Raises:
        PresetField: a field is missing, unknown or malformed.
        SecretInLine: a field holds what belongs to ``login``.

    """
    values = _values(preset, fields)
    in_url = {field.name: _in_url(field, values[field.name]) for field in preset.fields}
    return Index(
        name=name,
        url=index_url(_EMPTY_PART.sub("/", _render(preset.url, in_url, addresses)), index=name),
        publish_url=_publish_url(preset, name, in_url, addresses),
        default=preset.default,
        ignore_error_codes=preset.ignore_error_codes,
        username=preset.username,
        packages=tuple(_render(glob, values, addresses) for glob in preset.packages),
        exclusive=preset.exclusive,
        preset=preset.name,
    )


def _values(preset: Preset, given: Mapping[str, str]) -> dict[str, str]:
    """Bring the given fields and the defaults together, each of them checked."""
    kinds = {field.name: field.kind for field in preset.fields}
    for name, value in given.items():
        if _SECRET_NAME.search(name) or (kinds.get(name) != "folder" and looks_secret(value)):
            raise SecretInLine(f"The field `{name}` of the preset {preset.name}")
        if name not in kinds:
            _refuse(preset, f"it has no field `{name}`")
    return {field.name: _value(preset, field, given.get(field.name)) for field in preset.fields}


def _value(preset: Preset, field: Field, given: str | None) -> str:
    """Give the value of one field. What was typed is not repeated in the error: it may be a password."""
    value = (given or "").strip() or field.default
    if value is None:
        _refuse(preset, f"`{field.name}` is missing, {field.hint}")
    if value and not re.fullmatch(field.pattern, value):
        _refuse(preset, f"the value of `{field.name}` does not fit: {field.hint}; for example {field.placeholder}")
    return value


def _refuse(preset: Preset, problem: str) -> NoReturn:
    """Say what is wrong and which fields the preset takes."""
    raise PresetField(preset.name, problem, [field.name for field in preset.fields])


def _in_url(field: Field, value: str) -> str:
    """Spell *value* as it stands in a URL. A host is ``https`` unless it says otherwise."""
    if field.kind == "folder":
        return value
    if field.kind == "host":
        return (value if "://" in value else f"https://{value}").rstrip("/")
    return quote(value, safe="@")


def _render(template: str, values: Mapping[str, str], addresses: Mapping[str, str]) -> str:
    """Put values into *template*; only the addresses that it names are looked up."""
    return _PLACEHOLDER.sub(lambda slot: values[slot[1]] if slot[1] in values else addresses[slot[1]], template)


def _publish_url(preset: Preset, name: str, values: Mapping[str, str], addresses: Mapping[str, str]) -> str | None:
    """Give the upload address, ending as the provider has it, or ``None`` if a field of its own was left out."""
    if preset.publish_url is None:
        return None
    own = set(_PLACEHOLDER.findall(preset.publish_url)) - set(_PLACEHOLDER.findall(preset.url))
    if any(values.get(slot) == "" for slot in own):
        return None
    url = _EMPTY_PART.sub("/", _render(preset.publish_url, values, addresses))
    checked = index_url(url, index=name)
    return checked if url.endswith("/") else checked.rstrip("/")


def _preset(name: str, table: Mapping[str, Any]) -> Preset:
    """Read one table of the data file."""
    return Preset(
        name=name,
        title=table["title"],
        fields=tuple(_field(key, facts) for key, facts in table.get("fields", {}).items()),
        url=table["url"],
        publish_url=table.get("publish-url"),
        username=table.get("username"),
        packages=tuple(table.get("packages", ())),
        exclusive=table.get("exclusive", True),
        default=table.get("default", False),
        ignore_error_codes=tuple(table.get("ignore-error-codes", ())),
        token=table["token"],
        token_url=table.get("token-url"),
        keyring_plugin=table.get("keyring-plugin"),
        command_hint=table.get("command-hint"),
        warning=table.get("warning"),
    )


def _field(name: str, facts: Mapping[str, Any]) -> Field:
    """Read one field; each kind has a pattern of its own."""
    kind = facts.get("kind", "part")
    return Field(
        name=name,
        hint=facts["hint"],
        placeholder=facts["placeholder"],
        default=facts.get("default"),
        pattern=facts.get("pattern", _PATTERNS[kind]),
        kind=kind,
    )
