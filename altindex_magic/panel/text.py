"""The panel where no form can be shown: what each of its parts is as a command."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = """\
The panel needs a notebook with widgets. The same as commands:

  Indexes    %altindex list                              what is known, and what is in use
             %altindex add NAME --preset PROVIDER k=v    %altindex presets lists the providers
             %altindex login NAME                        the secret is asked for, and not shown
             %altindex use NAME …                        %altindex off ends it
  Install    %altindex install NAME                      --dry-run only shows what would happen
  Installed  %altindex installed --newer                 %altindex uninstall NAME
  Publish    %altindex publish FOLDER --to NAME          builds, checks and uploads

  %altindex help lists them all."""
