"""Why an index refuses a credential, or what it may do: a 401 or a 403 with its circumstances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from altindex_magic.errors.hint import Hint
from altindex_magic.explanations import clock
from altindex_magic.explanations.provider import Provider, provider_of
from altindex_magic.explanations.redefinition import redefined
from altindex_magic.model import SECRET_AS_USER

if TYPE_CHECKING:
    from altindex_magic.model import Credential, Index

_FIXED: Final = {
    "gemfury": frozenset({SECRET_AS_USER}),
    "codeartifact": frozenset({"aws"}),
    "google-artifact-registry": frozenset({"oauth2accesstoken", "_json_key_base64", "_json_key"}),
    "pypi": frozenset({"__token__"}),
    "testpypi": frozenset({"__token__"}),
}
"""The user names that a provider takes, where it takes no other."""
_UNAUTHORIZED: Final = 401
_USUAL: Final = {"gitlab-project": "__token__", "gitlab-group": "__token__"}
"""The user name for the usual kind of token, where other kinds have names of their own."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is known of a refusal.

    The credential is looked at, and never its secret: when a token ends was read out of it where it was found, in
    ``credentials/token.py``, which handles its text anyway. So nothing has to be revealed for the sake of a message.
    """

    index: Index
    status: int
    now: datetime
    """Our time, in the zone that a person here reads."""
    credential: Credential | None = None
    said: str = ""
    """The server's own words, fit to be shown."""
    ahead: timedelta = timedelta()
    """By how much the server's clock is ahead of ours."""
    passed: str = ""
    """What is to be said of the way that the answer came."""

    @property
    def time_there(self) -> datetime:
        """Give the time by which the server judges."""
        return self.now + self.ahead if clock.differs(self.ahead) else self.now

    @property
    def quoted(self) -> str:
        """Give the server's words, and what is to be said of their way, as the end of a paragraph."""
        words = f" The index says: “{self.said}”." if self.said else ""
        return f"{words} {self.passed}".rstrip()


def explained(refusal: Refusal) -> Hint | None:
    """Find the cause that the circumstances show; ``None`` if they show none."""
    for rule in (_wrong_user, _expired, _said_to_be_expired, _wrong_clock, _short_lived, _no_user):
        hint = rule(refusal)
        if hint:
            return hint
    return Hint(refusal.quoted.strip()) if refusal.quoted else None


def _wrong_user(refusal: Refusal) -> Hint | None:
    """Compare the user name with what the provider wants."""
    found = provider_of(refusal.index) if refusal.credential else None
    if refusal.credential is None or found is None:
        return None
    preset, given = found.preset, refusal.credential.username
    if preset.name in _FIXED and given not in _FIXED[preset.name]:
        wish = (
            f"{preset.title} takes the token itself as the user name, with no password"
            if preset.username == SECRET_AS_USER
            else f"{preset.title} wants the user name `{preset.username}`"
        )
        return Hint(f"{wish}.{refusal.quoted}", _with_user(refusal, found, preset.username or ""))
    usual = _USUAL.get(preset.name)
    if usual and given != usual:
        wish = f"GitLab wants the user name `{usual}` for an access token; a deploy token has a user name of its own"
        return Hint(f"{wish}.{refusal.quoted}", _with_user(refusal, found, usual))
    return None


def _with_user(refusal: Refusal, provider: Provider, username: str) -> str:
    """Say how the user name is set: the one in the definition goes before the one that is given at the login."""
    index = refusal.index
    if index.username in {None, username} and username != SECRET_AS_USER:
        return f"{_login(refusal)} --username {username}"
    corrected: dict[str, Any] = {"username": username}
    if username == SECRET_AS_USER and provider.fields:  # nobody should have to type what stands for it
        fields = tuple(provider.fields.items())
        corrected = {
            "url": None,
            "preset": provider.preset.name,
            "fields": fields,
            "username": None,
            "publish_url": None,
        }
    return f"{redefined(index, **corrected)}\n{_login(refusal)}"


def _login(refusal: Refusal) -> str:
    """Write the line that takes the secret from where it comes from now."""
    kind, _, detail = refusal.credential.source.partition(" ") if refusal.credential else ("", "", "")
    place = {"env": f" --env {detail}", "command": f" --command '{detail} …'"}.get(kind, "")
    return f"%altindex login {refusal.index.name}{place}"


def _expired(refusal: Refusal) -> Hint | None:
    """Compare the end that the token itself tells with the time."""
    ends = refusal.credential.expires if refusal.credential else None
    if ends is None or ends > refusal.time_there:
        return None
    since = clock.span(refusal.time_there - ends)
    why = f"The token expired {since} ago, on {clock.moment(ends, refusal.now)}.{refusal.quoted}"
    return Hint(why, _renewal(refusal))


def _said_to_be_expired(refusal: Refusal) -> Hint | None:
    """Take the server's word for it."""
    if "expire" not in refusal.said.lower():
        return None
    return Hint(f"The token has expired.{refusal.quoted}", _renewal(refusal))


def _renewal(refusal: Refusal) -> str:
    """Say how a new token comes, by where the old one came from."""
    name, source = refusal.index.name, refusal.credential.source if refusal.credential else ""
    kind, _, detail = source.partition(" ")
    if kind == "command":
        again = f"{detail} was asked again and gave no newer token: run it in a terminal, and sign in there anew."
        return f"{again}\nThen: %altindex test {name}"
    first = f"%altindex login {name}"
    if kind == "env":
        first = f"Put a new token into {detail}, where the kernel is started or with %env, or: {first}"
    return "\n".join(filter(None, (first, _self_renewal(refusal.index))))


def _self_renewal(index: Index) -> str:
    """Say what makes tokens of this provider renew themselves, if anything does."""
    found = provider_of(index)
    if found and found.command:
        return f"This renews itself: %altindex login {index.name} --command '{found.command}'"
    if found and found.preset.keyring_plugin:
        return f"This renews itself: the keyring plugin {found.preset.keyring_plugin}, installed beside keyring"
    return ""


def _short_lived(refusal: Refusal) -> Hint | None:
    """Tell of a provider whose tokens end soon, without the token telling when."""
    found = provider_of(refusal.index) if refusal.credential else None
    if refusal.status != _UNAUTHORIZED or found is None or not _self_renewal(refusal.index):
        return None
    why = f"It is wrong, revoked, or expired. {found.preset.title} takes: {found.preset.token}{refusal.quoted}"
    return Hint(why, _renewal(refusal))


def _wrong_clock(refusal: Refusal) -> Hint | None:
    """Compare the clocks: with a wrong one a good token looks expired, or not valid yet."""
    if not clock.differs(refusal.ahead):
        return None
    difference = clock.difference(refusal.ahead)
    why = f"{difference}, and a token that is judged by the wrong time looks expired, or not valid yet.{refusal.quoted}"
    return Hint(why, f"Set the clock of this machine, then: %altindex test {refusal.index.name}")


def _no_user(refusal: Refusal) -> Hint | None:
    """Tell that a user name may be all that is missing."""
    if refusal.status != _UNAUTHORIZED or refusal.credential is None or refusal.credential.username:
        return None
    why = "Most indexes want a user name beside the secret. If this one wants none, the secret is wrong."
    return Hint(
        f"{why}{refusal.quoted}", f"{_login(refusal)} --username USER\nor, with another secret: {_login(refusal)}"
    )
