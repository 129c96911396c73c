"""A request back into the line that means it: what a form shows, ready to be copied into a cell."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from altindex_magic import request
from altindex_magic.grammar.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from altindex_magic.grammar.words import Option, Verb

_VERB_OF: Final[Mapping[type[request.Request], str]] = {
    request.ShowStatus: "status",
    request.ListIndexes: "list",
    request.ListPresets: "presets",
    request.Add: "add",
    request.Remove: "remove",
    request.Rename: "rename",
    request.Login: "login",
    request.Logout: "logout",
    request.Use: "use",
    request.Off: "off",
    request.Test: "test",
    request.Install: "install",
    request.Uninstall: "uninstall",
    request.ListInstalled: "installed",
    request.Build: "build",
    request.ListProjects: "projects",
    request.Upload: "upload",
    request.Publish: "publish",
    request.InitPackage: "init-package",
    request.ListVersions: "versions",
    request.Search: "search",
    request.Explain: "why",
    request.Allow: "allow",
    request.Forget: "forget",
    request.ShowProvenance: "provenance",
    request.Autoload: "autoload",
    request.Doctor: "doctor",
    request.ImportSettings: "import",
    request.Export: "export",
    request.Undo: "undo",
    request.Lock: "lock",
    request.Sync: "sync",
}
_PLAIN: Final = re.compile(r"[^\s'\"\\]+")
"""A word that needs no quotes: it has no blank, quote or backslash."""


def line_of(wanted: request.Request) -> str:
    """Write *wanted* as the magic line that parses to it."""
    verb = VERBS[_VERB_OF[type(wanted)]]
    return " ".join(["%altindex", verb.name, *map(_quoted, _words(verb, wanted))])


def _words(verb: Verb, wanted: request.Request) -> list[str]:
    """Give the words after the verb: options follow, but for those of an installer, which would swallow ours."""
    defaults = {field.name: field.default for field in fields(wanted)}
    values = {option: getattr(wanted, option.dest) for option in verb.options}
    options = [
        word for option, value in values.items() if value != defaults[option.dest] for word in _option(option, value)
    ]
    if isinstance(wanted, request.Install):
        return [*options, *wanted.arguments]
    if isinstance(wanted, request.Add):
        return [wanted.name, *_texts(wanted.url), *(f"{name}={value}" for name, value in wanted.fields), *options]
    return [*(word for each in verb.positionals for word in _texts(getattr(wanted, each.field))), *options]


def _option(option: Option, value: object) -> Iterator[str]:
    """Write one option with its value; a value that looks like an option is tied to its name."""
    texts = [] if option.is_flag else list(_texts(value))
    if option.repeated:
        yield from (f"{option.name}={text}" for text in texts)
    elif texts and texts[0].startswith("-"):
        yield f"{option.name}={texts[0]}"
    else:
        yield from (option.name, *texts)


def _texts(value: object) -> Iterator[str]:
    """Give a value, or several of them, as words."""
    if isinstance(value, tuple):
        yield from value
    elif value is not None:
        yield str(value)


def _quoted(word: str) -> str:
    """Quote *word* where it would not stay one."""
    if _PLAIN.fullmatch(word):
        return word
    return "'" + word.replace("'", "'\"'\"'") + "'"
