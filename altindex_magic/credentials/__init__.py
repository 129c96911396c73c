"""The secret of an index: found when it is needed, bound to where it may be sent, shown to nobody."""

from altindex_magic.credentials.chain import Credentials, Kept
from altindex_magic.credentials.netrc_file import locate as locate_netrc
from altindex_magic.credentials.safe import Safe
from altindex_magic.credentials.sources import LoginSource, Sources

__all__ = ["Credentials", "Kept", "LoginSource", "Safe", "Sources", "locate_netrc"]
