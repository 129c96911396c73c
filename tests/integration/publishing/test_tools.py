"""Flit, hatch and poetry, run by hand in a cell, publish through the gateway to a real index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from tests.integration.publishing.conftest import definition
from tests.kernels import Environment, environment, notebook, write_script

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.base import Server


@dataclass(frozen=True)
class Tool:
    """A program that publishes, and the project that it is given."""

    module: str
    """Which the program runs."""
    publish: str
    """What is typed in the folder of the project, in which ``dist`` is made by then if ``builds`` is false."""
    backend: str = 'requires = ["hatchling"]\nbuild-backend = "hatchling.build"'
    builds: bool = False


TOOLS: Final = {
    "flit": Tool(
        "flit", "flit publish", 'requires = ["flit_core >= 3.4"]\nbuild-backend = "flit_core.buildapi"', builds=True
    ),
    "hatch": Tool("hatch.cli", "hatch publish --no-prompt"),
    "poetry": Tool("poetry.console.application", "poetry publish --no-interaction -r altindex"),
}


def project(folder: Path, tool: Tool, text: str) -> None:
    """Write a project of one module, which says *text*."""
    folder.mkdir(exist_ok=True)
    folder.joinpath("pyproject.toml").write_text(
        f'[build-system]\n{tool.backend}\n\n[project]\nname = "acme-models"\nversion = "1.0"\n'
        'description = "Models."\nauthors = [{ name = "Ada", email = "ada@mail.example" }]\n'
        '[tool.hatch.build.targets.wheel]\nonly-include = ["acme_models.py"]\n'
    )
    folder.joinpath("acme_models.py").write_text(f'"""Models."""\n\ntext = "{text}"\n')


def prepared(env: Environment, name: str, devpi: Server) -> list[str]:
    """Put the program on the path, and give the cells that put the index to use for uploads."""
    write_script(env, name, TOOLS[name].module)
    return ["%load_ext altindex_magic", *definition("devpi", {"devpi": devpi}), "%altindex use devpi --uploads"]


@pytest.mark.parametrize("name", TOOLS)
def test_it_publishes_and_what_it_published_installs(name, devpi, public, tmp_path):
    """Sdist and wheel arrive; another file of the same name does not, and it is told why below the cell."""
    env, tool = environment(tmp_path / "env"), TOOLS[name]
    tree = env.work / "acme-models"
    with notebook(env, {"PIP_INDEX_URL": public.url, "TOKEN": devpi.password}) as kernel:
        assert all(outcome.ok for outcome in kernel.run(*prepared(env, name, devpi)))
        for text in ("first", "second"):
            project(tree, tool, text)
            build = [] if tool.builds else ["!rm -rf dist; python -m build --no-isolation"]
            *_, published = kernel.run(f"%cd -q {tree}", *build, f"!{tool.publish}")
            if text == "first":
                listed, installed = kernel.run("%altindex versions acme-models", "%altindex install acme-models")
                assert installed.ok, published.shown + installed.shown
                assert listed.text.splitlines()[-1].split()[:3] == ["1.0", "devpi", "2"], listed.text
    assert "devpi has another file called acme_models-1.0" in published.text
    assert "[file-exists]" in published.text
    assert 'text = "first"' in env.site_packages.joinpath("acme_models.py").read_text()
    assert devpi.password not in str(kernel.node)
