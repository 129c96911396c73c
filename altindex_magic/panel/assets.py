"""The script and the style of the panel, put together from the files in ``static``."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import PurePath
from typing import Final

_PARTS: Final = (
    "dom.js",
    "words.js",
    "controls.js",
    "kernel.js",
    "errors.js",
    "results.js",
    "progress.js",
    "secret.js",
    "definition.js",
    "add.js",
    "indexes.js",
    "complete.js",
    "install.js",
    "installed.js",
    "publish.js",
    "tabs.js",
    "app.js",
    "panel.js",
)
"""Each part uses only what the parts before it export; the last one is the widget."""
_STYLES: Final = ("panel.css", "controls.css", "content.css")
_IMPORT: Final = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_DEFAULT: Final = re.compile(r"^export default (.*);$", re.MULTILINE)


@cache
def script() -> str:
    """Give the one module that a front end loads.

    It takes a single file, and ours are modules that can be read one by one. Each becomes a function that is called
    at once and returns what the module exports, so that the parts see of one another what they import, and no more.
    """
    return "\n".join((*map(_part, _PARTS), f"export default {_name(_PARTS[-1])};"))


@cache
def style() -> str:
    """Give the style sheet."""
    return "\n".join(map(_read, _STYLES))


def _part(file: str) -> str:
    """Make one module a function, called at once."""
    text = _read(file)
    exported = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = part_\2;", text))
    result = "" if _DEFAULT.search(body) else f"return {{ {exported} }};\n"
    body = _DEFAULT.sub(r"return \1;", body)
    return f"const {_name(file)} = (() => {{\n{body}{result}}})();"


def _name(file: str) -> str:
    return f"part_{PurePath(file).stem}"


def _read(file: str) -> str:
    return resources.files("altindex_magic.panel").joinpath("static", file).read_text(encoding="utf-8")
