"""Errors of making a package and of building its distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.errors.base import AltIndexError, printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class NoProject(AltIndexError):
    """A folder that is no project: it has nothing that says how to build it."""

    reference = "no-project"

    def __init__(self, folder: Path | str, *, notebooks: bool, configured: bool = False) -> None:
        """Say what is missing, and how to get it; *configured* tells that a file is there, for other tools alone."""
        missing = "its pyproject.toml has no [project] table" if configured else "it has no pyproject.toml"
        super().__init__(
            f"{folder} cannot be built: {missing}.",
            why="A folder of notebooks is not a package: a package has a pyproject.toml, which names it, and modules."
            if notebooks
            else "pyproject.toml gives a project its name, its version and the tool that builds it (PEP 517, PEP 621).",
            remedy="%altindex init-package NAME --cells 3,5-7   (a package of these cells)\n"
            "or: %altindex init-package NAME --from FILE.py\n"
            "then: %altindex publish NAME --to INDEX",
        )


class NoSuchFolder(AltIndexError):
    """The path of a project at which no folder is."""

    reference = "no-such-folder"

    def __init__(self, folder: str) -> None:
        """Name the path."""
        super().__init__(
            f"There is no folder {printable(folder, 200)}.",
            why="It is looked for from the current folder.",
            remedy="%altindex projects   (lists what can be built from here)",
        )


class BuildFailed(AltIndexError):
    """A build that ended with a failure."""

    reference = "build-failed"

    def __init__(self, folder: Path | str, status: int, causes: Sequence[AltIndexError], last_words: str) -> None:
        """Tell the gateway's cause where it knows one, else the last words of the build."""
        cause = causes[0] if causes else None
        said = f"{cause.what} {cause.why or ''}" if cause else last_words
        super().__init__(
            f"{folder} could not be built (exit status {status}).",
            index=cause.index if cause else None,
            why=said or None,
            remedy=(cause.remedy if cause else None) or "The whole log is above. Mend the project, then try again.",
        )
        self.causes = tuple(causes)


class BuildStopped(AltIndexError):
    """A build that the user interrupted."""

    reference = "build-stopped"

    def __init__(self, folder: Path | str) -> None:
        """Say that nothing is left of it."""
        super().__init__(
            f"Stopped: the build of {folder} was ended before it had finished.",
            why="Nothing was built, and nothing was uploaded.",
            remedy="Run the cell again.",
        )


class CheckFailed(AltIndexError):
    """A distribution whose page on the index would be wrong."""

    reference = "check-failed"

    def __init__(self, last_words: str) -> None:
        """Repeat what ``twine check`` found."""
        super().__init__(
            "What was built did not pass `twine check --strict`. Nothing was uploaded.",
            why=last_words or None,
            remedy='A description is missing? Write a README.md, and readme = "README.md" under [project].',
        )


class BrokenDistribution(AltIndexError):
    """A file that is no wheel or sdist, or not whole."""

    reference = "broken-distribution"

    def __init__(self, filename: str, problem: str) -> None:
        """Say what is wrong with the file."""
        super().__init__(
            f"{printable(filename, 120)} cannot be published: {printable(problem, 200)}.",
            why="An index keeps a file for good, so it is looked at before it leaves. Nothing was uploaded.",
            remedy="Build it anew: %altindex build",
        )


class NoSuchFile(AltIndexError):
    """A name or pattern that no file has."""

    reference = "no-such-file"

    def __init__(self, pattern: str, *, is_folder: bool = False) -> None:
        """Name the pattern, and tell whether it is the name of a folder."""
        super().__init__(
            f"There is no file {printable(pattern, 200)}.",
            why="That is a folder: put /* behind it to name the files in it."
            if is_folder
            else "It is looked for from the current folder.",
            remedy="%altindex build writes to dist/; %altindex publish builds by itself.",
        )


class PackageExists(AltIndexError):
    """A package that would be written over another."""

    reference = "package-exists"

    def __init__(self, path: Path | str) -> None:
        """Name the file that is there."""
        super().__init__(
            f"{path} is there already. Nothing was written.",
            why="A new package never replaces a file.",
            remedy="Choose another name, or delete it first.",
        )


class BadPackageName(AltIndexError):
    """A name that no package can have."""

    reference = "bad-package-name"

    def __init__(self, name: str, problem: str) -> None:
        """Say why."""
        super().__init__(
            f"`{printable(name, 64)}` cannot be the name of a package: {problem}.",
            remedy="Choose letters, digits and hyphens, beginning with a letter, such as acme-models.",
        )


class NotAModule(AltIndexError):
    """Text that Python does not read as a module."""

    reference = "not-a-module"

    def __init__(self, problem: str, line: int | None) -> None:
        """Say where Python stops; the line itself is not repeated."""
        place = f"line {line} of what was chosen" if line else "what was chosen"
        super().__init__(
            f"No module can be made: {place} is not Python ({printable(problem, 120)}). Nothing was written.",
            remedy="Choose other cells: --cells 3,5-7, or a file: --from FILE.py",
        )


class NoSuchCell(AltIndexError):
    """A cell that was not run in this kernel."""

    reference = "no-such-cell"

    def __init__(self, problem: str) -> None:
        """Say what is wrong with the numbers."""
        super().__init__(
            f"The cells cannot be taken: {printable(problem, 160)}.",
            why="Cells are known by the numbers that they got when they were run in this kernel, as in In [3].",
            remedy="Run them first, then give the numbers beside them: --cells 3,5-7",
        )
