"""A coordinator changes a session: its meetings move along, or are cancelled and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import queries, services
from portal.bookings.models import Booking, Seat
from portal.bookings.queries import Choices, Fate
from portal.bookings.services import NotAsShown
from portal.bookings.states import BookingState, RequestState, WaitingState
from portal.consultations import services as consultations
from portal.consultations.models import Slot
from portal.consultations.rules import Window, hours_between
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from portal.kernel.errors import Invalid, NotAllowed
from tests import mails, make
from tests.bookings.pair import Kept, Pair, seats_of
from tests.statements import counted

REASON = "The venue closes an hour earlier"


@pytest.fixture
def pair(database, monday):
    return Pair(mode=BookingMode.REQUEST, slots=6)


def plan_of(pair, **changed):
    return replace(consultations.plan_of(pair.consultation), **changed)


def with_grid(pair, **changed):
    plan = consultations.plan_of(pair.consultation)
    return replace(plan, grid=replace(plan.grid, **changed))


def look(pair, plan, **choices):
    before = consultations.plan_of(pair.consultation)
    return queries.touched_by_change(
        pair.consultation, before, plan, Choices(**choices or {"times": {}})
    )


def change(pair, plan, *, shown=None, reason=REASON, by=None, **choices):
    """Change the session as a coordinator who has looked at it, unless told what was shown."""
    shown = shown or look(pair, plan, **choices).fingerprint
    with db.writing():
        services.change_session(
            pair.consultation,
            plan,
            by=by or pair.coordinator,
            reason=reason,
            shown=shown,
            choices=Choices(**choices or {"times": {}}),
        )


def hours(begins, ends):
    """The hours of the day, on Beijing's clock."""
    return (Window(time.fromisoformat(begins), time.fromisoformat(ends)),)


UNTIL_THREE = hours("13:00", "15:00")


def time_of(booking):
    return f"{booking.slot.starts_at.astimezone(BEIJING):%H:%M}"


def consistent():
    """No confirmed booking stands in a slot or room that is gone, and its seats are where it is."""
    for booking in session.scalars(sa.select(Booking)):
        span = booking.slot.span
        parties = {booking.korean_company.party_id, booking.chinese_company.party_id}
        parties |= {each.party_id for each in (booking.room, booking.interpreter) if each}
        if booking.state is BookingState.CANCELLED:
            assert seats_of(booking) == set()
        else:
            assert booking.slot.gone_at is None
            assert booking.room is None or booking.room.gone_at is None
            assert seats_of(booking) == {(each, span.starts_at, span.ends_at) for each in parties}
    return True


# ---- the grid


def test_meetings_in_slots_that_stay_are_not_touched(pair):
    booking = pair.met(pair.slots[0])
    slot = pair.slots[0].public_id
    plan = with_grid(pair, windows=UNTIL_THREE)
    touched = look(pair, plan)
    assert not touched
    assert touched.untouched == 1
    change(pair, plan, reason=None)
    assert booking.now.slot.public_id == slot
    assert consistent()


def test_a_meeting_whose_time_goes_moves_to_the_nearest_that_suits_both(pair):
    booking = pair.met(pair.slots[4])
    pair.mark_unavailable(pair.chinese, pair.slots[3])
    code, public_id = booking.now.code, booking.now.public_id
    plan = with_grid(pair, windows=UNTIL_THREE)
    touched = look(pair, plan)
    assert [each.fate for each in touched.meetings] == [Fate.MOVED]
    with db.writing():
        session.execute(sa.text("DELETE FROM outbox_message"))
    change(pair, plan)
    moved = booking.now
    assert (time_of(moved), moved.state) == ("14:00", BookingState.CONFIRMED)
    assert (moved.code, moved.public_id, moved.calendar_sequence) == (code, public_id, 1)
    entry = audit.history(moved)[-1]
    assert (entry.verb, entry.reason) == ("meeting moved", REASON)
    assert entry.details["after"] == moved.slot.starts_at.isoformat()
    assert sorted(mails.kinds()).count("bookings/meeting_moved") == 2
    assert consistent()


