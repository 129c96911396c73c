"""What a user can ask for: one value a verb, the same from every door."""

from altindex_magic.request.base import Request
from altindex_magic.request.doors import Autoload, Doctor, Help, Panel
from altindex_magic.request.files import Export, ImportSettings, Lock, Sync, Undo
from altindex_magic.request.indexes import (
    Add,
    ListIndexes,
    ListPresets,
    Login,
    Logout,
    Off,
    Remove,
    Rename,
    ShowStatus,
    Test,
    Use,
)
from altindex_magic.request.packages import (
    Allow,
    Explain,
    Forget,
    Install,
    ListInstalled,
    ListVersions,
    Search,
    ShowProvenance,
    Uninstall,
)
from altindex_magic.request.publishing import Build, InitPackage, ListProjects, Publish, Upload

__all__ = [
    "Add",
    "Allow",
    "Autoload",
    "Build",
    "Doctor",
    "Explain",
    "Export",
    "Forget",
    "Help",
    "ImportSettings",
    "InitPackage",
    "Install",
    "ListIndexes",
    "ListInstalled",
    "ListPresets",
    "ListProjects",
    "ListVersions",
    "Lock",
    "Login",
    "Logout",
    "Off",
    "Panel",
    "Publish",
    "Remove",
    "Rename",
    "Request",
    "Search",
    "ShowProvenance",
    "ShowStatus",
    "Sync",
    "Test",
    "Undo",
    "Uninstall",
    "Upload",
    "Use",
]
