"""The extension: what an administrator configures, and when what is started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from traitlets import Bool, Int, List, TraitError, Unicode
from traitlets.config import Config

from altindex_magic.environment import Wanted
from altindex_magic.errors import AltIndexError
from altindex_magic.errors.server import SecretInServerConfig, UnknownServerSection, WrongServerSetting
from altindex_magic.places import Places
from altindex_magic.server import configured, provisioner
from altindex_magic.server.api.routes import ROUTES
from altindex_magic.server.hosted import Hosted
from altindex_magic.server.newcomers import Newcomers
from altindex_magic.server.page import STATIC, PageHandler
from altindex_magic.server.settings import Settings
from altindex_magic.server.terminals import Terminals

if TYPE_CHECKING:
    from concurrent.futures import Future

    from jupyter_server.serverapp import ServerApp


class AltIndexServer(ExtensionApp):
    """Alternate package indexes for every kernel and terminal of this server."""

    name = "altindex"
    extension_url = "/altindex"

    enabled = Bool(default_value=True, help="Whether this extension does anything at all.").tag(config=True)
    use = List(Unicode(), help="The indexes that every new kernel and terminal uses, in this order.").tag(config=True)
    only = Bool(default_value=False, help="Use these indexes without the default one.").tag(config=True)
    strict = Bool(default_value=False, help="Refuse what leads round the gateway.").tag(config=True)
    cache_size = Int(
        default_value=0, min=0, help="How many bytes of files the gateway keeps; 0 leaves it at what it keeps anywhere."
    ).tag(config=True)
    port_pool = List(
        Int(min=1024, max=65535),
        help="The ports, from 1024 to 65535, of which the gateway takes the first free one; none: the user's own.",
    ).tag(config=True)

    hosted: Hosted | None = None
    _problem: AltIndexError | None = None

    def update_config(self, config: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Look at each setting before traitlets does, which repeats a wrong value and would drop them all.

        What is refused is taken out as well: other extensions log the whole configuration when they are debugged.
        """
        for strange in configured.misspelt(config):
            self._refuse(UnknownServerSection(strange), in_doubt=configured.decides(strange, config.pop(strange)))
        section = config.get(configured.SECTION, {})
        for name in list(section):
            try:
                self._take(name, section[name])
            except AltIndexError as problem:
                section.pop(name)
                is_secret = isinstance(problem, SecretInServerConfig)
                self._refuse(problem, in_doubt=is_secret or configured.decides(configured.SECTION, [name]))
        super().update_config(config)

    def _refuse(self, problem: AltIndexError, *, in_doubt: bool) -> None:
        """Log what is not obeyed; if it leaves *in doubt* which set is meant, there is none that can be used."""
        self.log.error("%s", problem)
        if in_doubt:
            self._problem = problem

    def _take(self, name: str, value: object) -> None:
        """Take one setting.

        Raises:
            SecretInServerConfig, UnknownServerSetting, WrongServerSetting: it is none, or has no such value.

        """
        traits = self.class_traits(config=True)
        configured.check(name, value, traits)
        try:
            super().update_config(Config({configured.SECTION: {name: value}}))
        except (TraitError, ValueError):
            # Not chained: what traitlets says repeats the value.
            raise WrongServerSetting(name, f"{traits[name].info()}: {traits[name].help}") from None

    def initialize_settings(self) -> None:
        """Prepare everything that needs the server but not its loop."""
        if not self.enabled:
            return
        server = self._server
        settings = Settings(
            places=Places.of_user(),
            page=url_path_join(server.base_url, self.extension_url),
            wanted=Wanted(tuple(self.use), self.only, self.strict),
            ports=tuple(self.port_pool),
            cache_bytes=self.cache_size or None,
            problem=self._problem,
        )
        self.hosted = Hosted(settings, self.log)
        self.hosted.watch(Terminals(server, self.hosted).renew)
        self._provision(server)
        if server.kernel_spec_manager and server.event_logger:  # as they are by now; for the type checker
            Newcomers(server.kernel_spec_manager, self.log).watch(server.event_logger)

    def initialize_handlers(self) -> None:
        """Offer REST and the settings page."""
        if self.hosted is None:
            return
        self.static_paths = [str(STATIC)]
        self.handlers.extend((path, handler, {"hosted": self.hosted}) for path, handler in ROUTES)
        self.handlers.append((self.extension_url, PageHandler))

    def begin(self) -> Future[None] | None:
        """Start the gateway, once."""
        return self.hosted.begin() if self.hosted else None

    async def _start_jupyter_server_extension(self, _serverapp: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Start the gateway now that the server listens."""
        self.begin()

    async def stop_extension(self) -> None:
        """Stop the gateway with the server."""
        if self.hosted:
            self.hosted.close()

    def _provision(self, server: ServerApp) -> None:
        """Let kernels be started by our provisioner, unless the administrator has chosen one."""
        factory = KernelProvisionerFactory.instance(parent=server)
        if factory.default_provisioner_name == "local-provisioner":
            factory.default_provisioner_name = provisioner.NAME
        elif factory.default_provisioner_name != provisioner.NAME:
            chosen = factory.default_provisioner_name
            self.log.warning("altindex: kernels are started by %s, without the gateway's environment.", chosen)

    @property
    def _server(self) -> ServerApp:
        assert self.serverapp is not None  # noqa: S101 - linked before it is initialised; for the type checker
        return self.serverapp
