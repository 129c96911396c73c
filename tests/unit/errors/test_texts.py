"""An error says what happened, where, why and what to do, as each face shows it."""

import pytest

from altindex_magic.errors import AltIndexError, access, credential, install, ownership, usage

URL = "https://pypi.fury.io/acme/"


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
                "There is no pip or uv for this environment.  [no-installer]",
                "  why     /venv/bin/python has no pip, and no uv was found beside it or on PATH.",
                "  do      in a terminal: /venv/bin/python -m ensurepip",
                "          or, where uv is: uv pip install --python /venv/bin/python pip",
            ],
        ),
        (
            install.NoInstaller("/venv/bin/python", "uv", "pip"),
            [
                "There is no uv for this environment.  [no-installer]",
                "  why     uv was not found for /venv/bin/python.",
                "  do      %altindex install … takes pip, which is there",
                "          or, %altindex install uv --with pip",
            ],
        ),
        (
            install.NoInstaller("/my venv/bin/python", "pip", "uv"),
            [
                "There is no pip for this environment.  [no-installer]",
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
