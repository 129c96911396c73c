"""The notebook about a private index runs from top to bottom, against a server that wants a login."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tests.canary import Canary
from tests.kernels import notebook
from tests.packages import wheel

NOTEBOOK: Final = Path(__file__).parents[2] / "notebooks" / "02_private_index.ipynb"


def cells() -> list[dict[str, object]]:
    """Give the code cells as they are stored."""
    return [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def test_it_is_stored_without_outputs():
    """What a reader sees is what their own run shows."""
    assert [(cell["outputs"], cell["execution_count"]) for cell in cells()] == [([], None)] * len(cells())


def test_it_runs_from_top_to_bottom(env, public, pypiserver, tmp_path):
    """Every cell is green, the package is there, and the secret is in no output and no file."""
    wheel(pypiserver.folder, "acme-models", "1.0")
    variables = {
        "PIP_INDEX_URL": public.url,
        "TEAM_INDEX": pypiserver.url,
        "TEAM_USER": pypiserver.username,
        "TEAM_TOKEN": pypiserver.password,
    }
    with notebook(env, variables) as kernel:
        outcomes = {source: kernel.run(source)[0] for source in ("".join(cell["source"]) for cell in cells())}
        saved = kernel.save(tmp_path / "saved.ipynb")
    assert [outcome.shown for outcome in outcomes.values() if not outcome.ok] == []
    assert outcomes["import acme_models\n\nacme_models.__version__"].text == "'1.0'"
    assert "acme-models comes from team." in outcomes["%altindex why acme-models"].text
    assert f"+extra-index-url = {pypiserver.url}" in outcomes["%altindex export pip team --dry-run"].text.replace(
        f"{pypiserver.username}@", ""
    )
    assert not (env.home / ".config" / "pip").exists()
    assert Canary(pypiserver.password, (pypiserver.username,)).search(saved, env.home, env.log) == []
