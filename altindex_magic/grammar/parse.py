"""Words into a request."""

from __future__ import annotations

import difflib
from argparse import Action, ArgumentError, ArgumentParser, ArgumentTypeError, Namespace
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from altindex_magic.errors.usage import BadUsage
from altindex_magic.grammar.guard import refuse_secrets
from altindex_magic.grammar.help import usage
from altindex_magic.grammar.install import read_install
from altindex_magic.grammar.verbs import VERBS
from altindex_magic.request import Help, Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from altindex_magic.grammar.words import Option, Positional, Verb


def parse(words: Sequence[str], cell: str | None = None) -> Request:
    """Read the *words* after ``%altindex``, and the *cell* under ``%%altindex``.

    Raises:
        BadUsage: the words are none that the table of verbs allows. It repeats none that it does not know.
        SecretInLine: a word is or carries a credential.

    """
    name, *rest = words or ("status",)
    refuse_secrets(name, words)
    if name in {"-h", "--help"}:
        return Help()
    if name not in VERBS:
        raise BadUsage(f"there is no such command{_nearest(name, VERBS)}", usage())
    if cell and cell.strip() and name != "install":
        raise BadUsage(f"a cell goes with `install`, not with `{name}`", usage(name))
    if _asks_for_help(rest):
        return Help(name)
    if name == "install":
        return read_install(rest, cell)
    return _read(VERBS[name], rest)


def _asks_for_help(words: Sequence[str]) -> bool:
    """Tell whether ``-h`` or ``--help`` is among the options."""
    options = words[: words.index("--")] if "--" in words else words
    return not {"-h", "--help"}.isdisjoint(options)


def _read(verb: Verb, words: Sequence[str]) -> Request:
    """Read the words of one verb and build its request."""
    try:
        values, extra = _parser(verb).parse_known_intermixed_args(words)
        if extra:
            _refuse(verb, extra[0])
        request = verb.build(
            {name: tuple(value) if isinstance(value, list) else value for name, value in vars(values).items()}
        )
    except ArgumentError as problem:
        raise BadUsage(_wording(problem), usage(verb.name)) from None
    except ArgumentTypeError as problem:
        raise BadUsage(str(problem), usage(verb.name)) from None
    if isinstance(request, Help) and request.verb and request.verb not in VERBS:
        raise BadUsage(f"there is no such command{_nearest(request.verb, VERBS)}", usage())
    return request


class _Parser(ArgumentParser):
    """An argparse parser that raises and prints nothing."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print before it left the process."""
        raise ArgumentError(None, message)


class _Once(Action):
    """Takes one value; of two, argparse would drop the first in silence."""

    def __call__(self, _parser: object, namespace: Namespace, values: object, option_string: str | None = None) -> None:
        """Take the value of the option, unless there is one already."""
        if getattr(namespace, self.dest) is not None:
            raise ArgumentTypeError(f"`{option_string}` is given twice")
        setattr(namespace, self.dest, values)


def _parser(verb: Verb) -> _Parser:
    """Make the parser of one verb out of the table."""
    parser = _Parser(add_help=False, allow_abbrev=False, exit_on_error=False, argument_default=None)
    for positional in verb.positionals:
        parser.add_argument(positional.field, metavar=positional.metavar, **_how_many(positional))
    for option in verb.options:
        if option.is_flag:
            parser.add_argument(option.name, dest=option.dest, action="store_true")
        else:
            names = filter(None, (option.short, option.name))
            parser.add_argument(*names, dest=option.dest, type=partial(_value, option), **_how(option))
    return parser


def _how_many(positional: Positional) -> dict[str, Any]:
    """Say how many words a positional stands for; argparse calls one without a default required."""
    if positional.optional:
        return {"nargs": "*", "default": []} if positional.many else {"nargs": "?"}
    return {"nargs": "+"} if positional.many else {}


def _how(option: Option) -> dict[str, Any]:
    """Say how often an option and its value may come."""
    if option.many:
        return {"nargs": "+", "action": "extend", "default": []}
    if option.repeated:
        return {"action": "append", "default": []}
    return {"action": _Once, "required": option.required}


def _value(option: Option, text: str) -> object:
    """Read the value of an option; argparse's own check of choices would repeat what was typed."""
    if option.choices and text not in option.choices:
        raise ArgumentTypeError(f"takes {' or '.join(option.choices)}")
    return option.read(text) if option.read else text


def _refuse(verb: Verb, word: str) -> NoReturn:
    """Say what is wrong with a word too many, without repeating it."""
    if word.startswith("-"):
        options = [option.name for option in verb.options]
        raise ArgumentTypeError(f"`{verb.name}` has no such option{_nearest(word.partition('=')[0], options)}")
    if verb.name == "login":
        raise ArgumentTypeError("`login` takes one name and asks for the secret; if you typed it here, delete it")
    raise ArgumentTypeError(f"`{verb.name}` takes fewer words")


def _wording(problem: ArgumentError) -> str:
    """Say in our words what argparse found: some of its own repeat what was typed."""
    if problem.argument_name is None:
        return problem.message.replace("the following arguments are required:", "it lacks")
    if problem.message.startswith("takes "):
        return f"`{problem.argument_name}` {problem.message}"
    return f"`{problem.argument_name}` {'needs a value' if 'expected' in problem.message else 'takes no value'}"


def _nearest(word: str, known: Iterable[str]) -> str:
    """Offer the nearest known word."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; the nearest is `{close[0]}`" if close else ""
