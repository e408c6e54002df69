"""One moment on two clocks, as people in Seoul and in Beijing write it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import clocks
from portal.kernel.clocks import Side, both_clocks_words, date_words, lasting_words, two_clocks
from portal.kernel.languages import Language

# Wednesday 16 September 2026, 14:00 in Seoul, 13:00 in Beijing.
MOMENT = datetime(2026, 9, 16, 5, 0, tzinfo=UTC)
# 00:30 on Thursday in Seoul, 23:30 on Wednesday in Beijing.
MIDNIGHT = datetime(2026, 9, 16, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.EN, "Wed 16 September"),
        (Language.KO, "9월 16일(수)"),
        (Language.ZH, "9月16日 周三"),
    ],
)
def test_a_date_is_written_as_its_reader_writes_it(language, words):
    assert date_words(date(2026, 9, 16), language) == words
    assert "2026" in date_words(date(2026, 9, 16), language, year=True)


@pytest.mark.parametrize(
    ("language", "reader", "words"),
    [
        (Language.EN, Side.KR, "Wed 16 September, 14:00 Seoul · 13:00 Beijing"),
        (Language.EN, Side.CN, "Wed 16 September, 13:00 Beijing · 14:00 Seoul"),
        (Language.KO, Side.KR, "9월 16일(수) 14:00 서울 · 13:00 베이징"),
        (Language.ZH, Side.CN, "9月16日 周三 13:00 北京 · 14:00 首尔"),
    ],
)
def test_running_text_names_both_clocks_the_readers_own_first(language, reader, words):
    assert both_clocks_words(MOMENT, language, reader) == words


def test_the_day_may_be_left_out_where_it_stands_nearby():
    assert both_clocks_words(MOMENT, Language.EN, with_date=False) == "14:00 Seoul · 13:00 Beijing"


@pytest.mark.parametrize("with_date", [True, False])
def test_where_the_two_days_differ_each_clock_names_its_own(with_date):
    for_korea = both_clocks_words(MIDNIGHT, Language.EN, Side.KR, with_date=with_date)
    assert for_korea == "Thu 17 September, 00:30 Seoul · Wed 16 September 23:30 Beijing"
    for_china = both_clocks_words(MIDNIGHT, Language.ZH, Side.CN, with_date=with_date)
    assert for_china == "9月16日 周三 23:30 北京 · 9月17日 周四 00:30 首尔"


def test_a_reading_says_what_a_machine_needs_too():
    own, other = two_clocks(MIDNIGHT, Language.EN, Side.CN)
    assert (own.city, own.time, own.own) == ("Beijing", "23:30", True)
    assert own.iso == "2026-09-16T23:30+08:00"
    assert own.day == date(2026, 9, 16)
    assert (other.city, other.time, other.own) == ("Seoul", "00:30", False)
    assert other.day == date(2026, 9, 17)


def test_in_the_summers_of_daylight_saving_the_clocks_went_by_their_rules():
    both_saving = datetime(1988, 7, 1, 5, 0, tzinfo=UTC)
    assert [r.time for r in two_clocks(both_saving, Language.EN)] == ["15:00", "14:00"]
    china_alone = datetime(1991, 7, 1, 5, 0, tzinfo=UTC)
    assert [r.time for r in two_clocks(china_alone, Language.EN)] == ["14:00", "14:00"]


@given(
    st.datetimes(datetime(1992, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(Language),
    st.sampled_from(Side),
)
def test_seoul_is_one_hour_ahead_whoever_reads_and_cst_is_never_written(moment, language, reader):
    readings = {r.city: r for r in two_clocks(moment, language, reader)}
    seoul = readings[clocks.CITIES[Side.KR][language]]
    beijing = readings[clocks.CITIES[Side.CN][language]]
    apart = datetime.fromisoformat(seoul.iso).replace(tzinfo=None) - datetime.fromisoformat(
        beijing.iso
    ).replace(tzinfo=None)
    assert apart == timedelta(hours=1)
    assert datetime.fromisoformat(seoul.iso) == datetime.fromisoformat(beijing.iso)
    words = both_clocks_words(moment, language, reader)
    assert seoul.time in words
    assert beijing.time in words
    assert "CST" not in words


def test_the_two_sides_face_each_other():
    assert Side.KR.other is Side.CN
    assert Side.CN.other is Side.KR
    assert Side.KR.language is Language.KO
    assert Side.CN.language is Language.ZH


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, ("1 minute", "1분", "1分钟")),
        (90, ("90 minutes", "90분", "90分钟")),
        (60, ("1 hour", "1시간", "1小时")),
        (36 * 60, ("36 hours", "36시간", "36小时")),
        (72 * 60, ("3 days", "3일", "3天")),
    ],
)
def test_a_length_of_time_is_told_in_the_largest_unit_that_fits(minutes, words):
    length = timedelta(minutes=minutes)
    assert tuple(lasting_words(length, language) for language in Language) == words
