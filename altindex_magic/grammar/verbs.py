"""The verbs: the one table that parsing, completion, help and documentation share."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any, Final

from altindex_magic import request
from altindex_magic.grammar import files, publish, values
from altindex_magic.grammar.words import SWITCH, Kind, Option, Positional, Verb

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from altindex_magic.request import Request


def _plain(kind: type[Request]) -> Callable[[Mapping[str, Any]], Request]:
    """Make a request whose fields are called like the words."""
    return lambda values: kind(**values)


def _autoload(found: Mapping[str, Any]) -> request.Autoload:
    """Insist on a state that there is."""
    if found["state"] not in SWITCH:
        raise ArgumentTypeError(f"`autoload` takes {' or '.join(SWITCH)}")
    return request.Autoload(found["state"])


_NAME: Final = Positional(field="name", metavar="NAME", help="the index", kind=Kind.INDEX)
_PROJECT: Final = Positional(field="project", metavar="NAME", help="the project", kind=Kind.PROJECT)

_ADD_OPTIONS: Final = (
    Option(
        name="--preset",
        metavar="P",
        help="fill in what a provider needs; %altindex presets lists them",
        kind=Kind.PRESET,
    ),
    Option(name="--username", metavar="U", help="the user name to log in with"),
    Option(name="--publish-url", metavar="URL", help="where uploads go, if not to URL"),
    Option(
        name="--packages",
        metavar="GLOB",
        help="the names that this index owns, such as acme-*; no other index is asked for them",
        read=values.globs,
        many=True,
    ),
    Option(name="--ca-cert", metavar="FILE", help="the certificates to trust for this index (PEM)"),
    Option(name="--client-cert", metavar="FILE", help="the certificate, with its key, to show to this index (PEM)"),
    Option(name="--allow-http", help="accept an address that is not encrypted"),
    Option(name="--default", help="use it in place of the default index"),
    Option(name="--cooldown", metavar="AGE", help="take no file that was uploaded more recently, such as 7d"),
    Option(
        name="--cooldown-except",
        metavar="GLOB",
        help="the names that the cooldown does not hold for, such as acme-*",
        read=values.globs,
        many=True,
    ),
    Option(name="--scope", choices=("user", "project", "site"), help="the file to write to", read=values.scope),
    Option(name="--replace", help="redefine an index that there is"),
    Option(name="--dry-run", help="show what would be defined, and define nothing"),
)

_LOGIN_OPTIONS: Final = (
    Option(name="--username", metavar="U", help="the user name to log in with"),
    Option(name="--env", metavar="VAR", help="take the secret from this environment variable", read=values.variable),
    Option(name="--command", metavar="COMMAND", help="take the secret from what this command prints"),
    Option(name="--keep", choices=("keyring", "session"), help="where a typed secret is kept"),
)

_USE_OPTIONS: Final = (
    Option(name="--only", help="leave the default index out"),
    Option(name="--uploads", help="let other tools publish as well"),
    Option(name="--strict", help="refuse whatever would go round the indexes in use"),
)

_VERBS: Final = (
    Verb(
        "status",
        "Show what is in use, its health, and what pip and uv would obey otherwise.",
        _plain(request.ShowStatus),
    ),
    Verb("list", "List all known indexes.", _plain(request.ListIndexes)),
    Verb(
        "presets",
        "List the providers that `add --preset` knows, with the fields each needs.",
        _plain(request.ListPresets),
    ),
    Verb(
        "add",
        "Define an index.",
        values.add,
        (
            Positional(field="name", metavar="NAME", help="what to call it"),
            Positional(
                field="rest",
                metavar="URL|k=v",
                help="its address, as pip's --index-url takes it, and the fields of the preset",
                optional=True,
                many=True,
                kind=Kind.PRESET_FIELD,
            ),
        ),
        _ADD_OPTIONS,
    ),
    Verb("remove", "Forget an index.", _plain(request.Remove), (_NAME,)),
    Verb(
        "rename",
        "Give an index another name.",
        _plain(request.Rename),
        (
            Positional(field="old", metavar="OLD", help="the name it has", kind=Kind.INDEX),
            Positional(field="new", metavar="NEW", help="the name it gets"),
        ),
    ),
    Verb(
        "login",
        "Say where the secret of an index comes from, or type it when asked.",
        values.login,
        (_NAME,),
        _LOGIN_OPTIONS,
    ),
    Verb("logout", "Forget the secret of an index, and where it came from.", _plain(request.Logout), (_NAME,)),
    Verb(
        "use",
        "Use these indexes, in this order, before the default index.",
        _plain(request.Use),
        (
            Positional(
                field="names",
                metavar="NAME",
                help="the indexes; without any, choose from a list",
                optional=True,
                many=True,
                kind=Kind.INACTIVE_INDEX,
            ),
        ),
        _USE_OPTIONS,
    ),
    Verb("off", "Restore the environment as it was.", _plain(request.Off)),
    Verb(
        "test",
        "Ask indexes one real question each, and say how they answered.",
        _plain(request.Test),
        (
            Positional(
                field="names",
                metavar="NAME",
                help="the indexes; without any, all that are defined",
                optional=True,
                many=True,
                kind=Kind.INDEX,
            ),
        ),
    ),
    Verb(
        "install",
        "Install packages, with pip's own arguments.",
        _plain(request.Install),
        (
            Positional(
                field="arguments",
                metavar="ARGS",
                help="requirements and options, as after `pip install` or `uv pip install`",
                many=True,
                kind=Kind.PROJECT,
            ),
        ),
        (Option(name="--with", choices=("pip", "uv"), help="the installer; uv where it is there", field="tool"),),
    ),
    Verb(
        "uninstall",
        "Remove projects from this environment.",
        _plain(request.Uninstall),
        (Positional(field="projects", metavar="NAME", help="the projects to remove", many=True, kind=Kind.PROJECT),),
    ),
    Verb(
        "installed",
        "List what is installed in this environment, with the index of each.",
        _plain(request.ListInstalled),
        (),
        (Option(name="--newer", help="look for newer versions on the indexes in use"),),
    ),
    *publish.VERBS,
    Verb("versions", "List the versions of a project, with their index.", _plain(request.ListVersions), (_PROJECT,)),
    Verb(
        "search",
        "Find projects on the private indexes in use.",
        _plain(request.Search),
        (Positional(field="text", metavar="TEXT", help="a part of the name"),),
    ),
    Verb("why", "Say which index answers for a project, and why.", _plain(request.Explain), (_PROJECT,)),
    Verb(
        "allow",
        "Let projects come from this index from now on.",
        _plain(request.Allow),
        (Positional(field="projects", metavar="NAME", help="the projects", many=True, kind=Kind.PROJECT),),
        (Option(name="--from", metavar="INDEX", help="the index", field="index", required=True, kind=Kind.INDEX),),
    ),
    Verb(
        "forget",
        "Forget where projects came from and which files they had: both are learnt anew.",
        _plain(request.Forget),
        (Positional(field="projects", metavar="NAME", help="the projects", many=True, kind=Kind.PROJECT),),
        (Option(name="--files", help="forget the hashes of the files only; where they came from stays"),),
    ),
    Verb(
        "provenance",
        "Show where what is installed came from.",
        _plain(request.ShowProvenance),
        (
            Positional(
                field="projects",
                metavar="NAME",
                help="the projects; without any, all that are installed",
                optional=True,
                many=True,
                kind=Kind.PROJECT,
            ),
        ),
        (
            Option(name="--verify", help="compare with what was recorded, and with what the indexes say now"),
            Option(name="--json", help="print it as JSON", field="as_json"),
        ),
    ),
    *files.VERBS,
    Verb(
        "panel",
        "Show all of it as a form in the notebook.",
        _plain(request.Panel),
        (),
        (Option(name="--plain", help="the form that needs no more than ipywidgets"),),
    ),
    Verb(
        "autoload",
        "Make %altindex available in every IPython and notebook of yours, without %load_ext.",
        _autoload,
        (Positional(field="state", metavar="on|off", help="whether it is", kind=Kind.SWITCH),),
    ),
    Verb(
        "doctor",
        "Look for everything that is odd about this environment, with its remedy.",
        _plain(request.Doctor),
        (),
        (Option(name="--json", help="print it as JSON", field="as_json"),),
    ),
    Verb(
        "help",
        "Show how a command goes, or list them all.",
        _plain(request.Help),
        (Positional(field="verb", metavar="COMMAND", help="the command", optional=True, kind=Kind.VERB),),
    ),
)

VERBS: Final[Mapping[str, Verb]] = {verb.name: verb for verb in _VERBS}
"""Every verb by its name, in the order in which help lists them."""
