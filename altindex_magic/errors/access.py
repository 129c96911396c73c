"""Errors of reaching an index: each names the one cause that a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from altindex_magic.errors.base import AltIndexError, printable

if TYPE_CHECKING:
    from altindex_magic.errors.hint import Hint


class AccessError(AltIndexError):
    """An index did not give a clean answer. Never to be taken for "the project is absent"."""

    def __init__(self, what: str, *, index: str, url: str, why: str, remedy: str) -> None:
        """Keep the facts; *url* holds no secret and no query."""
        super().__init__(what, index=index, why=why, remedy=remedy)
        self.url = url
        self.project: str | None = None

    def concerning(self, project: str) -> Self:
        """Give a twin that says for which project the index was asked; one failure can concern many."""
        if self.project == project:
            return self
        twin = type(self).__new__(type(self), *self.args)
        vars(twin).update(vars(self))
        twin.project = project
        failure = str(self.args[0])
        twin.what = f"`{project}` is refused: {failure[:1].lower()}{failure[1:]}"
        return twin


class CredentialMissing(AccessError):
    """A 401 to a request without a credential."""

    reference = "credential-missing"

    def __init__(self, index: str, url: str) -> None:
        """Say that the index wants a login."""
        super().__init__(
            f"The index {index} wants a credential and none is known.",
            index=index,
            url=url,
            why=f"{url} answered 401 Unauthorized.",
            remedy=f"%altindex login {index}",
        )

    def noting(self, note: str | None) -> CredentialMissing:
        """Add what kept us from asking everywhere, such as a locked keyring: the credential may well be there."""
        if note:
            self.why = printable(f"{self.why} {note}")
        return self


class CredentialRefused(AccessError):
    """A 401 to a request with a credential."""

    reference = "credential-refused"

    def __init__(self, index: str, url: str, *, source: str, username: str | None, hint: Hint | None = None) -> None:
        """Say whose credential it was, where it came from and, where a *hint* tells, what is wrong with it.

        The *username* is ``None`` where the secret takes its place.
        """
        super().__init__(
            f"The index {index} refused the credential.",
            index=index,
            url=url,
            why=f"{url} answered 401 Unauthorized to {_who(username)} with the secret from {source}. "
            + (hint.why if hint else "It is wrong, expired or revoked."),
            remedy=(hint and hint.remedy) or _in_its_place(source, f"%altindex login {index}"),
        )


def _in_its_place(source: str, login: str) -> str:
    """Say how another secret comes to where this one was found: a variable is read anew each time."""
    kind, _, variable = source.partition(" ")
    if kind != "env":
        return login
    return f"Put another secret into {variable}, where the kernel or shell is started or with %env, or: {login}"


def _who(username: str | None) -> str:
    """Name the user."""
    if username is None:
        return "the token in place of a user name"
    return f"the user name `{printable(username, 40)}`" if username else "an empty user name"


class PermissionDenied(AccessError):
    """A 403."""

    reference = "permission-denied"

    def __init__(self, index: str, url: str, *, with_credential: bool, hint: Hint | None = None) -> None:
        """Say whether it was the credential's rights or the lack of a credential, and what a *hint* tells besides."""
        whose = (
            ": the credential may not read this. Some servers answer so to a wrong password, too."
            if with_credential
            else "."
        )
        super().__init__(
            f"The index {index} forbids this.",
            index=index,
            url=url,
            why=f"{url} answered 403 Forbidden{whose}" + (f" {hint.why}" if hint else ""),
            remedy=(hint and hint.remedy)
            or f"%altindex login {index}\nor ask the owner of {index} for read permission",
        )


class NameResolutionFailed(AccessError):
    """A host that DNS does not know."""

    reference = "dns-failure"

    def __init__(self, index: str, url: str, *, host: str, hint: Hint | None = None) -> None:
        """Name the host; a *hint* tells whether others resolve."""
        super().__init__(
            f"The host of the index {index} was not found.",
            index=index,
            url=url,
            why=f"The name {printable(host, 100)} does not resolve." + (f" {hint.why}" if hint else ""),
            remedy=(hint and hint.remedy) or "Check the URL (%altindex list), the network and the VPN.",
        )


class ConnectionRefused(AccessError):
    """Nothing listens, or the connection broke."""

    reference = "connection-failed"

    def __init__(self, index: str, url: str, *, problem: str, remedy: str | None = None) -> None:
        """Give the system's reason."""
        super().__init__(
            f"The index {index} cannot be reached.",
            index=index,
            url=url,
            why=f"{url}: {printable(problem, 160)}.",
            remedy=remedy or f"Is the server up, and is a VPN needed? Then: %altindex test {index}",
        )


