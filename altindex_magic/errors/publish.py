"""Errors of building and uploading distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.errors.base import AltIndexError, printable

if TYPE_CHECKING:
    from collections.abc import Sequence


class NoPublishUrl(AltIndexError):
    """An upload to an index that says nowhere where uploads go."""

    reference = "no-publish-url"

    def __init__(self, index: str) -> None:
        """Name the index."""
        super().__init__(
            f"{index} has no publish URL, so nothing can be uploaded to it.",
            index=index,
            why="The address for uploads often differs from the one for installs.",
            remedy=f"%altindex add {index} … --replace --publish-url URL",
        )


class NotADistribution(AltIndexError):
    """An upload that is neither a wheel nor an sdist of the project that it names."""

    reference = "not-a-distribution"

    def __init__(self, index: str, problem: str) -> None:
        """Say what is wrong with the file."""
        super().__init__(
            f"{index} did not take the file.",
            index=index,
            why=f"{printable(problem)}.",
            remedy="Build it anew: python -m build",
        )


class DamagedUpload(AltIndexError):
    """An upload whose bytes are not those of its hash."""

    reference = "damaged-upload"

    def __init__(self, index: str, filename: str) -> None:
        """Name the file."""
        super().__init__(
            f"{printable(filename, 120)} was damaged on its way. Nothing was stored.",
            index=index,
            why="Its sha256 differs from the one that the uploader sent.",
            remedy="Upload it again.",
        )


class FileExists(AltIndexError):
    """An upload of another file under a name that is taken."""

    reference = "file-exists"

    def __init__(self, index: str, filename: str, said: str = "") -> None:
        """Name the file; *said* is what the index itself told of it."""
        super().__init__(
            f"{index} has {'a' if said else 'another'} file called {printable(filename, 120)} already.",
            index=index,
            why=f"It says: {printable(said, 300)}"
            if said
            else "Whoever installed that version has other content than this; an index never replaces a file.",
            remedy="Raise the version of the project, build and upload again.",
        )


class SameFileExists(AltIndexError):
    """An upload of a file that the index has, byte for byte."""

    reference = "same-file-exists"

    def __init__(self, index: str, filename: str) -> None:
        """Name the file."""
        super().__init__(
            f"{index} has this very {printable(filename, 120)} already. Nothing was uploaded.",
            index=index,
            why="File name and sha256 are the same.",
            remedy="To leave out what is there: --skip-existing",
        )


class FileNotComparable(AltIndexError):
    """A file of the same name of which the index tells no hash."""

    reference = "file-not-comparable"

    def __init__(self, index: str, filename: str) -> None:
        """Name the file."""
        super().__init__(
            f"{index} has a file called {printable(filename, 120)} already. Nothing was uploaded.",
            index=index,
            why="Its page gives no hash, so nobody can tell whether it is the same.",
            remedy="Raise the version of the project, build and upload again.",
        )


class NoUploadsHere(AltIndexError):
    """A publish URL at which nothing takes uploads."""

    reference = "no-uploads-here"

    def __init__(self, index: str, url: str, status: int, *, page: bool = False) -> None:
        """Give the address and its answer, and tell whether that was a web *page*."""
        super().__init__(
            f"Nothing takes uploads at the publish URL of {index}.",
            index=index,
            why=f"{url} answered {status} with a web page, as a login does, or a site that is no index."
            if page
            else f"{url} answered {status}. The URL is wrong, or the credential may not see it.",
            remedy=f"%altindex add {index} … --replace --publish-url URL   (docs/providers.md has the usual ones)",
        )


class UploadForbidden(AltIndexError):
    """A credential that may not publish."""

    reference = "upload-forbidden"

    def __init__(self, index: str, filename: str, said: str) -> None:
        """Repeat what the index said."""
        super().__init__(
            f"{index} forbids the upload of {printable(filename, 120)}.",
            index=index,
            why=f"The credential may not publish there. It says: {printable(said, 300)}",
            remedy=f"Take a token that may publish: %altindex login {index}",
        )


class UploadTooLarge(AltIndexError):
    """A file past the bound of the index."""

    reference = "upload-too-large"

    def __init__(self, index: str, filename: str, said: str) -> None:
        """Repeat what the index said."""
        super().__init__(
            f"{printable(filename, 120)} is too large for {index}.",
            index=index,
            why=f"It says: {printable(said, 300)}",
            remedy="Leave data and debug symbols out of the package, or ask those who run the index for more room.",
        )


class MetadataRefused(AltIndexError):
    """A file whose metadata the index does not take."""

    reference = "metadata-refused"

    def __init__(self, index: str, filename: str, said: str) -> None:
        """Repeat what the index said."""
        super().__init__(
            f"{index} does not accept {printable(filename, 120)} as it describes itself.",
            index=index,
            why=f"It says: {printable(said, 300)}",
            remedy="Correct the [project] table of pyproject.toml, build and upload again.",
        )


class UploadFailed(AltIndexError):
    """An upload that ended with a failure of which nobody knows more."""

    reference = "upload-failed"

    def __init__(self, index: str, last_words: str) -> None:
        """Repeat what was said last."""
        super().__init__(
            f"The upload to {index} failed.",
            index=index,
            why=printable(last_words) or None,
            remedy="The whole log is above. To try again without what got there: --skip-existing",
        )


class UploadCut(AltIndexError):
    """An upload that broke off."""

    reference = "upload-cut"

    def __init__(self, index: str, filename: str, problem: str, *, whole: bool = False) -> None:
        """Say who ended it, and whether the *whole* file was sent by then: of its arrival only an answer tells."""
        arrival = f"All of it was sent: whether it arrived, only {index} can tell."
        super().__init__(
            f"The upload of {printable(filename, 120)} to {index} broke off.",
            index=index,
            why=f"{printable(problem, 200)} {arrival if whole else 'The index did not get the whole file.'}",
            remedy="Upload again; what got there before is left out with --skip-existing.",
        )


class UploadStopped(AltIndexError):
    """An upload that the user interrupted."""

    reference = "upload-stopped"

    def __init__(self, index: str, confirmed: Sequence[str], under_way: Sequence[str]) -> None:
        """Say of which files it is known that the index has them, and of which nobody here can tell."""
        has = f"{index} has confirmed {', '.join(confirmed) or 'no file'}."
        may_have = f"{', '.join(under_way)} was on its way: whether it arrived, only {index} can tell."
        super().__init__(
            f"Stopped: the upload to {index} was ended before it had finished.",
            index=index,
            why=" ".join([has, may_have] if under_way else [has]),
            remedy="To upload the rest, try again with --skip-existing: it leaves out what is there.",
        )


class PrivateName(AltIndexError):
    """A public upload of a name that a private index owns."""

    reference = "private-name"

    def __init__(self, project: str, owner: str, target: str) -> None:
        """Name both indexes."""
        super().__init__(
            f"`{project}` belongs to {owner} and is not uploaded to {target}, which is public.",
            index=target,
            why=f"{owner} declares, lists or has given this name: what is private would become public for good.",
            remedy=f"%altindex publish … --to {owner}\n"
            f"or decide otherwise: %altindex allow {project} --from {target}, and narrow the patterns of {owner}",
        )


class ConfirmationNeeded(AltIndexError):
    """A public upload that nobody can confirm."""

    reference = "confirmation-needed"

    def __init__(self, index: str) -> None:
        """Name the option that stands for the answer."""
        super().__init__(
            f"An upload to {index}, which is public, must be confirmed, and nobody is here to do it.",
            index=index,
            why="What is on a public index can be read by anybody, and its name and version are taken for good.",
            remedy="Say it in the line: --yes",
        )
