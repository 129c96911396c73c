"""From an event to what there is to say about it: the one place that knows them all."""

from __future__ import annotations

from functools import singledispatch
from typing import Final

from altindex_magic import event as happened
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.install import InstallFailed
from altindex_magic.render import checkup, files, in_use, indexes, locking, packages, provenance, uploads
from altindex_magic.render.live import Progress
from altindex_magic.render.table import Remark, Report

Showable = happened.Event | AltIndexError | Progress
_MOST_CAUSES: Final = 6


@singledispatch
def report(shown: Showable) -> Report:
    """Say in words what *shown* means.

    Raises:
        TypeError: it is an event that no face knows; a test proves that there is none.

    """
    raise TypeError(f"no face knows {type(shown).__name__}")


@report.register
def _error(shown: AltIndexError) -> Report:
    """Let an error speak for itself."""
    return Report(errors=(shown,))


@report.register
def _install_failed(shown: InstallFailed) -> Report:
    """Show the other causes as well: the error itself tells the first one only."""
    others = shown.causes[1:_MOST_CAUSES]
    unseen = len(shown.causes) - _MOST_CAUSES
    return Report(errors=(shown, *others), closing=(Remark(f"and {unseen} more"),) if unseen > 0 else ())


@report.register
def _refusal(shown: happened.Refusal) -> Report:
    """Show the cause."""
    return report(shown.error)


@report.register
def _withheld(shown: happened.Withheld) -> Report:
    """Show which versions, and why."""
    return report(shown.error)


@report.register
def _notice(shown: happened.Notice) -> Report:
    """Say it as it is."""
    return Report((Remark(shown.text, shown.severity),))


@report.register
def _log_line(shown: happened.LogLine) -> Report:
    """Keep it a line of a log."""
    return Report(log=(shown.text,))


report.register(Progress, Progress.report)
report.register(happened.Download, packages.download)
report.register(happened.Answer, packages.answer)
report.register(happened.Versions, packages.versions)
report.register(happened.Found, packages.found)
report.register(happened.Why, packages.why)
report.register(happened.Installed, packages.installed)
report.register(happened.Planned, packages.planned)
report.register(happened.Packages, packages.environment)
report.register(happened.Indexes, indexes.indexes)
report.register(happened.Described, indexes.described)
report.register(happened.Presets, indexes.presets)
report.register(happened.Tested, indexes.tested)
report.register(happened.Used, in_use.used)
report.register(happened.Status, in_use.status)
report.register(happened.Findings, files.findings)
report.register(happened.FileDiff, files.file_diff)
report.register(happened.Checkup, checkup.checkup)
report.register(happened.Provenance, provenance.provenance)
report.register(happened.Upload, uploads.upload)
report.register(happened.Projects, uploads.projects)
report.register(happened.Built, uploads.built)
report.register(happened.Published, uploads.published)
report.register(happened.Locked, locking.locked)
