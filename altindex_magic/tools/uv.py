"""uv: the options of ``uv pip install`` (0.13) and what its last lines mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from altindex_magic.tools.demand import Demand, demand
from altindex_magic.tools.failures import Build, Mismatch
from altindex_magic.tools.last_words import FAULT, joined
from altindex_magic.tools.options import Options
from altindex_magic.userinfo import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FLAGS: Final = """
    --all-extras --allow-python-downloads --break-system-packages --build --build-isolation --check --compile
    --compile-bytecode --disable-pip-version-check --dry-run --exact --force-reinstall --help --isolated
    --managed-python --native-tls --no-all-extras --no-break-system-packages --no-build --no-build-isolation
    --no-cache --no-cache-dir --no-color --no-compile --no-compile-bytecode --no-config --no-deps --no-editable
    --no-exact --no-index --no-installer-metadata --no-managed-python --no-native-tls --no-offline --no-preview
    --no-progress --no-python-downloads --no-refresh --no-reinstall --no-require-build-hashes
    --no-require-hashes --no-sources --no-strict --no-system --no-system-certs --no-upgrade --no-verify-hashes
    --offline --pre --preview --quiet --refresh --reinstall --require-build-hashes --require-hashes
    --show-settings --strict --system --system-certs --upgrade --verbose --verify-hashes -U -h -n -q -v
"""

_VALUED: Final = """
    --allow-insecure-host --build-constraint --build-constraints --cache-dir --cert --color --config-file
    --config-setting --config-settings --config-settings-package --constraint --constraints --default-index
    --directory --editable --exclude --exclude-newer --exclude-newer-package --excludes --extra
    --extra-index-url --find-links --fork-strategy --group --index --index-strategy --index-url
    --keyring-provider --link-mode --no-binary --no-build-isolation-package --no-editable-package
    --no-sources-package --only-binary --output-format --override --overrides --prefix --prerelease
    --prerelease-package --preview-features --project --python --python-fetch --python-platform
    --python-preference --python-version --refresh-package --reinstall-package --requirement --requirements
    --resolution --target --torch-backend --trusted-host --upgrade-group --upgrade-package
    -C -P -b -c -e -f -i -p -r -t
"""

# A configuration file may name indexes and links of its own, a strategy other than first-index asks them all, and
# --torch-backend stands above every index that is configured.
_AROUND: Final = """
    --index-url -i --extra-index-url --index --default-index --find-links -f --no-index --trusted-host
    --allow-insecure-host --index-strategy --config-file --directory --project --torch-backend
