"""Waiting for a time with another company, and the offer of one that fell free."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.bookings import queries, services
from portal.bookings.jobs import HANDLERS
from portal.bookings.models import Booking, Seat, SlotOffer, Waiting
from portal.bookings.states import BookingState, RequestState, WaitingState
from portal.consultations.models import Slot
from portal.consultations.states import BookingMode, OfferState
from portal.infra import audit, db, jobs
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.kernel import clock
from portal.kernel.errors import Conflict, NotAllowed
from tests import make
from tests.bookings.pair import One, Pair

TWO_HOURS = timedelta(minutes=120)


@pytest.fixture
def pair(database, monday) -> Pair:
    """Two companies in a session of two slots: they are free in both."""
    return Pair(mode=BookingMode.OPEN, slots=2)


def book(pair: Pair, slot: Slot, one: One | None = None, other: One | None = None) -> Booking:
    """A meeting of somebody, another company as a rule, with the Chinese company."""
    one = one or pair.another_korean()
    with db.writing():
        return services.book(
            pair.consultation,
            one.company,
            other.company if other else pair.chinese,
            slot,
            "Sensors",
            by=one.user,
        )


def fill(pair: Pair, *slots: Slot) -> list[Booking]:
    """The Chinese company is in meetings with others then."""
    return [book(pair, slot) for slot in slots or pair.slots]


def wait(pair: Pair, one: One | None = None) -> Waiting:
    company, user = (one.company, one.user) if one else (pair.korean, pair.korean_user)
    with db.writing():
        return services.wait(pair.consultation, company, pair.chinese, "Bag filters", by=user)


def cancel(booking: Booking) -> None:
    with db.writing():
        services.cancel(booking, "Our engineer is ill", by=companys_user(booking))


def companys_user(booking: Booking):
    from portal.companies import queries as companies

    return companies.representatives_of(booking.korean_company)[0]


def offers() -> list[SlotOffer]:
    return list(
        session.scalars(
            sa.select(SlotOffer).order_by(SlotOffer.id).execution_options(populate_existing=True)
        )
    )


def offer() -> SlotOffer:
    """The only offer that stands."""
    (standing,) = [each for each in offers() if each.state is OfferState.OFFERED]
    return standing


def answered(state: OfferState) -> list[int]:
    return [each.waiting_id for each in offers() if each.state is state]


def the_worker_comes() -> None:
    with db.writing():
        for job in jobs.claim():
            HANDLERS[job.kind](**job.ids)
            jobs.done(job.id)


def seats() -> dict[int, tuple[int | None, int | None]]:
    """Whose seats there are: by party, the booking and the offer that they belong to."""
    rows = session.execute(sa.select(Seat.party_id, Seat.booking_id, Seat.offer_id))
    return {party: (booking, offer) for party, booking, offer in rows}


def kinds_of_mail(to) -> list[str]:
    return list(
        session.scalars(
            sa.select(OutboxMessage.kind)
            .where(OutboxMessage.address == to.email)
            .order_by(OutboxMessage.id)
        )
    )


# ---- standing in line


def test_nobody_waits_while_a_time_suits_both(pair):
    fill(pair, pair.slots[0])

    with pytest.raises(Conflict, match="time at which both are free"):
        wait(pair)


def test_one_waits_in_the_order_of_asking_once_for_each_company(pair):
    fill(pair)
    second = pair.another_korean()
    first = wait(pair)
    wait(pair, second)
    assert wait(pair) == first

    with pytest.raises(Conflict, match="waits for a time with the other already"), db.writing():
        services.wait(pair.consultation, pair.chinese, pair.korean, "I, too", by=pair.chinese_user)

    line = queries.lines_of(pair.consultation)
    assert [(each.waiting.waiter, each.position) for each in line] == [
        (pair.korean, 1),
        (second.company, 2),
    ]
    assert queries.waits_of(second.company)[0].position == 2
    assert len(queries.waits_for(pair.chinese, pair.consultation)) == 2


def test_one_who_wants_to_be_asked_is_not_waited_for_and_timetables_have_no_lines(database, monday):
    shy = Pair(mode=BookingMode.REQUEST, slots=1)
    shy.meet()
    placed = Pair(mode=BookingMode.TIMETABLE, slots=1)

    with pytest.raises(Conflict, match="asked first"):
        wait(shy, shy.another_korean())
    with pytest.raises(Conflict, match="nobody waits in line"):
        wait(placed)


def test_who_meets_already_does_not_wait(pair):
    pair.meet(pair.slots[0])
    fill(pair, pair.slots[1])

    with pytest.raises(Conflict, match="have a meeting in this session already"):
        wait(pair)


def test_a_seat_belongs_to_a_booking_or_to_an_offer(pair):
    booking = pair.meet()
    span = {"starts_at": booking.slot.ends_at, "ends_at": booking.slot.ends_at + TWO_HOURS}

    for owner in ({}, {"booking_id": booking.id, "offer_id": 1}):
        with pytest.raises(IntegrityError), db.writing():
            session.execute(sa.insert(Seat).values(party_id=pair.korean.party_id, **span, **owner))


# ---- offered


def test_a_slot_that_falls_free_is_kept_for_the_first_in_line(pair):
    meeting, _ = fill(pair)
    first, second = wait(pair), wait(pair, pair.another_korean())

    cancel(meeting)

    made = offer()
    assert made.waiting_id == first.id
    assert made.slot == pair.slots[0]
    assert made.expires_at == clock.now() + TWO_HOURS
    parties = seats()
    assert parties[pair.korean.party_id] == (None, made.id)
    assert parties[pair.chinese.party_id] == (None, made.id)
    with pytest.raises(Conflict, match="kept for a meeting offered from a waiting list"):
        book(pair, pair.slots[0])
    assert queries.line_numbers([pair.consultation.id])[pair.consultation.id] == (
        queries.LineNumbers(waiting=2, offered=1)
    )
    assert second.state is WaitingState.WAITING
    assert kinds_of_mail(pair.korean_user)[-1] == "bookings/slot_offered"


def test_an_accepted_offer_becomes_a_meeting_with_the_same_seats(pair):
    meeting, _ = fill(pair)
    waiting = wait(pair)
    cancel(meeting)
    kept = {party: span for party, span in seats().items() if span[1]}

    with db.writing():
        booking = services.accept_offer(offer(), by=pair.korean_user)

    assert booking.state is BookingState.CONFIRMED
    assert (booking.slot, booking.subject) == (pair.slots[0], "Bag filters")
    assert {party for party, (of, _) in seats().items() if of == booking.id} == set(kept)
    assert {of for _, of in seats().values()} == {None}
    assert session.get_one(Waiting, waiting.id).state is WaitingState.BOOKED
    verbs = [entry.verb for entry in audit.history(waiting)]
    assert verbs == ["stood in line", "time offered", "offer accepted"]
    with db.writing():
        assert services.accept_offer(offers()[0], by=pair.korean_user) == booking


def test_a_declined_offer_goes_to_the_next_and_then_the_slot_is_free(pair):
    meeting, _ = fill(pair)
    other = pair.another_korean()
    first, second = wait(pair), wait(pair, other)
    cancel(meeting)

    with db.writing():
        services.decline_offer(offer(), "We travel", stay=True, by=pair.korean_user)
    assert offer().waiting_id == second.id
    assert first.state is WaitingState.WAITING

    with db.writing():
        services.decline_offer(offer(), stay=False, by=other.user)
    assert [each.state for each in offers()] == [OfferState.DECLINED] * 2
    assert second.state is WaitingState.LEFT
    assert book(pair, pair.slots[0]).state is BookingState.CONFIRMED


def test_who_declines_a_moment_too_late_keeps_their_place_in_the_line(pair, monday):
    meeting, _ = fill(pair)
    first, second = wait(pair), wait(pair, pair.another_korean())
    cancel(meeting)
    late = offer()

    monday(TWO_HOURS)  # and the worker has not come yet
    with pytest.raises(Conflict, match="The time for this offer is over"), db.writing():
        services.accept_offer(late, by=pair.korean_user)
    with db.writing():
        services.decline_offer(late, "We travel", stay=True, by=pair.korean_user)
    the_worker_comes()

    assert answered(OfferState.DECLINED) == [first.id]
    assert offer().waiting_id == second.id
    line = queries.lines_of(pair.consultation)
    assert [each.waiting.id for each in line] == [first.id, second.id]


def test_no_more_times_are_kept_for_a_company_than_it_can_meet_at(pair):
    with db.writing():
        make.participation_of(pair.korean, pair.consultation).most_meetings = 1
    others = pair.another_chinese()
    booked = [*fill(pair), *(book(pair, slot, other=others) for slot in pair.slots)]
    wait(pair)
    with db.writing():
        services.wait(
            pair.consultation, pair.korean, others.company, "Bag filters", by=pair.korean_user
        )

    cancel(booked[0])
    cancel(booked[3])
    assert offer().slot == pair.slots[0]

    with db.writing():
        services.decline_offer(offer(), stay=False, by=pair.korean_user)
    cancel(booked[2])
    assert offer().waiting.wanted == others.company


def test_an_offer_that_nobody_answers_goes_to_the_next_and_its_company_to_the_end(pair, monday):
    meeting, _ = fill(pair)
    first, second = wait(pair), wait(pair, pair.another_korean())
    cancel(meeting)

    monday(TWO_HOURS)
    with pytest.raises(Conflict, match="The time for this offer is over"), db.writing():
        services.accept_offer(offer(), by=pair.korean_user)
    the_worker_comes()

    assert answered(OfferState.EXPIRED) == [first.id]
    assert offer().waiting_id == second.id
    line = queries.lines_of(pair.consultation)
    assert [each.waiting.id for each in line] == [second.id, first.id]
    assert kinds_of_mail(pair.korean_user)[-1] == "bookings/slot_offer_expired"

    monday(TWO_HOURS)
    the_worker_comes()
    assert answered(OfferState.OFFERED) == []
    assert book(pair, pair.slots[0]).state is BookingState.CONFIRMED


def test_an_expired_offer_is_not_in_the_way_when_the_worker_is_late(pair, monday):
    meeting, _ = fill(pair)
    wait(pair)
    cancel(meeting)
    monday(TWO_HOURS)

    assert queries.free_slots(pair.consultation, pair.another_korean().company, pair.chinese)
    assert book(pair, pair.slots[0]).state is BookingState.CONFIRMED
    assert [each.state for each in offers()] == [OfferState.EXPIRED]


def test_who_books_when_the_worker_is_late_does_not_overtake_the_next_in_line(pair, monday):
    meeting, _ = fill(pair)
    wait(pair)
    wait(pair, pair.another_korean())
    cancel(meeting)
    monday(TWO_HOURS)

    with pytest.raises(Conflict, match="kept for a meeting offered from a waiting list"):
        book(pair, pair.slots[0])


def test_the_first_for_whom_the_slot_suits_is_offered_it(pair):
    meeting, _ = fill(pair)
    busy, away, able = pair.another_korean(), pair.another_korean(), pair.another_korean()
    for one in (busy, away):
        wait(pair, one)
    expected = wait(pair, able)
    book(pair, pair.slots[0], busy, pair.another_chinese())
    pair.mark_unavailable(away.company, pair.slots[0])

    cancel(meeting)

    assert offer().waiting_id == expected.id


def test_a_slot_is_offered_to_nobody_after_booking_has_ended_or_within_the_notice(pair, monday):
    meeting, other = fill(pair)
    with db.writing():
        pair.consultation.notice_minutes = 24 * 60 * 8
    wait(pair)

    cancel(meeting)
    assert offers() == []

    with db.writing():
        pair.consultation.notice_minutes = 0
    monday(pair.consultation.booking_ends_at - clock.now())
    cancel(other)
    assert offers() == []


def test_what_a_moved_meeting_leaves_is_offered(pair):
    meeting, second = fill(pair)
    cancel(second)
    waiting = wait_when_only_the_second_slot_is_free(pair)

    with db.writing():
        services.move(meeting, pair.slots[1], "Later", by=pair.coordinator)

    assert (offer().waiting_id, offer().slot) == (waiting.id, pair.slots[0])


def wait_when_only_the_second_slot_is_free(pair: Pair) -> Waiting:
    """Somebody waits who cannot use the only free slot, the second."""
    pair.mark_unavailable(pair.korean, pair.slots[1])
    return wait(pair)


def test_a_time_that_is_no_longer_marked_is_offered_and_one_that_is_taken_back(pair):
    fill(pair, pair.slots[1])
    pair.mark_unavailable(pair.chinese, pair.slots[0])
    waiting = wait(pair)
    place = make.participation_of(pair.chinese, pair.consultation)

    with db.writing():
        services.mark_slots(place, [], by=pair.chinese_user)
    assert offer().waiting_id == waiting.id

    with db.writing():
        services.mark_slots(place, [pair.slots[0].public_id], by=pair.chinese_user)
    assert answered(OfferState.WITHDRAWN) == [waiting.id]
    assert set(seats().values()) == {
        (meeting.id, None) for meeting in session.scalars(sa.select(Booking))
    }
    assert kinds_of_mail(pair.korean_user)[-1] == "bookings/slot_offer_withdrawn"


def test_a_room_that_falls_free_is_offered_to_a_pair_that_had_none(database, monday):
    pair = Pair(mode=BookingMode.OPEN, slots=1, rooms=1)
    others = book(pair, pair.slots[0], other=pair.another_chinese())
    waiting = wait(pair)

    cancel(others)

    made = offer()
    assert made.waiting_id == waiting.id
    assert made.room.number == 1
    assert len(seats()) == 3
    with db.writing():
        assert services.accept_offer(made, by=pair.korean_user).room.number == 1


def test_a_required_interpreter_is_kept_with_the_time_and_given_back(database, monday):
    pair = Pair(mode=BookingMode.OPEN, slots=1, needs_interpreter=True)
    make.interpreter(sessions=(pair.consultation,))
    meeting = book(pair, pair.slots[0])
    wait(pair)

    cancel(meeting)

    assert (offer().interpreter is None, len(seats())) == (False, 3)
    with db.writing():
        services.decline_offer(offer(), stay=True, by=pair.korean_user)
    assert seats() == {}


def test_a_company_that_is_free_again_is_offered_in_its_other_sessions_too(pair):
    elsewhere = Pair(mode=BookingMode.OPEN, slots=1)
    make.participation(pair.chinese, elsewhere.consultation)
    with db.writing():
        busy = services.book(
            elsewhere.consultation,
            elsewhere.korean,
            pair.chinese,
            elsewhere.slots[0],
            "Sensors",
            by=elsewhere.korean_user,
        )
    fill(pair, pair.slots[1])
    waiting = wait(pair)

    cancel(busy)

    assert offer().waiting_id == waiting.id


# ---- meetings made otherwise


def test_a_pair_that_is_booked_otherwise_waits_no_longer_and_gives_its_offer_back(pair):
    meeting, other = fill(pair)
    waiting, next_in_line = wait(pair), wait(pair, pair.another_korean())
    cancel(meeting)
    with db.writing():
        services.cancel(other, "They are ill", by=pair.coordinator)
    assert [each.slot for each in offers()] == pair.slots

    with db.writing():
        services.decline_offer(offers()[1], stay=True, by=representative_of(next_in_line))
        booking = services.book(
            pair.consultation,
            pair.korean,
            pair.chinese,
            pair.slots[1],
            "At once",
            by=pair.korean_user,
        )

    assert booking.slot == pair.slots[1]
    assert session.get_one(Waiting, waiting.id).state is WaitingState.BOOKED
    assert offer().waiting_id == next_in_line.id


def representative_of(waiting: Waiting):
    from portal.companies import queries as companies

    return companies.representatives_of(waiting.waiter)[0]


def test_who_leaves_the_session_leaves_every_line(pair):
    meeting, _ = fill(pair)
    first, second = wait(pair), wait(pair, pair.another_korean())
    cancel(meeting)

    place = make.participation_of(pair.korean, pair.consultation)
    shown = queries.touched_by_leaving(place).fingerprint
    with db.writing():
        services.leave_session(place, by=pair.korean_user, reason="We are ill", shown=shown)

    assert session.get_one(Waiting, first.id).state is WaitingState.LEFT
    assert offer().waiting_id == second.id


# ---- where one is asked first


def test_a_request_without_a_common_time_is_accepted_as_soon_as_there_is_one(database, monday):
    pair = Pair(mode=BookingMode.REQUEST, slots=1)
    busy = pair.another_korean()
    with db.writing():
        meeting = services.book(
            pair.consultation,
            busy.company,
            pair.chinese,
            pair.slots[0],
            "Sensors",
            by=pair.coordinator,
            because="On the telephone",
        )
    request = pair.ask()
    with db.writing():
        services.wait_to_accept(request, by=pair.chinese_user)
    assert kinds_of_mail(pair.korean_user)[-1] == "bookings/request_waits_for_time"
    assert queries.requests_to_answer(pair.chinese) == []

    monday(timedelta(hours=73))
    the_worker_comes()
    assert request.state is RequestState.ASKED

    with db.writing():
        services.cancel(meeting, "They are ill", by=busy.user)
        booking = services.accept_offer(offer(), by=pair.chinese_user)

    assert (booking.request_id, request.state) == (request.id, RequestState.ACCEPTED)
    assert kinds_of_mail(pair.korean_user)[-1] == "bookings/request_accepted"


def test_who_asked_waits_to_accept_other_times_and_the_request_says_that_it_did(database, monday):
    pair = Pair(mode=BookingMode.REQUEST, slots=1)
    request = pair.ask()
    pair.propose(request, 0)
    marks = make.participation_of(pair.chinese, pair.consultation)
    with db.writing():
        services.mark_slots(marks, [pair.slots[0].public_id], by=pair.chinese_user)
        services.wait_to_accept(request, by=pair.korean_user)
        services.mark_slots(marks, [], by=pair.chinese_user)

        services.accept_offer(offer(), by=pair.korean_user)

    verbs = [entry.verb for entry in audit.history(request)]
    assert verbs == ["request asked", "times proposed", "request accepted"]
    assert kinds_of_mail(pair.chinese_user)[-1] == "bookings/time_accepted"


def test_a_request_that_is_withdrawn_is_no_longer_waited_for(database, monday):
    pair = Pair(mode=BookingMode.REQUEST, slots=1)
    pair.mark_unavailable(pair.chinese, pair.slots[0])
    request = pair.ask()
    with db.writing():
        waiting = services.wait_to_accept(request, by=pair.chinese_user)
        services.mark_slots(
            make.participation_of(pair.chinese, pair.consultation), [], by=pair.chinese_user
        )
    assert offer().waiting_id == waiting.id

    with db.writing():
        services.withdraw(request, by=pair.korean_user)

    assert waiting.state is WaitingState.LEFT
    assert answered(OfferState.WITHDRAWN) == [waiting.id]
    assert seats() == {}


# ---- coordinators


def test_a_coordinator_changes_the_order_with_a_reason(pair):
    meeting, _ = fill(pair)
    wait(pair)
    wait(pair, pair.another_korean())
    last = wait(pair, pair.another_korean())

    with db.writing():
        services.move_in_line(last, 1, "The governor asked for it", by=pair.coordinator)
    cancel(meeting)

    assert offer().waiting_id == last.id
    assert audit.history(last)[1].reason == "The governor asked for it"
    with pytest.raises(NotAllowed), db.writing():
        services.move_in_line(last, 2, "Spite", by=pair.korean_user)


def test_a_coordinator_offers_by_hand_and_takes_back(pair, monday):
    meeting, _ = fill(pair)
    first, second = wait(pair), wait(pair, pair.another_korean())
    monday(pair.consultation.booking_ends_at - clock.now())
    cancel(meeting)

    with db.writing():
        made = services.offer_by_hand(second, pair.slots[0], "They are here", by=pair.coordinator)
    with pytest.raises(Conflict, match="kept for a meeting"), db.writing():
        services.offer_by_hand(first, pair.slots[0], "They, too", by=pair.coordinator)
    with pytest.raises(Conflict, match="has to answer first"), db.writing():
        services.offer_by_hand(second, pair.slots[0], "Again", by=pair.coordinator)

    with db.writing():
        services.take_offer_back(made, "A mistake", by=pair.coordinator)
    assert answered(OfferState.WITHDRAWN) == [second.id]

    with db.writing():
        made = services.offer_by_hand(first, pair.slots[0], "Their turn", by=pair.coordinator)
        booking = services.accept_offer(made, by=pair.coordinator, because="On the telephone")
    assert booking.korean_company == pair.korean
    assert audit.history(booking)[0].on_behalf_of == pair.korean.public_id


def test_strangers_answer_nothing(pair):
    meeting, _ = fill(pair)
    waiting = wait(pair)
    cancel(meeting)
    stranger = make.representative()

    for user in (stranger, pair.chinese_user, make.coordinator()):
        with pytest.raises(NotAllowed), db.writing():
            services.accept_offer(offer(), by=user, because="Spite")
        with pytest.raises(NotAllowed), db.writing():
            services.leave(waiting, by=user, because="Spite")
