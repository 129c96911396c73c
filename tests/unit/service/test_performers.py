"""Each request has the one function that performs it, found by its name only when it is wanted."""

import inspect
import subprocess
import sys
from importlib.metadata import version

import pytest

from altindex_magic import request
from altindex_magic.errors.lock import LibraryTooOld
from altindex_magic.service.performers import is_question, performer

DOORS_OWN = {request.Help, request.Panel}
"""What a door shows by itself."""
NOT_PERFORMED = {request.Request, *DOORS_OWN}
KINDS = {kind for kind in vars(request).values() if inspect.isclass(kind) and issubclass(kind, request.Request)}


@pytest.mark.parametrize(
    "kind", sorted(KINDS - NOT_PERFORMED, key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__
)
def test_each_request_is_performed_by_a_generator_of_a_session_and_itself(kind):
    """What the table names is there, and takes what the service gives it."""
    found = performer(kind)
    assert inspect.isgeneratorfunction(found)
    assert len(inspect.signature(found).parameters) == 2


def test_what_installs_does_not_load_what_publishes():
    """The first use of an index waits for nothing that it has no use for."""
    program = (
        "import sys; from altindex_magic import request; from altindex_magic.service.performers import performer;"
        "performer(request.Use); print('altindex_magic.service.publish' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"


def test_a_trial_changes_nothing_and_waits_for_nobody():
    """An index that is only described is a question; one that is added is not."""
    assert is_question(request.Add("acme", "https://acme.test/simple/", dry_run=True))
    assert not is_question(request.Add("acme", "https://acme.test/simple/"))


@pytest.mark.parametrize("kind", [request.Lock, request.Sync])
def test_an_older_packaging_stops_lock_files_alone(monkeypatch, kind):
    """The rest does not need the newest one, which other packages may hold back."""
    for module in ("altindex_magic.lock_file", "altindex_magic.service.locking", "altindex_magic.service.syncing"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "packaging.pylock", None)
    with pytest.raises(LibraryTooOld) as caught:
        performer(kind)
    assert caught.value.what == "Lock files need packaging 26.1 or later."
    assert caught.value.why == f"This environment has packaging {version('packaging')}."
    assert caught.value.remedy == "%altindex install 'packaging>=26.1'\nthen restart the kernel."
    assert performer(request.Use)
