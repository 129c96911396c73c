"""Errors of building and uploading distributions."""

from __future__ import annotations

from altindex_magic.errors.base import AltIndexError, printable


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

    def __init__(self, index: str, filename: str) -> None:
        """Name the file."""
        super().__init__(
            f"{index} has another file called {printable(filename, 120)} already.",
            index=index,
            why="Whoever installed that version has other content than this; an index never replaces a file.",
            remedy="Raise the version of the project, build and upload again.",
        )
