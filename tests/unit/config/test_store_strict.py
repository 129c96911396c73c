"""The user and the administrator can make strict the rule."""

import pytest

from altindex_magic.errors.usage import InvalidSetting
from altindex_magic.model import Index, Scope
from tests.unit.config.conftest import URL, write


def strict_in(path, value):
    """Write the key into a file, in front of whatever stands there."""
    write(path, f"[altindex]\nstrict = {value}\n")


@pytest.mark.parametrize(
    ("site", "user", "expected"), [("false", "false", False), ("true", "false", True), ("false", "true", True)]
)
def test_user_and_administrator_can_make_strict_the_rule(store, places, site, user, expected):
    """Neither takes it back from the other."""
    assert not store.strict()
    strict_in(places.site_file, site)
    strict_in(places.indexes_file, user)
    assert store.strict() is expected


@pytest.mark.parametrize("text", ["altindex = 1\n", "[altindex]\nstrict = 1\n", "[altindex]\nstrict = 'true'\n"])
def test_a_wrong_value_of_strict_is_not_taken_for_none(store, places, text):
    """It is one clear error that names the file."""
    write(places.indexes_file, text)
    with pytest.raises(InvalidSetting, match="`strict` cannot be used: it must be true or false, in the table"):
        store.strict()


def test_the_table_of_strict_outlives_a_change(store, places):
    """Adding an index touches nothing else."""
    strict_in(places.indexes_file, "true  # always")
    store.add(Index("one", URL), Scope.USER, replace=False)
    assert store.strict()
    assert "strict = true  # always" in places.indexes_file.read_text()