def test_a_meeting_without_any_time_left_is_cancelled_and_told(pair):
    booking = pair.met(pair.slots[5])
    for slot in pair.slots[:5]:
        pair.mark_unavailable(pair.korean, slot)
    plan = with_grid(pair, windows=UNTIL_THREE)
    assert [each.fate for each in look(pair, plan).meetings] == [Fate.CANCELLED]
    change(pair, plan)
    assert booking.now.state is BookingState.CANCELLED
    assert audit.history(booking.now)[-1].reason == REASON
    assert mails.kinds().count("bookings/meeting_cancelled") == 2
    assert consistent()


def test_shorter_meetings_keep_their_starts_and_everybody_is_told(pair):
    booking = pair.met(pair.slots[1])
    plan = with_grid(pair, slot_minutes=20, pause_minutes=10)
    (meeting,) = look(pair, plan).meetings
    assert (meeting.fate, meeting.changes_length) == (Fate.KEPT, True)
    slot = booking.now.slot.public_id
    change(pair, plan)
    assert booking.now.slot.public_id == slot
    assert booking.now.slot.span.minutes == 20
    assert booking.now.calendar_sequence == 1
    assert audit.history(booking.now)[-1].details["minutes"] == [25, 20]
    assert mails.kinds().count("bookings/meeting_changed") == 2
    assert consistent()


def test_meetings_may_swap_their_places_in_one_step(pair):
    other = pair.another_chinese().company
    one, two = pair.met(pair.slots[4]), Kept(pair.meet_others(pair.korean, other, pair.slots[3]))
    plan = with_grid(pair, slot_minutes=20, pause_minutes=10)
    swapped = {one.public_id: pair.slots[3].starts_at, two.public_id: pair.slots[4].starts_at}
    change(pair, plan, times=swapped)
    assert (time_of(one.now), time_of(two.now)) == ("14:30", "15:00")
    assert consistent()


def test_what_has_begun_stays_where_it_is(pair, monday):
    booking = pair.met(pair.slots[0])
    monday(timedelta(days=7, minutes=-50))
    plan = with_grid(pair, windows=hours("14:00", "15:00"))
    assert not look(pair, plan).meetings
    change(pair, plan, reason=None)
    assert (time_of(booking.now), booking.now.state) == ("13:00", BookingState.CONFIRMED)
    assert consistent()


def test_a_busy_company_elsewhere_is_busy_here_too(pair):
    """The nearest time is taken by a meeting of another session."""
    elsewhere = make.consultation(owner=pair.host, slots=6)
    third = pair.another_chinese().company
    for company in (pair.korean, third):
        make.participation(company, elsewhere)
    booking = pair.met(pair.slots[4])
    with db.writing():
        services.book(
            elsewhere,
            pair.korean,
            third,
            make.slots_of(elsewhere)[3],
            "Sensors",
            by=pair.coordinator,
            because="They asked",
        )
    change(pair, with_grid(pair, windows=UNTIL_THREE))
    assert time_of(booking.now) == "14:00"
    assert consistent()


# ---- what was shown is what is done


def test_nothing_is_done_that_was_not_shown(pair):
    booking = pair.met(pair.slots[4])
    plan = with_grid(pair, windows=UNTIL_THREE)
    for shown in ("", "something else"):
        with pytest.raises(NotAsShown):
            change(pair, plan, shown=shown or " ")
    stale = look(pair, plan).fingerprint
    pair.mark_unavailable(pair.chinese, pair.slots[3])
    with pytest.raises(NotAsShown):
        change(pair, plan, shown=stale)
    assert time_of(booking.now) == "15:00"
    assert len(pair.slots) == 6
    change(pair, plan)
    assert time_of(booking.now) == "14:00"


def test_a_reason_is_needed_once_anything_is_touched(pair):
    pair.met(pair.slots[4])
    plan = with_grid(pair, windows=UNTIL_THREE)
    for reason in (None, "  "):
        with pytest.raises(Invalid) as refused:
            change(pair, plan, reason=reason)
        assert refused.value.field == "reason"
    with pytest.raises(Invalid):
        change(pair, plan, reason="x" * 501)
    assert len(pair.slots) == 6


def test_only_coordinators_of_the_session_change_it(pair):
    pair.met(pair.slots[4])
    plan = with_grid(pair, windows=UNTIL_THREE)
    for stranger in (make.coordinator(Side.CN), pair.korean_user):
        with pytest.raises(NotAllowed):
            change(pair, plan, by=stranger)
    assert len(pair.slots) == 6


