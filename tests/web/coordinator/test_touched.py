"""What a change would touch is shown before it is made, and made only as it was shown."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.bookings.states import BookingState
from portal.companies.states import CompanyState
from portal.consultations import services as consultations
from portal.consultations.services import Place
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.statements import counted

WHY = {"reason": "The venue closes earlier"}


@pytest.fixture
def pair(database, monday):
    return Pair(mode=BookingMode.REQUEST, slots=6)


@pytest.fixture
def desk(visit, pair):
    return visit(pair.coordinator)


def here(pair):
    return f"/coordinator/consultations/{pair.consultation.public_id}"


def changed(desk, pair, **fields):
    """The page after the form of a session with these fields was sent, slots looked at."""
    form = desk.get(f"{here(pair)}/edit")
    answer = desk.submit(form, fields)
    if answer.page.select_one("[name=days_shown]"):
        answer = desk.submit(answer, {"step": "save"})
    return answer


def time_of(booking):
    return f"{booking.now.slot.starts_at.astimezone(BEIJING):%H:%M}"


def test_a_change_of_hours_shows_each_meeting_and_what_becomes_of_it(desk, pair):
    booking = pair.met(pair.slots[4])
    stays = Kept(
        pair.meet_others(
            pair.another_korean().company, pair.another_chinese().company, pair.slots[0]
        )
    )
    shown = changed(desk, pair, window1_ends="15:00")
    assert shown.status == 200
    assert "This touches 1 meeting" in shown.page.h1.get_text()
    assert "1 gets another time. 1 further meeting stays exactly as it is." in shown.main
    assert "16:00 – 16:25 Seoul · 15:00 – 15:25 Beijing" in shown.main
    assert "15:30 – 15:55 Seoul · 14:30 – 14:55 Beijing" in shown.main
    assert pair.korean.name.en in shown.main
    assert time_of(booking) == "15:00"
    done = desk.submit(shown, WHY | {"step": "confirm"})
    assert "The changes are saved." in done.text
    assert (time_of(booking), time_of(stays)) == ("14:30", "13:00")
    history = desk.get(f"{here(pair)}/bookings/{booking.public_id}").main
    assert "Meeting moved to another time" in history
    assert WHY["reason"] in history


def test_without_a_reason_what_is_shown_stays_on_the_page(desk, pair):
    booking = pair.met(pair.slots[4])
    shown = changed(desk, pair, window1_ends="15:00", title_en="Another title")
    answer = desk.submit(shown, {"step": "confirm"})
    assert answer.status == 422
    assert "This touches 1 meeting" in answer.main
    assert any("Please fill this in." in error for error in answer.errors())
    assert time_of(booking) == "15:00"
    desk.submit(answer, WHY | {"step": "confirm"})
    assert pair.consultation.title.en == "Another title"


def test_what_changed_meanwhile_is_shown_anew_and_nothing_is_done(desk, pair):
    booking = pair.met(pair.slots[4])
    shown = changed(desk, pair, window1_ends="15:00")
    pair.mark_unavailable(pair.korean, pair.slots[3])
    again = desk.submit(shown, WHY | {"step": "confirm"})
    assert again.status == 409
    assert "Something has changed in the meantime." in again.main
    assert "15:00 – 15:25 Seoul · 14:00 – 14:25 Beijing" in again.main
    assert again.page.select_one("[name=reason]").get_text().strip() == WHY["reason"]
    assert time_of(booking) == "15:00"
    desk.submit(again, {"step": "confirm"})
    assert time_of(booking) == "14:00"


def test_another_time_can_be_chosen_and_is_shown_before_it_counts(desk, pair):
    booking = pair.met(pair.slots[4])
    shown = changed(desk, pair, window1_ends="15:00")
    select = f"time-{booking.public_id}"
    first = pair.slots[0].starts_at.isoformat()
    again = desk.submit(shown, WHY | {select: first, "step": "confirm"})
    assert again.status == 409
    assert "14:00 – 14:25 Seoul · 13:00 – 13:25 Beijing" in again.main
    desk.submit(again, {"step": "confirm"})
    assert time_of(booking) == "13:00"


def test_a_meeting_can_be_cancelled_instead(desk, pair):
    booking = pair.met(pair.slots[4])
    shown = changed(desk, pair, window1_ends="15:00")
    again = desk.submit(shown, {f"time-{booking.public_id}": "cancel", "step": "again"})
    assert again.status == 200
    assert "1 is cancelled." in again.main
    desk.submit(again, WHY | {"step": "confirm"})
    assert booking.now.state is BookingState.CANCELLED


def test_nonsense_in_the_choices_is_passed_over(desk, pair):
    booking = pair.met(pair.slots[4])
    shown = changed(desk, pair, window1_ends="15:00")
    for nonsense in ("yesterday", "2026-09-14T13:00", "9" * 400):
        answer = desk.submit(shown, {f"time-{booking.public_id}": nonsense, "step": "again"})
        assert answer.status == 200
        assert "1 gets another time." in answer.main
    unknown = desk.submit(
        shown, {f"time-{booking.public_id}": "2026-09-14T09:00:00+00:00", "step": "again"}
    )
    assert "The time you chose is not free." in unknown.main


def test_one_can_go_back_to_the_form(desk, pair):
    pair.met(pair.slots[4])
    shown = changed(desk, pair, window1_ends="15:00", title_en="Another title")
    form = desk.submit(shown, {"step": "change"})
    assert form.page.select_one("[name=title_en]")["value"] == "Another title"
    assert form.page.select_one("[name=window1_ends]")["value"] == "15:00"


def test_a_region_that_goes_asks_what_becomes_of_its_companies(database, monday, visit):
    pair = Pair(mode=BookingMode.REQUEST, regions=("310000", "370000"))
    booking = pair.met()
    desk = visit(pair.coordinator)
    shown = changed(desk, pair, regions=["370000"])
    assert "This touches 1 company" in shown.page.h1.get_text()
    assert "Companies that keep their place" in shown.main
    out = desk.submit(shown, {"keep_places": "out", "step": "again"})
    assert "This touches 1 meeting" in out.page.h1.get_text()
    assert "Companies that are taken out of the session" in out.main
    desk.submit(out, WHY | {"step": "confirm"})
    assert booking.now.state is BookingState.CANCELLED
    assert make.participation_of(pair.chinese, pair.consultation).state is (
        ParticipationState.WITHDRAWN
    )


def test_marked_times_that_are_lost_are_listed(desk, pair):
    pair.mark_unavailable(pair.chinese, pair.slots[5])
    shown = changed(desk, pair, window1_ends="15:00")
    assert "This touches the times of 1 company" in shown.page.h1.get_text()
    assert "16:30 – 16:55 Seoul · 15:30 – 15:55 Beijing" in shown.main
    assert pair.chinese.name.en in shown.main


def test_closing_early_shows_the_meetings_that_it_cancels(desk, pair):
    booking = pair.met()
    page = desk.get(here(pair))
    shown = desk.submit(page, WHY, form='form[action$="/close"]')
    assert shown.status == 200
    assert "This touches 1 meeting" in shown.page.h1.get_text()
    assert pair.consultation.closed_at is None
    done = desk.submit(shown)
    assert "The session is closed." in done.text
    assert booking.now.state is BookingState.CANCELLED


def test_closing_early_shows_who_waits_for_a_place_or_an_answer_and_tells_them(desk, pair):
    by = make.representative(make.company(Side.CN))
    asker = make.company_of(by)
    with db.writing():
        consultations.ask_to_join(asker, pair.consultation, Place(), by=by)
    shown = desk.submit(desk.get(here(pair)), WHY, form='form[action$="/close"]')
    assert "This touches 1 company" in shown.page.h1.get_text()
    assert asker.name.en in shown.main
    desk.submit(shown)
    told = sa.select(OutboxMessage.kind).where(OutboxMessage.user_id == by.id)
    assert session.scalars(told.order_by(OutboxMessage.id)).all()[-1] == (
        "consultations/place_wait_ended"
    )


def test_stepping_back_on_a_companys_behalf_shows_its_meetings(desk, pair):
    booking = pair.met()
    place = make.participation_of(pair.chinese, pair.consultation)
    page = desk.get(f"{here(pair)}/participants/{place.public_id}")
    assert "1 meeting is still to come." in page.main
    shown = desk.submit(page, WHY, form='form[action$="/withdraw"]')
    assert shown.status == 200
    assert "This touches 1 meeting" in shown.page.h1.get_text()
    assert booking.now.state is BookingState.CONFIRMED
    empty = desk.submit(shown, {"reason": ""})
    assert empty.status == 422
    desk.submit(shown)
    assert booking.now.state is BookingState.CANCELLED


def test_suspending_shows_names_only_of_ones_own_sessions(visit, pair):
    booking, own = pair.met(), make.coordinator(Side.CN)
    desk = visit(own)
    page = desk.get(f"/coordinator/companies/{pair.chinese.public_id}")
    shown = desk.submit(page, WHY, form='form[action$="/suspend"]')
    assert "This touches 1 meeting" in shown.page.h1.get_text()
    assert "a session of others" in shown.main
    assert pair.korean.name.en not in shown.main
    desk.submit(shown)
    assert pair.chinese.state is CompanyState.SUSPENDED
    assert booking.now.state is BookingState.CANCELLED


def test_a_company_sees_what_its_stepping_back_touches(visit, pair):
    booking = pair.met()
    desk = visit(pair.chinese_user)
    page = desk.get(f"/company/consultations/{pair.consultation.public_id}")
    shown = desk.submit(page, form='form[action$="/withdraw"]')
    assert shown.status == 200
    assert "This touches 1 meeting" in shown.page.h1.get_text()
    assert pair.korean.name.en in shown.main
    assert booking.now.state is BookingState.CONFIRMED
    assert desk.submit(shown).status == 422
    done = desk.submit(shown, WHY)
    assert "You have stepped back from this session." in done.text
    assert booking.now.state is BookingState.CANCELLED
    history = visit(pair.korean_user).get(f"/company/meetings/{booking.public_id}").main
    assert "The other company" in history
    assert WHY["reason"] in history


def test_foreign_coordinators_change_nothing(visit, desk, pair):
    booking = pair.met(pair.slots[4])
    shown = changed(desk, pair, window1_ends="15:00")
    stranger = visit(make.coordinator(Side.CN))
    for path in ("/edit", "/close"):
        assert stranger.post(f"{here(pair)}{path}", WHY).status == 404
    place = make.participation_of(pair.chinese, pair.consultation)
    path = f"{here(pair)}/participants/{place.public_id}/withdraw"
    assert stranger.post(path, WHY).status == 404
    assert visit(pair.korean_user).post(path, WHY).status == 404
    assert time_of(booking) == "15:00"
    assert shown.status == 200


def test_the_page_asks_as_much_for_many_meetings_as_for_few(desk, pair, engine):
    def statements():
        form = desk.get(f"{here(pair)}/edit")
        slots = desk.submit(form, {"window1_ends": "14:30"})
        with counted(engine) as found:
            shown = desk.submit(slots, {"step": "save"})
        assert "This touches" in shown.main
        return len(found)

    pair.met(pair.slots[4])
    few = statements()
    for slot in pair.slots[3:]:
        for _ in range(2):
            pair.meet_others(pair.another_korean().company, pair.another_chinese().company, slot)
    assert statements() == few
