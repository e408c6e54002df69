from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import queries, services
from portal.bookings.jobs import HANDLERS
from portal.bookings.models import Booking, MeetingRequest, Seat
from portal.bookings.rules import REQUEST_LASTS, request_hurried_at
from portal.bookings.states import BookingState, RequestState
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import audit, db, jobs, outbox
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from tests import make
from tests.bookings.pair import Pair, seats_of


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.REQUEST)


def test_who_is_asked_accepts_by_choosing_a_slot_and_the_meeting_is_booked(pair):
    request = pair.ask()

    with db.writing():
        booking = services.accept(request, pair.slots[1], by=pair.chinese_user)

    assert request.state is RequestState.ACCEPTED
    assert booking.state is BookingState.CONFIRMED
    assert booking.slot == pair.slots[1]
    assert booking.request_id == request.id
    assert booking.subject == request.reason
    assert seats_of(booking) == {
        (pair.korean.party_id, pair.slots[1].starts_at, pair.slots[1].ends_at),
        (pair.chinese.party_id, pair.slots[1].starts_at, pair.slots[1].ends_at),
    }


def test_a_request_blocks_no_slot(pair):
    pair.ask()

    free = queries.free_slots(pair.consultation, pair.korean, pair.chinese)
    assert [slot.id for slot in free] == [slot.id for slot in pair.slots]


def test_only_one_request_is_open_between_two_companies_whoever_asked(pair):
    pair.ask()

    with pytest.raises(Conflict, match="open already"), db.writing():
        services.ask(
            pair.consultation, pair.chinese, pair.korean, None, "We, too", by=pair.chinese_user
        )


def test_after_a_no_one_may_ask_again(pair):
    first = pair.ask()
    with db.writing():
        services.decline(first, "Not our field.", by=pair.chinese_user)

    second = pair.ask()

    assert first.answer_reason == "Not our field."
    assert second.state is RequestState.ASKED


def test_who_has_a_meeting_cannot_ask_for_another(pair):
    pair.meet()

    with pytest.raises(Conflict, match="have a meeting in this session already"):
        pair.ask()


def test_a_request_belongs_to_the_two_companies(pair):
    request = pair.ask()
    stranger = make.representative(side=Side.CN)

    with pytest.raises(NotAllowed), db.writing():
        services.accept(request, pair.slots[0], by=stranger)
    with pytest.raises(NotAllowed), db.writing():
        services.decline(request, by=stranger)
    with pytest.raises(Conflict, match="It is the turn of"), db.writing():
        services.accept(request, pair.slots[0], by=pair.korean_user)
    with pytest.raises(NotAllowed), db.writing():
        services.withdraw(request, by=pair.chinese_user)

    assert request.state is RequestState.ASKED


def test_an_answered_request_cannot_be_answered_again(pair):
    request = pair.ask()
    with db.writing():
        services.withdraw(request, by=pair.korean_user)

    with pytest.raises(Conflict, match="withdrawn"), db.writing():
        services.accept(request, pair.slots[0], by=pair.chinese_user)

    assert session.scalar(sa.select(sa.func.count()).select_from(Booking)) == 0


def do_what_is_due() -> None:
    with db.writing():
        for job in jobs.claim():
            HANDLERS[job.kind](**job.ids)
            jobs.done(job.id)


def told(kind: str) -> list[str]:
    session.rollback()
    asked = sa.select(outbox.OutboxMessage.address).where(outbox.OutboxMessage.kind == kind)
    return list(session.scalars(asked))


def test_whoever_is_to_answer_is_hurried_once_a_day_before_the_end(pair, monday):
    request = pair.ask()
    monday(REQUEST_LASTS - timedelta(days=1, seconds=1))
    do_what_is_due()
    assert told("bookings/request_ends_soon") == []
    monday(timedelta(seconds=1))
    do_what_is_due()
    do_what_is_due()
    assert told("bookings/request_ends_soon") == [pair.chinese_user.email]
    assert request.state is RequestState.ASKED


def test_when_the_turn_goes_over_the_other_company_is_hurried_in_its_own_time(pair, monday):
    request = pair.ask()
    monday(REQUEST_LASTS - timedelta(days=1, hours=1))
    pair.propose(request, 1)
    monday(timedelta(hours=2))
    do_what_is_due()
    assert told("bookings/request_ends_soon") == []
    monday(REQUEST_LASTS - timedelta(days=1))
    do_what_is_due()
    assert told("bookings/request_ends_soon") == [pair.korean_user.email]


def test_who_has_little_time_is_hurried_halfway_and_who_has_hardly_any_is_not():
    now = clock.now()
    assert request_hurried_at(now, now + timedelta(hours=8)) == now + timedelta(hours=4)
    assert request_hurried_at(now, now + timedelta(hours=3)) is None


