"""A keyring that is a file, and as able as those of desktops: it finds an entry without its user name.

The tests put a copy of this module on the path of the tools that they start.
"""

from configparser import RawConfigParser

from keyring.credentials import SimpleCredential
from keyrings.alt.escape import escape, unescape
from keyrings.alt.file import PlaintextKeyring


class FileKeyring(PlaintextKeyring):
    """Keeps everything in one file below the user's data directory."""

    priority = 1

    def get_credential(self, service, username):
        """Find the entry of a user or, without a name, the first one of the service."""
        for name in [username] if username is not None else self._users(service):
            password = self.get_password(service, name)
            if password is not None:
                return SimpleCredential(name, password)
        return None

    def _users(self, service):
        config = RawConfigParser()
        config.read(self.file_path, encoding="utf-8")
        section = escape(service)
        return [unescape(key) for key in config.options(section)] if config.has_section(section) else []
