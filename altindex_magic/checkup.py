"""What is odd about an environment: rules over facts, each with its remedy. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from altindex_magic.address import bare
from altindex_magic.event.checkup import Symptom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from altindex_magic.errors import AltIndexError
    from altindex_magic.model import Credential, Index, RouteSet, Setting

_SOON: Final = 3600.0
_SKEW: Final = 120.0
_FULL: Final = 0.9
_GRAVITY: Final = {"danger": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Facts:
    """What was seen, gathered by the service. Secrets are never among it."""

    now: datetime
    routes: RouteSet
    in_use: bool
    settings: tuple[Setting, ...] = ()
    around: tuple[Setting, ...] = ()
    problems: tuple[AltIndexError, ...] = ()
    plain_secrets: Mapping[str, str] = field(default_factory=dict)
    """Where the secret of an index stands in plain text, by the URL of the index."""
    files: Mapping[str, int] = field(default_factory=dict)
    """Permission bits of the configuration files that hold secrets, by path; empty where they mean nothing."""
    credentials: Mapping[str, Credential] = field(default_factory=dict)
    """By the name of the index: those that were found without asking anybody."""
    keyring: str | None = None
    """What is wrong with the keyring, or ``None``."""
    listed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The projects of the indexes that give a list, by the name of the index."""
    from_default: frozenset[str] = frozenset()
    """Names that the default index answered for before."""
    warnings: Mapping[str, str] = field(default_factory=dict)
    """What the catalogue warns of, by the name of the index."""
    skew: Mapping[str, float] = field(default_factory=dict)
    """Seconds by which the clock of an index is ahead of ours."""
    cache: tuple[int, int] = (0, 1)
    """Bytes in the file cache, and its bound."""
    prefix: str = ""
    other_prefixes: Mapping[str, str] = field(default_factory=dict)
    """Where else this process seems to be: by the variable or program that says so."""
    proxies: Mapping[str, str] = field(default_factory=dict)


def examine(facts: Facts) -> tuple[Symptom, ...]:
    """Apply every rule; the gravest symptoms come first."""
    found = chain.from_iterable(rule(facts) for rule in _RULES)
    return tuple(sorted(found, key=lambda symptom: _GRAVITY[symptom.severity]))


def _unreadable(facts: Facts) -> Iterator[Symptom]:
    for problem in facts.problems:
        remedy = problem.remedy or "Correct the file."
        yield Symptom(f"configuration-{problem.reference}", "warning", problem.what, problem.why or "", remedy)


def _merging(facts: Facts) -> Iterator[Symptom]:
    extras = [setting for setting in facts.settings if setting.tool == "pip" and "extra-index" in setting.key]
    if extras and not facts.in_use:
        where = ", ".join(sorted({setting.source for setting in extras}))
        yield Symptom(
            "pip-merges-indexes",
            "danger",
            "pip merges several indexes: whoever registers a private name on the public one is installed.",
            f"extra-index-url stands in {where}.",
            "%altindex import, then %altindex use NAME",
        )


def _disagreeing(facts: Facts) -> Iterator[Symptom]:
    defaults: dict[str, str] = {}
    for setting in facts.settings:
        if setting.effective and setting.key in {"index-url", "default-index"}:
            defaults.setdefault(setting.tool, setting.value.rstrip("/"))
    if len(set(defaults.values())) > 1 or (len(defaults) == 1 and not facts.in_use):
        told = " and ".join(f"{tool} asks {bare(url)}" for tool, url in sorted(defaults.items()))
        yield Symptom(
            "installers-disagree",
            "warning",
            "pip and uv take packages from different places.",
            f"{told}; what one of them is not told goes to the public index.",
            "%altindex import, then %altindex use NAME",
        )


def _around(facts: Facts) -> Iterator[Symptom]:
    for setting in facts.around:
        yield Symptom(
            "leads-past-the-gateway",
            "warning",
            f"`{setting.key}` leads past every index.",
            f"{setting.source} says {setting.value}.",
            "Remove it, add the folder as an index, or: %altindex use NAME --strict",
        )


def _trusted_hosts(facts: Facts) -> Iterator[Symptom]:
    insecure = {index.url.split("/")[2] for index in facts.routes.all_active if index.url.startswith("http:")}
    for setting in facts.settings:
        if setting.key in {"trusted-host", "allow-insecure-host"}:
            for host in setting.value.replace(",", " ").split():
                if host not in insecure:
                    yield Symptom(
                        "needless-trusted-host",
                        "warning",
                        f"The certificate of {host} is not checked, and no index in use needs that.",
                        f"{setting.source} sets {setting.key}.",
                        "Remove it; for a CA of your own: %altindex add NAME URL --ca-cert FILE",
                    )


