"""Forged lock files: whoever may change a project's ``pylock.toml`` decides what is wanted, and not who is trusted."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from tests.attacks.stage import PRIVATE
from tests.users import perform

if TYPE_CHECKING:
    from pathlib import Path


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _forged(stage, *, source, version="1.0", index=None, name=PRIVATE):
    """Write a lock file of one package, and give its path."""
    lock = stage.working / "pylock.toml"
    head = f'lock-version = "1.0"\ncreated-by = "somebody"\n[[packages]]\nname = "{name}"\nversion = "{version}"\n'
    lock.write_text(head + (f'index = "{index}"\n' if index else "") + source + "\n")
    return lock


def _wheel(site, evil, digest=None):
    """Lock a file on *site*."""
    url = f"{site.origin}/files/{evil.name}"
    return f'wheels = [{{url = "{url}", hashes = {{sha256 = "{digest or _digest(evil)}"}}}}]'


def _attack(stage, title, lock, reference, *, real=True):
    """Give the lock file to pip, to uv and to ``sync``, which has to refuse it with *reference*.

    A trial of ``sync`` makes every check that it makes, and installs nothing into this very environment.
    """
    assert stage.service
    alone = stage.alone("-r", str(lock))
    found = "nothing"
    try:
        perform(stage.service, request.Sync(str(lock), dry_run=True))
    except AltIndexError as problem:
        found = problem.reference
    stage.record(title, {name: ran.owned for name, ran in alone.items()}, found == "nothing")
    assert found == reference
    assert not real or alone["uv"].owned, alone["uv"].output


def test_a_private_name_from_the_public_index(stage):
    """Dependency confusion by lock file: all hashes are right, and the name is not theirs."""
    evil = stage.evil(stage.public)
    lock = _forged(stage, source=_wheel(stage.public, evil), version="99.0", index=stage.public.url)
    _attack(stage, "lock file: private name, public index", lock, "locked-elsewhere")


@pytest.mark.parametrize("name", ["acme.models", "Acme-Models", "acme_models"])
def test_a_private_name_in_another_spelling(stage, name):
    """The format has one spelling of a name; where another passes, rules that go by names do not see it."""
    evil = stage.evil(stage.public)
    lock = _forged(stage, source=_wheel(stage.public, evil), version="99.0", index=stage.public.url, name=name)
    _attack(stage, f"lock file: private name spelt {name}", lock, "broken-lock-file", real=False)


def test_an_index_of_the_attackers(stage):
    """The lock file brings its index along: nobody is asked for anything, that index least of all."""
    evil = stage.evil(stage.attacker)
    lock = _forged(stage, source=_wheel(stage.attacker, evil), version="99.0", index=stage.attacker.url)
    _attack(stage, "lock file: index of the attacker's", lock, "lock-index-unknown")
    for site in (stage.attacker, stage.private, stage.public):
        site.api.asked.clear()
    with pytest.raises(AltIndexError):
        perform(stage.service, request.Sync(str(lock)))
    assert not any(PRIVATE in each.path for site in (stage.attacker, stage.public) for each in site.api.asked)


def test_a_file_of_the_attackers_under_the_name_of_the_private_index(stage):
    """The index is the right one, the file lies elsewhere, and the hash is that of the file there."""
    evil = stage.evil(stage.attacker, "1.0")
    lock = _forged(stage, source=_wheel(stage.attacker, evil), index=stage.private.url)
    _attack(stage, "lock file: right index, file elsewhere", lock, "locked-file-differs")


def test_no_index_at_all(stage):
    """The format does not insist on one: then the owner of the name is the only index."""
    evil = stage.evil(stage.attacker, "99.0")
    lock = _forged(stage, source=_wheel(stage.attacker, evil), version="99.0")
    _attack(stage, "lock file: no index, file elsewhere", lock, "locked-file-missing")


def test_an_archive_at_a_url(stage):
    """A kind of source that needs no index."""
    evil = stage.evil(stage.attacker, "1.0")
    url = f"{stage.attacker.origin}/files/{evil.name}"
    source = f'archive = {{url = "{url}", hashes = {{sha256 = "{_digest(evil)}"}}}}'
    _attack(stage, "lock file: archive at a URL", _forged(stage, source=source), "locked-from-url")


def test_words_of_a_requirement_file_in_place_of_a_hash(stage):
    """What is read from the file must not become an option of the installer."""
    evil = stage.evil(stage.attacker, "1.0")
    digest = f"{_digest(evil)}\\n--index-url {stage.attacker.url}"
    lock = _forged(stage, source=_wheel(stage.private, evil, digest), index=stage.private.url)
    _attack(stage, "lock file: options in place of a hash", lock, "weak-lock", real=False)


def test_the_private_index_is_down(stage):
    """What cannot be looked up is not installed, whatever the lock file says of it."""
    evil = stage.evil(stage.public)
    lock = _forged(stage, source=_wheel(stage.public, evil), version="99.0")
    assert stage.service
    stage.private.says("*", "", 503)
    _attack(stage, "lock file: private index down", lock, "server-error")
