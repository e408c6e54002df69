from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, SlotOffer, Waiting
from portal.bookings.states import WaitingState
from portal.consultations import services as sessions
from portal.consultations.states import BookingMode, OfferState, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.statements import counted

WHY = "They asked for it on the telephone"


@pytest.fixture
def pair(database, monday) -> Pair:
    """The Chinese company is in a meeting in the only slot, and two companies wait for it."""
    pair = Pair(mode=BookingMode.OPEN, slots=1)
    busy = pair.another_korean()
    with db.writing():
        services.book(
            pair.consultation, busy.company, pair.chinese, pair.slots[0], "Sensors", by=busy.user
        )
    for one in (pair.another_korean(), pair.another_korean()):
        with db.writing():
            services.wait(pair.consultation, one.company, pair.chinese, "Filters", by=one.user)
    return pair


def lists(pair: Pair) -> str:
    return f"/coordinator/consultations/{pair.consultation.public_id}/waiting"


def waiting(number: int) -> Kept:
    return Kept(session.scalars(sa.select(Waiting).order_by(Waiting.id)).all()[number])


def cancel(pair: Pair) -> None:
    with db.writing():
        services.cancel(session.scalars(sa.select(Booking)).first(), "Ill", by=pair.coordinator)


def test_the_lists_say_who_waits_for_whom_and_what_is_kept(pair, visit):
    desk = visit(pair.coordinator)
    assert "2 companies wait for a time with a partner." in desk.get(lists(pair)).main

    cancel(pair)

    page = desk.get(lists(pair))
    assert "2 h 0 min left" in page.main
    overview = desk.get(f"/coordinator/consultations/{pair.consultation.public_id}")
    assert "1 offered now" in overview.main


def test_the_order_is_changed_and_a_company_put_in_line_on_its_behalf(pair, visit):
    desk = visit(pair.coordinator)
    second = waiting(1)
    here = f"{lists(pair)}/{second.public_id}"

    page = desk.submit(
        desk.get(here), {"position": "1", "reason": WHY}, form="form[action$='/move']"
    )
    assert "number 1 in line" in page.main
    assert WHY in page.main
    wrong = desk.submit(desk.get(here), {"position": "0", "reason": ""}, form="form[action$=move]")
    assert wrong.status == 422

    other = pair.another_korean().company.public_id
    new = f"{lists(pair)}/new?korean={other}&chinese={pair.chinese.public_id}"
    page = desk.submit(
        desk.get(new), {"waiter": "KR", "subject": "Sensors", "because": WHY}, form=".narrow form"
    )
    assert "number 3 in line" in page.main


def test_a_time_is_offered_by_hand_taken_back_and_accepted_on_behalf(pair, visit, monday):
    monday(pair.consultation.booking_ends_at - clock.now())
    desk = visit(pair.coordinator)
    cancel(pair)
    second = waiting(1)
    here = f"{lists(pair)}/{second.public_id}"

    page = desk.submit(desk.get(here), {"reason": WHY}, form="form:has(.sheet)")
    assert "is kept for" in page.main
    page = desk.submit(page, {"reason": "A mistake"}, form="form[action$='take-back']")
    assert "number 2 in line" in page.main

    page = desk.submit(desk.get(here), {"reason": WHY}, form="form:has(.sheet)")
    done = desk.submit(page, {"because": WHY}, form="form[action$='accept']")
    assert "/bookings/" in done.url
    assert second.now.state is WaitingState.BOOKED


def test_an_offer_is_declined_and_a_company_taken_off_the_list_on_its_behalf(pair, visit):
    desk = visit(pair.coordinator)
    cancel(pair)
    first = waiting(0)
    here = f"{lists(pair)}/{first.public_id}"

    page = desk.submit(desk.get(here), {"because": WHY}, form="form[action$='decline']")
    assert "number 1 in line" in page.main
    assert (
        session.scalars(sa.select(SlotOffer).where(SlotOffer.state == OfferState.OFFERED))
        .one()
        .waiting_id
        == waiting(1).now.id
    )
    desk.submit(page, {"because": WHY}, form="form[action$='leave']")
    assert first.now.state is WaitingState.LEFT


