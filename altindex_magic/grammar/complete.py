"""What Tab offers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol

from altindex_magic.grammar.files import FORMATS
from altindex_magic.grammar.verbs import VERBS
from altindex_magic.grammar.words import SWITCH, Kind
from altindex_magic.tools import pip, uv

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from altindex_magic.grammar.words import Option, Verb

_FORWARDED: Final = tuple(sorted(name for name in pip.OPTIONS.names | uv.OPTIONS.names if name.startswith("--")))


class Sources(Protocol):
    """What completion asks of the world."""

    def indexes(self) -> Sequence[str]:
        """Give the names of all indexes."""

    def active(self) -> Sequence[str]:
        """Give the names of those in use, in their order."""

    def projects(self, prefix: str) -> Sequence[str]:
        """Give the names of known projects that begin with *prefix*."""

    def presets(self) -> Sequence[str]:
        """Give the names of the presets."""

    def preset_fields(self, preset: str) -> Sequence[str]:
        """Give the fields of a preset; none for one that is not known."""


def complete(words_before: Sequence[str], prefix: str, sources: Sources) -> list[str]:
    """Give the candidates for the word that begins with *prefix*, after *words_before* on the line."""
    if not words_before:
        return _beginning(prefix, VERBS)
    verb = VERBS.get(words_before[0])
    if verb is None:
        return []
    words = words_before[1:]
    name, equals, value = prefix.partition("=")
    option = verb.option(name) if equals else verb.option(words[-1]) if words else None
    if option and not option.is_flag:
        candidates = _values(option.choices, option.kind, words, value if equals else prefix, sources)
        return [f"{name}={candidate}" for candidate in candidates] if equals else candidates
    if prefix.startswith("-"):
        return _beginning(prefix, _options(verb, words))
    kind = _kind_of_next(verb, words)
    return _values((), kind, words, prefix, sources)


def _options(verb: Verb, words: Sequence[str]) -> Iterable[str]:
    """Give the options of *verb* that may still come."""
    own = [option.name for option in verb.options if option.many or option.name not in words]
    return (*own, *_FORWARDED) if verb.name == "install" else own


def _kind_of_next(verb: Verb, words: Sequence[str]) -> Kind | None:
    """Tell what the next word without an option stands for."""
    if not verb.positionals:
        return None
    place = len(_positional_words(verb, words))
    if place < len(verb.positionals):
        return verb.positionals[place].kind
    last = verb.positionals[-1]
    return last.kind if last.many else None


def _positional_words(verb: Verb, words: Sequence[str]) -> list[str]:
    """Leave options and their values out."""
    before: list[Option | None] = [None, *(verb.option(word) for word in words)]
    return [
        word
        for word, option in zip(words, before, strict=False)
        if not word.startswith("-") and (option is None or option.is_flag)
    ]


def _values(
    choices: Sequence[str], kind: Kind | None, words: Sequence[str], prefix: str, sources: Sources
) -> list[str]:
    """Give what a word may be: one of *choices*, or a name of its *kind*."""
    candidates: Iterable[str]
    match kind:
        case None:
            candidates = choices
        case Kind.PROJECT:
            return list(sources.projects(prefix))  # however they are spelt
        case Kind.PRESET:
            candidates = sources.presets()
        case Kind.PRESET_FIELD:
            candidates = _fields(words, sources)
        case Kind.VERB:
            candidates = VERBS
        case Kind.FORMAT:
            candidates = FORMATS
        case Kind.SWITCH:
            candidates = SWITCH
        case Kind.INDEX | Kind.INACTIVE_INDEX:
            names = _indexes(sources, active_first=kind is Kind.INDEX)
            candidates = [name for name in names if name not in words]
    return _beginning(prefix, candidates)


def _fields(words: Sequence[str], sources: Sources) -> list[str]:
    """Give the fields of the preset on the line that are not filled in yet."""
    preset = next((word for before, word in pairwise(words) if before == "--preset"), None)
    filled = {word.partition("=")[0] for word in words}
    return [f"{field}=" for field in sources.preset_fields(preset) if field not in filled] if preset else []


def _indexes(sources: Sources, *, active_first: bool) -> list[str]:
    """Give all indexes, those in use first or, where it is about using more of them, last."""
    active = list(sources.active())
    others = [name for name in sources.indexes() if name not in active]
    return active + others if active_first else others + active


def _beginning(prefix: str, candidates: Iterable[str]) -> list[str]:
    """Keep what begins with *prefix*."""
    return [candidate for candidate in candidates if candidate.startswith(prefix)]
