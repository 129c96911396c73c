"""The quickstart is what a newcomer runs first: all of it works, without an account and without the internet."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import nbformat
import pytest

from tests.kernels import environment, notebook
from tests.packages import repacked

NOTEBOOKS: Final = sorted(Path(__file__).parents[2].joinpath("notebooks").glob("*.ipynb"))
QUICKSTART: Final = next(path for path in NOTEBOOKS if path.name == "01_quickstart.ipynb")
ALLOWED_TO_FAIL: Final = "raises-exception"


def test_the_quickstart_runs_from_its_first_cell_to_its_last(tmp_path, public):
    """With no more than this package requires: it gets its build backend itself, and then installs in every way."""
    env = environment(tmp_path / "env")
    for part in env.root.joinpath("seen").glob("hatchling*"):
        part.unlink()
    repacked(public.folder, "hatchling")
    cells = [cell for cell in nbformat.read(QUICKSTART, 4).cells if cell.cell_type == "code"]
    with notebook(env, {"PIP_INDEX_URL": public.url}) as running:
        for cell in cells:
            done = running.run(cell.source)[0]
            may_fail = ALLOWED_TO_FAIL in cell.metadata.get("tags", ())
            assert done.ok or may_fail, f"{cell.source}\n\n{done.shown}"
            assert "Traceback" not in done.shown
    assert env.installed()["acme-models"] == "1.0"
    assert "acme-models" not in public.api.projects_asked(), "the default index learned a private name"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_in_the_repository_has_no_outputs(path):
    """They would be those of one machine on one day."""
    read = nbformat.read(path, 4)
    nbformat.validate(read)
    code = [cell for cell in read.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code if cell.outputs or cell.execution_count] == []
    assert "widgets" not in read.metadata
