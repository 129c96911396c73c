"""The verbs that read and write the files of other tools."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any, Final

from altindex_magic import request
from altindex_magic.grammar import values
from altindex_magic.grammar.words import Kind, Option, Positional, Verb
from altindex_magic.model import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMATS: Final = ("pip", "pypirc", "uv", "netrc")
"""The files that ``export`` writes, by the tool or the name of the file."""

_SCOPE: Final = Option(
    name="--scope", choices=("user", "project", "site"), help="the file to write to", read=values.scope
)
_DRY_RUN: Final = Option(name="--dry-run", help="show what would be done, and do nothing")


def _import(found: Mapping[str, Any]) -> request.ImportSettings:
    return request.ImportSettings(**{**found, "scope": found["scope"] or Scope.USER})


def _export(found: Mapping[str, Any]) -> request.Export:
    """Insist on a format that there is."""
    if found["format"] not in FORMATS:
        raise ArgumentTypeError(f"`export` takes {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    return request.Export(**{**found, "scope": found["scope"] or Scope.USER})


VERBS: Final = (
    Verb(
        "import",
        "Take over the indexes and secrets that pip, uv, twine, poetry and pdm are configured with.",
        _import,
        (),
        (
            _SCOPE,
            Option(name="--clean", help="take the secrets out of the files, once the keyring has them"),
            _DRY_RUN,
            Option(name="--yes", help="do it without being asked"),
        ),
    ),
    Verb(
        "export",
        "Write indexes into the file of another tool, for use outside of notebooks.",
        _export,
        (
            Positional(field="format", metavar="|".join(FORMATS), help="which file", kind=Kind.FORMAT),
            Positional(
                field="names",
                metavar="NAME",
                help="the indexes; without any, those in use, or else all",
                optional=True,
                many=True,
                kind=Kind.INDEX,
            ),
        ),
        (
            _SCOPE,
            Option(name="--only", help="leave the tool's own default index out"),
            _DRY_RUN,
            Option(name="--with-secret", help="write the secrets too, instead of pointing to the keyring"),
        ),
    ),
    Verb("undo", "Take back the last change that `import` or `export` made.", lambda _: request.Undo()),
    Verb(
        "lock",
        "Write a lock file (PEP 751): versions, indexes, addresses and hashes, for this Python and platform.",
        lambda values: request.Lock(**values),
        (
            Positional(
                field="requirements",
                metavar="REQUIREMENT",
                help="what to lock, with all that it requires; without any, what is installed",
                optional=True,
                many=True,
                kind=Kind.PROJECT,
            ),
        ),
        (
            Option(
                name="--requirement",
                short="-r",
                metavar="FILE",
                help="a requirement file, also as -r FILE; may be repeated",
                field="files",
                repeated=True,
            ),
            Option(name="--output", metavar="FILE", help="the lock file; without it, pylock.toml", short="-o"),
            _DRY_RUN,
        ),
    ),
    Verb(
        "sync",
        "Install exactly what a lock file names, each file from its index and with its hash.",
        lambda values: request.Sync(**values),
        (Positional(field="file", metavar="FILE", help="the lock file; without it, pylock.toml", optional=True),),
        (Option(name="--prune", help="remove what it does not name, but for what Jupyter runs on"), _DRY_RUN),
    ),
)
"""In the order in which help lists them."""
