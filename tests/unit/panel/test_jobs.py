"""A message from the browser becomes the request that the magic would make, field by field."""

from dataclasses import MISSING, fields

import pytest

from altindex_magic import request
from altindex_magic.errors.credential import SecretInField
from altindex_magic.errors.usage import BadUsage, InvalidField
from altindex_magic.grammar import line_of, parse, split
from altindex_magic.panel.jobs import job_from_message
from altindex_magic.secret import Secret
from altindex_magic.wire import REQUESTS
from tests.unit.grammar.test_parse import CASES

SAMPLES = {
    "str": "x",
    "str | None": "x",
    "bool": True,
    "Scope": "project",
    "tuple[str, ...]": ["a", "b"],
    "tuple[tuple[str, str], ...]": [["account", "acme"]],
    "Literal['pip', 'uv'] | None": "pip",
    "Literal['keyring', 'session'] | None": "session",
}


class Recorder:
    """A service that notes what it is asked for."""

    def __init__(self):
        self.asked = []

    def perform(self, wanted):
        self.asked.append(wanted)
        return iter(())

    def log_in(self, wanted, secret):
        self.asked.append((wanted, secret))
        return iter(())

    def try_out(self, wanted, secret):
        self.asked.append((wanted, secret))
        return iter(())


def asked_by(message):
    """Give what the service is asked for by *message*."""
    service = Recorder()
    list(job_from_message(message).events(service))
    return service.asked


def sample(field):
    return SAMPLES.get(str(field.type).replace('"', "'"))


FORMS = ("Add", "Install", "ListInstalled", "ListVersions", "Login", "Publish", "Rename", "Test", "Uninstall", "Use")
FIELDS = [(kind, field) for kind in FORMS for field in fields(REQUESTS[kind])]


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=[f"{kind}.{field.name}" for kind, field in FIELDS])
def test_every_field_of_a_form_arrives_in_its_request(kind, field):
    """Each one is sent by itself beside those that are required."""
    body = {each.name: sample(each) for each in fields(REQUESTS[kind]) if each.default is MISSING}
    body[field.name] = sample(field)
    (wanted,) = asked_by({"request": kind, "body": body})
    value = getattr(wanted, field.name)
    assert (value, type(wanted)) == (_python(body[field.name]), REQUESTS[kind])


def _python(value):
    return tuple(_python(each) for each in value) if isinstance(value, list) else value


LINES = [case for case in CASES if type(case[1]) in REQUESTS.values() and "\\" not in case[0]]


@pytest.mark.parametrize(("line", "wanted"), LINES)
def test_a_line_in_the_box_makes_the_request_of_the_magic(line, wanted):
    """What is typed or pasted goes through the one grammar."""
    assert asked_by({"line": line}) == [wanted]


def test_a_pasted_pip_line_is_read_as_the_magic_reads_it():
    """The `pip install` that came along is dropped, options stay."""
    message = {"line": "install pip install acme[x]>=1 -U --with pip"}
    assert asked_by(message) == [request.Install(("acme[x]>=1", "-U"), "pip")]


@pytest.mark.parametrize(
    "message",
    [
        {"request": "Use", "body": {"names": ["fury"], "strict": True}},
        {"line": "install acme -U"},
        {"login": {"name": "fury", "keep": "session"}, "secret": "s3cr3t-of-fury"},
        {"try": {"name": "fury", "url": "https://pypi.example.com/simple/"}, "secret": "s3cr3t-of-fury"},
    ],
)
def test_every_job_tells_the_line_that_does_the_same(message):
    """The line can be read again, and holds no secret."""
    line = job_from_message(message).line
    assert line_of(parse(split(line.removeprefix("%altindex"), windows=False))) == line
    assert "s3cr3t" not in line


def test_a_secret_leaves_the_message_at_once():
    """It goes on as a `Secret`; the message, which others may keep, has it no more."""
    message = {"login": {"name": "fury"}, "secret": "s3cr3t-of-fury"}
    ((wanted, secret),) = asked_by(message)
    assert (wanted, secret) == (request.Login("fury"), Secret("s3cr3t-of-fury"))
    assert message == {"login": {"name": "fury"}}


def test_an_empty_secret_is_none():
    """Nothing was typed: the one that was tried before is taken."""
    assert asked_by({"login": {"name": "fury"}, "secret": ""}) == [(request.Login("fury"), None)]


def test_a_check_of_a_new_index_defines_nothing():
    """It asks what would be defined, and shows the line that would do it."""
    job = job_from_message({"request": "Add", "body": {"name": "a", "url": "https://a.example/"}, "check": True})
    service = Recorder()
    list(job.events(service))
    assert [wanted.dry_run for wanted in service.asked] == [True]
    assert (job.line, job.is_question) == ("%altindex add a https://a.example/", True)


def test_a_check_of_anything_else_asks_for_nothing():
    """What can be read is right."""
    assert asked_by({"line": "install acme", "check": True}) == []


@pytest.mark.parametrize(
    ("message", "error", "text"),
    [
        ({}, InvalidField, "`request` cannot be taken: there is no such request."),
        ({"request": "Panel", "body": {}}, InvalidField, "`request` cannot be taken: there is no such request."),
        ({"request": "Use", "body": {"colour": 1}}, InvalidField, "`colour` cannot be taken: Use has no such field."),
        ({"line": 1}, InvalidField, "`line` cannot be taken: it must be a text."),
        ({"line": "install -h"}, InvalidField, "`line` cannot be taken: it is nothing that a panel does."),
        ({"line": "install --with conda acme"}, BadUsage, "This line is not understood: `--with` takes pip or uv."),
        ({"login": {}}, InvalidField, "`name` cannot be taken: it is missing."),
        ({"try": {"url": "x"}}, InvalidField, "`name` cannot be taken: it is missing."),
        ({"login": {"name": "a"}, "secret": 5}, InvalidField, "`secret` cannot be taken: it must be a text."),
        (
            {"line": "x" * 100_001},
            InvalidField,
            "`line` cannot be taken: it is longer than 100,000 characters.",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_words_of_the_magic(message, error, text):
    """One message, the same at every door."""
    with pytest.raises(error) as caught:
        job_from_message(message)
    assert caught.value.what == text


def test_a_credential_in_a_field_is_refused():
    """A URL with a token goes no further than this, and is not repeated."""
    with pytest.raises(SecretInField) as caught:
        job_from_message({"request": "Add", "body": {"name": "a", "url": "https://u:s3cr3t@a.example/"}})
    assert "s3cr3t" not in str(caught.value)
