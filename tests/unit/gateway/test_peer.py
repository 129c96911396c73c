"""The user behind a loopback connection is told by the kernel, and by its table where the kernel does not answer."""

import os
import socket
import sys

import pytest

from altindex_magic.gateway import peer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no other system tells who is behind a connection")


@pytest.fixture
def connection():
    """Give both addresses of a connection from this process to itself."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
        server.accept()[0] as accepted,
    ):
        yield client.getsockname(), accepted.getsockname()


def test_both_ways_tell_the_user_of_this_process(connection):
    """The kernel's answer and the row of its table agree."""
    there, here = connection
    assert peer.peer_user(there, here) == peer._looked_up(there) == os.getuid()


def test_the_table_is_read_where_the_kernel_does_not_answer(connection, monkeypatch):
    """A sandbox that forbids the question still has the check."""

    def forbidden(*_):
        raise PermissionError

    monkeypatch.setattr(peer, "_asked", forbidden)
    assert peer.peer_user(*connection) == os.getuid()


def test_a_socket_that_is_not_there_has_no_user(connection):
    """Nobody is made up: the port of nobody leads to no user."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = unused.getsockname()
    assert peer.peer_user(nobody, connection[1]) is None


def test_the_kernel_is_asked_about_the_very_connection(connection):
    """The same port in a connection to elsewhere is another connection, and no answer."""
    there, (host, port) = connection
    with pytest.raises(OSError, match=r"No such file|does not tell|tells of another"):
        peer._asked(there, (host, port + 1 if port < 65535 else port - 1))
