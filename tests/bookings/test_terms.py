"""What a session's terms say: who asks whom, how many, how close, how long before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.bookings import rules
from portal.bookings.rules import Diary, Participant
from portal.bookings.states import BookingState
from portal.consultations.rules import Terms
from portal.consultations.states import BookingMode, ParticipationState, Phase
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.kernel.timespan import TimeSpan
from portal.technologies.states import ProfileKind

NOW = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
KOREAN = Participant(
    Wording(en="Hanbit"), Side.KR, True, ParticipationState.ACCEPTED, region="KR-11"
)
CHINESE = Participant(
    Wording(en="Daiqing"), Side.CN, True, ParticipationState.ACCEPTED, region="310000"
)
DUST, WATER = frozenset({"DUST"}), frozenset({"WATER"})


def at(minute: int, lasts: int = 30) -> TimeSpan:
    starts = NOW + timedelta(minutes=minute)
    return TimeSpan(starts, starts + timedelta(minutes=lasts))


def asks(terms: Terms, asker: Participant, asked: Participant) -> bool:
    found = rules.why_not_ask(Phase.ASKING, BookingMode.REQUEST, asker, asked, terms=terms)
    books = rules.why_not_book(Phase.BOOKING, BookingMode.OPEN, asker, asked, terms=terms)
    assert (found is None) is (books is None)
    return found is None


def test_only_the_side_that_asks_asks():
    terms = Terms(asking_side=Side.KR)
    assert asks(terms, KOREAN, CHINESE)
    assert not asks(terms, CHINESE, KOREAN)


def test_companies_of_other_regions_are_left_to_the_coordinator_whoever_begins():
    terms = Terms(asking_regions=frozenset({"370000"}))
    assert not asks(terms, KOREAN, CHINESE)
    assert not asks(terms, CHINESE, KOREAN)
    assert asks(terms, KOREAN, replace(CHINESE, region="370000"))


@pytest.mark.parametrize(
    ("kind", "korean", "chinese", "korean_asks", "chinese_asks"),
    [
        (ProfileKind.OFFER, {"offers": DUST}, {"needs": WATER}, True, False),
        (ProfileKind.NEED, {"offers": DUST}, {"needs": WATER}, False, True),
        (ProfileKind.OFFER, {"offers": DUST}, {}, False, False),
        (ProfileKind.OFFER, {}, {"needs": DUST}, False, False),
        (None, {}, {}, True, True),
    ],
)
def test_offers_turn_to_needs_or_needs_to_offers(kind, korean, chinese, korean_asks, chinese_asks):
    one, other = replace(KOREAN, **korean), replace(CHINESE, **chinese)
    terms = Terms(asking_kind=kind)
    assert asks(terms, one, other) is korean_asks
    assert asks(terms, other, one) is chinese_asks


def test_in_one_group_of_technology_only_where_one_offers_what_the_other_needs():
    terms = Terms(same_group=True)
    offering = replace(KOREAN, offers=DUST)
    assert asks(terms, offering, replace(CHINESE, needs=DUST | WATER))
    assert not asks(terms, offering, replace(CHINESE, needs=WATER))
    assert not asks(terms, offering, replace(CHINESE, offers=DUST))
    needy = replace(CHINESE, needs=DUST)
    assert asks(terms, needy, offering)
    assert not asks(replace(terms, asking_kind=ProfileKind.OFFER), needy, offering)


def test_who_has_as_many_open_requests_as_there_may_be_asks_no_more_but_books():
    terms = Terms(most_open_requests=2)
    full = replace(KOREAN, open_requests=2)
    ask = rules.why_not_ask(Phase.ASKING, BookingMode.REQUEST, full, CHINESE, terms=terms)
    assert "2 of 2 requests open" in str(ask)
    assert not rules.why_not_book(Phase.ASKING, BookingMode.OPEN, full, CHINESE, terms=terms)
    assert asks(terms, KOREAN, replace(CHINESE, open_requests=9))


@pytest.mark.parametrize(
    ("of_session", "own", "meetings", "more"),
    [(None, None, 99, True), (3, None, 2, True), (3, None, 3, False), (3, 2, 2, False)],
)
def test_the_lower_limit_of_meetings_counts_on_both_sides(of_session, own, meetings, more):
    terms = Terms(most_meetings=of_session)
    busy = replace(KOREAN, most_meetings=own, meetings=meetings)
    assert asks(terms, busy, CHINESE) is more
    assert asks(terms, CHINESE, busy) is more


def test_coordinators_are_bound_by_nothing_but_told_everything():
    terms = Terms(asking_side=Side.CN, most_meetings=1)
    full = replace(KOREAN, meetings=1)
    free = {"terms": terms, "on_behalf": True}
    assert not rules.why_not_ask(Phase.FROZEN, BookingMode.REQUEST, full, CHINESE, **free)
    assert not rules.why_not_book(Phase.FROZEN, BookingMode.OPEN, full, CHINESE, **free)
    said = [str(each) for each in rules.what_terms_say(terms, full, CHINESE, asking=True)]
    assert said == [
        "In this session it is the Chinese companies that ask and book.",
        f"{KOREAN.name} has 1 of 1 meetings in this session and takes no more.",
    ]


# ---- a company's day


@pytest.mark.parametrize(
    ("starts", "fits"), [(-40, True), (-39, False), (0, False), (39, False), (40, True)]
)
def test_rest_lies_before_and_after_every_meeting(starts, fits):
    terms = Terms(rest_minutes=10)
    diary = Diary(KOREAN.name, spans=(at(0),))
    assert (rules.why_not_then(terms, diary, at(starts)) is None) is fits


@pytest.mark.parametrize(
    ("busy", "then", "row"),
    [
        ((), 0, 1),
        ((30, 60), 0, 3),
        ((-30, 30), 0, 3),
        ((-30, 90), 0, 2),
        ((40, 80), 0, 3),  # pauses shorter than a meeting
        ((60,), 0, 1),  # a meeting would have fitted
        ((-35, -70, 35), 0, 4),
    ],
)
def test_meetings_are_in_a_row_while_no_other_fits_between(busy, then, row):
    assert rules.in_a_row([at(each) for each in busy], at(then)) == row


def test_a_long_pause_of_the_grid_does_not_end_a_row():
    assert rules.in_a_row([at(0, 20), at(50, 20)], at(100, 20), timedelta(minutes=30)) == 3


@given(st.sets(st.integers(-6, 6)), st.integers(1, 5))
def test_nobody_ever_gets_more_in_a_row_than_the_terms_let(wanted, most):
    """Whatever is wanted, in whatever order: what was let is never too long."""
    terms = Terms(most_in_a_row=most)
    taken: list[TimeSpan] = []
    for number in sorted(wanted, key=lambda each: (each * 7) % 13):
        if not rules.is_one_too_many(terms, taken, at(30 * number)):
            taken.append(at(30 * number))
    assert all(rules.in_a_row(taken, each) <= most for each in taken)


# ---- how long before


@pytest.mark.parametrize(("before", "fits"), [(0, False), (119, False), (120, True)])
def test_companies_book_so_long_beforehand(before, fits):
    starts, notice = NOW + timedelta(minutes=before), Terms(notice_minutes=120).notice
    assert (rules.why_not_in_slot(starts, NOW, notice) is None) is fits


@pytest.mark.parametrize(
    ("before", "on_behalf", "may"),
    [(59, False, False), (60, False, True), (59, True, True), (-5, True, True), (-5, False, False)],
)
def test_companies_cancel_until_the_terms_say_and_coordinators_whenever(before, on_behalf, may):
    starts, change = NOW + timedelta(minutes=before), Terms(change_minutes=60).change
    why_not = rules.why_not_cancel(
        BookingState.CONFIRMED, starts, NOW, on_behalf=on_behalf, change=change
    )
    assert (why_not is None) is may


def test_a_request_waits_as_long_as_the_terms_say_unless_a_deadline_comes_first():
    moments = {
        "booking_ends_at": NOW + timedelta(days=5),
        "starts_at": NOW + timedelta(days=6),
        "ends_at": NOW + timedelta(days=7),
    }
    for hours, lasts in ((6, timedelta(hours=6)), (240, timedelta(days=5))):
        expires = rules.request_expires_at(
            NOW, lasts=Terms(request_hours=hours).request_lasts, **moments
        )
        assert expires == NOW + lasts
