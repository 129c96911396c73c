"""The line after ``%altindex``, and the cell under it."""

from __future__ import annotations

from typing import Final

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from altindex_magic.grammar import complete, line_of, parse, split
from altindex_magic.grammar.verbs import VERBS
from altindex_magic.requirement_files import contents
from altindex_magic.userinfo import carries_credentials
from tests.fuzz.data import Data
from tests.fuzz.target import Target
from tests.fuzz.targets.configuration import LOGIN, SECRET, check_told

_ADDRESS: Final = f"https://bob:{SECRET}@a.example/simple/"
_WITHOUT_LINE: Final = (request.Help, request.Panel)


class _Known:
    """The names that Tab knows."""

    def indexes(self) -> tuple[str, ...]:
        return ("fury", "acme")

    def active(self) -> tuple[str, ...]:
        return ("acme",)

    def projects(self, prefix: str) -> tuple[str, ...]:
        return (f"{prefix}-models",)

    def presets(self) -> tuple[str, ...]:
        return ("gemfury",)

    def preset_fields(self, preset: str) -> tuple[str, ...]:
        return ("account",) if preset == "gemfury" else ()


def _line(content: bytes) -> None:
    """Make a request that can be written as a line again, or one error; a login in the line is always refused."""
    data = Data(content)
    windows, has_cell = data.flag(), data.flag()
    text = data.rest().decode("utf-8", "replace").replace(LOGIN, _ADDRESS)
    line, _, cell = text.partition("\n")
    try:
        words = split(line, windows=windows)
        wanted = parse(words, cell if has_cell else None)
    except AltIndexError as problem:
        check_told(problem)
        return
    assert not any(map(carries_credentials, words))
    assert SECRET not in repr(wanted)
    if isinstance(wanted, _WITHOUT_LINE) or "--" in words:  # what stands behind it is taken as it is, and not written
        return
    written = split(line_of(wanted), windows=False)
    assert parse(written[1:]) == wanted


def _tab(content: bytes) -> None:
    """Whatever stands on the line, Tab offers words that begin as the one under the cursor does."""
    data = Data(content)
    *before, prefix = data.rest().decode("utf-8", "replace").split(" ")
    for candidate in complete(before, prefix, _Known()):
        assert candidate.startswith(prefix)


def _requirements(content: bytes) -> None:
    """Read a requirement file of any kind; none of its logins is among what is shown."""
    data = Data(content)
    name = data.choice(("requirements.txt", "pyproject.toml", "script.py", "pylock.toml"))
    text = data.rest().decode("utf-8", "replace").replace(LOGIN, _ADDRESS)
    try:
        found = contents(name, text, {"NAME": "value"})
    except AltIndexError as problem:
        check_told(problem)
        return
    assert SECRET not in "".join(found.around)


_LINE: Final = (
    *(f"{name} " for name in VERBS),
    *sorted({option.name for verb in VERBS.values() for option in verb.options}),
    *(
        LOGIN,
        "fury",
        " ",
        "'",
        '"',
        "\\",
        "#",
        "\n",
        "--",
        "=",
        "k=v",
        "https://a.example/",
        "acme-*",
        "pip",
        "uv",
        "on",
    ),
    *("!pip install ", "-r", "x.txt", "--index-url ", "${TOKEN}", "token=", "--password=", "-", "a>=1;b", "[x]", "@"),
)
_FILE: Final = (
    *("-r ", "-c ", "-e ", "--index-url ", "--extra-index-url=", "--find-links ", "acme", " @ ", LOGIN, "git+", "\\\n"),
    *(
        "# /// script\n",
        "# dependencies = [",
        "# ///",
        "[project]\n",
        "dependencies = [",
        "[build-system]\n",
        "${NAME}",
    ),
    *("requires = [", "[tool.uv.sources]\n", '"', "]", "{", "}", "url = ", "git = ", "path = ", "#", " ; ", "==1.0"),
)

TARGETS: Final = (
    Target("line", _line, _LINE),
    Target("tab", _tab, _LINE),
    Target("requirements", _requirements, _FILE),
)
