"""The indexes that routing is tested with, what may be known of them, and decisions as plain values."""

from dataclasses import replace

from altindex_magic.model import Index, Layer
from altindex_magic.routing import Ask, Nowhere, Origin, Probe, Refused

ACME = Index("acme", "https://acme.example/simple/")
TEAM = Index("team", "https://team.example/simple/")
TORCH = Index("torch", "https://torch.example/whl/", packages=("torch", "nvidia-*"), exclusive=False)
PUBLIC = Index("public", "https://public.example/simple/", default=True)
MIRROR = Index("mirror", "https://mirror.example/simple/", default=True)

DECLARED = replace(ACME, packages=("acme-*",))
FOUND = replace(TEAM, layer=Layer.DISCOVERED)
FROM_ACME = Origin(ACME.url)
FROM_DEFAULT = Origin(None, exclusive=False)


def listing(*indexes, names=("acme-models",)):
    return {index.url: frozenset(names) for index in indexes}


def told(decision):
    """Put a decision into plain values, to be compared and read."""
    match decision:
        case Ask(index, rule):
            return index.name, str(rule)
        case Probe(candidates, default):
            return "probe", *(index.name for index in candidates), default.name if default else None
        case Refused(error):
            return type(error).__name__, error.index
        case Nowhere():
            return ("nowhere",)
