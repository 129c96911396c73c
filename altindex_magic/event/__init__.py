"""What happens while a request is performed: one stream of values for every face.

The service yields these; a magic, a terminal, a panel or a REST stream renders them. The last
event of a request is its result.
"""

from altindex_magic.event.base import Event, LogLine, Notice, Refusal
from altindex_magic.event.checkup import Checkup, Symptom
from altindex_magic.event.files import FileDiff, Finding, Findings
from altindex_magic.event.indexes import (
    Described,
    Health,
    Indexes,
    IndexRow,
    PresetField,
    PresetRow,
    Presets,
    Status,
    Tested,
    Used,
)
from altindex_magic.event.locking import Locked, LockedRow, Stocked, StockedFile
from altindex_magic.event.packages import (
    Change,
    Decided,
    Found,
    Installed,
    PackageRow,
    Packages,
    Planned,
    VersionRow,
    Versions,
    Why,
)
from altindex_magic.event.progress import Answer, Download, Upload
from altindex_magic.event.provenance import HiddenFile, Offer, OfferedFile, Provenance, ProvenanceRow, Way, Withheld
from altindex_magic.event.publishing import Built, FileRow, ProjectRow, Projects, Published

__all__ = [
    "Answer",
    "Built",
    "Change",
    "Checkup",
    "Decided",
    "Described",
    "Download",
    "Event",
    "FileDiff",
    "FileRow",
    "Finding",
    "Findings",
    "Found",
    "Health",
    "HiddenFile",
    "IndexRow",
    "Indexes",
    "Installed",
    "Locked",
    "LockedRow",
    "LogLine",
    "Notice",
    "Offer",
    "OfferedFile",
    "PackageRow",
    "Packages",
    "Planned",
    "PresetField",
    "PresetRow",
    "Presets",
    "ProjectRow",
    "Projects",
    "Provenance",
    "ProvenanceRow",
    "Published",
    "Refusal",
    "Status",
    "Stocked",
    "StockedFile",
    "Symptom",
    "Tested",
    "Upload",
    "Used",
    "VersionRow",
    "Versions",
    "Way",
    "Why",
    "Withheld",
]