def test_a_chosen_time_or_cancellation_is_worked_in(pair):
    booking = pair.met(pair.slots[4])
    plan = with_grid(pair, windows=UNTIL_THREE)
    first = pair.slots[0].starts_at
    (meeting,) = look(pair, plan).meetings
    assert first in {span.starts_at for span in meeting.elsewhere}
    with pytest.raises(NotAsShown):
        change(pair, plan, shown=look(pair, plan).fingerprint, times={booking.public_id: first})
    change(pair, plan, times={booking.public_id: first})
    assert time_of(booking.now) == "13:00"
    shorter = with_grid(pair, windows=hours("13:30", "15:00"))
    change(pair, shorter, times={booking.public_id: None})
    assert booking.now.state is BookingState.CANCELLED
    assert consistent()


def test_a_time_chosen_that_is_not_free_is_told_and_another_one_found(pair):
    booking = pair.met(pair.slots[4])
    pair.mark_unavailable(pair.korean, pair.slots[0])
    taken = pair.slots[0].starts_at
    (meeting,) = look(
        pair, with_grid(pair, windows=UNTIL_THREE), times={booking.public_id: taken}
    ).meetings
    assert meeting.unmet
    assert meeting.fate is Fate.MOVED
    assert meeting.span.starts_at != taken


# ---- rooms


def test_with_fewer_rooms_who_came_last_moves_and_the_others_get_other_rooms(database, monday):
    pair = Pair(mode=BookingMode.REQUEST, rooms=3)
    slot = pair.slots[1]
    others = [(pair.another_korean().company, pair.another_chinese().company) for _ in range(2)]
    first = pair.met(slot)
    second, third = (Kept(pair.meet_others(*each, slot)) for each in others)
    assert [each.now.room.number for each in (first, second, third)] == [1, 2, 3]
    change(pair, plan_of(pair, rooms=2))
    assert [(time_of(each.now), each.now.room.number) for each in (first, second)] == [
        ("13:30", 1),
        ("13:30", 2),
    ]
    assert (time_of(third.now), third.now.room.number) == ("13:00", 1)
    assert consistent()


def test_a_limit_of_rooms_gives_every_meeting_a_room_and_taking_it_away_frees_them(pair):
    slot = pair.slots[1]
    other = Kept(
        pair.meet_others(pair.another_korean().company, pair.another_chinese().company, slot)
    )
    booking = pair.met(slot)
    change(pair, plan_of(pair, rooms=1))
    assert (time_of(other.now), other.now.room.number) == ("13:30", 1)
    assert (time_of(booking.now), booking.now.room.number) == ("13:00", 1)
    assert consistent()
    change(pair, plan_of(pair, rooms=None))
    assert booking.now.room is None
    assert time_of(booking.now) == "13:00"
    assert audit.history(booking.now)[-1].details["room"] == [1, None]
    assert consistent()


# ---- interpreters


def test_the_interpreter_comes_along_or_another_one_stands_in(pair):
    own = make.interpreter(sessions=(pair.consultation,))
    own_id = own.id
    booking = pair.met(pair.slots[4])
    with db.writing():
        services.assign_interpreter(booking.now, own, by=pair.coordinator)
    plan = with_grid(pair, windows=UNTIL_THREE)
    change(pair, plan)
    assert (time_of(booking.now), booking.now.interpreter_id) == ("14:30", own_id)
    # Now the interpreter is busy whenever the meeting could be.
    for slot in pair.slots[:3]:
        busy = Kept(
            pair.meet_others(pair.another_korean().company, pair.another_chinese().company, slot)
        )
        with db.writing():
            services.assign_interpreter(busy.now, booking.now.interpreter, by=pair.coordinator)
    (meeting,) = look(pair, with_grid(pair, windows=hours("13:00", "14:30"))).meetings
    assert meeting.interpreter is None
    assert meeting.fate is Fate.MOVED
    stand_in = make.interpreter(sessions=(pair.consultation,)).id
    change(pair, with_grid(pair, windows=hours("13:00", "14:30")))
    assert booking.now.interpreter_id == stand_in
    assert booking.now.interpreter_wanted
    assert {"bookings/interpreter_seated", "bookings/interpreter_released"} <= set(mails.kinds())
    assert consistent()


