"""The script of the panel is put together from parts that are modules of their own."""

import re
from importlib import resources

from altindex_magic.panel import assets

STATIC = resources.files("altindex_magic.panel").joinpath("static")
PARTS = {path.name: path.read_text(encoding="utf-8") for path in STATIC.iterdir() if path.name.endswith(".js")}


def test_every_part_is_in_the_script():
    """A file that is added is added to its list."""
    styles = {path.name for path in STATIC.iterdir() if path.name.endswith(".css")}
    assert (set(assets._PARTS), set(assets._STYLES)) == (set(PARTS), styles)


def test_a_part_imports_only_what_an_earlier_part_exports():
    """Put behind one another they work as they do apart."""
    defined = {}
    for name in assets._PARTS:
        for names, source in re.findall(r"^import \{([^}]*)\} from \"\./([^\"]*)\";", PARTS[name], re.MULTILINE):
            assert {each.strip() for each in names.split(",") if each.strip()} <= defined[source], name
        defined[name] = set(re.findall(r"^export (?:async )?(?:function|class|const) (\w+)", PARTS[name], re.MULTILINE))


def test_the_script_imports_nothing_and_exports_the_widget():
    """It is one module, complete in itself."""
    exported = re.findall(r"^(?:import|export).*", assets.script(), re.MULTILINE)
    assert exported == ["export default part_panel;"]


def test_nothing_is_fetched_or_made_from_text():
    """No address of another server, no HTML out of strings, no place where a browser would keep something."""
    forbidden = r"https?://(?!pypi\.example\.com)|innerHTML|outerHTML|insertAdjacentHTML|\beval\(|localStorage|sessionStorage|document\.cookie|indexedDB|@import|url\("
    assert re.findall(forbidden, assets.script() + assets.style()) == []
