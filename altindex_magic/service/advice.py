"""What a person should know about an exported file before relying on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altindex_magic.config.export import surroundings
from altindex_magic.config.export.netrc import Netrc
from altindex_magic.config.export.pip import PipFile
from altindex_magic.event import Event, Notice
from altindex_magic.model import SECRET_AS_USER, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from altindex_magic.config.surroundings import Environment
    from altindex_magic.model import Credential
    from altindex_magic.service.export_job import Job


def before(job: Job, environment: Environment) -> Iterator[Event]:
    """Say what concerns secrets, the keyring, and variables that get in the way."""
    for text in (*_of_logins(job), *_of_keyring(job, environment)):
        yield Notice(text, "warning")
    for obstacle in surroundings.obstacles(job.wanted.format, environment):
        yield Notice(f"{obstacle}, wherever it is set as it is here.", "warning")


def after(job: Job, text: str) -> Iterator[Event]:
    """Say what concerns the content of the file."""
    problem = surroundings.unreadable(job.wanted.format, text)
    if problem:
        yield Notice(f"The tool will refuse {job.target.path}: {problem}. That is not ours to change.", "warning")
    if job.wanted.format == "pip":
        yield from _of_pip(job, text)
    if job.wanted.format == "uv" and _has_certificates(job):
        yield Notice("uv takes certificates from the variables SSL_CERT_FILE and SSL_CLIENT_CERT alone.", "warning")
    if job.wanted.format == "netrc":
        hosts = ", ".join(Netrc(job.entries).hosts)
        yield Notice(f"netrc knows no ports: whatever is installed from {hosts} gets this login.", "warning")


def reads_netrc(job: Job, credential: Credential) -> bool:
    """Tell whether the tool finds the secret where it is: pip and uv read netrc, twine does not."""
    return credential.source.startswith("netrc") and job.wanted.format != "pypirc"


def _of_logins(job: Job) -> Iterator[str]:
    for index, credential in job.logins:
        if credential is None:
            if index.username:
                yield f"No secret is known for {index.name}, and the tool will ask for it. %altindex login {index.name}"
        elif job.wanted.with_secret:
            yield f"The secret of {index.name} stands in {job.target.path}, for everyone who can read that file."
            if credential.username == SECRET_AS_USER and job.wanted.format == "pip":
                yield "pip prints a token that stands in the user's place. Safer: %altindex export netrc --with-secret"
        elif credential.username in {SECRET_AS_USER, ""}:
            yield (
                f"{index.name} takes its token without a user name or in its place, and so no tool finds it in the "
                f"keyring. To write it: %altindex export {_better(job)} {index.name} --with-secret"
            )
        elif credential.expires:
            yield (
                f"The secret of {index.name} expires at {credential.expires.astimezone():%Y-%m-%d %H:%M}. "
                "What renews it in a terminal is the keyring plugin of the provider: docs/providers.md"
            )


def _better(job: Job) -> str:
    """Name the format that takes a token with the least exposure."""
    return "netrc" if job.wanted.format in {"pip", "uv"} else job.wanted.format


def _of_keyring(job: Job, environment: Environment) -> Iterator[str]:
    if not any(entry.username and not entry.secret for entry in job.entries):
        return
    if job.wanted.format == "uv" and not surroundings.keyring_program(environment):
        yield "uv asks the program `keyring`, which is not on the path here. To install it: uv tool install keyring"
    if job.wanted.format == "pip" and not job.by_address:
        yield (
            "pip sends the user name once without a password before it asks the keyring. A server that answers this "
            "with 403 instead of 401, as pypiserver does, needs --with-secret, or uv."
        )
    if job.wanted.format == "pip" and job.wanted.scope is Scope.USER and job.provider == "import":
        yield "pip asks the keyring library of its own environment: pip install keyring, where there is none."


def _has_certificates(job: Job) -> bool:
    return any(entry.index.ca_cert or entry.index.client_cert for entry in job.entries)


def _of_pip(job: Job, text: str) -> Iterator[Event]:
    pip = PipFile(job.entries, job.wanted.only)
    named = pip.merged(text)
    if not pip.alone(text):
        count = len(named) if pip.names_default(text) else len(named) + 1
        names = ", ".join(entry.index.name for entry in job.entries)
        place = "is one" if len(job.entries) == 1 else "are some"
        yield Notice(
            f"pip alone takes the highest version of all its indexes, even a stranger's; {names} {place} of {count}. "
            "Safer are `%altindex export uv`, which asks in order and stops at the first that has the name; "
            "`--only`, where one index has all that is needed; and in a terminal `jupyter altindex use NAME -- pip …`.",
            "warning",
        )
        if _has_certificates(job):
            yield Notice("pip knows one certificate file for all indexes; none was written.", "warning")
    trusted = [entry.trusted_host for entry in job.entries if entry.trusted_host]
    if trusted:
        yield Notice(f"pip will trust {', '.join(trusted)} without encryption, as --allow-http says.", "warning")
