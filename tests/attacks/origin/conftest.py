"""A Jupyter server in this process."""

import pytest

# The fixtures are taken in here and not as a plugin: some of them act on every test that can see them.
from pytest_jupyter.jupyter_core import *  # noqa: F403
from pytest_jupyter.jupyter_server import *  # noqa: F403
from pytest_jupyter.pytest_tornasync import *  # noqa: F403


@pytest.fixture
def jp_server_config():
    """Load the extension."""
    return {"ServerApp": {"jpserver_extensions": {"altindex_magic": True}}}
