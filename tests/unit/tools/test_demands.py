"""Who required what, read from what pip 23.2 and 26.3 and uv 0.13 really print when they find no solution."""

import pytest

from altindex_magic.tools import pip, uv
from altindex_magic.tools.demand import Demand, contested, demand, explains

OF_PIP = [
    (
        """
ERROR: Could not find a version that satisfies the requirement acme-some==1.5 (from versions: 1.0, 1.1)
ERROR: No matching distribution found for acme-some==1.5
""",
        [Demand("acme-some", "acme-some==1.5")],
    ),
    (
        """
ERROR: Ignored the following yanked versions: 1.0
ERROR: Could not find a final version that satisfies the requirement Acme_Some[b,a]<6,>5 (from acme-web[x]->-r all.txt \
(line 2)) (from versions: none)
""",
        [Demand("acme-some", "Acme_Some[a][b]<6,>5", "acme-web")],
    ),
    (
        """
  ╰─> [3 lines of output]
      ERROR: Could not find a version that satisfies the requirement setuptools>=999 (from versions: 1.0)
      ERROR: No matching distribution found for setuptools>=999
""",
        [Demand("setuptools", "setuptools>=999")],
    ),
    (
        """
ERROR: Could not find a version that satisfies the requirement acme-some>1 (from -r all.txt (line 1)) (from versions: )
""",
        [Demand("acme-some", "acme-some>1")],
    ),
    (
        """
ERROR: Cannot install acme-left==1.0 and acme-some==1.1 because these package versions have conflicting dependencies.

The conflict is caused by:
    The user requested acme-some==1.1
    acme-left[all] 1.0 depends on acme-some==1.0
    The user requested (constraint) acme-some<3

Additionally, some packages in these conflicts have no matching distributions available for your environment:
    acme-some
""",
        [
            Demand("acme-some", "acme-some==1.1"),
            Demand("acme-some", "acme-some==1.0", "acme-left", "1.0"),
            Demand("acme-some", "acme-some<3"),
        ],
    ),
    ("Successfully installed acme-some-1.0", []),
]

OF_UV = [
    (
        """
Using CPython 3.11.7 interpreter at: venv/bin/python
error: No solution found when resolving dependencies
  cause: Because only acme-some<=1.1 is available and you require acme-some>5,<6, we can conclude that your \
requirements are unsatisfiable.
""",
        [Demand("acme-some", "acme-some<6,>5")],
    ),
    (
        """
error: No solution found when resolving dependencies
  cause: Because only acme-some<=1.1 is available and acme-two<=1.0 depends on acme-some>=7, we can conclude that \
acme-two<=1.0 cannot be used.
         And because only the following versions of acme-two are available:
             acme-two<=1.0
             acme-two>=2.0
         we can conclude that acme-two<2.0 cannot be used. (1)

         Because only acme-some<=1.1 is available and acme-two>=2.0 depends on acme-some>=8, we can conclude that \
acme-two>=2.0 cannot be used.
         And because you require acme-two, we can conclude that your requirements are unsatisfiable.
""",
        [
            Demand("acme-two", "acme-two"),
            Demand("acme-some", "acme-some>=7", "acme-two", "<=1.0"),
            Demand("acme-some", "acme-some>=8", "acme-two", ">=2.0"),
        ],
    ),
    (
        """
error: No solution found when resolving dependencies
  cause: Because all versions of acme-tags have no wheels with a matching Python
         ABI tag (e.g., `cp311`) and all versions of acme-trans depend on
         acme-tags, we can conclude that all versions of acme-trans cannot be used.
         And because you require acme-trans and acme-some[foo]==1.0, we can conclude that your requirements are \
unsatisfiable.

hint: `acme-tags` was included because you require acme-hint, we say
""",
        [
            Demand("acme-trans", "acme-trans"),
            Demand("acme-some", "acme-some[foo]==1.0"),
            Demand("acme-tags", "acme-tags", "acme-trans"),
        ],
    ),
    (
        """
error: No solution found when resolving dependencies
  cause: Because the current Python version (3.11.7) does not satisfy Python>=3.99 and acme-py==2.0 depends on \
Python>=3.99, we can conclude that acme-py==2.0 cannot be used.
         And because all versions of acme-yy depend on acme-py>1 and you require acme-yy, we can conclude that your \
requirements are unsatisfiable.
""",
        [Demand("acme-yy", "acme-yy"), Demand("acme-py", "acme-py>1", "acme-yy")],
    ),
    (
        """
  \u00d7 No solution found when resolving dependencies:
  ╰─▶ Because there is no version of acme-some==1.5 and you require
      acme-some==1.5, we can conclude that your requirements are unsatisfiable.
""",
        [Demand("acme-some", "acme-some==1.5")],
    ),
    ("error: Failed to fetch: http://127.0.0.1/simple/acme/\n", []),
]


@pytest.mark.parametrize(("output", "demands"), OF_PIP)
def test_what_pip_says_is_read(output, demands):
    """The one requirement that nothing met, with whoever has it, or all those that do not agree."""
    assert list(pip.demands(output.splitlines())) == demands


@pytest.mark.parametrize(("output", "demands"), OF_UV)
def test_what_uv_says_is_read(output, demands):
    """Its derivation, also where it was broken into lines for a terminal; a hint and a Python are no requirement."""
    assert list(uv.demands(output.splitlines())) == demands


@pytest.mark.parametrize("text", ["Python>=3.12", "acme @ https://example.com/acme.whl", "no requirement", ""])
def test_what_no_page_can_meet_is_no_demand(text):
    """Python is a package to uv, and a URL leads to no index."""
    assert demand(text) is None


def test_several_demands_on_one_project_are_at_odds():
    """The same one twice is one, and a project that all agree on is left out."""
    left, right = Demand("acme", "acme==1", "left", "1"), Demand("acme", "acme==2", "right", "1")
    assert contested([left, right, left, Demand("other", "other")]) == (left, right)
    assert contested([left, left]) == ()


def test_an_unmet_demand_explains_a_failure_where_every_version_makes_one():
    """A version that failed for something else could be had, were that mended: then it is not certain."""
    first, second = Demand("acme", "acme>=7", "two", "1.0"), Demand("acme", "acme>=8", "two", "2.0")
    other = Demand("other", "other==1", "two", "2.0")
    assert explains({first, second}, [first, second, Demand("two", "two")])
    assert explains({first, second}, [first, second, other])
    assert not explains({first}, [first, other])
    assert not explains({first, other}, [first, other])
    assert not explains({}, [first])


def test_the_python_that_uv_installs_for_is_read():
    """It may be another one than the kernel's."""
    assert uv.python_of(["Using Python 3.12.4 environment at: /a b/venv"]) == "3.12.4"
    assert uv.python_of(["Using CPython 3.13.0 interpreter at: venv/bin/python"]) == "3.13.0"
    assert uv.python_of(["Resolved 1 package in 2ms"]) is None
