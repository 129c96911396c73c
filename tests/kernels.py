"""Real kernels in throw-away environments, driven cell by cell as a notebook is."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import venv
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from tests.environ import hermetic_environ

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SITE: Final = Path(sysconfig.get_path("purelib"))
_NOT_SEEN: Final = re.compile(r"(pip|setuptools)(-.*\.dist-info)?|pkg_resources|_distutils_hack|distutils-.*\.pth")
_KERNEL: Final = "throw-away"


@dataclass(frozen=True)
class Environment:
    """A Python environment that a test may install into, with a home and a working folder of its own."""

    root: Path

    @property
    def prefix(self) -> Path:
        return self.root / "venv"

    @property
    def python(self) -> Path:
        return self.scripts / ("python.exe" if os.name == "nt" else "python")

    @property
    def scripts(self) -> Path:
        return self.prefix / ("Scripts" if os.name == "nt" else "bin")

    @property
    def site_packages(self) -> Path:
        return Path(sysconfig.get_path("purelib", "venv", {"base": str(self.prefix)}))

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def work(self) -> Path:
        """The folder in which the notebook stands."""
        return self.root / "work"

    @property
    def history(self) -> Path:
        """The database to which IPython writes every line that was run."""
        return self.home / ".ipython" / "profile_default" / "history.sqlite"

    @property
    def log(self) -> Path:
        """What the kernel process itself wrote to its standard streams."""
        return self.root / "kernel.log"

    def environ(self, **more: str) -> dict[str, str]:
        """Give the variables with which processes of this environment are started."""
        clean = hermetic_environ(os.environ, self.home)
        clean["PATH"] = os.pathsep.join([str(self.scripts), clean.get("PATH", os.defpath)])
        clean["VIRTUAL_ENV"] = str(self.prefix)
        clean["IPYTHONDIR"] = str(self.home / ".ipython")
        clean["JUPYTER_PLATFORM_DIRS"] = "1"
        return clean | more

    def command(self, *words: str) -> list[str]:
        """Give the arguments that run `jupyter altindex` with *words* in this environment."""
        return [str(self.python), "-c", "import sys; from altindex_magic.cli import main; sys.exit(main())", *words]

    def run(self, *argv: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command in this environment and give its result, whatever its exit code."""
        words = [str(word) for word in argv]
        return subprocess.run(
            words,
            check=False,
            capture_output=True,
            text=True,
            cwd=self.work,
            env=self.environ(**variables),
            timeout=300,
        )

    def installed(self) -> dict[str, str]:
        """Give name and version of each distribution that was installed into this environment itself."""
        pairs = (info.name.removesuffix(".dist-info").partition("-") for info in self._own())
        return {name.lower().replace("_", "-"): version for name, _, version in pairs}

    def forget_installed(self) -> None:
        """Take away what was installed into this environment itself."""
        for info in self._own():
            for file in PathDistribution(info).files or ():
                Path(info.parent / file).unlink(missing_ok=True)
            shutil.rmtree(info, ignore_errors=True)

    def _own(self) -> list[Path]:
        """Find the descriptions of distributions that are not those of the running environment, which are links."""
        return [info for info in self.site_packages.glob("*.dist-info") if not info.is_symlink()]


def environment(root: Path, *, pip: Path | None = _SITE, uv: bool = True) -> Environment:
    """Make an environment below *root* in a fraction of a second.

    It sees the packages of the running one, so that kernels and this project can be imported, and
    takes new ones into itself. *pip* is a folder that holds a pip, to be linked in, or ``None`` for
    an environment without one; *uv* tells whether there is one.
    """
    made = Environment(root)
    for folder in (made.home, made.work):
        folder.mkdir(parents=True)
    venv.create(made.prefix, symlinks=os.name != "nt", with_pip=False)
    _see_the_running_environment(made, root / "seen")
    if pip is not None:
        _link_pip(made, pip)
    if uv:
        program = Path(sysconfig.get_path("scripts"), "uv.exe" if os.name == "nt" else "uv")
        _link(program, made.scripts / program.name)
    return made


def _see_the_running_environment(made: Environment, seen: Path) -> None:
    """Offer all that is installed here but its pip, which the new environment has its own of, or lacks.

    What tests start in it measures the coverage of itself, and not of the installers and builds that it starts.
    """
    seen.mkdir()
    for part in _SITE.iterdir():
        if not _NOT_SEEN.fullmatch(part.name):
            _link(part, seen / part.name)
    made.site_packages.joinpath("seen.pth").write_text(
        f"import os, site; site.addsitedir({str(seen)!r}); os.environ.pop('COVERAGE_PROCESS_START', None)\n"
    )


