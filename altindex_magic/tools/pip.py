"""pip: its options (those of 23.2 up to 26.3) and what its last lines mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from altindex_magic.tools.demand import Demand, demand
from altindex_magic.tools.failures import Build, Mismatch
from altindex_magic.tools.last_words import FAULT, joined
from altindex_magic.tools.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FLAGS: Final = """
    --break-system-packages --check-build-dependencies --compile --debug --disable-pip-version-check --dry-run
    --force-reinstall --help --ignore-installed --ignore-requires-python --isolated --no-build-isolation
    --no-cache-dir --no-clean --no-color --no-compile --no-dependencies --no-deps --no-index --no-input
    --no-proxy-env --no-python-version-warning --no-require-hashes --no-use-pep517 --no-user --no-warn-conflicts
    --no-warn-script-location --only-dependencies --only-deps --pre --prefer-binary --quiet --require-hashes
    --require-venv --require-virtualenv --upgrade --use-pep517 --user --verbose --version -I -U -V -h -q -v
"""

_VALUED: Final = """
    --abi --all-releases --build-constraint --cache-dir --cert --client-cert --config-settings --constraint
    --default-timeout --editable --exists-action --extra-index-url --find-links --global-option --group
    --implementation --index-url --keyring-provider --local-log --log --log-file --no-binary --only-binary
    --only-final --platform --prefix --progress-bar --proxy --pypi-url --python --python-version
    --refresh-package --report --requirement --requirements-from-script --resume-retries --retries --root
    --root-user-action --source --source-dir --source-directory --src --target --timeout --trusted-host
    --upgrade-strategy --uploaded-prior-to --use-deprecated --use-feature -C -c -e -f -i -r -t
"""

# --isolated drops what the environment says, the gateway included; --proxy takes also what is asked of this machine.
_AROUND: Final = """
    --index-url --pypi-url -i --extra-index-url --find-links -f --no-index --trusted-host --isolated --proxy
"""

OPTIONS: Final = Options(
    tool="pip",
    flags=frozenset(_FLAGS.split()),
    valued=frozenset(_VALUED.split()),
    around=frozenset(_AROUND.split()),
    sources=frozenset(["--requirement", "-r", "--editable", "-e", "--group", "--requirements-from-script"]),
    unmanaged=frozenset(["--break-system-packages", "--dry-run", "--target", "-t", "--prefix", "--root"]),
)

_TELLING: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"ERROR: (THESE PACKAGES DO NOT MATCH THE HASHES[^.]*)\..*",
        r"ERROR: (?!No matching distribution|ResolutionImpossible)(.+)",
        r" {4}(\S+(?: \S+)? depends on .+)",
        r" {4}(The user requested .+)",
        r" {4}(\S+ from \S+?):?(?: \(from .*)?",
        r" +(Expected sha256 .+)",
        r" +(Got +[0-9a-f]+)",
        r"╰─> (?!\[)(.+)",
        r" *\u00d7 ((?!Encountered error).+)",
        rf" {{6,}}({FAULT.pattern})",
    )
)


_NOTHING: Final = re.compile(
    r"\s*ERROR: Could not find a (?:final )?version that satisfies the requirement (?P<requirement>.+?)"
    r"(?: \(from (?P<by>.+)\))? \(from versions: .*\)"
)
_CONFLICT: Final = "The conflict is caused by:"
_DEPENDS: Final = re.compile(r" {4}(?P<by>[^\s\[]+)(?:\[.*\])? (?P<version>\S+) depends on (?P<requirement>.+)")
_REQUESTED: Final = re.compile(r" {4}The user requested (?:\(constraint\) )?(?P<requirement>.+)")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_COLLECTING: Final = re.compile(r"Collecting (?P<project>[A-Za-z0-9][A-Za-z0-9._-]*)")
_UNBUILT: Final = re.compile(
    r"error: (?:metadata-generation-failed|subprocess-exited-with-error)"
    r"|\s*ERROR: (?:Failed building wheel for|Failed to build) '?(?P<project>[A-Za-z0-9][A-Za-z0-9._-]*).*"
)
_HASH_OF: Final = re.compile(r" {4}(?P<requirement>\S+) from \S+.*:")
_EXPECTED: Final = re.compile(r" +Expected sha\d+ (?P<digest>[0-9a-f]+)")
_GOT: Final = re.compile(r" +Got +(?P<digest>[0-9a-f]+)")


def demands(lines: Sequence[str]) -> tuple[Demand, ...]:
    """Give what was required where nothing met it: the one that nothing met at all, or those that do not agree."""
    single = list(filter(None, map(_unmet, lines)))
    conflict = lines if _CONFLICT in lines else ()
    return tuple(single[:1] or filter(None, map(_in_conflict, conflict)))


def failed_build(lines: Sequence[str]) -> Build | None:
    """Tell which project could not be built: the one that pip names, or with an old pip the last one it collected."""
    found = next(filter(None, map(_UNBUILT.fullmatch, lines)), None)
    if found is None:
        return None
    collected = [match["project"] for match in map(_COLLECTING.match, lines) if match]
    named = found["project"] or (collected[-1] if collected else None)
    return Build(named) if named else None


def hash_mismatch(lines: Sequence[str]) -> Mismatch | None:
    """Tell for which file a hash of the user's is not that of the file."""
    return Mismatch.of(*(next(filter(None, map(form.fullmatch, lines)), None) for form in (_HASH_OF, _EXPECTED, _GOT)))


def _unmet(line: str) -> Demand | None:
    found = _NOTHING.fullmatch(line.rstrip())
    if found is None:
        return None
    by = _NAME.match(found["by"] or "")
    return demand(found["requirement"], by[0] if by else None)


def _in_conflict(line: str) -> Demand | None:
    if found := _REQUESTED.fullmatch(line.rstrip()):
        return demand(found["requirement"])
    found = _DEPENDS.fullmatch(line.rstrip())
    return demand(found["requirement"], found["by"], found["version"]) if found else None


def last_words(lines: Sequence[str]) -> str:
    """Say in one bounded line why pip failed, as far as *lines*, all that it printed, tell."""
    return joined(_telling(lines), lines)


def would_install(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Read what a ``--dry-run`` names: ``Would install acme-data-2.0 acme-models-1.0``."""
    words = (line.removeprefix("Would install ").split() for line in lines if line.startswith("Would install "))
    # No version has a hyphen in the form in which pip writes it (PEP 440), and many names have.
    return [(word.rpartition("-")[0], word.rpartition("-")[2]) for line in words for word in line]


def _telling(lines: Sequence[str]) -> Iterator[str]:
    """Give what the telling lines say, without decoration."""
    for line in lines:
        found = next(filter(None, (pattern.fullmatch(line.rstrip()) for pattern in _TELLING)), None)
        if found:
            yield found[1]
