"""Homes with the configurations that people have, written after the documentation of the tools and providers."""

from dataclasses import dataclass

import pytest

from altindex_magic.config.imports.gather import gather
from altindex_magic.config.surroundings import Environment

SECRET = "c4nary+s3cr/et"
QUOTED = "c4nary%2Bs3cr%2Fet"


@dataclass
class Home:
    """A home, a project and variables, and what is gathered from them."""

    environment: Environment

    def write(self, **files):
        """Write files by the tool that reads them."""
        home, work = self.environment.home, self.environment.cwd
        places = {
            "pip": home / ".config/pip/pip.conf",
            "site": self.environment.prefix / "pip.conf",
            "pypirc": home / ".pypirc",
            "uv": home / ".config/uv/uv.toml",
            "project": work / "pyproject.toml",
        }
        for name, text in files.items():
            places[name].parent.mkdir(parents=True, exist_ok=True)
            places[name].write_bytes(text.encode())
        return [places[name] for name in files]

    def gather(self):
        """Read everything."""
        return gather(self.environment, lambda url: "public.example" in url)

    def found(self):
        """Give what was found as plain facts: name, URL, address for uploads, user, whether it is the default."""
        return [
            (each.index.name, each.index.url, each.index.publish_url, each.index.username, each.index.default)
            for each in self.gather().found
        ]

    def secrets(self):
        """Tell of which URLs the secret is known, and check that it is the right one."""
        known = [each for each in self.gather().found if each.credential and each.credential.secret]
        assert all(each.credential.secret.matches(SECRET) for each in known)
        return [each.index.url for each in known]


@pytest.fixture
def home(tmp_path):
    """Give a function that makes an empty home, with variables."""

    def make(**environ):
        folders = {name: tmp_path / name for name in ("user", "work", "venv", "root")}
        for folder in folders.values():
            folder.mkdir(exist_ok=True)
        return Home(Environment(environ, "linux", folders["user"], folders["work"], folders["venv"], folders["root"]))

    return make
