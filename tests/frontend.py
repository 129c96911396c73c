"""A front end with a person before it: kernels that can be typed to, interrupted, restarted and killed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import nbformat
from jupyter_client.manager import KernelManager

from tests.kernels import Environment, Outcome, kernel_options, outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jupyter_client.blocking import BlockingKernelClient

_PATIENCE = 120


@dataclass(frozen=True)
class Prompt:
    """What a kernel asked the person, and whether what is typed may be seen."""

    question: str
    password: bool


@dataclass
class Frontend:
    """A front end with one kernel."""

    manager: KernelManager
    client: BlockingKernelClient
    prompts: list[Prompt] = field(default_factory=list)
    """All that the kernel has asked so far."""
    cells: list[nbformat.NotebookNode] = field(default_factory=list)

    @property
    def pid(self) -> int:
        return int(self.manager.provisioner.pid)

    def run(
        self, code: str, *, answers: Sequence[str] = (), on_output: Callable[[str], None] = lambda _text: None
    ) -> Outcome:
        """Run a cell; what the kernel asks is answered from *answers*, *on_output* gets each text as it is shown."""
        screen = _Screen(on_output)
        typed = iter(answers)

        def type_answer(message: Mapping[str, Any]) -> None:
            content = message["content"]
            self.prompts.append(Prompt(content["prompt"], content["password"]))
            self.client.input(next(typed))

        self.client.execute_interactive(
            code, allow_stdin=True, stdin_hook=type_answer, output_hook=screen.show, timeout=_PATIENCE
        )
        self.cells.append(nbformat.v4.new_code_cell(code, outputs=screen.outputs))
        return outcome(screen.outputs)

    def save(self, path: Path) -> Path:
        """Write the notebook with its outputs."""
        nbformat.write(nbformat.v4.new_notebook(cells=self.cells), path)
        return path

    def interrupt(self) -> None:
        """Press the stop button."""
        self.manager.interrupt_kernel()

    def restart(self) -> None:
        """Press the restart button."""
        self.manager.restart_kernel(now=False)
        self.client.wait_for_ready(_PATIENCE)

    def kill(self) -> None:
        """End the kernel as the out-of-memory killer does."""
        self.manager.provisioner.process.kill()
        self.manager.provisioner.process.wait()


class _Screen:
    """The output area of a cell: displays are updated in place, as a front end does."""

    def __init__(self, on_output: Callable[[str], None]) -> None:
        self.outputs: list[Any] = []
        self._displays: dict[str, int] = {}
        self._on_output = on_output

    def show(self, message: dict[str, Any]) -> None:
        content = message["content"]
        display = content.get("transient", {}).get("display_id")
        if message["msg_type"] == "update_display_data":
            self.outputs[self._displays[display]]["data"] = content["data"]
        elif message["msg_type"] in {"stream", "display_data", "execute_result", "error"}:
            if display:
                self._displays[display] = len(self.outputs)
            self.outputs.append(nbformat.v4.output_from_msg(message))
        self._on_output(content.get("text") or content.get("data", {}).get("text/plain", ""))


@contextmanager
def frontend(env: Environment, **variables: str) -> Iterator[Frontend]:
    """Start a kernel of *env* with a person before it, and shut it down in the end."""
    manager = KernelManager(**kernel_options(env))
    with env.log.open("ab") as log:
        manager.start_kernel(env=env.environ(**variables), cwd=str(env.work), stdout=log, stderr=log)
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(_PATIENCE)
            yield Frontend(manager, client)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=not manager.is_alive())
            manager.cleanup_resources()
