"""Kernels of a server are started with its gateway's environment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

if TYPE_CHECKING:
    from concurrent.futures import Future

    from altindex_magic.server.hosted import Hosted

NAME: Final = "altindex-provisioner"
"""Its name among the entry points of ``jupyter_client.kernel_provisioners``."""
_PATIENCE: Final = 10.0
"""Seconds for which a kernel waits for a gateway that is still starting."""


class Provisioner(LocalProvisioner):
    """The provisioner of local kernels; outside of a server with this extension it is nothing else."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - as the base class has it
        """Add the gateway's variables each time the kernel is started, so that a restart sees the set of then."""
        prepared = await super().pre_launch(**kwargs)
        if hosted := self._hosted:
            await _settled(hosted.begin())
            changes = hosted.lend(self.kernel_id, prepared["env"], self._key)
            prepared["env"] = {
                name: value for name, value in {**prepared["env"], **changes}.items() if value is not None
            }
        return prepared

    async def cleanup(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 - the base class says so
        """Take back what an ended kernel was lent."""
        if (hosted := self._hosted) and not restart:
            hosted.take_back(self.kernel_id)
        await super().cleanup(restart=restart)

    @property
    def _key(self) -> bytes | None:
        """Give the key of the kernel's connection file: the server and the kernel have it, its children have not."""
        key: bytes | None = getattr(getattr(self.parent, "session", None), "key", None)
        return key

    @property
    def _hosted(self) -> Hosted | None:
        """Find the extension through the kernel's manager, its manager, and the server over that."""
        server = getattr(getattr(self.parent, "parent", None), "parent", None)
        application = getattr(server, "web_app", None)
        extension = application.settings.get("altindex") if application else None
        return extension.hosted if extension else None


async def _settled(started: Future[None]) -> None:
    """Wait, without holding up the server, until the gateway runs or has failed to."""
    if not started.done():
        await asyncio.wait({asyncio.wrap_future(started)}, timeout=_PATIENCE)
