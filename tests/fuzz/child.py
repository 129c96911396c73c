"""One target under atheris, in a process of its own: libFuzzer ends it without coming back.

``python -m tests.fuzz.child TARGET [libFuzzer's options and folders …]``
"""

from __future__ import annotations

import logging
import sys
import warnings

import atheris

# What is imported here is measured: its branches and comparisons guide the fuzzer.
with atheris.instrument_imports(include=["altindex_magic", "configparser", "tomllib", "netrc", "shlex", "argparse"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Hand the one target to libFuzzer."""
    logging.disable()
    warnings.simplefilter("ignore")
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
