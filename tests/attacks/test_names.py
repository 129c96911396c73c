"""Dependency confusion: code of the attacker's under a name that is the victim's."""

import pytest

from tests.attacks.stage import EVIL, PRIVATE
from tests.packages import backend_wheel, sdist, wheel

_BACKEND = "import os, pathlib\npathlib.Path(os.environ['ATTACK_MARK']).touch()\nraise SystemExit('attacked')\n"


def test_a_higher_version_on_the_public_index(stage):
    """As it was found in the wild; the victim gets what the private index has."""
    stage.evil(stage.public)
    for ran in stage.attack("public higher version", PRIVATE).values():
        assert ran.installed == {"acme_models-1.0"}, ran.output


def test_the_same_version_with_other_content(stage):
    """Which of two equals an installer takes is a matter of their order."""
    stage.evil(stage.public, "1.0")
    stage.attack("public same version, other content", PRIVATE, real=False)


@pytest.mark.parametrize("spelling", ["Acme_Models", "ACME.-models"])
def test_another_spelling_of_the_same_name(stage, spelling):
    """One project to PEP 503."""
    stage.evil(stage.public)
    stage.attack(f"spelling variant {spelling}", spelling)


@pytest.mark.parametrize("lookalike", ["\u0430cme-models", "acme\u2011models"], ids=ascii)
def test_a_name_that_only_looks_like_it(stage, lookalike):
    """A letter of another alphabet, another hyphen, an invisible character: no name at all (PEP 508)."""
    stage.evil(stage.public)
    stage.attack(f"homoglyph {lookalike.encode('unicode_escape').decode()}", lookalike, real=False)


def test_a_transitive_dependency(stage):
    """Named by a private project, which nobody has to type."""
    wheel(stage.private.folder, "acme-app", "1.0", ["acme-service"])
    wheel(stage.private.folder, "acme-service", "1.0", [PRIVATE])
    stage.evil(stage.public)
    stage.attack("transitive dependency", "acme-app")


def test_an_extra_of_a_public_project(stage):
    """The public project may name it; where it comes from is not for the project to say."""
    extra = f'{PRIVATE}; extra == "models"'
    wheel(stage.public.folder, "requests-like", "2.0", [extra], headers=["Provides-Extra: models"])
    stage.evil(stage.public)
    stage.attack("extra of a public project", "requests-like[models]")


def test_a_build_requirement(stage):
    """What builds a package runs with the victim's rights."""
    backend_wheel(stage.private.folder, "acme-backend", "1.0")
    wheel(stage.public.folder, "acme-backend", "99.0", modules={"acme_backend.py": _BACKEND})
    settings = {"build_requires": ["acme-backend"], "build_backend": "acme_backend"}
    sdist(stage.private.folder, "acme-native", "1.0", **settings)
    stage.attack("build requirement", "acme-native")


def test_a_constraint_file(stage):
    """That only the attacker's version meets."""
    stage.evil(stage.public)
    constraints = stage.folder / "constraints.txt"
    constraints.write_text("Acme_Models>1\n")
    stage.attack("constraint file that wants the higher version", "-c", str(constraints), PRIVATE)


def test_a_requirements_file(stage):
    """With a range that only the attacker's version meets."""
    stage.evil(stage.public)
    requirements = stage.folder / "requirements.txt"
    requirements.write_text("acme.models>=2\n")
    stage.attack("requirements file that wants the higher version", "-r", str(requirements))


def test_a_lock_file_of_versions(stage):
    """Pinned while confused once: no later installation may renew the confusion."""
    stage.evil(stage.public)
    requirements = stage.folder / "requirements.lock"
    requirements.write_text(f"{PRIVATE}==99.0\n")
    stage.attack("lock file with the attacker's version", "-r", str(requirements))


def test_a_newer_prerelease(stage):
    """With ``--pre``."""
    wheel(stage.public.folder, PRIVATE, "99.0rc1", modules=EVIL)
    stage.attack("public pre-release", "--pre", PRIVATE)
