"""What a coordinator says of a session: what is missing, and what stays once companies see it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from portal.consultations import rules
from portal.consultations.rules import Grid, MeetingLink, Plan, Window
from portal.consultations.states import BookingMode, LinkKind
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.languages import Wording

DAY = date(2026, 9, 16)
NOW = clock.at(date(2026, 9, 7), 14, zone=BEIJING)
PLAN = Plan(
    title=Wording(zh="上海除尘"),
    about=Wording(),
    regions=("310000",),
    mode=BookingMode.REQUEST,
    grid=Grid((DAY,), (Window(time(9), time(12)),), 25, 5),
    joining_ends_at=NOW + timedelta(days=1),
    asking_ends_at=NOW + timedelta(days=2),
    booking_ends_at=NOW + timedelta(days=3),
    rooms=3,
)


def wrong_fields(plan, **more):
    return [lack.field for lack in rules.what_is_wrong_with_plan(plan, NOW, **more)]


def test_a_title_in_one_language_is_enough():
    assert wrong_fields(PLAN) == []
    assert wrong_fields(replace(PLAN, title=Wording())) == ["title_en"]


def test_everything_that_is_wrong_is_told_at_once():
    wrong = replace(
        PLAN,
        title=Wording(),
        regions=(),
        rooms=0,
        link=MeetingLink(url="https://meet.example/1"),
        booking_ends_at=NOW + timedelta(days=1),
    )
    assert wrong_fields(wrong) == ["title_en", "regions", "rooms", "link_kind", "booking_ends_at"]


@pytest.mark.parametrize(
    ("link", "field"),
    [
        (MeetingLink(kind=LinkKind.ZOOM), "link_url"),
        (MeetingLink(kind=LinkKind.ZOOM, url="ftp://meet.example"), "link_url"),
        (MeetingLink(kind=LinkKind.ZOOM, url="javascript:alert(1)"), "link_url"),
        (MeetingLink(kind=LinkKind.ZOOM, url="https://x.example:99999999/"), "link_url"),
        (MeetingLink(kind=LinkKind.ZOOM, url="https://["), "link_url"),
        (MeetingLink(kind=LinkKind.PHONE), "link_number"),
        (MeetingLink(number="123"), "link_kind"),
    ],
)
def test_a_link_says_which_service_and_where(link, field):
    assert wrong_fields(replace(PLAN, link=link)) == [field]


@pytest.mark.parametrize(
    "link",
    [
        MeetingLink(),
        MeetingLink(kind=LinkKind.VOOV, url="https://voov.example/j/1", number="1", password="2"),
        MeetingLink(kind=LinkKind.PHONE, number="+82 2 123 4567"),
    ],
)
def test_a_link_may_come_later_or_be_a_telephone_number(link):
    assert wrong_fields(replace(PLAN, link=link)) == []


def test_how_companies_book_stays_once_they_see_the_session():
    def wrong(**changed):
        return wrong_fields(replace(PLAN, **changed), before=PLAN, opened=True)

    assert wrong(title=Wording(en="Another title"), rooms=2, regions=("370000",)) == []
    assert wrong(mode=BookingMode.TIMETABLE) == ["mode"]
    assert wrong_fields(replace(PLAN, mode=BookingMode.TIMETABLE), before=PLAN) == []


def test_days_that_have_begun_may_stay_as_they_are():
    begun = replace(PLAN, grid=replace(PLAN.grid, days=(NOW.date() - timedelta(days=1), DAY)))
    early = {"joining_ends_at": NOW - timedelta(days=9), "asking_ends_at": NOW - timedelta(days=8)}
    begun = replace(begun, booking_ends_at=NOW - timedelta(days=7), **early)
    assert wrong_fields(begun, before=begun, opened=True) == []
    assert wrong_fields(begun) == ["first_day"]


def test_the_code_says_place_and_month():
    assert rules.code_prefix(("SH",), date(2026, 12, 1)) == "SH-2612"
    assert rules.code_prefix(("SD", "TJ"), date(2027, 1, 1)) == "CN-2701"
    assert rules.code_prefix(("",), date(2027, 1, 1)) == "CN-2701"


def test_while_a_session_runs_its_days_to_come_can_be_changed():
    yesterday = NOW.date() - timedelta(days=1)
    early = {"joining_ends_at": NOW - timedelta(days=9), "asking_ends_at": NOW - timedelta(days=8)}
    running = replace(
        PLAN,
        grid=replace(PLAN.grid, days=(yesterday, DAY)),
        booking_ends_at=NOW - timedelta(days=7),
        **early,
    )
    before = replace(running, standing=tuple(running.slots))
    later = replace(running, grid=replace(running.grid, days=(DAY + timedelta(days=1),)))
    assert wrong_fields(later, before=before, opened=True) == []
    assert [slot.starts_at.astimezone(BEIJING).date() for slot in later.after(before, NOW).slots][
        ::6
    ] == [yesterday, DAY + timedelta(days=1)]
    over = replace(running, grid=replace(running.grid, days=(yesterday,)))
    assert wrong_fields(over, before=before, opened=True) == ["last_day"]
    new_past_day = replace(running.grid, days=(yesterday - timedelta(days=1), DAY))
    assert wrong_fields(replace(running, grid=new_past_day), before=before, opened=True) == [
        "first_day"
    ]


def test_a_partner_that_must_agree_is_named_and_loses_that_by_a_change_alone():
    agrees = replace(PLAN, partner_host="one", partner_agrees=True)
    assert wrong_fields(replace(PLAN, partner_agrees=True)) == ["partner_host"]
    assert not wrong_fields(agrees)
    assert not rules.no_longer_agrees(replace(agrees, rooms=2), agrees)
    assert not rules.no_longer_agrees(agrees, PLAN)
    for other in (PLAN, replace(agrees, partner_agrees=False), replace(agrees, partner_host="two")):
        assert rules.no_longer_agrees(other, agrees)
