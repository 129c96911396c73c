"""What is to be published is built and looked at before anything leaves."""

from __future__ import annotations

from pathlib import Path

from altindex_magic import request
from altindex_magic.event import Built
from tests.integration.publishing.conftest import BACKEND
from tests.kernels import notebook
from tests.packages import backend_wheel, project, repacked, wheel


def test_a_build_gets_private_requirements_and_leaves_a_failure_without_trace(desk, share, tmp_path):
    """The backend is on a private index; without it the error names what is missing, and dist is as it was."""
    backend_wheel(share.folder, "acme-backend", "1.0")
    tree = project(tmp_path / "tree", "acme", "1.0", build_requires=["acme-backend"], build_backend="acme_backend")
    told = desk.refused(request.Build(str(tree)))
    assert "could not be built (exit status 1).  [build-failed]" in told
    assert "acme-backend" in told
    assert not tree.joinpath("dist").exists()
    desk.do(request.Add("share", str(share.folder)))
    desk.do(request.Use(("share",)))
    built = desk.do(request.Build(str(tree)))[-1]
    assert isinstance(built, Built)
    assert [row.filename for row in built.rows] == ["acme-1.0-py3-none-any.whl", "acme-1.0.tar.gz"]
    assert sorted(path.name for path in tree.joinpath("dist").iterdir()) == [row.filename for row in built.rows]


def test_a_dry_run_uploads_nothing(desk, public):
    """It builds, checks, and tells what would go where, with sizes and hashes."""
    desk.do(request.InitPackage("acme-models"))
    shown = desk.do(request.Publish("local", "acme-models", dry_run=True))[-1]
    assert (shown.index, shown.dry_run) == ("local", True)
    assert [(row.filename, row.state) for row in shown.rows] == [
        ("acme_models-0.1.0-py3-none-any.whl", "to upload"),
        ("acme_models-0.1.0.tar.gz", "to upload"),
    ]
    assert all(row.size > 100 and len(row.sha256) == 64 for row in shown.rows)
    assert not list(desk.session.world.places.local_index.rglob("*.whl"))


def test_a_project_without_a_description_is_not_published(desk):
    """`twine check --strict` finds it before the index does."""
    desk.do(request.InitPackage("acme-models"))
    path = Path("acme-models/pyproject.toml")
    path.write_text(path.read_text().replace('readme = "README.md"\n', ""))
    told = desk.refused(request.Publish("local", "acme-models"))
    assert "What was built did not pass `twine check --strict`. Nothing was uploaded.  [check-failed]" in told
    assert "`long_description` missing" in told
    assert not list(desk.session.world.places.local_index.rglob("*.whl"))


def test_a_damaged_or_renamed_wheel_does_not_leave(desk, taker, tmp_path):
    """It is looked at first."""
    desk.add("taker", taker)
    cut = wheel(tmp_path / "cut", "acme-models", "1.0")
    cut.write_bytes(cut.read_bytes()[:-40])
    assert "the file is damaged" in desk.refused(request.Upload((str(cut),), "taker"))
    renamed = wheel(tmp_path / "renamed", "acme-models", "1.0")
    renamed = renamed.rename(renamed.with_name("other-1.0-py3-none-any.whl"))
    assert "its metadata names the project `acme-models`" in desk.refused(request.Upload((str(renamed),), "taker"))
    assert not taker.behaviour.posts


def test_an_index_without_a_publish_url_says_so(desk, share, tmp_path):
    """Before anything is built."""
    desk.do(request.Add("mirror", "https://mirror.example.com/simple/"))
    told = desk.refused(request.Publish("mirror", str(tmp_path)))
    assert "mirror has no publish URL, so nothing can be uploaded to it.  [no-publish-url]" in told


def test_a_folder_of_notebooks_is_not_a_package(desk, tmp_path):
    """The way to make one is offered."""
    (tmp_path / "work" / "analysis.ipynb").write_text("{}")
    told = desk.refused(request.Publish("local"))
    assert "This folder cannot be built: it has no pyproject.toml.  [no-project]" in told
    assert "A folder of notebooks is not a package" in told
    assert "%altindex init-package NAME --cells 3,5-7" in told


def test_cells_become_a_package(env, public):
    """Chosen by their numbers; what is no Python is left out, and the package imports."""
    repacked(public.folder, *BACKEND)
    with notebook(env, {"PIP_INDEX_URL": public.url}) as kernel:
        outcomes = kernel.run(
            '"""Models of ACME."""',
            "%load_ext altindex_magic",
            "%time import packaging\nANSWER = 42",
            "1 / 0",
            "def double(x):\n    return 2 * x",
            "%altindex init-package acme-models --cells 1,3,5",
            "%altindex publish acme-models --to local",
            "%altindex use local",
            "%altindex install acme-models",
            "import acme_models; acme_models.double(acme_models.ANSWER)",
            "%altindex init-package acme-models --cells 1",
            "%altindex init-package other --cells 99",
        )
    assert outcomes[5].ok, outcomes[5].shown
    assert "Lines left out, since only IPython understands them: 1" in outcomes[5].text
    assert outcomes[9].text == "84", outcomes[8].shown
    assert "is there already. Nothing was written.  [package-exists]" in outcomes[10].error.traceback
    assert "The cells cannot be taken: there is no In [99].  [no-such-cell]" in outcomes[11].error.traceback
