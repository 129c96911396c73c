"""The verbs that build and upload."""

from __future__ import annotations

from typing import Final

from altindex_magic import request
from altindex_magic.grammar.words import Kind, Option, Positional, Verb

_TO: Final = Option(
    name="--to", metavar="INDEX", help="the index; none is the default", field="index", required=True, kind=Kind.INDEX
)
_PATH: Final = Positional(
    field="path", metavar="PATH", help="the folder of the project; without it, the working folder", optional=True
)
_UPLOAD_OPTIONS: Final = (
    _TO,
    Option(name="--skip-existing", help="leave out what the index has already, byte for byte"),
    Option(name="--dry-run", help="show what would go where, and upload nothing"),
    Option(name="--yes", help="upload to a public index without being asked"),
)

VERBS: Final = (
    Verb(
        "projects",
        "List the projects that could be published from here, with name and version.",
        lambda values: request.ListProjects(**values),
        (
            Positional(
                field="path",
                metavar="PATH",
                help="the folder to look in; without it, the working folder",
                optional=True,
            ),
        ),
    ),
    Verb(
        "build",
        "Build the sdist and the wheel of a project into its dist folder.",
        lambda values: request.Build(**values),
        (_PATH,),
    ),
    Verb(
        "upload",
        "Upload distributions that are built already.",
        lambda values: request.Upload(**values),
        (Positional(field="files", metavar="FILE", help="wheels and sdists, or patterns such as dist/*", many=True),),
        _UPLOAD_OPTIONS,
    ),
    Verb(
        "publish",
        "Build a project afresh, check what was built, and upload it.",
        lambda values: request.Publish(**values),
        (_PATH,),
        _UPLOAD_OPTIONS,
    ),
    Verb(
        "init-package",
        "Make a package out of cells of this notebook or a file.",
        lambda values: request.InitPackage(**values),
        (Positional(field="name", metavar="NAME", help="what to call it; its folder gets the same name"),),
        (
            Option(name="--from", metavar="FILE", help="the Python file that becomes the module", field="file"),
            Option(name="--cells", metavar="NUMBERS", help="the cells that become the module, such as 3,5-7"),
        ),
    ),
)
"""In the order in which help lists them, after ``install`` and its like."""
