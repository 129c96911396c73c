"""Every error is described, has a reference of its own, and a section in the documentation."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from altindex_magic import errors
from altindex_magic.errors import AltIndexError, usage

PAGE = Path(__file__).parents[3] / "docs" / "errors.md"


def every_error():
    """Import all modules of errors and walk down from their common base."""
    for module in pkgutil.iter_modules(errors.__path__, f"{errors.__name__}."):
        importlib.import_module(module.name)
    found, open_ = [], [AltIndexError]
    while open_:
        children = [kind for kind in open_.pop().__subclasses__() if kind.__module__.startswith("altindex_magic.")]
        found += children
        open_ += children
    return sorted(found, key=lambda kind: kind.__qualname__)


def with_reference():
    return [kind for kind in every_error() if "reference" in vars(kind)]


def test_every_error_that_is_raised_has_a_reference_of_its_own():
    """Only a class that others refine may go without."""
    bare = [kind.__name__ for kind in every_error() if "reference" not in vars(kind) and not kind.__subclasses__()]
    assert not bare, f"without a reference: {', '.join(bare)}"


def test_no_two_errors_share_a_reference():
    """A reference leads to one section."""
    names = {}
    for kind in with_reference():
        names.setdefault(kind.reference, []).append(kind.__name__)
    assert {reference: kinds for reference, kinds in names.items() if len(kinds) > 1} == {}


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_an_error_is_described_and_its_reference_well_formed(kind):
    """A docstring of its own, and a kebab-case reference that can be a heading and a link."""
    assert (kind.__doc__ or "").endswith("."), kind
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.reference), kind.reference


def test_every_reference_has_its_section_in_the_documentation():
    """docs/errors.md has the references of the code and no others."""
    documented = re.findall(r"^### (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    raised = [kind.reference for kind in with_reference()]
    assert sorted(set(raised) - set(documented)) == [], "docs/errors.md has no section for these"
    assert sorted(set(documented) - set(raised)) == [], "docs/errors.md has sections for errors that are gone"
    assert len(documented) == len(set(documented)), "docs/errors.md has a section twice"


def test_no_section_of_the_documentation_is_empty():
    """Each says what is behind the error."""
    _, *sections = re.split(r"^###? ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [
        section.split("\n")[0] for section in sections if len(section.split()) < 10 and "-" in section.split()[0]
    ] == []


def test_only_a_line_that_is_not_understood_has_the_exit_code_for_usage():
    """2 as other programs have it; everything else is 1."""
    assert {kind.__name__ for kind in every_error() if kind.exit_code != 1} == {"BadUsage"}
    assert usage.BadUsage.exit_code == 2