def _link_pip(made: Environment, pip: Path) -> None:
    for part in (pip / "pip", *pip.glob("pip-*.dist-info")):
        _link(part, made.site_packages / part.name)
    write_script(made, "pip", "pip._internal.cli.main")


def write_script(made: Environment, name: str, module: str) -> None:
    """Put a program *name* on the path of an environment that runs ``main`` of *module*, as installers do."""
    script = made.scripts / name
    script.write_text(f"#!{made.python}\nimport sys\nfrom {module} import main\nsys.exit(main())\n")
    script.chmod(0o755)


def _link(source: Path, target: Path) -> None:
    """Link, or copy where the platform wants privileges for a link."""
    if os.name != "nt":
        target.symlink_to(source)
    elif source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)


@dataclass(frozen=True)
class CellError:
    """How a cell failed."""

    ename: str
    evalue: str
    traceback: str


@dataclass(frozen=True)
class Outcome:
    """What a cell showed, and how it ended."""

    text: str
    """Streams, results and plain-text displays, in order."""
    html: str
    """The HTML of its displays, in order."""
    error: CellError | None
    outputs: list[Any]
    """The output nodes as they stand in the notebook."""

    @property
    def ok(self) -> bool:
        return self.error is None

    @property
    def shown(self) -> str:
        """All that a reader of the cell can see, the traceback included."""
        return self.text + (self.error.traceback if self.error else "")


@dataclass
class Notebook:
    """A notebook with a running kernel. :meth:`run` may be called again and again."""

    client: NotebookClient
    node: nbformat.NotebookNode = field(init=False)

    def __post_init__(self) -> None:
        self.node = self.client.nb

    @property
    def pid(self) -> int:
        """The process id of the kernel, for a watch over it and its children."""
        return int(self.client.km.provisioner.pid)

    def run(self, *sources: str) -> list[Outcome]:
        """Append cells and run them all, also after one has failed; give the outcome of each."""
        return [self._run(source) for source in sources]

    def save(self, path: Path) -> Path:
        """Write the notebook with its outputs and widget state, as a front end does."""
        self.client.set_widgets_metadata()
        nbformat.write(self.node, path)
        return path

    def _run(self, source: str) -> Outcome:
        cell = nbformat.v4.new_code_cell(source)
        self.node.cells.append(cell)
        self.client.execute_cell(cell, len(self.node.cells) - 1)
        return outcome(cell.outputs)


def outcome(outputs: list[Any]) -> Outcome:
    """Read what the output nodes of a cell say."""
    failed = next((output for output in outputs if output.output_type == "error"), None)
    error = CellError(failed.ename, failed.evalue, "\n".join(failed.traceback)) if failed else None
    text = ""
    for output in outputs:
        begin = "\n" if text and not text.endswith("\n") and output.output_type != "stream" else ""
        text += begin + (output.get("text") or output.get("data", {}).get("text/plain", ""))
    html = "".join(output.get("data", {}).get("text/html", "") for output in outputs)
    return Outcome(text, html, error, outputs)


@contextmanager
def notebook(
    env: Environment, variables: Mapping[str, str] | None = None, timeout: int = 300, *, under: Sequence[str] = ()
) -> Iterator[Notebook]:
    """Start a kernel of *env*, with further environment *variables*, and shut it down in the end.

    *under* are the words of a program that becomes the kernel, such as ``unshare --mount``. After the
    block the history database is complete.
    """
    manager = AsyncKernelManager(**kernel_options(env, under))
    client = NotebookClient(nbformat.v4.new_notebook(), km=manager, allow_errors=True, timeout=timeout)
    start = {"env": env.environ(**(variables or {})), "cwd": str(env.work), "cleanup_kc": True}
    with env.log.open("ab") as log, client.setup_kernel(stdout=log, stderr=log, **start):
        yield Notebook(client)


def kernel_options(env: Environment, under: Sequence[str] = ()) -> dict[str, Any]:
    """Tell a kernel manager of any kind how a kernel of *env* is started."""
    specs = env.root / "kernels"
    spec = specs / _KERNEL
    spec.mkdir(parents=True, exist_ok=True)
    argv = [*under, str(env.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.joinpath("kernel.json").write_text(json.dumps({"argv": argv, "display_name": _KERNEL, "language": "python"}))
    return {
        "kernel_name": _KERNEL,
        "kernel_spec_manager": KernelSpecManager(kernel_dirs=[str(specs)]),
        "connection_file": str(env.root / "connection.json"),
        "transport": "ipc",  # a port that a manager picks may be taken before its kernel listens
    }