class IndexTimeout(AccessError):
    """No answer in time."""

    reference = "index-timeout"

    def __init__(self, index: str, url: str, *, seconds: float) -> None:
        """Say how long we waited."""
        super().__init__(
            f"The index {index} did not answer in time.",
            index=index,
            url=url,
            why=f"{url} gave no answer within {seconds:g} seconds.",
            remedy=f"Try again; if it stays slow: %altindex test {index}",
        )


class TlsFailed(AccessError):
    """A certificate that is not trusted, expired, or for another host; or no certificate at all."""

    reference = "tls-failure"

    def __init__(self, index: str, url: str, *, hint: Hint, certificate: bool = True) -> None:
        """Give the reason of the TLS library, and what it means; without a *certificate* there was none to look at."""
        super().__init__(
            f"The certificate of the index {index} is not trusted."
            if certificate
            else f"No encrypted connection to the index {index} could be made.",
            index=index,
            url=url,
            why=hint.why,
            remedy=hint.remedy
            or f"If your organisation has its own CA: %altindex add {index} … --replace --ca-cert FILE",
        )


class ServerFailed(AccessError):
    """A 5xx."""

    reference = "server-error"

    def __init__(self, index: str, url: str, *, status: int) -> None:
        """Give the status."""
        super().__init__(
            f"The index {index} has a fault of its own.",
            index=index,
            url=url,
            why=f"{url} answered {status}.",
            remedy="Wait and try again, or tell those who run it.",
        )


class UnexpectedAnswer(AccessError):
    """A status that a simple index does not give."""

    reference = "unexpected-answer"

    def __init__(self, index: str, url: str, *, problem: str, hint: Hint | None = None) -> None:
        """Say what came instead and, where a *hint* tells, why."""
        super().__init__(
            f"The index {index} gave an answer that an index does not give.",
            index=index,
            url=url,
            why=f"{url}: {printable(problem, 200)}." + (f" {hint.why}" if hint else ""),
            remedy=(hint and hint.remedy) or f"Check the URL of the index: %altindex test {index}",
        )


class NotAnIndex(AccessError):
    """A page that is no index page, such as the login page of a single sign-on."""

    reference = "not-an-index"

    def __init__(self, index: str, url: str, *, problem: str, sign_in: bool = False) -> None:
        """Say what the page looks like, and whether it surely is one to *sign in* on."""
        what = (
            "A login page: its single sign-on (SSO) is for browsers, and wants a token from everything else."
            if sign_in
            else "A login page, a proxy's notice, or the wrong URL."
        )
        super().__init__(
            f"The index {index} gave a web page, not an index page.",
            index=index,
            url=url,
            why=f"{url}: {printable(problem, 200)}. {what}",
            remedy=f"Make a token in the web site of {index}, then: %altindex login {index}\n"
            f"or correct the URL: %altindex list"
            if sign_in
            else f"%altindex login {index} if it wants a login, or correct the URL: %altindex test {index}",
        )


class PageTooLarge(AccessError):
    """A page past the bound."""

    reference = "page-too-large"

    def __init__(self, index: str, url: str, *, limit: int) -> None:
        """Give the bound in MiB."""
        super().__init__(
            f"The index {index} sent a page that is too large.",
            index=index,
            url=url,
            why=f"{url} is larger than {limit // 2**20} MiB.",
            remedy="Check the URL of the index; a single project never needs this.",
        )


class RedirectRefused(AccessError):
    """A redirect that must not be followed."""

    reference = "redirect-refused"

    def __init__(self, index: str, url: str, *, problem: str) -> None:
        """Say why the redirect is refused."""
        super().__init__(
            f"The index {index} redirects to where it must not.",
            index=index,
            url=url,
            why=f"{url}: {printable(problem, 200)}.",
            remedy="Use the address that the index itself names as its simple URL.",
        )


class HashMismatch(AccessError):
    """A file that is not the one that the page promised."""

    reference = "hash-mismatch"

    def __init__(self, index: str, url: str, *, filename: str, expected: str, got: str) -> None:
        """Name the file and both hashes."""
        super().__init__(
            f"{printable(filename, 120)} from {index} is not the file that its page promises. It was not kept.",
            index=index,
            url=url,
            why=f"Expected sha256 {expected[:16]}…, got {got[:16]}….",
            remedy="Try again; if it happens again, tell those who run the index: the file was changed or damaged.",
        )


class TruncatedFile(AccessError):
    """A file that ended too early."""

    reference = "download-cut"

    def __init__(self, index: str, url: str, *, filename: str, problem: str) -> None:
        """Say how the transfer ended."""
        super().__init__(
            f"The download of {printable(filename, 120)} from {index} was cut.",
            index=index,
            url=url,
            why=f"{printable(problem, 160)}.",
            remedy="Try again: nothing was installed from the part that came.",
        )
