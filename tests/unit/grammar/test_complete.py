"""What Tab offers, verb by verb."""

from dataclasses import dataclass

import pytest

from altindex_magic.grammar import complete
from altindex_magic.grammar.verbs import VERBS


@dataclass
class World:
    """Three indexes, one of them in use, and one preset."""

    def indexes(self):
        return ["fury", "gem", "local"]

    def active(self):
        return ["gem"]

    def projects(self, prefix):
        return [name for name in ("acme-data", "acme-models") if name.startswith(prefix.lower().replace("_", "-"))]

    def presets(self):
        return ["codeartifact", "gemfury"]

    def preset_fields(self, preset):
        return {"codeartifact": ["domain", "owner"]}.get(preset, [])


@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        ("us", ["use"]),
        ("", list(VERBS)),
        ("xyzzy ", []),
        ("use ", ["fury", "local", "gem"]),
        ("use f", ["fury"]),
        ("use fury ", ["local", "gem"]),
        ("use fury --o", ["--only"]),
        ("use --only --", ["--uploads", "--strict"]),
        ("test ", ["gem", "fury", "local"]),
        ("logout ", ["gem", "fury", "local"]),
        ("logout gem ", []),
        ("off ", []),
        ("rename ", ["gem", "fury", "local"]),
        ("rename fury ", []),
        ("login fury --keep ", ["keyring", "session"]),
        ("login fury --keep=s", ["--keep=session"]),
        ("login --keep session ", ["gem", "fury", "local"]),
        ("add x --preset g", ["gemfury"]),
        ("add x --preset=g", ["--preset=gemfury"]),
        ("add x --preset codeartifact ", ["domain=", "owner="]),
        ("add x --preset codeartifact domain=a ", ["owner="]),
        ("add x --preset nosuch ", []),
        ("add x ", []),
        ("add x --scope p", ["project"]),
        ("add x u --packages a --pa", ["--packages"]),
        ("export ", ["pip", "pypirc", "uv", "netrc"]),
        ("export p", ["pip", "pypirc"]),
        ("export pip ", ["gem", "fury", "local"]),
        ("import --c", ["--clean"]),
        ("install ac", ["acme-data", "acme-models"]),
        ("install acme-data --wi", ["--with"]),
        ("install --with ", ["pip", "uv"]),
        ("install --exclude-n", ["--exclude-newer", "--exclude-newer-package"]),
        ("versions acme-m", ["acme-models"]),
        ("versions ACME_m", ["acme-models"]),
        ("why ", ["acme-data", "acme-models"]),
        ("allow acme-data --from ", ["gem", "fury", "local"]),
        ("help us", ["use"]),
    ],
)
def test_a_line_is_completed(line, candidates):
    """Names, options and values, each where it can stand; the likeliest first."""
    *before, prefix = line.split(" ")
    assert complete([word for word in before if word], prefix, World()) == candidates
