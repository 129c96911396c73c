"""Errors of lock files (PEP 751)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from altindex_magic.errors.base import AltIndexError, printable

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN_HASH: Final = 16


class LockFileName(AltIndexError):
    """A file that no tool would take for a lock file."""

    reference = "lock-file-name"

    def __init__(self, name: str) -> None:
        """Say which names there are."""
        super().__init__(
            f"`{printable(name, 120)}` cannot be the name of a lock file.",
            why="Tools recognise one by its name: pylock.toml, or pylock.NAME.toml where NAME has no dot (PEP 751).",
            remedy="Choose such a name: pylock.toml, pylock.dev.toml",
        )


class NoLockFile(AltIndexError):
    """A lock file that is not there."""

    reference = "no-lock-file"

    def __init__(self, path: Path | str) -> None:
        """Name it."""
        super().__init__(
            f"There is no {printable(path, 200)}.",
            remedy="%altindex lock   (of what is installed)\nor: %altindex lock REQUIREMENT …",
        )


class BrokenLockFile(AltIndexError):
    """A lock file that is none, or not a valid one."""

    reference = "broken-lock-file"

    def __init__(self, path: Path | str, problem: str) -> None:
        """Say what is wrong with it."""
        super().__init__(
            f"{printable(path, 200)} is not a lock file that can be used. Nothing was installed.",
            why=f"{printable(problem, 300)}.",
            remedy="Make it anew: %altindex lock",
        )


class LockForOthers(AltIndexError):
    """A lock file of another Python or platform."""

    reference = "lock-for-another-environment"

    def __init__(self, path: Path | str, problem: str) -> None:
        """Say what does not fit."""
        super().__init__(
            f"{printable(path, 200)} is not for this Python and platform. Nothing was installed.",
            why=f"{printable(problem, 300)}.",
            remedy="Choose a kernel that it was made for, or lock for this one: %altindex lock REQUIREMENT …",
        )


class NothingToLock(AltIndexError):
    """An environment of which nothing is known to come from an index."""

    reference = "nothing-to-lock"

    def __init__(self) -> None:
        """Say what could be locked instead."""
        super().__init__(
            "There is nothing to lock: nothing that is installed here is on an index in use.",
            remedy="%altindex lock REQUIREMENT …\nWhere everything came from: %altindex provenance",
        )


class NotLockable(AltIndexError):
    """Something to be locked that is on no index in use."""

    reference = "not-lockable"

    def __init__(self, what: str) -> None:
        """Name it as it was given."""
        super().__init__(
            f"`{printable(what, 160)}` cannot be locked: it leads past the indexes in use. Nothing was written.",
            why="A lock file names files of an index, with their hashes. A folder, a direct URL or another index's "
            "file may be something else tomorrow.",
            remedy="Publish it: %altindex publish PATH --to NAME\nor leave it out.",
        )


class LockBehindGateway(AltIndexError):
    """A process that sees its indexes through the gateway of another process."""

    reference = "lock-behind-gateway"

    def __init__(self) -> None:
        """Say who knows the addresses."""
        super().__init__(
            "This process sees the indexes through the gateway of another one. Nothing was done.",
            why="That process alone knows their real addresses, and a lock file is about nothing else.",
            remedy="In the notebook or IPython that has the indexes in use: %altindex lock, %altindex sync",
        )


class SecretInLock(AltIndexError):
    """An address with a secret inside, on its way into a lock file."""

    reference = "secret-in-lock"

    def __init__(self, project: str, index: str) -> None:
        """Name the project, and not the address."""
        super().__init__(
            f"`{project}` cannot be locked: the addresses that {index} gives have your secret in them. "
            "Nothing was written.",
            index=index,
            why="A lock file goes into repositories. It must not hold a secret.",
            remedy=f"Use an address that takes the secret as a password: %altindex add {index} URL --replace",
        )


class LockIndexUnknown(AltIndexError):
    """A lock file that takes a project from an index that nobody has defined here."""

    reference = "lock-index-unknown"

    def __init__(self, project: str, url: str) -> None:
        """Name the project and the address."""
        shown = printable(url, 200)
        super().__init__(
            f"`{project}` is locked to {shown}, which is no index here. Nothing was installed.",
            why="A lock file does not decide which indexes are trusted: you do.",
            remedy=f"If you know and trust it: %altindex add NAME {shown}\nthen: %altindex use NAME",
        )


class LockIndexNotInUse(AltIndexError):
    """A lock file that takes a project from an index that is defined, and not in use."""

    reference = "lock-index-not-in-use"

    def __init__(self, project: str, index: str) -> None:
        """Name both."""
        super().__init__(
            f"`{project}` is locked to {index}, which is not in use. Nothing was installed.",
            index=index,
            remedy=f"%altindex use {index}   (together with the others that you need)",
        )


class LockedElsewhere(AltIndexError):
    """A lock file that takes a project from an index that does not own its name."""

    reference = "locked-elsewhere"

    def __init__(self, project: str, url: str, owner: str) -> None:
        """Name what the lock file says, and what holds here."""
        super().__init__(
            f"`{project}` is locked to {printable(url, 200)}, and here {owner} answers for it. Nothing was installed.",
            index=owner,
            why="Whoever writes a lock file could take a private name from a public index. Who owns a name is decided "
            "by your indexes alone.",
            remedy=f"%altindex why {project}\nIf {owner} is right, make the lock file anew: %altindex lock",
        )


class LockedFileMissing(AltIndexError):
    """A locked file that its index does not have, or does not show."""

    reference = "locked-file-missing"

    def __init__(self, project: str, filename: str, index: str | None) -> None:
        """Name the file and its index."""
        where = f"{index} does not have it" if index else "no index in use has it"
        super().__init__(
            f"{printable(filename, 120)} is locked, and {where}. Nothing was installed.",
            index=index,
            why="It was removed, or is hidden here: by a cooldown, or by --strict.",
            remedy=f"%altindex why {project}\n%altindex versions {project}",
        )


class LockedFileDiffers(AltIndexError):
    """A locked file of which its index promises another hash."""

    reference = "locked-file-differs"

    def __init__(self, filename: str, index: str, hashes: tuple[str, str]) -> None:
        """Give the locked hash and the one on the page."""
        locked, promised = (printable(digest, _SHOWN_HASH) for digest in hashes)
        super().__init__(
            f"{printable(filename, 120)} on {index} is not the file that is locked. Nothing was installed.",
            index=index,
            why=f"It is locked with sha256 {locked} and {index} promises {promised}. "
            "Either the file was replaced, or the lock file was forged.",
            remedy=f"Ask those who run {index}, and whoever made the lock file.",
        )


class WeakLock(AltIndexError):
    """A locked file without a hash that proves anything."""

    reference = "weak-lock"

    def __init__(self, filename: str) -> None:
        """Name the file."""
        super().__init__(
            f"{printable(filename, 120)} is locked without a sha256. Nothing was installed.",
            why="Without one, or with an md5 or sha1 alone, another file could take its place.",
            remedy="Make the lock file anew: %altindex lock",
        )


class LockedFromUrl(AltIndexError):
    """A lock file that takes something from a folder, a repository or an archive at some URL."""

    reference = "locked-from-url"

    def __init__(self, project: str, kind: str) -> None:
        """Name what it is locked to."""
        super().__init__(
            f"`{project}` is locked to {kind}, not to a file of an index. Nothing was installed.",
            why="What comes past the indexes in use is neither checked nor known by the name that it claims.",
            remedy=f"Install it by itself: %altindex install …\nthen take {project} out of the lock file.",
        )


class LibraryTooOld(AltIndexError):
    """A library of the environment that cannot read or write lock files yet."""

    reference = "library-too-old"

    def __init__(self, library: str, needed: str, found: str) -> None:
        """Name both versions."""
        super().__init__(
            f"Lock files need {library} {needed} or later.",
            why=f"This environment has {library} {found}.",
            remedy=f"%altindex install '{library}>={needed}'\nthen restart the kernel.",
        )
