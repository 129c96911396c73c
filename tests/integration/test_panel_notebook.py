"""The notebook about the panel runs from top to bottom, and what it leaves behind in widget state is harmless."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tests.kernels import notebook

NOTEBOOK: Final = Path(__file__).parents[2] / "notebooks" / "04_panel.ipynb"
VIEW: Final = "application/vnd.jupyter.widget-view+json"


def cells() -> list[dict[str, object]]:
    """Give the code cells as they are stored."""
    return [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def test_it_is_stored_without_outputs():
    """What a reader sees is what their own run shows."""
    assert [(cell["outputs"], cell["execution_count"]) for cell in cells()] == [([], None)] * len(cells())


def test_it_runs_from_top_to_bottom(env, public):
    """Every cell is green; the panels are widgets, with the commands as text for who has none."""
    with notebook(env, {"PIP_INDEX_URL": public.url}) as kernel:
        outcomes = kernel.run(*("".join(cell["source"]) for cell in cells()))
    assert [outcome.shown for outcome in outcomes if not outcome.ok] == []
    views = [output.data for outcome in outcomes for output in outcome.outputs if VIEW in output.get("data", {})]
    assert len(views) == 3
    assert ["%altindex install NAME" in data["text/plain"] for data in views] == [True, True, False]