def test_a_meeting_goes_to_where_an_interpreter_is_by_their_hours(pair):
    """The nearer times have room and companies, but nobody who is there to interpret."""
    day = pair.slots[0].starts_at.astimezone(BEIJING).date()
    own, stand_in = (
        make.interpreter(of=pair.host, sessions=(pair.consultation,)) for _ in range(2)
    )
    booking = pair.met(pair.slots[5])
    with db.writing():
        services.assign_interpreter(booking.now, own, by=pair.coordinator)
        for who, starts, ends in ((own, 13, 14), (stand_in, 14, 14.5)):
            until = time(int(ends), int(ends % 1 * 60))
            there = [hours_between(day, time(starts), until)]
            consultations.set_hours(who, pair.consultation, there, by=pair.coordinator)

    (meeting,) = look(pair, with_grid(pair, windows=UNTIL_THREE)).meetings
    assert f"{meeting.span.starts_at.astimezone(BEIJING):%H:%M}" == "14:00"
    change(pair, with_grid(pair, windows=UNTIL_THREE))

    assert (time_of(booking.now), booking.now.interpreter_id) == ("14:00", stand_in.id)
    assert consistent()


# ---- marks and requests


def test_marks_move_along_and_what_is_lost_is_shown(pair):
    pair.mark_unavailable(pair.chinese, pair.slots[1])
    pair.mark_unavailable(pair.chinese, pair.slots[5])
    plan = with_grid(pair, windows=hours("13:10", "15:00"))
    touched = look(pair, plan)
    (lost,) = touched.marks
    assert lost.company.id == pair.chinese.id
    assert [span.starts_at for span in lost.spans] == [pair.slots[5].starts_at]
    change(pair, plan)
    place = make.participation_of(pair.chinese, pair.consultation)
    marked = [f"{slot.starts_at.astimezone(BEIJING):%H:%M}" for slot in place.unavailable]
    assert marked == ["13:10", "13:40"]


def test_an_earlier_deadline_shortens_open_requests_and_tells_who_answers(pair):
    request = pair.asked()
    sooner = clock.now() + timedelta(hours=20)
    plan = plan_of(
        pair,
        joining_ends_at=sooner - timedelta(hours=2),
        asking_ends_at=sooner - timedelta(hours=1),
        booking_ends_at=sooner,
    )
    (touched,) = look(pair, plan).requests
    assert touched.until == sooner
    change(pair, plan)
    assert request.now.expires_at == sooner
    assert request.now.state is RequestState.ASKED
    assert mails.kinds().count("bookings/request_changed") == 1


# ---- waiting lists


def in_line(pair, subject="Fans"):
    """Another Korean company that waits for a time with the Chinese one."""
    third = pair.another_korean()
    with db.writing():
        waiting = services.wait(
            pair.consultation, third.company, pair.chinese, subject, by=third.user
        )
    return Kept(waiting)


@pytest.fixture
def full(database, monday):
    """A pair in a session of two slots, where the Chinese company has no time left."""
    pair = Pair(slots=2)
    pair.first = pair.met(pair.slots[0])
    pair.second = Kept(pair.meet_others(pair.another_korean().company, pair.chinese, pair.slots[1]))
    return pair


def standing_offers(pair):
    session.rollback()
    return list(queries.standing_offers_in(pair.consultation))


def test_times_that_a_change_brings_are_offered_to_whoever_waits(full):
    waiting = in_line(full)
    assert standing_offers(full) == []
    change(full, with_grid(full, windows=hours("13:00", "14:30")), reason=None)
    (offer,) = standing_offers(full)
    assert offer.waiting_id == waiting.id
    assert offer.slot.starts_at.astimezone(BEIJING).hour == 14


def test_what_is_offered_in_a_slot_that_goes_is_taken_back_and_another_time_kept(full):
    waiting = in_line(full)
    change(full, with_grid(full, windows=hours("13:00", "15:00")), reason=None)
    (offer,) = standing_offers(full)
    assert offer.slot.starts_at.astimezone(BEIJING).hour == 14
    shifted = with_grid(full, windows=hours("13:00", "15:10"), slot_minutes=25, pause_minutes=10)
    touched = look(full, shifted)
    assert [each.id for each in touched.offers] == [offer.id]
    change(full, shifted)
    (again,) = standing_offers(full)
    assert again.id != offer.id
    assert again.waiting_id == waiting.id
    assert mails.kinds().count("bookings/slot_offer_withdrawn") == 1
    assert consistent()


