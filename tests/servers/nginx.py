"""nginx: static pages behind TLS from a private authority and a password, as on many company networks."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import trustme

from tests.servers.base import LOOPBACK, Server, ServerProcess, find_program, free_port, write_htpasswd
from tests.servers.folder import write_simple_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

USERNAME: Final = "nginx-user"
PASSWORD: Final = "ngin+x/pass:word"

# One process: as a child of the tests it needs no master, and no user to change to.
_CONFIGURATION: Final = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/temp;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp;
    scgi_temp_path {folder}/temp;
    types {{ text/html html; }}
    default_type application/octet-stream;
    server {{
        listen {host}:{port} ssl;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.pem;
        {client_certificates}
        auth_basic "private index";
        auth_basic_user_file {folder}/htpasswd;
        root {folder}/root;
    }}
}}
"""
_ASK_CLIENTS: Final = "ssl_verify_client on; ssl_client_certificate {folder}/ca.pem;"


@contextmanager
def nginx(folder: Path, distributions: Path, *, client_certificates: bool = False) -> Iterator[Server]:
    """Serve static PEP 503 pages over *distributions*; with *client_certificates* it asks for one of them too."""
    program = find_program("nginx", "apt-get install nginx", "/usr/sbin", "/usr/local/sbin")
    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert(LOOPBACK, "localhost").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    authority.issue_cert("client@tests").private_key_and_cert_chain_pem.write_to_path(folder / "client.pem")
    write_htpasswd(folder / "htpasswd", USERNAME, PASSWORD)
    write_simple_tree(distributions, folder / "root")
    port = free_port()
    ask = _ASK_CLIENTS.format(folder=folder) if client_certificates else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder, host=LOOPBACK, port=port, client_certificates=ask))
    process = ServerProcess([program, "-p", folder, "-c", configuration, "-e", "stderr"], port=port, folder=folder)
    process.start()
    try:
        yield Server(
            url=f"https://{LOOPBACK}:{port}/simple/",
            username=USERNAME,
            password=PASSWORD,
            ca_cert=folder / "ca.pem",
            client_cert=folder / "client.pem" if client_certificates else None,
            folder=folder / "root",
            switch=process,
        )
    finally:
        process.stop()
