"""What of a page is hidden: by age, whatever the clocks say, and under strict; never more than that."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic.filters import (
    Cause,
    Rules,
    duration,
    hidden_versions,
    reason,
    rules_for,
    shown,
    uploaded,
    with_hashes,
)
from altindex_magic.model import Index
from altindex_magic.simple_api import File, Page

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
WEEK = Rules(timedelta(days=7))
STRICT = Rules(strict=True, is_default=True)
INDEX = Index("fury", "https://pypi.example.com/", cooldown="7d", cooldown_except=("Acme_*", "tool"))


def file(name="acme-1.0.tar.gz", time=None, url="https://files.example.com/"):
    return File(name, f"{url}{name}", {}, {} if time is None else {"upload-time": time})


def page(*files, **fields):
    return Page("acme", files, fields, "1.1")


def ages(*days):
    return [file(f"acme-{number}.0.tar.gz", (NOW - timedelta(days=age)).isoformat()) for number, age in enumerate(days)]


def names(result):
    return [each.filename for each in result.page.files]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12h", timedelta(hours=12)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
        ("0d", None),
        (None, None),
        ("99999999999w", timedelta.max),
    ],
)
def test_a_cooldown_is_a_duration(text, expected):
    """Hours, days and weeks; nothing is none, and more than can be counted is for ever."""
    assert duration(text) == expected


@pytest.mark.parametrize(
    ("project", "cooldown"),
    [("numpy", timedelta(days=7)), ("acme-data", None), ("tool", None), ("tools", WEEK.cooldown)],
)
def test_exceptions_are_patterns_of_normalised_names(project, cooldown):
    """In whatever spelling they were written."""
    assert rules_for(project, INDEX, strict=False).cooldown == cooldown


def test_files_younger_than_the_cooldown_are_hidden():
    """One that is exactly as old is shown."""
    result = shown(page(*ages(30, 7, 6.999, 0)), WEEK, NOW)
    assert names(result) == ["acme-0.0.tar.gz", "acme-1.0.tar.gz"]
    assert [each.cause for each in result.hidden] == [Cause.TOO_YOUNG] * 2


def test_a_file_from_the_future_is_young():
    """Whichever of the two clocks is wrong."""
    assert names(shown(page(*ages(-1, -4000)), WEEK, NOW)) == []


BEGINNING, END = (moment.replace(tzinfo=UTC) for moment in (datetime.min, datetime.max))  # noqa: DTZ901 - made aware


@pytest.mark.parametrize("now", [BEGINNING, datetime(1970, 1, 1, tzinfo=UTC), END], ids=str)
def test_a_clock_at_the_end_of_time_breaks_nothing(now):
    """In the far past everything is young, in the far future nothing is."""
    result = shown(page(*ages(30, 0)), WEEK, now)
    assert len(result.page.files) == (2 if now == END else 0)


def test_a_file_without_a_time_is_hidden_while_others_have_one():
    """It cannot be told how old it is."""
    result = shown(page(file("acme-9.0.tar.gz"), *ages(30)), WEEK, NOW)
    assert names(result) == ["acme-0.0.tar.gz"]
    assert [each.cause for each in result.hidden] == [Cause.UNDATED]
    assert not result.lacks_times


def test_a_page_without_any_time_is_told_from_one_with_young_files():
    """Only the former is the index's fault."""
    assert shown(page(file(), file("acme-2.0.tar.gz", "yesterday")), WEEK, NOW).lacks_times
    assert not shown(page(file(), *ages(1)), WEEK, NOW).lacks_times
    assert not shown(page(), WEEK, NOW).lacks_times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-02T03:04:05.123456Z", datetime(2026, 1, 2, 3, 4, 5, 123456, UTC)),
        ("2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05+02:00", datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))),
        ("0001-01-01T00:00:00+14:00", None),
        ("now", None),
        ("", None),
        (None, None),
    ],
)
def test_upload_times_are_read_as_utc(text, expected):
    """What is no moment is none, and raises nothing."""
    assert uploaded(file(time=text)) == expected


@given(st.text(max_size=30))
def test_no_text_of_an_index_breaks_the_reading_of_times(text):
    """Each is a moment or none."""
    found = uploaded(file(time=text))
    assert found is None or found.tzinfo is UTC


def test_strict_hides_the_sdists_of_the_default_index_alone():
    """Those of an index that was chosen are shown."""
    everything = page(file(), file("acme-1.0-py3-none-any.whl"), file("acme-1.0.zip"))
    assert names(shown(everything, STRICT, NOW)) == ["acme-1.0-py3-none-any.whl"]
    assert shown(everything, Rules(strict=True), NOW).hidden == ()


def test_strict_hides_links_without_tls():
    """But for those that stay on this machine."""
    everything = page(
        file("acme-1.0.tar.gz", url="http://files.example.com/"),
        file("acme-2.0.tar.gz", url="http://127.0.0.1:8000/"),
        file("acme-3.0.tar.gz", url="file:///srv/wheels/"),
    )
    result = shown(everything, Rules(strict=True), NOW)
    assert names(result) == ["acme-2.0.tar.gz", "acme-3.0.tar.gz"]
    assert [each.cause for each in result.hidden] == [Cause.PLAIN_HTTP]


def test_a_page_that_nothing_is_hidden_of_is_the_very_page():
    """So that it needs not be written again."""
    whole = page(*ages(30))
    assert shown(whole, Rules(), NOW).page is whole
    assert shown(whole, WEEK, NOW).page is whole
    assert with_hashes(whole, {}) is whole


def test_a_version_without_files_is_not_listed():
    """The list of versions (PEP 700) and the files agree; a version that never had a file stays."""
    result = shown(page(*ages(30, 1), versions=["0.0", "1.0", "0.1"]), WEEK, NOW)
    assert result.page.fields["versions"] == ["0.0", "0.1"]


def test_versions_that_are_gone_are_named_newest_first():
    """Or, where each has something left, those that something is missing of."""
    result = shown(page(*ages(30, 1, 2)), WEEK, NOW)
    assert hidden_versions(result.hidden, result.page.files) == ["2.0", "1.0"]
    both = shown(page(file(), file("acme-1.0-py3-none-any.whl")), STRICT, NOW)
    assert hidden_versions(both.hidden, both.page.files) == ["1.0"]


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_words(cause):
    """They name the index, or the rule."""
    assert "fury" in reason(cause, INDEX) or "strict" in reason(cause, INDEX)


def test_remembered_hashes_are_given_where_there_is_none():
    """A hash that the index gives is never replaced."""
    own = File("b-1.0.tar.gz", "https://f.example/b", {"sha256": "1" * 64}, {})
    weak = File("c-1.0.tar.gz", "https://f.example/c", {"md5": "2"}, {})
    known = {"acme-1.0.tar.gz": "a" * 64, "b-1.0.tar.gz": "b" * 64, "c-1.0.tar.gz": "c" * 64}
    given_now = with_hashes(page(file(), own, weak), known)
    assert [each.hashes for each in given_now.files] == [
        {"sha256": "a" * 64},
        {"sha256": "1" * 64},
        {"md5": "2", "sha256": "c" * 64},
    ]