def test_nobody_waits_for_a_company_that_is_taken_out(full):
    waiting = in_line(full)
    touched = queries.touched_by_leaving(make.participation_of(full.chinese, full.consultation))
    assert [each.id for each in touched.waits] == [waiting.id]
    with db.writing():
        services.leave_session(
            make.participation_of(full.chinese, full.consultation),
            by=full.coordinator,
            reason=REASON,
            shown=touched.fingerprint,
        )
    assert waiting.now.state is WaitingState.LEFT
    assert mails.kinds().count("bookings/wait_ended") == 1
    assert standing_offers(full) == []


def test_what_a_cancelled_meeting_leaves_is_offered_to_whoever_waits(full):
    waiting = in_line(full)
    for slot in full.slots[1:]:
        full.mark_unavailable(full.korean, slot)
    shorter = with_grid(full, windows=hours("13:30", "13:55"))
    change(full, shorter, times={full.second.public_id: None})
    assert full.first.now.state is BookingState.CANCELLED
    assert full.second.now.state is BookingState.CONFIRMED
    assert waiting.now.state is WaitingState.WAITING
    longer = with_grid(full, windows=hours("13:00", "13:55"))
    change(full, longer, reason=None)
    (offer,) = standing_offers(full)
    assert offer.waiting_id == waiting.id


# ---- regions


def test_companies_of_a_region_that_goes_keep_their_place_unless_it_is_taken(pair):
    booking, waiting = pair.met(), make.company(Side.CN)
    place = Kept(make.participation(waiting, pair.consultation, ParticipationState.WAITING))
    plan = plan_of(pair, regions=("370000",))
    touched = look(pair, plan)
    assert [each.company.id for each in touched.staying] == [pair.chinese.id]
    assert [each.company.id for each in touched.leaving] == [waiting.id]
    change(pair, plan)
    assert place.now.state is ParticipationState.WITHDRAWN
    assert make.participation_of(pair.chinese, pair.consultation).state is (
        ParticipationState.ACCEPTED
    )
    assert booking.now.state is BookingState.CONFIRMED


def test_companies_of_a_region_that_goes_can_be_taken_out(database, monday):
    pair = Pair(mode=BookingMode.REQUEST, regions=("310000", "370000"))
    third = pair.another_chinese()
    booking = Kept(pair.meet_others(pair.korean, third.company, pair.slots[0]))
    request = pair.asked()
    plan = plan_of(pair, regions=("370000",))
    change(pair, plan, times={}, keep_places=False)
    for company in (pair.chinese, third.company):
        place = make.participation_of(company, pair.consultation)
        assert (place.state, place.decision_reason) == (ParticipationState.WITHDRAWN, REASON)
    assert booking.now.state is BookingState.CANCELLED
    assert request.now.state is RequestState.DECLINED
    assert mails.kinds().count("consultations/withdrawn") == 2
    assert consistent()


# ---- how it is asked of the database


def test_looking_asks_as_much_for_many_meetings_as_for_few(pair, engine):
    def meet(slot):
        booking = pair.meet_others(
            pair.another_korean().company, pair.another_chinese().company, slot
        )
        with db.writing():
            who = make.interpreter(sessions=(pair.consultation,))
            services.assign_interpreter(session.merge(booking), who, by=pair.coordinator)

    def statements():
        plan = with_grid(pair, windows=hours("13:00", "14:30"))
        session.rollback()
        with counted(engine) as found:
            touched = look(pair, plan)
        assert touched.meetings
        return len(found)

    meet(pair.slots[4])
    few = statements()
    for slot in pair.slots[3:]:
        meet(slot)
    assert statements() == few


def test_no_seat_is_left_behind_when_a_session_is_closed(pair):
    booking, third = pair.met(), pair.another_korean()
    with db.writing():
        request = Kept(
            services.ask(
                pair.consultation, third.company, pair.chinese, None, "Fans", by=third.user
            )
        )
    touched = queries.touched_by_closing(pair.consultation)
    with db.writing():
        services.close_session(
            pair.consultation, by=pair.coordinator, reason=REASON, shown=touched.fingerprint
        )
    assert booking.now.state is BookingState.CANCELLED
    assert request.now.state is RequestState.EXPIRED
    assert session.scalar(sa.select(sa.func.count()).select_from(Seat)) == 0
    assert session.scalar(sa.select(sa.func.count()).where(Slot.gone_at.is_not(None))) == 0