def _secrets(facts: Facts) -> Iterator[Symptom]:
    for url, source in facts.plain_secrets.items():
        yield Symptom(
            "secret-in-plain-text",
            "danger",
            f"The secret for {url} stands in plain text.",
            f"It is in {source}, where every program and build backend can read it.",
            "%altindex import --clean",
        )
    for path, mode in facts.files.items():
        if mode & 0o077:
            yield Symptom(
                "readable-by-others",
                "danger",
                f"Other users of this machine may read {path}.",
                f"Its mode is {mode:03o} and it holds a secret.",
                f"chmod 600 {path}",
            )


def _expiring(facts: Facts) -> Iterator[Symptom]:
    for name, credential in facts.credentials.items():
        if credential.expires is None:
            continue
        left = (credential.expires - facts.now).total_seconds()
        if left < _SOON:
            expired = left <= 0
            yield Symptom(
                "expired-credential" if expired else "expiring-credential",
                "danger" if expired else "warning",
                f"The credential of {name} {'has expired' if expired else f'expires in {left / 60:.0f} minutes'}.",
                f"It came from {credential.source}.",
                f"%altindex login {name}",
            )


def _keyring(facts: Facts) -> Iterator[Symptom]:
    if facts.keyring:
        yield Symptom(
            "weak-keyring",
            "warning",
            "Secrets cannot be kept safely here.",
            facts.keyring,
            "Set up a keyring of the system, or: %altindex login NAME --env VAR",
        )


def _idle_patterns(facts: Facts) -> Iterator[Symptom]:
    for index in facts.routes.active:
        names = facts.listed.get(index.name)
        if index.packages and names is not None and not any(index.declares(name) for name in names):
            yield Symptom(
                "pattern-owns-nothing",
                "note",
                f"The patterns of {index.name} match none of its projects.",
                f"{', '.join(index.packages)} against {len(names)} projects.",
                f"%altindex add {index.name} … --replace --packages …",
            )


def _both_sides(facts: Facts) -> Iterator[Symptom]:
    for index in _private(facts):
        for name in sorted(facts.listed.get(index.name, frozenset()) & facts.from_default):
            yield Symptom(
                "on-both-sides",
                "danger",
                f"`{name}` is on {index.name}, and the default index has answered for it before.",
                "One of the two is not what you mean; what is installed may be the wrong one.",
                f"%altindex provenance {name}\n%altindex allow {name} --from {index.name}",
            )


def _merging_servers(facts: Facts) -> Iterator[Symptom]:
    for name, warning in facts.warnings.items():
        yield Symptom(
            "server-merges", "note", f"{name} may mix public packages in by itself.", warning, "docs/providers.md"
        )


def _elsewhere(facts: Facts) -> Iterator[Symptom]:
    for source, prefix in facts.other_prefixes.items():
        yield Symptom(
            "another-environment",
            "warning",
            f"{source} points to another environment than this one.",
            f"{source} says {prefix}; this runs in {facts.prefix}. Plain `pip` installs there, %altindex install here.",
            "Activate the other environment or choose it as the kernel, or use %pip and %altindex install.",
        )


def _clocks(facts: Facts) -> Iterator[Symptom]:
    for name, seconds in facts.skew.items():
        if abs(seconds) > _SKEW:
            yield Symptom(
                "clock-skew",
                "warning",
                f"The clocks of this machine and of {name} differ by {abs(seconds):.0f} seconds.",
                "Certificates, tokens and cooldowns go by the clock.",
                "Let the system set its clock (NTP).",
            )


def _proxies(facts: Facts) -> Iterator[Symptom]:
    for setting in facts.settings:
        if setting.tool == "pip" and setting.key == "proxy" and setting.effective:
            yield Symptom(
                "pip-proxy",
                "note",
                "pip goes through a proxy that uv and others do not know of.",
                f"{setting.source} sets proxy. Indexes in use are asked through it; direct URLs are not.",
                "Name it by HTTPS_PROXY, and exceptions by NO_PROXY, for all tools.",
            )
    for variable, proxy in facts.proxies.items():
        yield Symptom(
            "proxy", "note", f"Indexes are asked through a proxy ({variable}).", proxy, "NO_PROXY names exceptions."
        )


def _cache(facts: Facts) -> Iterator[Symptom]:
    size, bound = facts.cache
    if size > bound * _FULL:
        yield Symptom(
            "cache-full",
            "note",
            f"The file cache holds {size / 2**30:.1f} GiB of at most {bound / 2**30:.0f}.",
            "What was not used for longest is removed as new files come.",
            "It may be deleted at any time.",
        )


def _private(facts: Facts) -> Iterable[Index]:
    return (index for index in (*facts.routes.active, *facts.routes.known) if index.exclusive)


_RULES: Final[tuple[Callable[[Facts], Iterator[Symptom]], ...]] = (
    _unreadable,
    _merging,
    _disagreeing,
    _around,
    _trusted_hosts,
    _secrets,
    _expiring,
    _keyring,
    _idle_patterns,
    _both_sides,
    _merging_servers,
    _elsewhere,
    _clocks,
    _proxies,
    _cache,
)
