"""Why the name of a host does not resolve."""

from __future__ import annotations

from altindex_magic.errors.hint import Hint


def explained(index: str, *, offline: bool) -> Hint:
    """Tell one name that nobody knows from a machine that can look up none."""
    if offline:
        return Hint(
            "No other name would resolve either: this machine has no network, or its name server does not answer.",
            f"Connect to the network, then: %altindex test {index}",
        )
    return Hint("The network is there: the name is misspelt, or only a VPN or the network of its owner knows it.")
