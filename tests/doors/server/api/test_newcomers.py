"""Kernels whose specification names another provisioner."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

TOLD = "is started by local-provisioner, as its specification says, without the gateway's environment"


@pytest.fixture
def kernels(jp_data_dir):
    """Give the folder of the specifications of kernels."""
    return jp_data_dir / "kernels"


def specify(kernels, name, **metadata):
    """Write the specification of a kernel of that *name*."""
    folder = kernels / name
    folder.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    words = {"argv": argv, "display_name": name, "language": "python", "metadata": metadata}
    folder.joinpath("kernel.json").write_text(json.dumps(words))


async def started(jp_serverapp, name):
    """Start a kernel of that *name*, end it, and let whoever listens hear of it."""
    manager = jp_serverapp.kernel_manager
    kernel = await manager.start_kernel(kernel_name=name)
    await manager.shutdown_kernel(kernel, now=True)
    await asyncio.gather(*jp_serverapp.event_logger._active_listeners)


async def test_a_kernel_with_a_provisioner_of_its_own_is_told_of_once(jp_serverapp, kernels, caplog):
    """With what follows and what to do; another name is another kernel."""
    specify(kernels, "own", kernel_provisioner={"provisioner_name": "local-provisioner"})
    specify(kernels, "another", kernel_provisioner={"provisioner_name": "local-provisioner", "config": {}})
    for name in ("own", "own", "another"):
        await started(jp_serverapp, name)
    own, another = [record.getMessage() for record in caplog.records if TOLD in record.getMessage()]
    assert own.startswith(f"altindex: the kernel own {TOLD}")
    assert own.endswith("%altindex use NAME")
    assert another.startswith("altindex: the kernel another ")


async def test_a_kernel_without_one_is_not_worth_a_word(jp_serverapp, kernels, caplog):
    """It has the gateway's environment."""
    specify(kernels, "plain")
    specify(kernels, "ours", kernel_provisioner={"provisioner_name": "altindex-provisioner"})
    for name in ("plain", "ours"):
        await started(jp_serverapp, name)
    assert TOLD not in caplog.text
