"""Every error says what happened, where, why and what to do, and has its section in the documentation."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic import errors
from altindex_magic.errors import AltIndexError, access, credential, install, ownership, printable, usage

PAGE = Path(__file__).parents[3] / "docs" / "errors.md"
URL = "https://pypi.fury.io/acme/"


def every_error():
    """Import all modules of errors and walk down from their common base."""
    for module in pkgutil.iter_modules(errors.__path__, f"{errors.__name__}."):
        importlib.import_module(module.name)
    found, open_ = [], [AltIndexError]
    while open_:
        children = [kind for kind in open_.pop().__subclasses__() if kind.__module__.startswith("altindex_magic.")]
        found += children
        open_ += children
    return sorted(found, key=lambda kind: kind.__qualname__)


def with_reference():
    return [kind for kind in every_error() if "reference" in vars(kind)]


def test_every_error_that_is_raised_has_a_reference_of_its_own():
    """Only a class that others refine may go without."""
    bare = [kind.__name__ for kind in every_error() if "reference" not in vars(kind) and not kind.__subclasses__()]
    assert not bare, f"without a reference: {', '.join(bare)}"


def test_no_two_errors_share_a_reference():
    """A reference leads to one section."""
    names = {}
    for kind in with_reference():
        names.setdefault(kind.reference, []).append(kind.__name__)
    assert {reference: kinds for reference, kinds in names.items() if len(kinds) > 1} == {}


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_an_error_is_described_and_its_reference_well_formed(kind):
    """A docstring of its own, and a kebab-case reference that can be a heading and a link."""
    assert (kind.__doc__ or "").endswith("."), kind
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.reference), kind.reference


def test_every_reference_has_its_section_in_the_documentation():
    """docs/errors.md has the references of the code and no others."""
    documented = re.findall(r"^### (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    raised = [kind.reference for kind in with_reference()]
    assert sorted(set(raised) - set(documented)) == [], "docs/errors.md has no section for these"
    assert sorted(set(documented) - set(raised)) == [], "docs/errors.md has sections for errors that are gone"
    assert len(documented) == len(set(documented)), "docs/errors.md has a section twice"


def test_no_section_of_the_documentation_is_empty():
    """Each says what is behind the error."""
    _, *sections = re.split(r"^###? ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [
        section.split("\n")[0] for section in sections if len(section.split()) < 10 and "-" in section.split()[0]
    ] == []


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        (
            access.CredentialRefused("fury", URL, source="env TEAM", username="aws"),
            [
                "The index fury refused the credential.  [credential-refused]",
                "  index   fury",
                (
                    f"  why     {URL} answered 401 Unauthorized to the user name `aws` with the secret from "
                    "env TEAM. It is wrong, expired or revoked."
                ),
                (
                    "  do      Put another secret into TEAM, where the kernel or shell is started or with %env, "
                    "or: %altindex login fury"
                ),
            ],
        ),
        (
            access.CredentialRefused("fury", URL, source="the keyring", username="aws"),
            [
                "The index fury refused the credential.  [credential-refused]",
                "  index   fury",
                (
                    f"  why     {URL} answered 401 Unauthorized to the user name `aws` with the secret from "
                    "the keyring. It is wrong, expired or revoked."
                ),
                "  do      %altindex login fury",
            ],
        ),
        (
            access.PermissionDenied("fury", URL, with_credential=True),
            [
                "The index fury forbids this.  [permission-denied]",
                "  index   fury",
                (
                    f"  why     {URL} answered 403 Forbidden: the credential may not read this. "
                    "Some servers answer so to a wrong password, too."
                ),
                "  do      %altindex login fury",
                "          or ask the owner of fury for read permission",
            ],
        ),
        (
            access.HashMismatch("fury", URL, filename="acme-1.0.tar.gz", expected="a" * 64, got="b" * 64),
            [
                "acme-1.0.tar.gz from fury is not the file that its page promises. It was not kept.  [hash-mismatch]",
                "  index   fury",
                "  why     Expected sha256 aaaaaaaaaaaaaaaa…, got bbbbbbbbbbbbbbbb….",
                (
                    "  do      Try again; if it happens again, tell those who run the index: "
                    "the file was changed or damaged."
                ),
            ],
        ),
        (
            credential.NoPrompt("fury"),
            [
                "The secret for fury cannot be asked for: nobody is here to type it.  [no-prompt]",
                "  index   fury",
                "  why     This runs without a front end or terminal (nbconvert, papermill, a scheduled job, a pipe).",
                "  do      %altindex login fury --env VARIABLE",
                "          or %altindex login fury --command 'op read …'",
                "          or log in once where you can type; the keyring keeps it",
            ],
        ),
        (
            credential.SecretInLine("The field `token` of the preset gemfury"),
            [
                (
                    "The field `token` of the preset gemfury holds a user name, password or token. Nothing was done."
                    "  [secret-in-line]"
                ),
                (
                    "  why     A cell is saved in the notebook and in the history. Delete it there, and consider the "
                    "secret as seen."
                ),
                "  do      %altindex add NAME URL --username USER",
                "          %altindex login NAME",
                "          %altindex use NAME",
            ],
        ),
        (
            install.InstallFailed("pip", 1, [], "No matching distribution found for acme-models"),
            [
                "pip could not install this (exit status 1).  [install-failed]",
                "  why     No matching distribution found for acme-models",
                "  do      The whole log is above.",
                "          Which index answers for a name: %altindex why NAME",
                "          Which versions it has: %altindex versions NAME",
            ],
        ),
        (
            install.NoInstaller("/venv/bin/python", None),
            [
                "There is no pip or uv for this kernel's environment.  [no-installer]",
                "  why     /venv/bin/python has no pip, and no uv was found beside it or on PATH.",
                "  do      in a terminal: /venv/bin/python -m ensurepip",
                "          or, where uv is: uv pip install --python /venv/bin/python pip",
            ],
        ),
        (
            install.NoInstaller("/venv/bin/python", "uv", "pip"),
            [
                "There is no uv for this kernel's environment.  [no-installer]",
                "  why     uv was not found for /venv/bin/python.",
                "  do      %altindex install … takes pip, which is there",
                "          or, %altindex install uv --with pip",
            ],
        ),
        (
            install.NoInstaller("/my venv/bin/python", "pip", "uv"),
            [
                "There is no pip for this kernel's environment.  [no-installer]",
                "  why     pip was not found for /my venv/bin/python.",
                "  do      %altindex install … takes uv, which is there",
                '          or, in a terminal: "/my venv/bin/python" -m ensurepip',
                '          or, where uv is: uv pip install --python "/my venv/bin/python" pip',
            ],
        ),
        (
            ownership.ProjectNotFound("acme-models", ["fury", "pypi"]),
            [
                "There is no project called `acme-models` on the indexes in use.  [project-not-found]",
                "  why     In use are: fury, pypi.",
                "  do      Check the spelling: %altindex search TEXT",
                "          or put the index that has it to use: %altindex use NAME",
            ],
        ),
        (
            ownership.ProjectNotFound("acme-models", ["fury", "pypi"], "fury"),
            [
                "There is no project called `acme-models` on fury.  [project-not-found]",
                "  index   fury",
                "  why     The patterns of fury match this name, so no other index is asked for it.",
                "  do      Check the spelling: %altindex search TEXT",
                "          and whether it is published on fury yet",
            ],
        ),
        (
            install.InstallStopped("uv", []),
            [
                "Stopped: uv was ended before it had finished.  [install-stopped]",
                "  why     The environment is as it was before: nothing had been installed yet.",
                "  do      Try again to finish; what was downloaded is kept.",
            ],
        ),
        (
            ownership.OwnerNotInUse("acme-models", "fury"),
            [
                "`acme-models` is refused: it belongs to fury, which is not in use.  [owner-not-in-use]",
                "  index   fury",
                "  why     The patterns of fury match this name, so no other index may answer for it.",
                "  do      %altindex use fury",
            ],
        ),
        (
            ownership.OriginNotInUse("acme-models", URL, None),
            [
                f"`acme-models` is refused: it came from {URL} before, which is not in use.  [origin-not-in-use]",
                "  why     Another index may not take a name over silently.",
                f"  do      Define it again: %altindex add NAME {URL}",
                "          or decide otherwise: %altindex allow acme-models --from INDEX",
            ],
        ),
        (
            usage.UnknownIndex("furry", ["fury", "devpi"]),
            [
                "There is no index called `furry`. Did you mean `fury`?  [unknown-index]",
                "  why     Known are: devpi, fury.",
                "  do      %altindex list",
            ],
        ),
        (
            usage.SecretInUrl("fury", URL),
            [
                "The URL holds a user name, password or token. It was not stored.  [secret-in-url]",
                "  index   fury",
                (
                    "  why     A URL is written into files, logs, process lists and notebooks. If this one stands in a "
                    "cell, delete it there, and consider the secret as seen."
                ),
                f"  do      %altindex add fury {URL} --username USER",
                "          %altindex login fury",
            ],
        ),
        (
            usage.BrokenFile("indexes.toml", 3, "url = ", "a value is missing"),
            [
                "indexes.toml, line 3 cannot be read: a value is missing.  [broken-file]",
                "  why     The line is: url =",
                "  do      Mend the line, then try again. The file was not touched.",
            ],
        ),
    ],
    ids=lambda value: value.reference if isinstance(value, AltIndexError) else "",
)
def test_an_error_reads_as_a_person_would_say_it(error, lines):
    """What happened, on which index, why, and what to type."""
    assert str(error).splitlines() == lines


def test_an_error_in_a_notebook_has_no_page_of_internals():
    """IPython asks for the lines to show and gets those of the error."""
    lines = ownership.OwnerNotInUse("acme-models", "fury")._render_traceback_()
    assert (
        lines[0] == "altindex: `acme-models` is refused: it belongs to fury, which is not in use.  [owner-not-in-use]"
    )
    assert lines[-1] == "  do      %altindex use fury"


def test_an_error_as_json_has_the_parts_that_are_present():
    """Faces other than text get the same facts."""
    assert usage.ReservedName("local").facts() == {
        "reference": "reserved-name",
        "what": "`local` is the embedded index: it is always there and cannot be redefined, renamed or removed.",
        "index": "local",
        "remedy": "Choose another name.",
    }


def test_one_failure_of_an_index_can_concern_many_projects():
    """Saying for which project it was leaves the failure itself as it is."""
    failure = access.IndexTimeout("fury", URL, seconds=30)
    first = failure.concerning("acme-models")
    second = first.concerning("acme-models").concerning("acme-tools")
    assert first.what == "`acme-models` is refused: the index fury did not answer in time."
    assert second.what == "`acme-tools` is refused: the index fury did not answer in time."
    assert (first.project, second.project, failure.project) == ("acme-models", "acme-tools", None)
    assert failure.what == "The index fury did not answer in time."
    assert (type(first), first.url, first.remedy) == (type(failure), failure.url, failure.remedy)
    assert str(first).splitlines()[1:] == str(failure).splitlines()[1:]


def test_a_failed_installation_takes_the_words_of_its_real_cause():
    """What the gateway knows comes before what the installer says."""
    cause = access.CredentialMissing("fury", URL)
    failed = install.InstallFailed("pip", 1, [cause], "Could not find a version")
    assert str(failed) == str(cause)
    assert failed.causes == (cause,)
    assert install.InstallFailed("pip", 1, [], "").reference == "install-failed"


def test_only_a_line_that_is_not_understood_has_the_exit_code_for_usage():
    """2 as other programs have it; everything else is 1."""
    assert {kind.__name__ for kind in every_error() if kind.exit_code != 1} == {"BadUsage"}
    assert usage.BadUsage.exit_code == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("two\r\nlines\tand \x1b[31mcolour\x1b[0m", "two lines and  [31mcolour [0m"),
        ("\u202etxt.exe\u2066", "txt.exe"),
        ("a\u200bb\ufeffc\u061cd", "a b c d"),
        ("undecodable \udcff byte", "undecodable   byte"),
        (b"bytes", "b'bytes'"),
        ("x" * 601, "x" * 599 + "…"),
        ("ümläute und 日本語", "ümläute und 日本語"),
    ],
)
def test_text_from_outside_is_made_fit_for_one_line(text, shown):
    """No control characters, nothing that turns the line round, a bounded length."""
    assert printable(text) == shown


@given(st.text(), st.integers(1, 80))
def test_what_is_printable_can_be_printed(text, limit):
    """It fits, it encodes, and it cannot move a terminal's cursor."""
    shown = printable(text, limit)
    assert len(shown) <= limit
    shown.encode()
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", shown)