def test_an_unanswered_request_expires_by_itself(pair, monday):
    request = pair.ask()
    assert request.expires_at == clock.now() + REQUEST_LASTS
    monday(REQUEST_LASTS - timedelta(seconds=1))
    do_what_is_due()
    assert request.state is RequestState.ASKED

    monday(timedelta(seconds=1))
    do_what_is_due()
    assert request.state is RequestState.EXPIRED
    assert session.scalars(
        sa.select(outbox.OutboxMessage).where(
            outbox.OutboxMessage.kind == "bookings/request_expired"
        )
    ).one()


def test_an_expired_request_is_dead_before_the_worker_comes(pair, monday):
    request = pair.ask()
    monday(REQUEST_LASTS)

    with pytest.raises(Conflict, match="expired"), db.writing():
        services.accept(request, pair.slots[0], by=pair.chinese_user)
    assert queries.requests_to_answer(pair.chinese) == []

    second = pair.ask()
    assert (request.state, second.state) == (RequestState.EXPIRED, RequestState.ASKED)


def test_an_answered_request_does_not_expire(pair, monday):
    request = pair.ask()
    with db.writing():
        services.accept(request, pair.slots[0], by=pair.chinese_user)
    monday(REQUEST_LASTS)
    do_what_is_due()
    assert request.state is RequestState.ACCEPTED
    assert told("bookings/request_ends_soon") == []


def test_a_request_lives_no_longer_than_booking_does(pair, monday):
    monday(pair.consultation.asking_ends_at - clock.now() - timedelta(hours=1))

    request = pair.ask()

    assert request.expires_at == pair.consultation.booking_ends_at


def test_nobody_asks_after_the_deadline_but_the_coordinator(pair, monday):
    monday(pair.consultation.asking_ends_at - clock.now())

    with pytest.raises(Conflict, match="deadline for asking"):
        pair.ask()

    with db.writing():
        request = services.ask(
            pair.consultation,
            pair.korean,
            pair.chinese,
            None,
            "They look for bag filters",
            by=pair.coordinator,
            because="Asked for by telephone",
        )
    (entry,) = audit.history(request)
    assert (entry.on_behalf_of, entry.reason) == (pair.korean.public_id, "Asked for by telephone")


def test_a_coordinator_who_acts_for_a_company_says_why(pair):
    with pytest.raises(Invalid) as refused, db.writing():
        services.ask(
            pair.consultation, pair.korean, pair.chinese, None, "A reason", by=pair.coordinator
        )

    assert refused.value.field == "because"


def test_a_coordinator_of_another_host_can_do_nothing(pair):
    foreign = make.coordinator(Side.CN)
    request = pair.ask()

    with pytest.raises(NotAllowed), db.writing():
        services.accept(request, pair.slots[0], by=foreign, because="They rang me")


def test_both_companies_must_take_part(database, monday):
    pair = Pair(mode=BookingMode.REQUEST, chinese_state=ParticipationState.WAITING)

    with pytest.raises(Conflict, match="does not take part"):
        pair.ask()


def test_a_profile_must_be_one_of_theirs(pair):
    foreign = make.profile(make.company(Side.CN))

    with pytest.raises(Invalid, match="neither"), db.writing():
        services.ask(
            pair.consultation, pair.korean, pair.chinese, foreign, "Why", by=pair.korean_user
        )


def test_two_requests_for_one_slot_the_second_is_told_who_is_busy(pair):
    other = pair.another_korean()
    first = pair.ask()
    with db.writing():
        second = services.ask(
            pair.consultation, other.company, pair.chinese, None, "We, too", by=other.user
        )
        services.accept(first, pair.slots[0], by=pair.chinese_user)

    with pytest.raises(Conflict, match="in another meeting at this time"), db.writing():
        services.accept(second, pair.slots[0], by=pair.chinese_user)

    assert second.state is RequestState.ASKED
    assert session.scalar(sa.select(sa.func.count()).select_from(Seat)) == 2
    assert session.scalar(sa.select(sa.func.count()).select_from(Booking)) == 1


def test_a_slot_marked_as_unavailable_cannot_be_chosen(pair):
    request = pair.ask()
    pair.mark_unavailable(pair.korean, pair.slots[2])

    with pytest.raises(Conflict, match="not available"), db.writing():
        services.accept(request, pair.slots[2], by=pair.chinese_user)

    free = queries.free_slots(pair.consultation, pair.korean, pair.chinese)
    assert [slot.id for slot in free] == [pair.slots[number].id for number in (0, 1, 3)]


def test_booking_by_a_coordinator_answers_the_open_request(pair):
    request = pair.ask()

    with db.writing():
        booking = services.book(
            pair.consultation,
            pair.korean,
            pair.chinese,
            pair.slots[0],
            "Filters",
            by=pair.coordinator,
            because="Both agreed on the telephone",
        )

    assert request.state is RequestState.ACCEPTED
    assert booking.request_id == request.id
    assert session.scalar(sa.select(sa.func.count()).select_from(MeetingRequest)) == 1
