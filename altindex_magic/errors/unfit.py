"""Errors of requirements that nothing meets here, although their index answered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from altindex_magic.errors.base import AltIndexError, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN: Final = 8
_MOST_DEMANDS: Final = 4
_PRE: Final = {"pip": "--with pip --pre", "uv": "--with uv --prerelease allow"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement that an installer found nothing for."""

    project: str
    requirement: str
    """As the installer writes it, such as ``acme-models>=2``."""
    index: str
    """The index that answers for the project."""
    installer: str
    by: str | None = None
    """The distribution that requires it, such as ``acme-web 1.0``; ``None`` where the user does."""
    fitting: str | None = None
    """The newest version that could be installed here, whatever is required."""


class Unfit(AltIndexError):
    """A requirement that no distribution of its project meets here."""

    def __init__(self, wanted: Wanted, what: str, why: Sequence[str], remedy: str | None = None) -> None:
        """Say who wants it if it is not the user, and name the version that would do."""
        sentences = list(why)
        if wanted.by:
            sentences.append(f"{wanted.by} requires {wanted.requirement}.")
        if wanted.fitting:
            sentences.append(f"The newest version that can be installed here is {wanted.fitting}.")
        super().__init__(
            what,
            index=wanted.index,
            why=" ".join(sentences),
            remedy="\n".join(filter(None, (remedy or _another(wanted), f"%altindex versions {wanted.project}"))),
        )


class NoSuchVersion(Unfit):
    """A version, or a range of versions, that the index does not have."""

    reference = "no-such-version"

    def __init__(self, wanted: Wanted, versions: Sequence[str], closest: str) -> None:
        """List what there is, newest first, and the *closest* one."""
        there = f"It has {_listed(versions)}. Closest is {closest}." if len(versions) > 1 else f"It has only {closest}."
        told = replace(wanted, fitting=None) if wanted.fitting == closest else wanted
        super().__init__(told, f"{wanted.index} has no {_described(wanted)}.", [there], _another(wanted))


class OnlyPreReleases(Unfit):
    """A requirement that pre-releases alone meet, while the installer takes none."""

    reference = "only-pre-releases"

    def __init__(self, wanted: Wanted, versions: Sequence[str]) -> None:
        """Name them, newest first, and say how this installer is told to take them."""
        remedy = f"%altindex install {_PRE[wanted.installer]} {_quoted(wanted.by or wanted.requirement)}"
        super().__init__(
            wanted,
            f"Only pre-releases of {wanted.project} fit {wanted.requirement}.",
            [f"It has {_listed(versions)}, and {wanted.installer} was not told to take a pre-release."],
            remedy,
        )


class Yanked(Unfit):
    """A version that its publishers have withdrawn (PEP 592)."""

    reference = "yanked"

    def __init__(self, wanted: Wanted, version: str, reason: str) -> None:
        """Repeat the *reason* that they gave, which may be empty."""
        project = wanted.project
        exact = f"To take it nevertheless: %altindex install {project}=={version}"
        super().__init__(
            wanted,
            f"{project} {version} was yanked: its publishers have withdrawn it.",
            [
                f"Their reason: {printable(reason, 200)}." if reason else "They gave no reason.",
                "Only a requirement that names this very version takes it.",
            ],
            "\n".join(filter(None, (_another(wanted), None if wanted.by else exact))),
        )


class NeedsAnotherPython(Unfit):
    """A version that is not for the Python of this kernel."""

    reference = "needs-another-python"

    def __init__(self, wanted: Wanted, version: str, needed: str, python: str) -> None:
        """Name the Python that it is for, and the one that is here."""
        super().__init__(
            wanted,
            f"{wanted.project} {version} needs another Python.",
            [f"It is for Python {printable(needed, 80)}; this is Python {python}."],
            _another(wanted) or f"Choose a kernel or an environment with Python {printable(needed, 80)}",
        )


class NoMatchingWheel(Unfit):
    """A version with wheels for other Pythons or platforms, and no sdist."""

    reference = "no-matching-wheel"

    def __init__(self, wanted: Wanted, version: str, made_for: str, kernel: str) -> None:
        """Say what its wheels are *made_for*, and what the *kernel* is."""
        super().__init__(
            wanted,
            f"{wanted.project} {version} has no wheel for this Python and platform, and no sdist to build one from.",
            [f"Its wheels are for {made_for}; this Python is {kernel}."],
        )


class ConflictingRequirements(AltIndexError):
    """Requirements of which each can be met, and not all of them together."""

    reference = "conflicting-requirements"

    def __init__(self, projects: Sequence[str], demands: Sequence[str]) -> None:
        """Repeat who wants what, as the installer found it."""
        unseen = len(demands) - _MOST_DEMANDS
        told = "; ".join(demands[:_MOST_DEMANDS]) + (f"; and {unseen} more" if unseen > 0 else "")
        super().__init__(
            f"These requirements do not go together: no version of {' or of '.join(projects)} meets all of them.",
            why=f"{told[:1].upper() if told.startswith('you ') else told[:1]}{told[1:]}.",
            remedy="Ask for other versions, or leave one of them out.\n"
            + "\n".join(f"%altindex versions {project}" for project in projects[:2]),
        )


class RequiredHash(AltIndexError):
    """A file that has not the hash that the user requires of it."""

    reference = "required-hash-mismatch"

    def __init__(self, requirement: str, expected: str, got: str) -> None:
        """Show both, shortened."""
        super().__init__(
            f"The file of {printable(requirement, 80)} has not the hash that your requirement states. "
            "It was not installed.",
            why=f"Expected {expected[:16]}…, got {got[:16]}…. The index promises the file that came.",
            remedy="Correct the hash if the file is the one you mean; if it is not, "
            "tell those who run the index: the file was replaced.",
        )


def _another(wanted: Wanted) -> str | None:
    """Say what to install in its place, where the user alone decides on it, or who else asks for it."""
    if wanted.by:
        return f"%altindex versions {wanted.by.partition(' ')[0]}"
    return f"%altindex install {wanted.project}=={wanted.fitting}" if wanted.fitting else None


def _described(wanted: Wanted) -> str:
    """Describe what is wanted: ``acme-models 1.5``, or ``version of acme-models that fits >=2``."""
    start = next((place for place, letter in enumerate(wanted.requirement) if letter in "<>=!~"), 0)
    specifier = wanted.requirement[start:].strip()
    exact = re.fullmatch(r"===?([^,*]+)", specifier)
    return f"{wanted.project} {exact[1]}" if exact else f"version of {wanted.project} that fits {specifier}"


def _quoted(requirement: str) -> str:
    """Quote what a shell would take for a redirection."""
    return f"'{requirement}'" if set(requirement) & set("<>;! ") else requirement


def _listed(versions: Sequence[str]) -> str:
    """List the first few, and count the others."""
    shown = ", ".join(printable(version, 40) for version in versions[:_SHOWN])
    return f"{shown} and {len(versions) - _SHOWN} more" if len(versions) > _SHOWN else shown
