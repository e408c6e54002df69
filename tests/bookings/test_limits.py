"""A session's limits hold for companies; coordinators go beyond them, and the trail says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.bookings import queries, services
from portal.bookings.jobs import HANDLERS
from portal.bookings.models import Booking, MeetingRequest
from portal.bookings.queries import Counts
from portal.bookings.states import RequestState
from portal.consultations.models import ConsultationSession
from portal.consultations.states import BookingMode
from portal.infra import audit, db, jobs
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict
from portal.technologies.states import ProfileKind
from tests import make
from tests.bookings.pair import One, Pair
from tests.statements import counted

WHY = "They asked for it on the telephone"


def the_pair(**terms: Any) -> Pair:
    return Pair(mode=terms.pop("mode", BookingMode.OPEN), **terms)


def book(pair: Pair, partner: One, number: int, *, by: Any = None) -> Booking:
    """The Korean company books a Chinese one, itself or by the coordinator."""
    on_behalf = {"by": pair.coordinator, "because": WHY} if by else {"by": pair.korean_user}
    with db.writing():
        return services.book(
            pair.consultation,
            pair.korean,
            partner.company,
            pair.slots[number],
            "Bag filters",
            **on_behalf,
        )


def ask(pair: Pair, partner: One, **named: Any) -> MeetingRequest:
    with db.writing():
        return services.ask(
            pair.consultation,
            pair.korean,
            partner.company,
            None,
            "Bag filters",
            **(named or {"by": pair.korean_user}),
        )


def went_beyond(thing: Any) -> bool:
    return any(entry.details.get("beyond") for entry in audit.history(thing))


def counts(pair: Pair) -> Counts:
    return queries.counts_in(pair.consultation, [pair.korean])[pair.korean.id]


# ---- how many


def test_a_company_has_only_so_many_requests_open_until_one_is_answered_or_lapses(database, monday):
    pair = the_pair(mode=BookingMode.REQUEST, most_open_requests=2)
    partners = [pair.another_chinese() for _ in range(4)]
    first, second = ask(pair, partners[0]), ask(pair, partners[1])
    assert counts(pair) == Counts(open_requests=2)
    with pytest.raises(Conflict, match="2 of 2 requests open"):
        ask(pair, partners[2])

    with db.writing():
        services.decline(first, by=partners[0].user)
    ask(pair, partners[2])
    assert counts(pair) == Counts(open_requests=2)

    monday(second.expires_at - clock.now())
    assert counts(pair) == Counts(open_requests=0)  # the worker has not come yet
    ask(pair, partners[3])


def test_a_coordinator_asks_beyond_the_limit_and_the_history_says_so(database, monday):
    pair = the_pair(mode=BookingMode.REQUEST, most_open_requests=1)
    within = ask(pair, pair.another_chinese())
    beyond = ask(pair, pair.another_chinese(), by=pair.coordinator, because=WHY)
    assert not went_beyond(within)
    assert went_beyond(beyond)


@pytest.mark.parametrize("whose", ["session", "booker", "booked"])
def test_nobody_books_more_meetings_than_either_company_may_have(database, monday, whose):
    pair = the_pair(most_meetings=1 if whose == "session" else None)
    partners = [pair.another_chinese() for _ in range(2)]
    if whose != "session":
        full = pair.korean if whose == "booker" else partners[1].company
        with db.writing():
            make.participation_of(full, pair.consultation).most_meetings = 1
    if whose == "booked":
        other = pair.another_korean()
        with db.writing():
            services.book(
                pair.consultation,
                other.company,
                partners[1].company,
                pair.slots[3],
                "Bag filters",
                by=other.user,
            )
    else:
        book(pair, partners[0], 0)

    with pytest.raises(Conflict, match="1 of 1 meetings in this session and takes no more"):
        book(pair, partners[1], 1)

    assert went_beyond(book(pair, partners[1], 1, by="the coordinator"))


def test_cancelling_makes_room_for_another_meeting(database, monday):
    pair = the_pair(most_meetings=1)
    booking = book(pair, pair.another_chinese(), 0)
    with db.writing():
        services.cancel(booking, "Not needed any more", by=pair.korean_user)
    book(pair, pair.another_chinese(), 0)
    assert counts(pair) == Counts(meetings=1)


def test_who_is_full_accepts_nobody_and_the_request_waits_for_a_cancellation(database, monday):
    pair = the_pair(mode=BookingMode.REQUEST, most_meetings=1)
    request = pair.ask()
    with db.writing():
        services.book(
            pair.consultation,
            pair.another_korean().company,
            pair.chinese,
            pair.slots[0],
            "Bag filters",
            by=pair.coordinator,
            because=WHY,
        )

    with pytest.raises(Conflict, match="takes no more"), db.writing():
        services.accept(request, pair.slots[1], by=pair.chinese_user)
    assert request.state is RequestState.ASKED

    with db.writing():
        booking = services.accept(request, pair.slots[1], by=pair.coordinator, because=WHY)
    assert went_beyond(booking)


# ---- how close


def test_rest_is_kept_to_every_meeting_wherever_it_is_but_not_by_coordinators(database, monday):
    pair = the_pair(rest_minutes=20)
    elsewhere = make.consultation(owner=pair.host, slots=1)
    stranger = pair.another_chinese()
    make.participation(pair.korean, elsewhere)
    make.participation(stranger.company, elsewhere)
    with db.writing():
        services.book(
            elsewhere,
            pair.korean,
            stranger.company,
            make.slots_of(elsewhere)[0],
            "Bag filters",
            by=pair.korean_user,
        )

    with pytest.raises(Conflict, match="less than 0:20:00 between two meetings"):
        book(pair, pair.another_chinese(), 1)
    book(pair, pair.another_chinese(), 2)
    squeezed = book(pair, pair.another_chinese(), 1, by="the coordinator")
    assert went_beyond(squeezed)


def test_only_so_many_meetings_follow_one_another(database, monday):
    pair = the_pair(most_in_a_row=2)
    book(pair, pair.another_chinese(), 0)
    book(pair, pair.another_chinese(), 1)
    with pytest.raises(Conflict, match="more than 2 meetings in a row"):
        book(pair, pair.another_chinese(), 2)
    book(pair, pair.another_chinese(), 3)


def test_a_coordinator_moves_a_meeting_closer_than_the_terms_let_and_the_history_says_so(
    database, monday
):
    pair = the_pair(rest_minutes=20)
    book(pair, pair.another_chinese(), 0)
    booking = book(pair, pair.another_chinese(), 2)
    with db.writing():
        services.move(booking, pair.slots[3], "The plant visit", by=pair.coordinator)
    assert not went_beyond(booking)
    with db.writing():
        services.move(booking, pair.slots[1], "The plant visit", by=pair.coordinator)
    assert went_beyond(booking)


# ---- how long before


def test_companies_book_accept_and_cancel_in_time_and_coordinators_whenever(database, monday):
    pair = the_pair(notice_minutes=26 * 60, change_minutes=30 * 60)
    booking = book(pair, pair.another_chinese(), 0)
    monday(pair.slots[0].starts_at - timedelta(hours=25) - clock.now())

    with pytest.raises(Conflict, match="at least 1 day, 2:00:00 before they begin"):
        book(pair, pair.another_chinese(), 1)
    with pytest.raises(Conflict, match="until 1 day, 6:00:00 before they begin"), db.writing():
        services.cancel(booking, "We are ill", by=pair.korean_user)

    book(pair, pair.another_chinese(), 1, by="the coordinator")
    with db.writing():
        services.cancel(booking, "They are ill", by=pair.coordinator)


def test_a_request_lapses_by_itself_after_the_time_of_its_session(database, monday):
    pair = the_pair(mode=BookingMode.REQUEST, request_hours=5)
    request = pair.ask()
    assert request.expires_at == clock.now() + timedelta(hours=5)

    monday(timedelta(hours=5))
    with db.writing():
        for job in jobs.claim():
            HANDLERS[job.kind](**job.ids)
    assert request.state is RequestState.EXPIRED


# ---- who asks whom


def test_who_asks_whom_depends_on_what_they_have_published(database, monday):
    pair = the_pair(mode=BookingMode.REQUEST, asking_kind=ProfileKind.OFFER.value, same_group=True)
    with pytest.raises(Conflict, match="has published no offer"):
        pair.ask()
    make.profile(pair.korean, ProfileKind.OFFER)
    with pytest.raises(Conflict, match="has published no need"):
        pair.ask()
    make.profile(pair.chinese, ProfileKind.NEED)
    assert pair.ask().state is RequestState.ASKED
    assert went_beyond(
        ask(pair, pair.another_chinese(), by=pair.coordinator, because="They met at a fair")
    )


# ---- what is seen beforehand


def test_the_sheet_says_why_a_slot_cannot_be_chosen_and_coordinators_are_only_warned(
    database, monday
):
    pair = the_pair(
        rest_minutes=20, notice_minutes=60, booking_ends_at=clock.now() + timedelta(days=6)
    )
    book(pair, pair.another_chinese(), 2)
    partner = pair.another_chinese().company
    monday(pair.slots[0].starts_at - timedelta(minutes=30) - clock.now())

    rows = queries.slots_for_pair(pair.consultation, pair.korean, partner)
    assert [str(row.one or row.other or row.neither or "") for row in rows] == [
        "Too short notice",
        "Too close to another meeting",
        f"Meeting with {queries.bookings_of(pair.consultation)[0].chinese_company.name}",
        "Too close to another meeting",
    ]

    rows = queries.slots_for_pair(pair.consultation, pair.korean, partner, bound=False)
    assert [row.is_free for row in rows] == [True, True, False, True]
    assert [str(row.caution.one or "") for row in rows if row.is_free] == [
        "",
        "Too close to another meeting",
        "Too close to another meeting",
    ]
    assert str(rows[0].caution.neither) == "Too short notice"


def test_limits_cost_a_booking_two_statements_and_nothing_where_there_are_none(database, monday):
    def statements(**terms: Any) -> int:
        pair = the_pair(**terms)
        partner = pair.another_chinese()
        booking = {
            "consultation": pair.consultation,
            "booker": pair.korean,
            "booked": partner.company,
            "slot": pair.slots[0],
            "by": pair.korean_user,
        }
        with counted(database) as sent, db.writing():
            services.book(subject="Bag filters", **booking)
        return len(sent)

    free = statements()
    everything = {"most_meetings": 5, "rest_minutes": 10, "most_in_a_row": 2, "notice_minutes": 60}
    assert statements(**everything) == free + 2
    assert statements(notice_minutes=60, change_minutes=60, request_hours=5) == free


def test_a_session_keeps_its_terms(database, monday):
    made = make.consultation(most_meetings=6, asking_side=Side.KR, asking_regions=["310000"])
    terms = db.session.get_one(ConsultationSession, made.id).terms
    assert (terms.most_meetings, terms.asking_side) == (6, Side.KR)
    assert terms.asking_regions == {"310000"}
