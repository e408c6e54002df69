"""Spans of time: where two of them touch, they do not overlap."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.timespan import TimeSpan

START = datetime(2026, 9, 7, tzinfo=UTC)
minutes = st.integers(0, 600)
lengths = st.integers(1, 600)


def span(begins: int, lasts: int) -> TimeSpan:
    starts_at = START + timedelta(minutes=begins)
    return TimeSpan(starts_at, starts_at + timedelta(minutes=lasts))


spans = st.builds(span, minutes, lengths)


@given(spans, spans)
def test_two_spans_overlap_when_they_share_a_minute(one, other):
    def minutes_of(span):
        first = int((span.starts_at - START).total_seconds()) // 60
        return set(range(first, first + span.minutes))

    assert one.overlaps(other) == bool(minutes_of(one) & minutes_of(other))
    assert one.overlaps(other) == other.overlaps(one)


@given(spans, lengths)
def test_back_to_back_is_not_an_overlap(one, lasts):
    following = TimeSpan(one.ends_at, one.ends_at + timedelta(minutes=lasts))
    assert not one.overlaps(following)
    assert one.overlaps(one)


@given(spans)
def test_a_span_covers_its_start_but_not_its_end(one):
    assert one.covers(one.starts_at)
    assert one.covers(one.ends_at - timedelta(microseconds=1))
    assert not one.covers(one.ends_at)
    assert not one.covers(one.starts_at - timedelta(microseconds=1))


@given(spans)
def test_length_and_minutes_say_the_same(one):
    assert timedelta(minutes=one.minutes) == one.length == one.ends_at - one.starts_at


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(minutes=-5)])
def test_a_span_that_takes_no_time_is_refused(lasts):
    with pytest.raises(ValueError, match="ends after"):
        TimeSpan(START, START + lasts)


def test_a_span_without_a_zone_is_refused():
    naive = START.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        TimeSpan(naive, naive + timedelta(minutes=5))
    with pytest.raises(ValueError, match="zone"):
        TimeSpan(START, naive + timedelta(minutes=5))
