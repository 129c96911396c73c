"""The examples of events and errors, as the tests of each face take them."""

import pytest

from tests.unit.render.examples import ERRORS, EVENTS


@pytest.fixture
def events():
    """Give the examples of events by name."""
    return EVENTS


@pytest.fixture
def errors():
    """Give the examples of errors by name."""
    return ERRORS


@pytest.fixture(params=[*EVENTS, *ERRORS])
def shown(request):
    """Give each example in turn."""
    return {**EVENTS, **ERRORS}[request.param]
