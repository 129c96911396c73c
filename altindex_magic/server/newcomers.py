"""Kernels that another provisioner starts, because their specification says so, are told of in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jupyter_core.utils import ensure_async

from altindex_magic.errors import printable
from altindex_magic.server import provisioner

if TYPE_CHECKING:
    from logging import Logger

    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_events import EventLogger

_ACTIONS: Final = "https://events.jupyter.org/jupyter_server/kernel_actions/v1"
"""The events of Jupyter Server that tell what happens to kernels."""


class Newcomers:
    """Looks at each name of a kernel when the first one of that name has started."""

    def __init__(self, specifications: KernelSpecManager, log: Logger) -> None:
        """Find the *specifications* of kernels, and write to *log*."""
        self._specifications = specifications
        self._log = log
        self._known: set[str] = set()

    def watch(self, events: EventLogger) -> None:
        """Look at whatever kernel these *events* tell of."""
        events.add_listener(schema_id=_ACTIONS, listener=self._look)

    async def _look(self, logger: EventLogger, schema_id: str, data: dict[str, Any]) -> None:  # noqa: ARG002 - as called
        """Warn of a kernel that has started without our provisioner, once for each name."""
        name = data.get("kernel_name", "")
        if name in self._known or (data["action"], data["status"]) != ("start", "success"):
            return
        self._known.add(name)
        specification = await ensure_async(self._specifications.get_kernel_spec(name))
        chosen = specification.metadata.get("kernel_provisioner", {}).get("provisioner_name", provisioner.NAME)
        if chosen != provisioner.NAME:
            self._log.warning(
                "altindex: the kernel %s is started by %s, as its specification says, without the gateway's "
                "environment: its pip and uv obey their own settings, and not what this server uses. To change that, "
                "take `kernel_provisioner` out of the metadata of its kernel.json, or begin its notebooks with: "
                "%%altindex use NAME",
                printable(name, 64),
                printable(chosen, 64),
            )
