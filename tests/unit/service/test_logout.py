"""What ``logout`` forgets, and what it says of a credential that it cannot forget."""

import pytest

from altindex_magic import request
from altindex_magic.secret import Secret
from altindex_magic.service import AltIndex, Session, World

URL = "https://pypi.example.com/acme/"


@pytest.fixture
def service():
    """Give a session with an index, in which nobody is logged in."""
    made = AltIndex(Session(World(environ={"FURY_TOKEN": "s3cret-of-fury"}, project_dir=None)))
    list(made.perform(request.Add("fury", URL)))
    return made


def told(service):
    """Log out, and give what was said."""
    return [event.text for event in service.perform(request.Logout("fury"))]


def test_a_typed_secret_is_forgotten(service):
    """The place is named as people name it."""
    session = service.session
    session.credentials.keep(session.store.find("fury"), "ada", Secret("s3cret-of-fury"), "session")
    assert told(service) == ["The secret for fury was removed from this session."]
    assert told(service) == ["No secret was kept for fury."]


def test_a_declared_variable_is_forgotten(service):
    """It was nothing that is kept, and yet something that is no more."""
    service.session.store.set_login(URL, "env:FURY_TOKEN", None)
    assert told(service) == ["The secret for fury comes from env FURY_TOKEN no more."]
    assert told(service) == ["No secret was kept for fury."]


def test_what_remains_is_named(service, hermetic):
    """A line in netrc is not this project's to remove, and goes on to be sent."""
    netrc = hermetic / ".netrc"
    netrc.write_text("machine pypi.example.com login ada password s3cret-of-fury\n")
    netrc.chmod(0o600)
    assert told(service) == [
        "No secret was kept for fury.",
        "fury still has a credential, from netrc, which `logout` does not change.",
    ]
