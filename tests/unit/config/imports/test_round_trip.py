"""What is exported is found again, and exporting that changes nothing: import and export are each other's inverse."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from altindex_magic.config.export.entry import Entry
from altindex_magic.config.export.pip import PipFile
from altindex_magic.config.export.pypirc import Pypirc
from altindex_magic.config.export.uv import UvFile
from altindex_magic.config.imports.gather import gather
from altindex_magic.config.surroundings import Environment
from altindex_magic.model import SECRET_AS_USER, Index
from altindex_magic.secret import Secret

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True)
HOSTS = st.from_regex(r"[a-z]{3,8}\.example", fullmatch=True)
USERS = st.none() | st.text(
    st.characters(codec="ascii", categories=("L", "N", "P", "S"), exclude_characters=":$"), min_size=1
)
SECRETS = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")), min_size=1)


@st.composite
def indexes(draw):
    """Make some indexes, with one default at most."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    hosts = draw(st.lists(HOSTS, min_size=len(names), max_size=len(names), unique=True))
    default = draw(st.none() | st.integers(0, len(names) - 1))
    made = []
    for number, (name, host) in enumerate(zip(names, hosts, strict=True)):
        origin = draw(st.sampled_from(["https://", "https://"])) + host + draw(st.sampled_from(["", ":8443"]))
        path = draw(
            st.sampled_from(["/", "/simple/", "/root/prod/+simple/", "/api/v4/projects/1/packages/pypi/simple/"])
        )
        upload = draw(st.none() | st.just(origin + path.removesuffix("simple/").removesuffix("+")))
        made.append(Index(name, origin + path, publish_url=upload, default=number == default, username=draw(USERS)))
    return made


def facts(found):
    """Give what makes an index, in an order of its own."""
    return sorted((each.name, each.url, each.publish_url or "", each.username or "", each.default) for each in found)


class Disk:
    """A home for one example."""

    def __init__(self, folder):
        for name in ("home", "work", "venv"):
            (folder / name).mkdir()
        self.environment = Environment({}, "linux", folder / "home", folder / "work", folder / "venv", folder)

    def export(self, entries):
        """Write all files, and give their texts."""
        home, texts = self.environment.home, {}
        uploads = [entry for entry in entries if entry.index.publish_url]
        pip, uv = home / ".config/pip/pip.conf", home / ".config/uv/uv.toml"
        for path, file in ((pip, PipFile(entries)), (uv, UvFile(uv, entries)), (home / ".pypirc", Pypirc(uploads))):
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text() if path.exists() else ""
            texts[path.name] = file.edited(before)
            path.write_text(texts[path.name])
        return texts

    def found(self):
        """Import."""
        gathered = gather(self.environment, lambda _: False)
        assert gathered.problems == []
        return gathered.found


@settings(deadline=None, max_examples=60)
@given(indexes())
def test_export_import_export_is_the_identity(made):
    """Names, addresses, users and the default come back; the second export changes no byte."""
    with tempfile.TemporaryDirectory() as folder:
        disk = Disk(Path(folder))
        first = disk.export([Entry(index, index.username) for index in made])
        found = disk.found()
        assert facts(each.index for each in found) == facts(made)
        assert disk.export([Entry(each.index, each.index.username) for each in found]) == first


@settings(deadline=None, max_examples=60)
@given(indexes(), SECRETS)
def test_secrets_come_back_as_they_were(made, secret):
    """Whatever signs they are made of, as a password or in the user's place."""
    with tempfile.TemporaryDirectory() as folder:
        disk = Disk(Path(folder))
        users = [index.username or SECRET_AS_USER for index in made]
        disk.export([Entry(index, user, Secret(secret)) for index, user in zip(made, users, strict=True)])
        found = {each.index.url: each.credential for each in disk.found()}
        for index, user in zip(made, users, strict=True):
            assert found[index.url].username == user
            assert found[index.url].secret.matches(secret)
