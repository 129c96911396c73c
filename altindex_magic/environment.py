"""The environment of a kernel whose installers ask the gateway: what changes, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

UPLOAD_VARIABLES: Final = (
    "TWINE_REPOSITORY",
    "TWINE_REPOSITORY_URL",
    "TWINE_USERNAME",
    "TWINE_PASSWORD",
    "TWINE_NON_INTERACTIVE",
    "UV_PUBLISH_URL",
    "UV_PUBLISH_INDEX",
    "UV_PUBLISH_CHECK_URL",
    "UV_PUBLISH_USERNAME",
    "UV_PUBLISH_PASSWORD",
    "UV_PUBLISH_TOKEN",
    "FLIT_INDEX_URL",
    "FLIT_USERNAME",
    "FLIT_PASSWORD",
    "HATCH_INDEX_REPO",
    "HATCH_INDEX_USER",
    "HATCH_INDEX_AUTH",
    "POETRY_REPOSITORIES_ALTINDEX_URL",
    "POETRY_HTTP_BASIC_ALTINDEX_USERNAME",
    "POETRY_HTTP_BASIC_ALTINDEX_PASSWORD",
    "POETRY_PYPI_TOKEN_PYPI",
    "PDM_PUBLISH_REPO",
    "PDM_PUBLISH_USERNAME",
    "PDM_PUBLISH_PASSWORD",
)
"""Whatever twine, ``uv publish``, flit, hatch, poetry and pdm take a target or a right to publish from."""

GATEWAY_VARIABLE: Final = "ALTINDEX_GATEWAY"
"""Where a kernel under a Jupyter server finds the server's gateway, with the capability to ask it."""

USE_VARIABLE: Final = "ALTINDEX_USE"
"""What is in use where a process is started, in the words of ``use``; one of ours joins in."""

READING_VARIABLES: Final = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX")
"""Whatever pip and uv are told to read from."""

_LOOPBACK: Final = ("127.0.0.1", "localhost")

_STRICT: Final[Mapping[str, str | None]] = {
    # pip drops an empty value and would then read the links of its configuration files; a blank is an empty list to it.
    "PIP_FIND_LINKS": " ",
    "PIP_NO_INDEX": "0",
    # uv takes a blank for a folder, so that only leaving its files unread sets their links aside. A file that is
    # named by a variable is read even then.
    "UV_NO_CONFIG": "1",
    "UV_CONFIG_FILE": None,
    "UV_FIND_LINKS": None,
    "UV_NO_INDEX": None,
    "UV_NO_SOURCES": "1",  # a project's [tool.uv.sources] are direct URLs
    "UV_TORCH_BACKEND": None,  # stands above every index that is configured
}
"""What sets aside whatever pip and uv are configured with that leads past their indexes."""


@dataclass(frozen=True, slots=True)
class GatewayAddress:
    """Where the children of a kernel find the gateway.

    The URL holds the capability to read, as plain text: it lives in the environment by design,
    and is of no use off this machine.
    """

    simple_url: str
    pip_has_proxy: bool = False
    """Whether pip is configured with a proxy of its own. It would ask that for this machine, too."""

    @property
    def as_proxy(self) -> str:
        """Give the gateway in the place of a proxy: it takes what is meant for itself."""
        scheme, _, rest = self.simple_url.partition("://")
        return f"{scheme}://{rest.partition('/')[0].rpartition('@')[2]}"


