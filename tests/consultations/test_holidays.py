"""Days off in either country: weekends, public holidays, and the weekends that China works."""

from datetime import date

import pytest

from portal.consultations import rules
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.timespan import TimeSpan

TODAY = date(2026, 9, 7)


def off(day, side, today=TODAY):
    return rules.day_off(day, side, today)


def test_a_plain_wednesday_is_a_working_day_in_both_countries():
    assert off(date(2026, 9, 16), Side.KR) is None
    assert off(date(2026, 9, 16), Side.CN) is None


def test_a_public_holiday_has_its_name_in_the_countrys_language_and_in_english():
    chuseok = off(date(2026, 9, 25), Side.KR)
    assert chuseok.holiday.ko == "추석"
    assert chuseok.holiday.en == "Chuseok"
    assert off(date(2026, 9, 25), Side.CN).holiday.zh == "中秋节"


def test_the_other_country_reads_the_name_of_a_holiday_in_its_own_language():
    assert off(date(2026, 9, 25), Side.KR).holiday.zh == "中秋节"
    assert off(date(2026, 10, 5), Side.KR).holiday.zh == "开天节补休日"
    assert off(date(2026, 10, 1), Side.CN).holiday.ko == "국경절"


def test_a_korean_holiday_is_flagged_although_china_works():
    hangul_day = date(2026, 10, 9)
    assert off(hangul_day, Side.KR).holiday.ko == "한글날"
    assert off(hangul_day, Side.CN) is None


def test_china_works_on_a_make_up_saturday_while_korea_rests():
    saturday = date(2026, 10, 10)
    assert off(saturday, Side.CN) is None
    assert off(saturday, Side.KR).holiday is None


def test_a_chinese_day_off_by_exchange_is_off():
    assert off(date(2026, 10, 7), Side.CN) is not None


def test_a_weekend_is_off_without_a_name():
    found = off(date(2026, 9, 12), Side.CN)
    assert found.holiday is None
    assert not found.provisional


@pytest.mark.parametrize(
    ("today", "provisional"), [(date(2026, 6, 30), True), (date(2026, 7, 1), False)]
)
def test_koreas_holidays_are_announced_in_the_summer_before(today, provisional):
    assert off(date(2027, 3, 1), Side.KR, today).provisional is provisional


def test_chinas_holidays_of_a_year_not_announced_are_provisional():
    found = off(date(2031, 10, 1), Side.CN)
    assert found.provisional
    assert found.holiday
    assert rules.is_provisional(2031, Side.CN, TODAY)
    assert not rules.is_provisional(2026, Side.CN, TODAY)


def test_a_slot_is_flagged_by_the_date_that_each_side_has_then():
    late = TimeSpan(
        clock.at(date(2026, 10, 8), 23, 0, zone=BEIJING),
        clock.at(date(2026, 10, 8), 23, 30, zone=BEIJING),
    )
    flags = rules.days_off_of(late, TODAY)
    assert [(flag.side, flag.day) for flag in flags] == [(Side.KR, date(2026, 10, 9))]


def test_a_slot_that_ends_at_midnight_does_not_reach_the_next_day():
    evening = TimeSpan(
        clock.at(date(2026, 10, 8), 22, 30, zone=BEIJING),
        clock.at(date(2026, 10, 8), 23, 0, zone=BEIJING),
    )
    assert rules.days_off_of(evening, TODAY) == []
