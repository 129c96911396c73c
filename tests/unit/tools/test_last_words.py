"""The few words that tell why an installer failed, on what pip 26.3 and uv 0.13 really print."""

import pytest

from altindex_magic.tools import pip, uv

PIP = [
    (
        """
Looking in indexes: http://altindex:****@127.0.0.1:8473/fury-1/simple/
ERROR: Ignored the following versions that require a different python version: 1.0 Requires-Python <3
ERROR: Could not find a version that satisfies the requirement acme (from versions: none)
ERROR: No matching distribution found for acme
""",
        (
            "Ignored the following versions that require a different python version: 1.0 Requires-Python <3; "
            "Could not find a version that satisfies the requirement acme (from versions: none)"
        ),
    ),
    (
        """
Collecting acme
  Downloading acme-1.0-py3-none-any.whl (748 bytes)
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, \
please update the hashes. Otherwise, examine the package contents carefully; someone may have tampered with them.
    acme==1.0 from http://127.0.0.1:8473/f/acme-1.0-py3-none-any.whl (from -r hash.txt (line 1)):
        Expected sha256 0000
             Got        681a
""",
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE; "
            "acme==1.0 from http://127.0.0.1:8473/f/acme-1.0-py3-none-any.whl; Expected sha256 0000; Got 681a"
        ),
    ),
    (
        """
The conflict is caused by:
    a 1.0 depends on c==1
    b 1.0 depends on c==2

To fix this you could try to:
1. loosen the range of package versions you've specified

ERROR: Cannot install a==1.0 and b==1.0 because these package versions have conflicting dependencies.
ERROR: ResolutionImpossible: for help visit https://pip.example/topics/dependency-resolution
""",
        (
            "a 1.0 depends on c==1; b 1.0 depends on c==2; "
            "Cannot install a==1.0 and b==1.0 because these package versions have conflicting dependencies"
        ),
    ),
    (
        """
  error: subprocess-exited-with-error

  \u00d7 Preparing metadata (pyproject.toml) did not run successfully.
  │ exit code: 1
  ╰─> [13 lines of output]
      compiling
      Traceback (most recent call last):
        File "be.py", line 3, in build_wheel
          raise RuntimeError("no compiler here")
      RuntimeError: no compiler here
      [end of output]

  note: This error originates from a subprocess, and is likely not a problem with pip.
error: metadata-generation-failed

\u00d7 Encountered error while generating package metadata.
╰─> broken

note: This is an issue with the package mentioned above, not pip.
""",
        "Preparing metadata (pyproject.toml) did not run successfully; RuntimeError: no compiler here; broken",
    ),
    (
        """
ERROR: Invalid requirement: 'acme=>1': Expected semicolon (after name with no version specifier) or end
    acme=>1
        ^
""",
        "Invalid requirement: 'acme=>1': Expected semicolon (after name with no version specifier) or end",
    ),
    ("Usage:\n  python -m pip install [options]\n\nno such option: --nosuch\n", "no such option: --nosuch"),
    ("", ""),
]

UV = [
    (
        """
Using CPython 3.11.7 interpreter at: /venv/bin/python
error: No solution found when resolving dependencies
  cause: Because there is no version of acme==9 and you require acme==9, we can conclude that your requirements are \
unsatisfiable.

hint: `acme` was found on http://127.0.0.1:8473/, but not at the requested version. If all indexes are equally \
trusted, use `--index-strategy unsafe-best-match` to consider all versions from all indexes.
""",
        (
            "No solution found when resolving dependencies; Because there is no version of acme==9 and you "
            "require acme==9, we can conclude that your requirements are unsatisfiable"
        ),
    ),
    (
        """
Resolved 1 package in 47ms
error: Failed to download `acme==1.0`
  cause: Hash mismatch for `acme==1.0`

         Expected:
           sha256:0000

         Computed:
           sha256:681a
""",
        "Failed to download `acme==1.0`; Hash mismatch for `acme==1.0`; Expected: sha256:0000; Computed: sha256:681a",
    ),
    (
        """
   Building broken==1.0
error: Failed to build `broken==1.0`
  cause: Call to `be.build_wheel` failed (exit status: 1)

         [stdout]
         compiling

         [stderr]
         Traceback (most recent call last):
           File "be.py", line 3, in build_wheel
             raise RuntimeError("no compiler here")
         RuntimeError: no compiler here

hint: Build failures usually indicate a problem with the package or the build environment
""",
        (
            "Failed to build `broken==1.0`; Call to `be.build_wheel` failed (exit status: 1); RuntimeError: "
            "no compiler here; Build failures usually indicate a problem with the package or the build environment"
        ),
    ),
    (
        """
  \u00d7 No solution found when resolving dependencies:
  ╰─▶ Because acme was not found in the package registry and you require acme, we can conclude that your \
requirements are unsatisfiable.
""",
        (
            "No solution found when resolving dependencies: Because acme was not found in the package registry and you "
            "require acme, we can conclude that your requirements are unsatisfiable"
        ),
    ),
    (
        """
error: unexpected argument '--nosuch' found

  tip: a similar argument exists: '--no-sources'

Usage: uv pip install --no-sources <PACKAGE>

For more information, try '--help'.
""",
        "unexpected argument '--nosuch' found; tip: a similar argument exists: '--no-sources'",
    ),
    ("something else\nthe last line\n\n", "the last line"),
]


@pytest.mark.parametrize(("output", "words"), PIP)
def test_pip_is_quoted_without_its_noise(output, words):
    """What went wrong is kept, and what is said twice, or helps nobody, is not."""
    assert pip.last_words(output.splitlines()) == words


@pytest.mark.parametrize(("output", "words"), UV)
def test_uv_is_quoted_without_its_noise(output, words):
    """What went wrong is kept; the advice to merge all indexes is not."""
    assert uv.last_words(output.splitlines()) == words


@pytest.mark.parametrize("tool", [pip, uv])
def test_what_is_quoted_is_bounded_and_holds_no_credential(tool):
    """Although pip shows a token that stands in the place of the user name, we do not repeat it."""
    line = "error: ERROR: http://s3cret:****@pypi.example.com/simple/ " + "x" * 2000
    words = tool.last_words([line])
    assert len(words) == 600
    assert words.endswith("…")
    assert "s3cret" not in words