@dataclass(frozen=True, slots=True)
class UploadTarget:
    """Where the children of a kernel may publish, with the capability to do so."""

    url: str
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A set as it was asked for: what :data:`USE_VARIABLE` tells those that are started with it."""

    names: tuple[str, ...] = ()
    only: bool = False
    strict: bool = False

    @property
    def words(self) -> str:
        """Say it in the words of ``use``."""
        return " ".join([*self.names, *(["--only"] if self.only else []), *(["--strict"] if self.strict else [])])

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Wanted:
        """Read it out of *environ*, where it was said so; what ``use`` would not take is no name."""
        words = environ.get(USE_VARIABLE, "").split()
        names = tuple(word for word in words if not word.startswith("-"))
        return cls(names, only="--only" in words, strict="--strict" in words)


@dataclass(frozen=True, slots=True)
class Saved:
    """What the environment was before a change: the way back."""

    before: Mapping[str, str | None]
    ours: Mapping[str, str | None]

    def restore(self, environ: MutableMapping[str, str]) -> tuple[str, ...]:
        """Put every variable back as it was, but for those that the user has changed since.

        The names of the latter are returned; they keep the user's value.
        """
        # All are looked at before the first is set: on Windows NO_PROXY and no_proxy are one variable.
        changed = tuple(name for name, value in self.ours.items() if environ.get(name) != value)
        _set({name: value for name, value in self.before.items() if name not in changed}, environ)
        return changed


def kernel_environment(
    gateway: GatewayAddress, current: Mapping[str, str], uploads: UploadTarget | None = None, *, strict: bool = False
) -> Mapping[str, str | None]:
    """Decide what to set in, and with ``None`` to remove from, a kernel whose environment is *current*.

    Under *strict* nothing that pip and uv are configured with leads past the gateway any more.
    """
    changes: dict[str, str | None] = {**_pip(gateway), **_uv(gateway)}
    for name, other in (("NO_PROXY", "no_proxy"), ("no_proxy", "NO_PROXY")):
        # Tools differ in which spelling wins, so that each must hold the whole list.
        changes[name] = _with_loopback(current.get(name) or current.get(other) or "")
    if strict:
        changes |= _STRICT
    if uploads:
        changes |= _publishing(uploads)
    return changes


def use_around(environ: Mapping[str, str]) -> Wanted | None:
    """Give the set that *environ* was pointed to a gateway with; ``None`` if it points to something else."""
    url = environ.get("PIP_INDEX_URL", "")
    is_gateway = url.startswith("http://altindex:") and url == environ.get("UV_INDEX") == environ.get(
        "UV_DEFAULT_INDEX"
    )
    return Wanted.of(environ) if is_gateway and environ.get(USE_VARIABLE) else None


def apply(changes: Mapping[str, str | None], environ: MutableMapping[str, str]) -> Saved:
    """Make *changes* in *environ* and give the way back."""
    before = {name: environ.get(name) for name in changes}
    _set(changes, environ)
    return Saved(before, dict(changes))


def _pip(gateway: GatewayAddress) -> dict[str, str | None]:
    """Point pip at the gateway and at nothing else."""
    return {
        "PIP_INDEX_URL": gateway.simple_url,
        # pip drops an empty value and would then read its configuration files; a blank is an empty list to it.
        "PIP_EXTRA_INDEX_URL": " ",
        "PIP_PYPI_URL": None,  # an old name of --index-url, which wins over the new one
        # Unlike HTTP_PROXY it also takes what is asked of this machine, and pip drops an empty value here as well.
        "PIP_PROXY": gateway.as_proxy if gateway.pip_has_proxy else None,
        "PIP_NO_INPUT": "1",
        # pip looks for a newer pip at every run: a refusal of that name would hide the one of the name that was wanted.
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def _uv(gateway: GatewayAddress) -> dict[str, str | None]:
    """Point uv at the gateway, before any index of a ``uv.toml`` and as the last resort as well."""
    return {
        "UV_DEFAULT_INDEX": gateway.simple_url,
        "UV_INDEX": gateway.simple_url,
        "UV_INDEX_URL": None,
        "UV_EXTRA_INDEX_URL": None,
        "UV_INDEX_STRATEGY": "first-index",
    }


def _publishing(target: UploadTarget) -> dict[str, str | None]:
    """Let the uploaders publish to *target*, asking nothing.

    What they would take a second target or right from is removed: uv refuses to choose. poetry has
    no variable that replaces its default target: ``poetry publish -r altindex``.
    """
    given = {
        "TWINE": ("REPOSITORY_URL", "USERNAME", "PASSWORD"),
        "UV_PUBLISH": ("URL", "USERNAME", "PASSWORD"),
        "FLIT": ("INDEX_URL", "USERNAME", "PASSWORD"),
        "HATCH_INDEX": ("REPO", "USER", "AUTH"),
        "PDM_PUBLISH": ("REPO", "USERNAME", "PASSWORD"),
        "POETRY": ("REPOSITORIES_ALTINDEX_URL", "HTTP_BASIC_ALTINDEX_USERNAME", "HTTP_BASIC_ALTINDEX_PASSWORD"),
    }
    values = (target.url, target.username, target.password)
    return {
        **dict.fromkeys(UPLOAD_VARIABLES),
        **{f"{tool}_{name}": value for tool, names in given.items() for name, value in zip(names, values, strict=True)},
        "TWINE_NON_INTERACTIVE": "1",
    }


def _with_loopback(hosts: str) -> str:
    """Add this machine to a list of hosts that are asked without a proxy."""
    present = {host.strip() for host in hosts.split(",")}
    if "*" in present:
        return hosts
    return ",".join([*filter(None, [hosts]), *(host for host in _LOOPBACK if host not in present)])


def _set(changes: Mapping[str, str | None], environ: MutableMapping[str, str]) -> None:
    """Set or remove each variable."""
    for name, value in changes.items():
        if value is None:
            environ.pop(name, None)
        else:
            environ[name] = value
