# A part of jupyterhub_config.py: whoever has a token of their own on the hub's machine is handed it.
import os
from pathlib import Path

TOKENS = Path(os.environ.get("TEAM_TOKENS", "/srv/jupyterhub/tokens"))  # readable for the hub alone


def hand_out(spawner):
    token = TOKENS / spawner.user.name
    if token.is_file():
        spawner.environment["TEAM_TOKEN"] = token.read_text().strip()


c.Spawner.pre_spawn_hook = hand_out
