"""A company leaves a session or the portal: its meetings are called off, its requests closed."""

from __future__ import annotations

import pytest

from portal.bookings import queries, services
from portal.bookings.services import NotAsShown
from portal.bookings.states import BookingState, RequestState
from portal.companies.states import CompanyState
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import audit, db
from portal.kernel.clocks import Side
from portal.kernel.errors import Invalid, NotAllowed
from tests import mails, make
from tests.bookings.pair import Kept, Pair, seats_of

REASON = "The plant is being sold"


@pytest.fixture
def pair(database, monday):
    return Pair(mode=BookingMode.REQUEST)


def asks(pair, one, other):
    with db.writing():
        return Kept(services.ask(pair.consultation, one.company, other, None, "Fans", by=one.user))


def place_of(pair, company):
    return make.participation_of(company, pair.consultation)


def leave(pair, *, by, shown=None, reason=REASON):
    place = place_of(pair, pair.chinese)
    shown = queries.touched_by_leaving(place).fingerprint if shown is None else shown
    with db.writing():
        services.leave_session(place, by=by, reason=reason, shown=shown)


@pytest.mark.parametrize("who", ["coordinator", "chinese_user"])
def test_who_leaves_cancels_its_meetings_and_closes_its_requests(pair, who):
    booking = pair.met()
    to_it, by_it = asks(pair, pair.another_korean(), pair.chinese), None
    asked = pair.another_korean()
    with db.writing():
        by_it = Kept(
            services.ask(
                pair.consultation, pair.chinese, asked.company, None, "Fans", by=pair.chinese_user
            )
        )
    others = Kept(pair.meet_others(asked.company, pair.another_chinese().company, pair.slots[0]))
    leave(pair, by=getattr(pair, who))
    assert place_of(pair, pair.chinese).state is ParticipationState.WITHDRAWN
    assert booking.now.state is BookingState.CANCELLED
    assert seats_of(booking.now) == set()
    assert (to_it.now.state, to_it.now.answer_reason) == (RequestState.DECLINED, REASON)
    assert by_it.now.state is RequestState.WITHDRAWN
    assert others.now.state is BookingState.CONFIRMED
    entry = audit.history(booking.now)[-1]
    assert entry.reason == REASON
    assert entry.details["side"] == (None if who == "coordinator" else "CN")
    assert {
        "bookings/meeting_cancelled",
        "bookings/request_declined",
        "bookings/request_withdrawn",
    } <= set(mails.kinds())


def test_a_company_says_why_once_somebody_waits_for_it(pair):
    pair.meet()
    with pytest.raises(Invalid):
        leave(pair, by=pair.chinese_user, reason=None)
    with pytest.raises(NotAsShown):
        leave(pair, by=pair.chinese_user, shown="")
    assert place_of(pair, pair.chinese).state is ParticipationState.ACCEPTED


def test_whom_nobody_waits_for_may_leave_without_a_word(pair):
    leave(pair, by=pair.chinese_user, reason=None, shown="")
    assert place_of(pair, pair.chinese).state is ParticipationState.WITHDRAWN


def test_the_company_that_is_met_or_another_coordinator_takes_nobody_out(pair):
    booking = pair.met()
    for stranger in (pair.korean_user, make.coordinator(Side.CN)):
        with pytest.raises(NotAllowed):
            leave(pair, by=stranger)
    assert booking.now.state is BookingState.CONFIRMED


def test_a_meeting_booked_meanwhile_is_shown_first(pair):
    pair.meet()
    shown = queries.touched_by_leaving(place_of(pair, pair.chinese)).fingerprint
    late = Kept(pair.meet_others(pair.another_korean().company, pair.chinese, pair.slots[1]))
    with pytest.raises(NotAsShown):
        leave(pair, by=pair.coordinator, shown=shown)
    assert late.now.state is BookingState.CONFIRMED


def test_a_suspended_company_leaves_every_session(pair):
    here = pair.met()
    elsewhere = make.consultation(owner=make.host())
    for company in (pair.korean, pair.chinese):
        make.participation(company, elsewhere)
    other = make.coordinator(of=elsewhere.host)
    with db.writing():
        there = Kept(
            services.book(
                elsewhere,
                pair.korean,
                pair.chinese,
                make.slots_of(elsewhere)[1],
                "Fans",
                by=other,
                because="They asked",
            )
        )
    request = asks(pair, pair.another_korean(), pair.chinese)
    company, by = pair.chinese, make.coordinator(Side.CN)
    touched = queries.touched_by_suspension(company)
    assert (len(touched.meetings), len(touched.requests)) == (2, 1)
    with pytest.raises(NotAsShown), db.writing():
        services.suspend_company(company, by=by, reason=REASON)
    with db.writing():
        services.suspend_company(company, by=by, reason=REASON, shown=touched.fingerprint)
    assert pair.chinese.state is CompanyState.SUSPENDED
    assert {here.now.state, there.now.state} == {BookingState.CANCELLED}
    assert request.now.state is RequestState.DECLINED
    assert place_of(pair, pair.chinese).state is ParticipationState.ACCEPTED
    assert mails.kinds().count("bookings/meeting_cancelled") == 4


def test_only_its_own_sides_coordinators_suspend_a_company(pair):
    booking = pair.met()
    touched = queries.touched_by_suspension(pair.chinese)
    with pytest.raises(NotAllowed), db.writing():
        services.suspend_company(
            pair.chinese, by=pair.coordinator, reason=REASON, shown=touched.fingerprint
        )
    assert booking.now.state is BookingState.CONFIRMED
