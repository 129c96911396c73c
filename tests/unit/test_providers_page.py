"""The page of providers says what the catalogue says."""

import re
from pathlib import Path

import pytest

from altindex_magic import presets

PAGE = Path(__file__).parents[2] / "docs" / "providers.md"


def section(preset):
    """Write what the page has to say of one provider."""
    fields = " ".join(f"{field.name}={_shell(field.placeholder)}" for field in preset.fields)
    name = preset.name.split("-")[0]
    lines = [f"## {preset.name}", "", f"**{preset.title}**", "", "```python"]
    lines.append(f"%altindex add {name} --preset {preset.name} {fields}".rstrip())
    if not preset.token.startswith(("None", "Needed to upload only")):
        user = "" if preset.username else " --username USER"
        lines[-1] += user
        lines.append(f"%altindex login {name}")
    lines += [f"%altindex use {name}", "```", "", "| field | what it is | if left out |", "|---|---|---|"]
    lines += [f"| `{field.name}` | {field.hint} | {_left_out(field.default)} |" for field in preset.fields]
    if not preset.fields:
        del lines[-3:]
    lines += ["", f"- Reads from: `{preset.url}`"]
    lines.append(f"- Uploads to: `{preset.publish_url}`" if preset.publish_url else "- Uploads: none at this address.")
    lines.append(f"- Token: {preset.token}" + (f" See <{preset.token_url}>." if preset.token_url else ""))
    if preset.keyring_plugin:
        lines.append(
            f"- Keyring plugin: `{preset.keyring_plugin}`, installed beside `keyring`, renews the token by itself."
        )
    if preset.command_hint:
        lines.append(f"- Or by a command: `%altindex login {name} --command '{preset.command_hint}'`")
    if preset.packages:
        lines.append(f"- Answers for: {', '.join(f'`{glob}`' for glob in preset.packages)}")
    if preset.default:
        lines.append("- Takes the place of the default index while it is in use.")
    if preset.warning:
        lines += ["", f"> **Mind:** {preset.warning}"]
    return "\n".join(lines)


def _shell(value):
    return f'"{value}"' if " " in value else value


def _left_out(default):
    return "required" if default is None else f"`{default}`" if default else "left out of the address"


@pytest.mark.parametrize("preset", presets.catalogue().values(), ids=lambda preset: preset.name)
def test_the_page_of_providers_tells_what_the_catalogue_says(preset):
    """The commands, fields, addresses and warnings of the page are those of the catalogue, word for word."""
    wanted = section(preset)
    assert wanted in PAGE.read_text(encoding="utf-8"), f"docs/providers.md needs this section:\n\n{wanted}\n"


def test_the_page_of_providers_has_no_section_beyond_the_catalogue():
    """A provider that is taken out of the catalogue is taken out of the page."""
    anchors = re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert anchors == list(presets.catalogue())