def test_places_are_limited_and_companies_wait_are_offered_and_take_them(pair, visit):
    desk = visit(pair.coordinator)
    page = desk.get(f"{lists(pair)}/places")
    wrong = desk.submit(page, {"most_310000": "none"}, form=".narrow form")
    assert wrong.status == 422
    page = desk.submit(page, {"most_310000": "1"}, form=".narrow form")
    assert page.url == lists(pair)

    newcomer = make.representative(make.company())
    company = visit(newcomer)
    here = f"/company/consultations/{pair.consultation.public_id}"
    join = company.get(f"{here}/join")
    assert "All places are taken" in join.main
    assert "You are number 1 on the waiting list" in company.submit(join, form=".narrow form").main
    assert "1 company waits for a place" in desk.get(lists(pair)).main

    desk.submit(desk.get(f"{lists(pair)}/places"), {"most_310000": "2"}, form=".narrow form")
    assert "is kept for you" in company.get("/company/").main
    done = company.submit(company.get("/company/"), form=".kept form")
    assert done.url == here
    assert "You take part" in done.main
    assert company.post(f"{here}/kept-place/decline").status == 409


def test_a_place_is_kept_answered_and_taken_back_by_the_coordinator(pair, visit):
    desk = visit(pair.coordinator)
    newcomer = make.company_of(make.representative(make.company()))
    place = Kept(make.participation(newcomer, pair.consultation, ParticipationState.WAITING))
    here = (
        f"/coordinator/consultations/{pair.consultation.public_id}/participants/{place.public_id}"
    )

    desk.submit(desk.get(here), {"reason": WHY}, form="form[action$='place/keep']")
    assert "A place is kept until" in desk.get(here).main
    desk.submit(desk.get(here), {"reason": "A mistake"}, form="form[action$='place/unkeep']")
    assert "It let an offer pass" in desk.get(here).main
    page = desk.submit(desk.get(here), {"reason": ""}, form="form[action$='place/keep']")
    assert page.status == 422
    desk.submit(desk.get(here), {"reason": WHY}, form="form[action$='place/keep']")
    desk.submit(desk.get(here), {"reason": WHY}, form="form[action$='place/take']")
    assert place.now.state is ParticipationState.ACCEPTED
    assert desk.post(f"{here}/place/unkeep", {"reason": WHY}).status == 409


def test_who_waits_for_a_place_is_moved_with_a_reason(pair, visit):
    desk = visit(pair.coordinator)
    rows = [
        Kept(make.participation(make.company(), pair.consultation, ParticipationState.WAITING))
        for _ in range(2)
    ]
    here = (
        f"/coordinator/consultations/{pair.consultation.public_id}/participants/"
        f"{rows[1].public_id}/place/number"
    )
    page = desk.submit(desk.get(here), {"position": "1", "reason": WHY}, form=".narrow form")
    assert page.url == lists(pair)
    assert rows[1].now.waiting_number < rows[0].now.waiting_number


def test_when_no_place_is_left_an_accepted_company_waits_and_the_coordinator_reads_so(pair, visit):
    desk = visit(pair.coordinator)
    with db.writing():
        sessions.limit_places(pair.consultation, {"310000": 1}, by=pair.coordinator)
    place = Kept(make.participation(make.company(), pair.consultation, ParticipationState.ASKED))
    answer = desk.post(
        f"/coordinator/consultations/{pair.consultation.public_id}/participants/"
        f"{place.public_id}/accept",
        {"reason": ""},
    )
    assert place.now.state is ParticipationState.WAITING
    assert "so the company is on the waiting list" in answer.text


def test_the_lists_ask_as_much_of_a_long_line_as_of_a_short_one(pair, visit, database):
    desk = visit(pair.coordinator)
    make.participation(make.company(), pair.consultation, ParticipationState.WAITING)
    desk.get(lists(pair))
    with counted(database) as few:
        desk.get(lists(pair))
    for _ in range(3):
        one = pair.another_korean()
        with db.writing():
            services.wait(pair.consultation, one.company, pair.chinese, "Filters", by=one.user)
        make.participation(make.company(), pair.consultation, ParticipationState.WAITING)
    with counted(database) as more:
        desk.get(lists(pair))
    assert len(more) == len(few)
