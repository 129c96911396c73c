"""The notebook that shows publishing runs from top to bottom, offline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tests.kernels import notebook
from tests.packages import repacked

NOTEBOOK: Final = Path(__file__).parents[2] / "notebooks" / "03_publish.ipynb"


def cells() -> list[dict[str, object]]:
    """Give the code cells as they are stored."""
    return [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def test_it_is_stored_without_outputs():
    """What a reader sees is what their own run shows."""
    assert [(cell["outputs"], cell["execution_count"]) for cell in cells()] == [([], None)] * len(cells())


def test_it_runs_from_top_to_bottom(env, public):
    """Every cell is green, and the published function is back."""
    repacked(public.folder, "hatchling", "packaging", "pathspec", "pluggy", "trove-classifiers", "tomlkit")
    with notebook(env, {"PIP_INDEX_URL": public.url}) as kernel:
        outcomes = {source: kernel.run(source)[0] for source in ("".join(cell["source"]) for cell in cells())}
    assert [outcome.shown for outcome in outcomes.values() if not outcome.ok] == []
    assert outcomes["import acme_tools\n\nacme_tools.double(21)"].text == "42"
    assert "nothing was uploaded." in outcomes["%altindex publish acme-tools --to local --skip-existing"].text
    assert env.installed()["acme-tools"] == "0.1.0"
