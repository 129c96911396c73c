"""Refusals of names: why a project is not sought where it does not belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.errors.base import AltIndexError, printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SOME_ANSWER: Final = "GitLab, Gemfury and others answer"


class NameRefused(AltIndexError):
    """A project name that no index may answer now."""

    def __init__(self, project: str, what: str, *, index: str | None, why: str, remedy: str) -> None:
        """Keep the name beside the wording."""
        super().__init__(f"`{project}` is refused: {what}.", index=index, why=why, remedy=remedy)
        self.project = project


class OwnerNotInUse(NameRefused):
    """A declared name whose owner is not in use."""

    reference = "owner-not-in-use"

    def __init__(self, project: str, index: str) -> None:
        """Name the owner."""
        super().__init__(
            project,
            f"it belongs to {index}, which is not in use",
            index=index,
            why=f"The patterns of {index} match this name, so no other index may answer for it.",
            remedy=f"%altindex use {index}",
        )


class OriginNotInUse(NameRefused):
    """A remembered name whose index is not in use or no longer defined."""

    reference = "origin-not-in-use"

    def __init__(self, project: str, url: str, index: str | None) -> None:
        """Name where it came from before."""
        super().__init__(
            project,
            f"it came from {index or url} before, which is not in use",
            index=index,
            why="Another index may not take a name over silently.",
            remedy=(f"%altindex use {index}\n" if index else f"Define it again: %altindex add NAME {url}\n")
            + f"or decide otherwise: %altindex allow {project} --from INDEX",
        )


class OriginChanged(NameRefused):
    """A name that came from the default index and is now claimed by another."""

    reference = "origin-changed"

    def __init__(self, project: str, claimant: str, default: str) -> None:
        """Name both sides."""
        super().__init__(
            project,
            f"it came from {default} before, and now {claimant} lists it too",
            index=claimant,
            why="One of the two is not what you mean; %altindex does not guess.",
            remedy=f"%altindex allow {project} --from {claimant}\nor: %altindex allow {project} --from {default}",
        )


class SetUnusable(NameRefused):
    """A name that is asked of a server-wide set that cannot be made."""

    reference = "set-unusable"

    def __init__(self, project: str, reason: str) -> None:
        """Tell what keeps the set from being made."""
        super().__init__(
            project,
            "the indexes that this Jupyter server is to use cannot be put to use",
            index=None,
            why=f"{reason} Until that is mended nothing is sought elsewhere: a private name could be taken over there.",
            remedy="Choose what to use on the settings page of the server, or have its configuration mended.\n"
            "For this notebook alone: %altindex use NAME",
        )


class OriginVanished(NameRefused):
    """A remembered, listed or declared name that its index now calls unknown."""

    reference = "origin-vanished"

    def __init__(self, project: str, index: str, hiding: str = _SOME_ANSWER) -> None:
        """Say that the index had it, and who is known for *hiding* behind a 404."""
        super().__init__(
            project,
            f"{index} had it before and now answers 404",
            index=index,
            why=f"It was removed there, or the token was revoked: {hiding} 404 to everybody who may not read.",
            remedy=f"If the token may be revoked or expired: %altindex login {index}\n"
            f"Does it answer for others? %altindex test {index}\n"
            f"or decide otherwise: %altindex allow {project} --from INDEX",
        )


class ProbeFailed(NameRefused):
    """A name that could belong to a failing index that has neither patterns nor a list."""

    reference = "probe-failed"

    def __init__(self, project: str, index: str, cause: AltIndexError) -> None:
        """Name the failing index and the remedy that makes the question unnecessary."""
        super().__init__(
            project,
            f"{index} may own it, and {index} does not answer",
            index=index,
            why=f"{cause.what} [{cause.reference}] {cause.why} {index} gives no list of its projects "
            "and no patterns are set, so it must be asked for every name.",
            remedy=f"{cause.remedy}\nor say which names it owns, so that others need not wait for it: "
            f"%altindex add {index} … --replace --packages 'acme-*'  (packages = [\"acme-*\"])",
        )
        self.cause = cause


class AbsenceUnproven(NameRefused):
    """A 404 from an index that has answered nothing but 404."""

    reference = "absence-unproven"

    def __init__(self, project: str, index: str, url: str, hiding: str = _SOME_ANSWER) -> None:
        """Say why this 404 does not count, and who is known for *hiding* behind one."""
        super().__init__(
            project,
            f"{index} answers 404 to everything, so its 404 does not show that the project is elsewhere",
            index=index,
            why=f"{url} is the wrong URL, or the token was revoked ({hiding} 404 to everybody who may not read), "
            "or it has no project that anybody has asked for.",
            remedy=f"If the token may be revoked or expired: %altindex login {index}\n"
            f"If the URL may be wrong: %altindex test {index}\nor say which names it owns: "
            f"%altindex add {index} … --replace --packages 'acme-*'  (packages = [\"acme-*\"])",
        )


class ProjectNotFound(AltIndexError):
    """A name that every index that may answer for it calls unknown. It was not refused to anybody."""

    reference = "project-not-found"

    def __init__(self, project: str, in_use: Sequence[str], owner: str | None = None) -> None:
        """Name the indexes *in_use*, or the *owner* whose patterns keep the others from being asked."""
        alone = f"The patterns of {owner} match this name, so no other index is asked for it."
        super().__init__(
            f"There is no project called `{printable(project, 100)}` on "
            + (f"{owner}." if owner else "the indexes in use."),
            index=owner,
            why=alone if owner else f"In use are: {', '.join(in_use)}.",
            remedy="Check the spelling: %altindex search TEXT\n"
            + (
                f"and whether it is published on {owner} yet"
                if owner
                else "or put the index that has it to use: %altindex use NAME"
            ),
        )
        self.project = project


class AllowRefused(AltIndexError):
    """A decision that a pattern makes void."""

    reference = "allow-refused"

    def __init__(self, project: str, owner: str) -> None:
        """Name the index whose pattern decides."""
        super().__init__(
            f"`{project}` cannot be allowed from another index: the patterns of {owner} match it.",
            index=owner,
            why="Patterns decide before anything that is remembered.",
            remedy=f"Narrow them: %altindex add {owner} … --replace --packages …",
        )


class DamagedLedger(AltIndexError):
    """A record of origins that cannot be read, so that nobody knows where a name came from before."""

    reference = "damaged-ledger"

    def __init__(self, path: Path, problem: str) -> None:
        """Name the file and the system's reason."""
        super().__init__(
            f"{path} is damaged, and nothing is installed before it is mended.",
            why=f"{printable(problem, 160)}. It records which index each name came from; "
            "without it another index could take a name over.",
            remedy=f"Restore it from a backup, or remove {path}: names are then learnt anew, from whoever answers.",
        )
