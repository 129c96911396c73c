"""uv: the options of ``uv pip install`` (0.13) and what its last lines mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from altindex_magic.tools.last_words import FAULT, joined
from altindex_magic.tools.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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

_COMING: Final = re.compile(r" [+~] (?P<name>[^=\s]+)==(?P<version>\S+)(?: \(from .*\))?")
_DECORATION: Final = re.compile(r"^[\s│]*(?:error: |cause: |hint: |\u00d7 |[╰├]─▶ )?")
_NOISE: Final = re.compile(
    r"Usage: |For more information, try|Using (?:C?Python|PyPy)|Resolved \d|Building |\^+$"
    r"|.*unsafe-best-match"  # uv advises to merge all indexes: the very thing that must not happen
)
_OUTPUT: Final = re.compile(r"\[(?:stdout|stderr)\]")


def last_words(lines: Sequence[str]) -> str:
    """Say in one bounded line why uv failed, as far as *lines*, all that it printed, tell."""
    return joined(_telling(lines), lines)


def would_install(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Read what a ``--dry-run`` names: `` + acme-models==1.0``; what is replaced has a minus, or a tilde."""
    found = filter(None, (_COMING.fullmatch(line.rstrip()) for line in lines))
    return [(match["name"], match["version"]) for match in found]


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
