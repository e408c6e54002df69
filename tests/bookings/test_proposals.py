"""Times proposed for a request: with the asking, in answer to it, and in answer to that."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings import queries, services
from portal.bookings.jobs import HANDLERS
from portal.bookings.models import Booking, MeetingRequest, RequestProposal, Seat
from portal.bookings.rules import MOST_PROPOSED, REQUEST_LASTS
from portal.bookings.states import RequestState
from portal.consultations.models import Slot
from portal.consultations.states import BookingMode
from portal.infra import audit, db, jobs, outbox
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from tests import make
from tests.bookings.pair import Pair
from tests.bookings.test_rivals import at_once, call


@pytest.fixture
def pair(database, monday) -> Pair:
    return Pair(mode=BookingMode.REQUEST)


def proposed(request: MeetingRequest) -> list[Slot] | None:
    session.refresh(request)
    proposal = queries.proposal_of(request)
    return None if proposal is None else proposal.slots


def count(model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def accept(request: MeetingRequest, slot: Slot, user, **more) -> Booking:
    with db.writing():
        return services.accept(request, slot, by=user, **more)


def kinds_told() -> list[tuple[str, str]]:
    rows = session.execute(
        sa.select(outbox.OutboxMessage.kind, outbox.OutboxMessage.address).order_by(
            outbox.OutboxMessage.id
        )
    )
    return [(kind.removeprefix("bookings/"), address) for kind, address in rows]


def test_who_asks_proposes_times_and_who_is_asked_accepts_one_of_them(pair):
    request = pair.ask(at=[2, 1])

    assert proposed(request) == [pair.slots[1], pair.slots[2]]
    assert request.waits_for is Side.CN
    with pytest.raises(Conflict, match="not among those proposed"):
        accept(request, pair.slots[0], pair.chinese_user)
    booking = accept(request, pair.slots[2], pair.chinese_user)

    assert booking.slot == pair.slots[2]
    assert request.state is RequestState.ACCEPTED


def test_who_is_asked_says_yes_at_one_of_these_times_and_then_the_asker_chooses(pair):
    request = pair.ask()

    pair.propose(request, 3, 1, words="We travel on that morning")

    assert request.state is RequestState.ASKED
    assert proposed(request) == [pair.slots[1], pair.slots[3]]
    assert queries.requests_to_answer(pair.korean) == [request]
    assert queries.requests_to_answer(pair.chinese) == []
    with pytest.raises(Conflict, match="It is the turn of"):
        accept(request, pair.slots[1], pair.chinese_user)
    booking = accept(request, pair.slots[1], pair.korean_user)
    assert (booking.slot, booking.request_id) == (pair.slots[1], request.id)
    assert [entry.verb for entry in audit.history(request)] == [
        "request asked",
        "times proposed",
        "request accepted",
    ]
    entry = audit.history(request)[1]
    assert (entry.reason, entry.details["side"]) == ("We travel on that morning", "CN")
    assert entry.details["times"] == [slot.starts_at.isoformat() for slot in pair.slots[1:4:2]]
    assert kinds_told() == [
        ("request_asked", pair.chinese_user.email),
        ("times_proposed", pair.korean_user.email),
        ("time_accepted", pair.chinese_user.email),
        ("meeting_booked", pair.korean_user.email),
    ]


def test_they_may_go_on_proposing_and_only_the_last_round_counts(pair):
    request = pair.ask(at=[0])
    pair.propose(request, 1)
    pair.propose(request, 2, 3, by=pair.korean_user)

    assert proposed(request) == [pair.slots[2], pair.slots[3]]
    assert count(RequestProposal) == 3
    with pytest.raises(Conflict, match="not among those proposed"):
        accept(request, pair.slots[1], pair.chinese_user)
    assert accept(request, pair.slots[3], pair.chinese_user).slot == pair.slots[3]


def test_nobody_proposes_out_of_turn_unless_none_of_their_own_times_is_left(pair):
    request = pair.ask()
    pair.propose(request, 0, 1)
    pair.mark_unavailable(pair.korean, pair.slots[0])

    with pytest.raises(Conflict, match="It is the turn of"):
        pair.propose(request, 2)
    pair.mark_unavailable(pair.korean, pair.slots[1])
    pair.propose(request, 2)

    assert proposed(request) == [pair.slots[2]]
    assert request.waits_for is Side.KR


def test_proposed_times_block_nothing_and_one_that_was_lost_is_refused(pair):
    request = pair.ask()
    pair.propose(request, 0, 1)
    assert count(Seat) == 0
    other = pair.another_chinese()
    with db.writing():
        services.book(
            pair.consultation,
            pair.korean,
            other.company,
            pair.slots[0],
            "Filters",
            by=pair.coordinator,
            because="By telephone",
        )

    with pytest.raises(Conflict, match="in another meeting at this time"):
        accept(request, pair.slots[0], pair.korean_user)
    with pytest.raises(Conflict, match="does not suit both any more"):
        pair.propose(request, 0, by=pair.korean_user)

    assert (request.state, request.round) == (RequestState.ASKED, 1)
    assert count(Seat) == 2


@pytest.mark.parametrize("numbers", [[], range(MOST_PROPOSED + 1)])
def test_a_proposal_has_at_least_one_time_and_not_too_many(database, monday, numbers):
    pair = Pair(mode=BookingMode.REQUEST, slots=MOST_PROPOSED + 1)
    request = pair.ask()

    with pytest.raises(Invalid, match="choose at") as refused:
        pair.propose(request, *numbers)

    assert refused.value.field == "slots"
    assert proposed(request) is None


def test_a_time_of_another_session_cannot_be_proposed(pair):
    request = pair.ask()
    foreign = make.slots_of(make.consultation(owner=pair.host))[0]

    with pytest.raises(Invalid, match="another session"), db.writing():
        services.propose(request, [foreign], by=pair.chinese_user)


def test_each_round_has_the_full_time_to_answer_within_the_sessions_deadlines(pair, monday):
    request = pair.ask()
    monday(REQUEST_LASTS - timedelta(hours=1))
    pair.propose(request, 1)
    assert request.expires_at == clock.now() + REQUEST_LASTS

    monday(timedelta(hours=2))
    with db.writing():
        for job in jobs.claim():
            HANDLERS[job.kind](**job.ids)
            jobs.done(job.id)
    assert request.state is RequestState.ASKED
    monday(REQUEST_LASTS)
    with db.writing():
        for job in jobs.claim():
            HANDLERS[job.kind](**job.ids)

    assert request.state is RequestState.EXPIRED
    assert kinds_told()[-1] == ("proposal_expired", pair.chinese_user.email)


def test_nobody_proposes_after_the_deadline_but_the_coordinator_for_whose_turn_it_is(pair, monday):
    request = pair.ask()
    pair.propose(request, 1)
    request.expires_at = pair.consultation.starts_at
    with db.writing():
        session.get_one(MeetingRequest, request.id).expires_at = pair.consultation.starts_at
    monday(pair.consultation.booking_ends_at - clock.now())

    with pytest.raises(Conflict, match="deadline for booking"):
        pair.propose(request, 2, by=pair.korean_user)
    pair.propose(request, 2, by=pair.coordinator, because="They rang me")

    assert request.waits_for is Side.CN
    entry = audit.history(request)[-1]
    assert (entry.on_behalf_of, entry.reason) == (pair.korean.public_id, "They rang me")
    booking = accept(request, pair.slots[0], pair.coordinator, because="Both agreed")
    assert booking.slot == pair.slots[0]


def test_strangers_and_coordinators_of_others_propose_nothing(pair):
    request = pair.ask()
    for stranger in (make.representative(side=Side.CN), make.coordinator(Side.CN)):
        with pytest.raises(NotAllowed):
            pair.propose(request, 1, by=stranger, because="Why not")
    with pytest.raises(Invalid, match="reason"):
        pair.propose(request, 1, by=pair.coordinator)
    assert proposed(request) is None


def test_a_request_that_waits_for_the_asker_can_still_be_declined_or_withdrawn(pair):
    first = pair.ask()
    pair.propose(first, 1)
    with db.writing():
        services.withdraw(first, "Too late for us", by=pair.korean_user)
    second = pair.ask()
    pair.propose(second, 1)
    with db.writing():
        services.decline(second, by=pair.chinese_user)

    assert (first.state, second.state) == (RequestState.WITHDRAWN, RequestState.DECLINED)
    with pytest.raises(Conflict, match="withdrawn"):
        pair.propose(first, 2, by=pair.korean_user)


def test_a_time_that_the_session_no_longer_has_cannot_be_chosen(pair):
    request = pair.ask(at=[0, 1])
    gone, stays = pair.slots[:2]
    with db.writing():
        session.get_one(Slot, gone.id).gone_at = clock.now()

    with pytest.raises(Conflict, match="not among those proposed"):
        accept(request, gone, pair.chinese_user)
    assert accept(request, stays, pair.chinese_user).slot == stays


# ---- forms sent twice


KEY = "one-form-of-one-page"


def test_a_form_sent_again_asks_once_and_leads_to_the_same_request(pair):
    first = pair.ask(at=[1], form_key=KEY)
    with db.writing():
        services.withdraw(first, by=pair.korean_user)

    assert pair.ask(at=[2], form_key=KEY).id == first.id
    assert count(MeetingRequest) == count(RequestProposal) == 1


def test_the_same_question_from_many_places_at_once_is_asked_once(pair):
    ask = call(
        services.ask,
        pair.consultation,
        pair.korean,
        pair.chinese,
        None,
        "Bag filters",
        by=pair.korean_user,
        form_key=KEY,
    )

    got = at_once([ask] * 4)

    assert {type(each) for each in got} == {MeetingRequest}, got
    assert len({each.id for each in got}) == count(MeetingRequest) == 1
    assert len(kinds_told()) == 1


def test_a_proposal_sent_again_is_made_once_also_when_it_is_answered_since(pair):
    request = pair.ask()
    pair.propose(request, 1, form_key=KEY)
    pair.propose(request, 2, form_key=KEY)
    assert proposed(request) == [pair.slots[1]]
    accept(request, pair.slots[1], pair.korean_user)

    pair.propose(request, 1, form_key=KEY)

    assert (request.round, count(RequestProposal)) == (1, 1)


def test_a_form_does_nothing_to_something_else(pair):
    request = pair.ask()
    pair.propose(request, 1, form_key=KEY)

    with pytest.raises(Conflict, match="form was used"), db.writing():
        services.withdraw(request, by=pair.korean_user, form_key=KEY)

    other = pair.another_korean()
    with db.writing():
        foreign = services.ask(
            pair.consultation, other.company, pair.chinese, None, "We, too", by=other.user
        )
    with pytest.raises(Conflict, match="form was used"):
        pair.propose(foreign, 1, form_key=KEY)
    with pytest.raises(Conflict, match="form was used"), db.writing():
        services.ask(
            pair.consultation,
            other.company,
            pair.another_chinese().company,
            None,
            "Filters",
            by=other.user,
            form_key=KEY,
        )


def test_a_no_that_is_sent_twice_is_said_once(pair):
    request = pair.ask()
    for _ in range(2):
        with db.writing():
            services.decline(request, "Not our field", by=pair.chinese_user, form_key=KEY)

    assert [entry.verb for entry in audit.history(request)] == ["request asked", "request declined"]
    assert [kind for kind, _ in kinds_told()] == ["request_asked", "request_declined"]
