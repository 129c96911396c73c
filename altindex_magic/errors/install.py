"""Errors of running an installer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.errors.base import AltIndexError, printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class InstallFailed(AltIndexError):
    """An installer that ended with a failure."""

    reference = "install-failed"

    def __init__(self, tool: str, status: int, causes: Sequence[AltIndexError], last_words: str) -> None:
        """Tell the gateway's causes where it knows them, else the installer's last words."""
        if causes:
            head = causes[0]
            super().__init__(head.what, index=head.index, why=head.why, remedy=head.remedy)
            self.reference = head.reference  # type: ignore[misc]  # the cause is what a person looks up
        else:
            super().__init__(
                f"{tool} could not install this (exit status {status}).",
                why=last_words or None,
                remedy="The whole log is above.\n"
                "Which index answers for a name: %altindex why NAME\n"
                "Which versions it has: %altindex versions NAME",
            )
        self.causes = tuple(causes)
        self.status = status


class SdistBuildFailed(AltIndexError):
    """A project that had to be built from its source, and could not be."""

    reference = "sdist-build-failed"

    def __init__(self, project: str, index: str | None, last_words: str, *, kernel: str | None, wheels: bool) -> None:
        """Repeat the last words of its build backend.

        *kernel* is told where no wheel of the version is for it; *wheels* whether another version has one that is.
        """
        why = [f"No wheel of it is for {kernel}, so it was built from its source."] if kernel else []
        other = f"\nTo take a version that needs no build, add: --only-binary {project}" if wheels else ""
        super().__init__(
            f"{project} could not be built from its source.",
            index=index,
            why=" ".join([*why, f"The build ended with: {last_words}"]),
            remedy=f"The whole log is above; a compiler, headers or a library may be missing.{other}",
        )


class InstallStopped(AltIndexError):
    """An installation that the user interrupted."""

    reference = "install-stopped"

    def __init__(self, tool: str, changed: Sequence[str]) -> None:
        """Say in which state the environment is."""
        super().__init__(
            f"Stopped: {tool} was ended before it had finished.",
            why="These changed before it stopped: " + ", ".join(changed) + "."
            if changed
            else "The environment is as it was before: nothing had been installed yet.",
            remedy="Try again to finish; what was downloaded is kept.",
        )


class NotInstalled(AltIndexError):
    """A project to be removed that is not there, or not where it could be removed from."""

    reference = "not-installed"

    def __init__(self, project: str, folder: Path | None) -> None:
        """Say where it is, if it is anywhere."""
        super().__init__(
            f"`{printable(project, 80)}` is not installed in this environment. Nothing was removed.",
            why=f"It stands in {folder}, which belongs to another environment." if folder else None,
            remedy="%altindex installed",
        )


class NoInstaller(AltIndexError):
    """An environment with neither pip nor a uv that could serve it."""

    reference = "no-installer"

    def __init__(self, executable: str, wanted: str | None, spare: str | None = None) -> None:
        """Name the environment, and the *spare* installer that does serve it."""
        tool = wanted or "pip or uv"
        python = f'"{executable}"' if " " in executable else executable
        ways = [f"%altindex install … takes {spare}, which is there"] if spare else []
        if (wanted, spare) == ("uv", "pip"):
            ways.append("%altindex install uv --with pip")
        else:
            ways += [f"in a terminal: {python} -m ensurepip", f"where uv is: uv pip install --python {python} pip"]
        super().__init__(
            f"There is no {tool} for this environment.",
            why=f"{executable} has no pip, and no uv was found beside it or on PATH."
            if wanted is None
            else f"{tool} was not found for {executable}.",
            remedy="\nor, ".join(ways),
        )


class ExternallyManaged(AltIndexError):
    """An interpreter whose owner forbids installing into it (PEP 668)."""

    reference = "externally-managed"

    def __init__(self, executable: str, reason: str) -> None:
        """Repeat the owner's reason."""
        super().__init__(
            f"{executable} belongs to the operating system: nothing may be installed into it.",
            why=printable(reason) or "It is marked EXTERNALLY-MANAGED.",
            remedy="Create a virtual environment, install ipykernel there, and choose it as the kernel.",
        )


class OptionConflict(AltIndexError):
    """Options that no one installer has together."""

    reference = "option-conflict"

    def __init__(self, option: str, other: str, tool: str) -> None:
        """Name the option and the tool that does not have it."""
        super().__init__(
            f"{tool} does not have the option {printable(option, 60)}.",
            why=other,
            remedy="Leave one of them out, or choose the installer: --with pip, --with uv",
        )


class GoesRound(AltIndexError):
    """An option that would take packages past the gateway, under strict."""

    reference = "goes-round-the-gateway"

    def __init__(self, option: str) -> None:
        """Name the option."""
        super().__init__(
            f"{printable(option, 120)} would take packages past the indexes in use.",
            why="--strict holds here.",
            remedy="Leave it out, or add what it points to as an index: %altindex add NAME URL",
        )


class UnexpectedFault(AltIndexError):
    """A fault of this package, where there is no cell that could show it."""

    reference = "unexpected-fault"

    def __init__(self, fault: Exception) -> None:
        """Name the kind of the fault; its text may hold anything, and stays in the log."""
        super().__init__(
            f"Something went wrong that should not: {type(fault).__name__}.",
            why="This is a fault of altindex_magic. The log of the kernel has the details.",
            remedy="Try again; if it stays, please report it.",
        )


class GatewayUnavailable(AltIndexError):
    """A gateway that cannot start or has stopped."""

    reference = "gateway-unavailable"

    def __init__(self, problem: str) -> None:
        """Give the system's reason."""
        super().__init__(
            "The gateway on 127.0.0.1 is not available.",
            why=printable(problem),
            remedy="%altindex off, then %altindex use NAME",
        )


class ProgramMissing(AltIndexError):
    """A program that is not there or that the system will not start."""

    reference = "program-missing"

    def __init__(self, program: str, problem: str) -> None:
        """Name the program and the system's reason."""
        super().__init__(
            f"The program {printable(program, 80)} cannot be started.",
            why=f"{printable(problem, 160)}.",
            remedy="Install it, or correct its name or the PATH.",
        )
