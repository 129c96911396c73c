"""Refusals of names: why a project is not sought where it does not belong."""

from __future__ import annotations

from altindex_magic.errors.base import AltIndexError


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
            remedy=(f"%altindex use {index}\n" if index else "")
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


class OriginVanished(NameRefused):
    """A remembered, listed or declared name that its index now calls unknown."""

    reference = "origin-vanished"

    def __init__(self, project: str, index: str) -> None:
        """Say that the index had it."""
        super().__init__(
            project,
            f"{index} had it before and now answers 404",
            index=index,
            why="It was removed there, or the credential was revoked: some indexes say 404 to those who may not read.",
            remedy=f"%altindex test {index}\nor decide otherwise: %altindex allow {project} --from INDEX",
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

    def __init__(self, project: str, index: str, url: str) -> None:
        """Say why this 404 does not count."""
        super().__init__(
            project,
            f"{index} answers 404 to everything, so its 404 does not show that the project is elsewhere",
            index=index,
            why=f"{url} is the wrong URL, or the credential was revoked, or nothing was ever installed from it.",
            remedy=f"%altindex test {index}\nor say which names it owns: "
            f"%altindex add {index} … --replace --packages 'acme-*'  (packages = [\"acme-*\"])",
        )


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
