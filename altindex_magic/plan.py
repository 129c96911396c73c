"""From a request to install to the one process that does it: decided in full before anything runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from packaging.utils import canonicalize_name, is_normalized_name

from altindex_magic.direct import is_remote
from altindex_magic.environment import UPLOAD_VARIABLES
from altindex_magic.errors.install import ExternallyManaged, GoesRound, NoInstaller, OptionConflict
from altindex_magic.errors.usage import BadUsage
from altindex_magic.grammar.help import usage
from altindex_magic.tools import pip, uv
from altindex_magic.tools.options import Argument, read
from altindex_magic.userinfo import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from altindex_magic.model import Interpreter
    from altindex_magic.request import Install, Uninstall

Tool = Literal["pip", "uv"]

_TABLES: Final = {"pip": pip.OPTIONS, "uv": uv.OPTIONS}
_OTHER_PYTHON: Final = frozenset(("--python", "-p"))
_OTHER_FOLDER: Final = frozenset(("--target", "-t", "--prefix", "--root"))

# A build backend is any package's code and inherits this environment: it must find no right to publish in it.
_ENVIRON: Final[Mapping[Tool, Mapping[str, str | None]]] = {
    "pip": {
        **dict.fromkeys(UPLOAD_VARIABLES),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_KEYRING_PROVIDER": "disabled",
        "PIP_NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUNBUFFERED": "1",
    },
    "uv": {
        **dict.fromkeys(UPLOAD_VARIABLES),
        "NO_COLOR": "1",
        "UV_KEYRING_PROVIDER": "disabled",
        "UV_NO_PROGRESS": "1",
    },
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of an installer, printable without running it."""

    tool: Tool
    argv: tuple[str, ...]
    environ: Mapping[str, str | None]
    """What to set in, and with ``None`` to remove from, the environment of the child."""
    around: tuple[str, ...]
    """What of the line leads past the gateway, fit to be shown."""
    dry_run: bool = False
    """Whether the installer only tells what it would do."""
    elsewhere: str | None = None
    """The folder that takes the packages in place of the environment."""


def plan_install(request: Install, interpreter: Interpreter, *, strict: bool) -> Plan:
    """Decide which installer runs with which arguments; under *strict* nothing may go round the gateway.

    Raises:
        BadUsage: nothing to install is named, or another interpreter is.
        OptionConflict: no installer that is there has all of the options.
        NoInstaller: the environment has neither pip nor uv, or not the one that was asked for.
        ExternallyManaged: the interpreter belongs to the operating system (PEP 668).
        GoesRound: an argument leads past the gateway, under *strict*.

    """
    arguments = tuple(read(request.arguments, pip.OPTIONS, uv.OPTIONS))
    _require_sources(arguments)
    tool = _choose(request.tool, arguments, interpreter)
    _respect_owner(tool, arguments, interpreter)
    around = tuple(dict.fromkeys(_around(tool, arguments)))
    if strict and around:
        raise GoesRound(around[0])
    dry_run = any(argument.option == "--dry-run" for argument in arguments)
    elsewhere = next((argument.value for argument in arguments if argument.option in _OTHER_FOLDER), None)
    return Plan(tool, (*_head(tool, interpreter), *request.arguments), _ENVIRON[tool], around, dry_run, elsewhere)


def plan_uninstall(request: Uninstall, interpreter: Interpreter) -> Plan:
    """Decide which installer removes what.

    Raises:
        BadUsage: a word is not the name of a project.
        NoInstaller: the environment has neither pip nor uv.
        ExternallyManaged: the interpreter belongs to the operating system (PEP 668).

    """
    for project in request.projects:
        if not is_normalized_name(canonicalize_name(project)):
            raise BadUsage("a word is not the name of a project", usage("uninstall"))
    tool = _choose(None, (), interpreter)
    _respect_owner(tool, (), interpreter)
    return Plan(tool, (*_uninstall_head(tool, interpreter), *request.projects), _ENVIRON[tool], ())


def _require_sources(arguments: Sequence[Argument]) -> None:
    """Insist on something to install, and on this kernel's interpreter to install it into."""
    options = {argument.option for argument in arguments}
    if not options.isdisjoint(_OTHER_PYTHON):
        raise BadUsage("`--python` is not taken: packages go into the environment that this runs in", usage("install"))
    if not options & {None, *pip.OPTIONS.sources, *uv.OPTIONS.sources}:
        raise BadUsage("it names nothing to install", usage("install"))


def _choose(wanted: Tool | None, arguments: Sequence[Argument], interpreter: Interpreter) -> Tool:
    """Choose the installer that was asked for, or has the options, or is the faster one."""
    present = interpreter.installers
    if not present or (wanted and wanted not in present):
        raise NoInstaller(interpreter.executable, wanted, next(iter(present), None))
    pip_alone, uv_alone = _first_alone(arguments, "pip", "uv"), _first_alone(arguments, "uv", "pip")
    if pip_alone and uv_alone:
        raise OptionConflict(uv_alone, f"{pip_alone}, which the line has as well, is known to pip alone.", "pip")
    needed: Tool | None = "pip" if pip_alone else "uv" if uv_alone else None
    alone = pip_alone or uv_alone
    if needed and alone and wanted not in {None, needed}:
        raise OptionConflict(alone, f"It is known to {needed} alone, and the line says --with {wanted}.", str(wanted))
    if needed and alone and needed not in present:
        other = "uv" if needed == "pip" else "pip"
        raise OptionConflict(alone, f"It is known to {needed} alone, and {needed} is not there.", other)
    return wanted or needed or present[0]


def _first_alone(arguments: Iterable[Argument], having: Tool, lacking: Tool) -> str | None:
    """Find the first option that one installer has and the other lacks."""
    alone = _TABLES[having].names - _TABLES[lacking].names
    return next((argument.option for argument in arguments if argument.option in alone), None)


def _respect_owner(tool: Tool, arguments: Iterable[Argument], interpreter: Interpreter) -> None:
    """Leave an interpreter alone whose owner says so, unless the line says otherwise as the tool accepts it."""
    if interpreter.externally_managed is None:
        return
    if not any(argument.option in _TABLES[tool].unmanaged for argument in arguments):
        raise ExternallyManaged(interpreter.executable, interpreter.externally_managed)


def _around(tool: Tool, arguments: Iterable[Argument]) -> Iterable[str]:
    """Give what leads past the gateway: the options that do, and everything that is fetched from a URL."""
    for option, value in ((argument.option, argument.value) for argument in arguments):
        if (option and _TABLES[tool].goes_round(option)) or (value and is_remote(value)):
            yield masked(" ".join(filter(None, (option, value))))


def _uninstall_head(tool: Tool, interpreter: Interpreter) -> tuple[str, ...]:
    """Give the words before the names."""
    if tool == "uv":
        return (str(interpreter.uv), "pip", "uninstall", "--python", interpreter.executable)
    return (interpreter.executable, "-m", "pip", "uninstall", "--yes")


def _head(tool: Tool, interpreter: Interpreter) -> tuple[str, ...]:
    """Give the words before the user's own; those come last, so that they win and may contain ``--``."""
    if tool == "uv":
        return (str(interpreter.uv), "pip", "install", "--python", interpreter.executable)
    # An empty --proxy overrides pip.conf's, which would take the requests for the gateway to another machine.
    return (interpreter.executable, "-m", "pip", "install", "--progress-bar", "off", "--no-input", "--proxy=")