"""

OPTIONS: Final = Options(
    tool="uv",
    flags=frozenset(_FLAGS.split()),
    valued=frozenset(_VALUED.split()),
    around=frozenset(_AROUND.split()),
    sources=frozenset(["--requirement", "--requirements", "-r", "--editable", "-e", "--group"]),
    unmanaged=frozenset(["--break-system-packages", "--target", "-t", "--prefix"]),
)

_COMING: Final = re.compile(r" [+~] (?P<name>[^=\s]+)(?:==| @ )(?P<version>\S+)(?: \(from .*\))?")
_DECORATION: Final = re.compile(r"^[\s│]*(?:error: |cause: |hint: |\u00d7 |[╰├]─▶ )?")
_NOISE: Final = re.compile(
    r"Usage: |For more information, try|Using (?:C?Python|PyPy)|Resolved \d|Building |\^+$"
    r"|.*unsafe-best-match"  # uv advises to merge all indexes: the very thing that must not happen
)
_OUTPUT: Final = re.compile(r"\[(?:stdout|stderr)\]")


_PROJECT: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_CLAUSE: Final = r"(?:===?|[<>~!]=|[<>])[^\s,|]+"
_VERSIONS: Final = rf"(?:{_CLAUSE}(?:,{_CLAUSE})*)?"
_REQUIREMENT: Final = rf"{_PROJECT}(?:\[[^\]]*\])?{_VERSIONS}"
_DEPENDS: Final = re.compile(
    rf"(?:all versions of )?(?P<by>{_PROJECT})(?:\[[^\]]*\])?(?P<version>{_VERSIONS})"
    rf" depends? on (?P<requirement>{_REQUIREMENT})(?=,? )"
)
_REQUIRED: Final = re.compile(rf"you require (?P<first>{_REQUIREMENT})(?: and (?P<second>{_REQUIREMENT}))?(?=, )")
_FIRST_REQUIRED: Final = re.compile(rf"you require (?P<first>{_REQUIREMENT})(?= and )")
_UNBUILT: Final = re.compile(
    rf"Failed to (?:download and )?build `(?P<project>{_PROJECT})(?:==(?P<version>[^`\s]+))?.*"
)
_HASH_OF: Final = re.compile(r"Hash mismatch for `(?P<requirement>[^`]+)`")
_DIGEST: Final = re.compile(r"sha\d+:(?P<digest>[0-9a-f]+)")
_PYTHON: Final = re.compile(r"Using (?:C?Python|PyPy|GraalPy) (?P<version>\S+) (?:interpreter|environment) at.*")


def demands(lines: Sequence[str]) -> tuple[Demand, ...]:
    """Give what was required where uv found no solution, as far as its derivation tells it in plain words."""
    text = " ".join(_derivation(lines))
    if "No solution found" not in text:
        return ()
    found = [demand(each["requirement"], each["by"], each["version"]) for each in _DEPENDS.finditer(text)]
    required = [each for match in _REQUIRED.finditer(text) for each in match.groups() if each]
    required += [match["first"] for match in _FIRST_REQUIRED.finditer(text)]
    return tuple(dict.fromkeys(filter(None, (*map(demand, required), *found))))


def failed_build(lines: Sequence[str]) -> Build | None:
    """Tell which project could not be built."""
    found = next(filter(None, (_UNBUILT.fullmatch(_DECORATION.sub("", line).rstrip()) for line in lines)), None)
    return Build(found["project"], found["version"] or "") if found else None


def hash_mismatch(lines: Sequence[str]) -> Mismatch | None:
    """Tell for which file a hash of the user's is not that of the file."""
    texts = [_DECORATION.sub("", line).strip() for line in lines]
    digests = [match for text in texts if (match := _DIGEST.fullmatch(text))]
    named = next(filter(None, map(_HASH_OF.fullmatch, texts)), None)
    # One hash may be right among many: then the last of those that were expected stands before the one that came.
    return Mismatch.of(named, *digests[-2:]) if len(digests) > 1 else None


def python_of(lines: Sequence[str]) -> str | None:
    """Give the version of the Python that uv says it installs for."""
    found = next(filter(None, (_PYTHON.fullmatch(line.rstrip()) for line in lines)), None)
    return found["version"] if found else None


def _derivation(lines: Sequence[str]) -> Iterator[str]:
    """Give the lines of uv's reasoning, without its hints, which speak of what nobody has required."""
    failed = False
    for line in lines:
        failed = failed or line.startswith(("error: ", "  \u00d7 "))
        if failed and re.match(r"\s*hint: ", line):
            return
        if failed:
            yield _DECORATION.sub("", line).strip()


def last_words(lines: Sequence[str]) -> str:
    """Say in one bounded line why uv failed, as far as *lines*, all that it printed, tell."""
    return joined(_unbroken(_telling(lines)), lines)


def would_install(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Read what a ``--dry-run`` names: `` + acme-models==1.0``; what is replaced has a minus, or a tilde.

    What comes from a URL or a folder has that in the place of a version: `` + acme-models @ file:///…``.
    """
    found = filter(None, (_COMING.fullmatch(line.rstrip()) for line in lines))
    return [(match["name"], masked(match["version"])) for match in found]


def _unbroken(pieces: Iterable[str]) -> Iterator[str]:
    """Put together what was broken into lines for a terminal: uv's sentences begin with a capital, or end before."""
    whole = ""
    for piece in pieces:
        if whole and piece[:1].islower() and not whole.endswith((".", ":", "`")):
            whole = f"{whole} {piece}"
        else:
            yield whole
            whole = piece
    yield whole


def _telling(lines: Sequence[str]) -> Iterator[str]:
    """Give what uv says from its first error on; of the output of a build only the faults."""
    failed = in_output = False
    for line in lines:
        failed = failed or line.startswith(("error: ", "  \u00d7 "))
        text = _DECORATION.sub("", line)
        in_output = bool(_OUTPUT.fullmatch(text)) or (in_output and line[:1] in {"", " "})
        if not failed or _OUTPUT.fullmatch(text) or _NOISE.match(text):
            continue
        if not in_output or FAULT.fullmatch(text):
            yield text
