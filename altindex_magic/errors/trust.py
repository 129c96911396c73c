"""Refusals that protect: a file that has changed, a version that is too young, and what strict mode forbids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.errors.base import AltIndexError, printable
from altindex_magic.errors.ownership import NameRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from altindex_magic.model import Index

_SHOWN_HASH: Final = 16
_MOST_SHOWN: Final = 5


class NewerLedger(AltIndexError):
    """A ledger that a later version of this package has written."""

    reference = "newer-ledger"

    def __init__(self, path: Path) -> None:
        """Name the file."""
        super().__init__(
            f"{path} was written by a newer altindex_magic. Nothing was changed.",
            why="What it remembers of origins and files cannot be understood in full, and must not be ignored.",
            remedy="Update altindex_magic in this environment, then restart the kernel.",
        )


class FileChanged(AltIndexError):
    """A file that is not the one which was first seen under its name."""

    reference = "file-changed"

    def __init__(self, project: str, filename: str, index: str, hashes: tuple[str, str], since: str) -> None:
        """Give the sha256 that was first seen, *since* when it is known, and the one that is offered now."""
        first, now = (digest[:_SHOWN_HASH] for digest in hashes)
        super().__init__(
            f"{filename} from {index} is not the file that was first seen under this name. It is refused.",
            index=index,
            why=f"Since {since} UTC it is known with sha256 {first}…, and now it has {now}…. "
            "A file that was released does not change; somebody has replaced it.",
            remedy=f"Ask those who run {index}. If they meant it: %altindex forget {project} --files\n"
            f"What was installed of it: %altindex provenance {project} --verify",
        )


class OriginUnknown(NameRefused):
    """A name that nobody has declared, listed, allowed or installed before, under strict."""

    reference = "origin-unknown"

    def __init__(self, project: str, candidate: str) -> None:
        """Name the index that would be asked without strict."""
        super().__init__(
            project,
            "no index is known as its origin",
            index=candidate,
            why="Under strict a name must be declared by a pattern, listed by an index in use, or known from before. "
            "A name that is met for the first time may be a misspelt or an invented one.",
            remedy=f"If it is the one you mean: %altindex allow {project} --from {candidate}",
        )


class NoUploadTimes(NameRefused):
    """A project whose files have no upload times, on an index with a cooldown."""

    reference = "no-upload-times"

    def __init__(self, project: str, index: str, cooldown: str) -> None:
        """Name the cooldown that cannot be kept."""
        super().__init__(
            project,
            f"{index} does not say when its files were uploaded",
            index=index,
            why=f"{index} has a cooldown of {cooldown}, and without upload times nobody can tell which files are "
            "older. Only indexes that speak JSON (PEP 700) give them.",
            remedy=f"Except the project: %altindex add {index} … --replace --cooldown-except {project}\n"
            f"or do without: %altindex add {index} … --replace, with no --cooldown",
        )


class VersionsHidden(AltIndexError):
    """Versions that are there and were not shown to the installer. Nothing was refused to anybody."""

    reference = "versions-hidden"

    def __init__(self, project: str, index: str, versions: Sequence[str], reasons: Sequence[str]) -> None:
        """Name the versions, the newest first, and each reason once."""
        more = len(versions) - _MOST_SHOWN
        shown = ", ".join(versions[:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
        super().__init__(
            f"`{project}` has versions on {index} that are hidden: {shown}.",
            index=index,
            why=f"The reason: {'; '.join(reasons)}.",
            remedy=f"%altindex why {project}",
        )
        self.project = project


class DirectDependency(AltIndexError):
    """A distribution that requires another one from a URL, under strict."""

    reference = "direct-dependency"

    def __init__(self, filename: str, index: str, requirement: str) -> None:
        """Name the requirement."""
        super().__init__(
            f"{filename} from {index} is refused: it requires `{printable(requirement, 160)}`.",
            index=index,
            why="This is a direct URL (PEP 508), which leads past the indexes in use, and --strict holds here.",
            remedy="Choose a version without it: %altindex versions NAME\n"
            "or publish what it points to: %altindex upload FILE --to NAME",
        )


class CameRound(AltIndexError):
    """What was installed from a URL although strict forbids it, found out afterwards."""

    reference = "came-round-the-gateway"

    def __init__(self, arrivals: Sequence[tuple[str, str]]) -> None:
        """Name each project with its URL."""
        projects = " ".join(project for project, _ in arrivals)
        super().__init__(
            "Installed past the indexes in use: "
            + ", ".join(f"{project} from {printable(url, 160)}" for project, url in arrivals)
            + ".",
            why="A requirement that could not be read beforehand, such as one that a build computes, has a direct URL; "
            "--strict holds here.",
            remedy=f"Remove it: %altindex uninstall {projects}",
        )


class InsecureIndex(AltIndexError):
    """An index without TLS, under strict."""

    reference = "insecure-index"

    def __init__(self, index: str, url: str) -> None:
        """Name the address."""
        super().__init__(
            f"{index} is not encrypted, and strict takes no such index. Nothing was changed.",
            index=index,
            why=f"{printable(url, 200)} is plain http: anyone on the way could replace packages, --allow-http or not.",
            remedy=f"%altindex add {index} https://… --replace",
        )


class IndexRedefined(AltIndexError):
    """A name of the user's or the administrator's that a project's file gives to another index."""

    reference = "index-redefined"

    def __init__(self, own: Index, other: Index) -> None:
        """Show both addresses, and who wrote them."""
        super().__init__(
            f"`{own.name}` is another index here: a file of the project has taken its name. Nothing was changed.",
            index=own.name,
            why=f"{printable(own.source, 200)} defines {printable(own.url, 200)}; "
            f"{printable(other.source, 200)} says {printable(other.url, 200)}, and came with the project.",
            remedy="Give that index another name in the project's file, or remove it there.",
        )
