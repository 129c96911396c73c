"""A variable, a command or a keyring that is declared for an index is the only place that is asked."""

import os
import shlex
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from altindex_magic.errors.credential import KeyringFailed, SecretCommandFailed, UnusableSecret, VariableMissing
from altindex_magic.errors.usage import InvalidSetting
from tests.unit.credentials.chains import FURY, Counter, credentials, declaring, secret_of
from tests.unit.credentials.conftest import Raising, jwt

pytestmark = pytest.mark.usefixtures("use_keyring")  # there is none unless a test asks for one


def test_a_declared_variable_that_is_missing_is_one_clear_error(tmp_path):
    """No other place steps in for it: which secret is sent is the user's word."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine pypi.example.com login bob password from-netrc\n")
    known = declaring("env:FURY_TOKEN", netrc_file=netrc)
    with pytest.raises(VariableMissing) as caught:
        known.find(FURY)
    assert str(caught.value) == (
        "The secret for fury should be in the variable FURY_TOKEN, which is not set.  [variable-missing]\n"
        "  index   fury\n"
        "  why     It is not in the environment here. Programs that start while indexes are in use do not inherit it.\n"
        "  do      Set it where the kernel or shell is started, or: %altindex login fury"
    )
    assert known.describe(FURY) == "env FURY_TOKEN (not set)"


def test_a_variable_is_read_each_time_and_may_not_be_empty():
    """Setting it in a cell is enough; an empty one is told as that."""
    environ = {"FURY_TOKEN": " one\n"}
    known = declaring("env:FURY_TOKEN", environ=environ)
    assert secret_of(known.find(FURY)) == "one"
    environ["FURY_TOKEN"] = "two"
    assert secret_of(known.find(FURY)) == "two"
    environ["FURY_TOKEN"] = ""
    with pytest.raises(UnusableSecret, match="The secret for fury cannot be used: it is empty"):
        known.find(FURY)


def test_a_command_runs_once_until_its_token_is_refused(tmp_path):
    """A hundred requests ask for one fingerprint; a 401 asks for one more."""
    counter = Counter(tmp_path)
    known = declaring(counter.source, environ=dict(os.environ))
    assert known.describe(FURY) == f"command {Path(sys.executable).name}"
    assert counter.runs == 0
    assert [secret_of(known.find(FURY)) for _ in range(3)] == ["token-1"] * 3
    known.refused(FURY)
    assert [secret_of(known.find(FURY)) for _ in range(3)] == ["token-2"] * 3
    assert counter.runs == 2


def test_a_token_that_ends_is_described_with_its_end_and_replaced_before_it(tmp_path):
    """The exp claim of a JWT tells both."""
    end = datetime.now(UTC) + timedelta(hours=1)
    code = f"print({jwt({'exp': end.timestamp()})!r})"
    known = declaring("command:" + shlex.join([sys.executable, "-c", code]), environ=dict(os.environ))
    assert known.find(FURY).expires == end
    assert known.describe(FURY).endswith(f", expires {end.astimezone():%H:%M}")
    nearly_over = jwt({"exp": (datetime.now(UTC) + timedelta(seconds=20)).timestamp()})
    counter = Counter(tmp_path, repr(nearly_over))
    known = declaring(counter.source, environ=dict(os.environ))
    assert secret_of(known.find(FURY)) == secret_of(known.find(FURY)) == nearly_over
    assert counter.runs == 2


def test_a_command_that_fails_is_not_run_for_every_request(tmp_path):
    """Its failure is told each time, its program is started once."""
    counter = Counter(tmp_path, "sys.exit(1)")
    known = declaring(counter.source, environ=dict(os.environ))
    for _ in range(3):
        with pytest.raises(SecretCommandFailed, match="The command that gives the secret for fury failed"):
            known.find(FURY)
    assert counter.runs == 1


def test_an_unknown_kind_of_place_is_one_clear_error():
    """A definition with a spelling mistake says what there is."""
    with pytest.raises(InvalidSetting) as caught:
        credentials().find(replace(FURY, credential="vault:fury", source="indexes.toml"))
    assert str(caught.value).startswith(
        "`credential` cannot be used: it must be env:VARIABLE, command:PROGRAM … or keyring.  [invalid-setting]"
    )


def test_a_declared_keyring_that_fails_is_one_clear_error(use_keyring):
    """It was the user's word, so that nothing else is tried."""
    use_keyring(Raising(OSError("canary-4711")))
    known = declaring("keyring")
    with pytest.raises(KeyringFailed) as caught:
        known.find(FURY)
    assert str(caught.value) == (
        "The keyring cannot be used for fury.  [keyring-failed]\n"
        "  index   fury\n"
        "  why     Its backend failed with OSError.\n"
        "  do      %altindex login fury --keep session   (in a notebook: until the kernel ends)\n"
        "          or %altindex login fury --env VARIABLE"
    )
    assert known.describe(FURY) == "keyring (broken)"


def test_a_declared_keyring_without_an_entry_is_described_as_empty(file_keyring):
    """The table says why a 401 will come."""
    known = declaring("keyring")
    assert known.find(FURY) is None
    assert known.describe(FURY) == "keyring (empty)"
