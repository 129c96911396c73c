"""pip: its options (those of 23.2 up to 26.3) and what its last lines mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

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
