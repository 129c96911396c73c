"""Each target holds for every input that is kept, and for some hundred that hypothesis makes up."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

EXAMPLES = 60


def inputs(target):
    """Give inputs of random bytes, of the words of the target, and of its kept inputs with a piece exchanged."""
    words = st.sampled_from([word.encode("utf-8", "surrogatepass") for word in target.words] or [b"\0"])
    pieces = st.lists(st.one_of(words, words, st.binary(max_size=3)), max_size=24).map(b"".join)
    kept = [path.read_bytes() for path in target.seeds()] or [b""]
    return st.one_of(
        st.binary(max_size=200), pieces, st.builds(mutated, st.sampled_from(kept), pieces, *[st.integers(0, 400)] * 2)
    )


def mutated(content, piece, start, length):
    """Put *piece* in the place of some bytes."""
    start = min(start, len(content))
    return content[:start] + piece + content[start + length :]


@pytest.mark.parametrize("name", TARGETS)
def test_every_kept_input_holds(name):
    """What broke once is mended and stays so."""
    for path in TARGETS[name].seeds():
        TARGETS[name].check(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_what_hypothesis_makes_up_holds(name):
    """A short look; `make fuzz` takes a long one, by the same functions."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(inputs(TARGETS[name]))
    def holds(content):
        TARGETS[name].check(content)

    holds()
