"""A coordinator plans a session, looks at its slots, opens it to companies and closes it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Coordinator
from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.consultations.models import ConsultationSession, Participation, Slot
from portal.consultations.rules import OWN_ROOM, Link
from portal.consultations.states import BookingMode, LinkKind, ParticipationState, Phase
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from tests import make
from tests.statements import counted

LIST = "/coordinator/consultations/"
NEW = "/coordinator/consultations/new"
GOOD = {
    "title_en": "Shanghai, dust control",
    "title_ko": "상하이 집진",
    "title_zh": "上海除尘",
    "regions": ["310000"],
    "mode": "REQUEST",
    "first_day": "2026-10-13",
    "last_day": "2026-10-14",
    "window1_starts": "09:00",
    "window1_ends": "10:30",
    "window2_starts": "14:00",
    "window2_ends": "15:00",
    "slot_minutes": "25",
    "pause_minutes": "5",
    "rooms": "3",
    "joining_ends_at": "2026-09-25T18:00",
    "asking_ends_at": "2026-10-02T18:00",
    "booking_ends_at": "2026-10-09T18:00",
}


@pytest.fixture
def runner(database, monday):
    return make.coordinator(Side.KR)


@pytest.fixture
def desk(visit, runner):
    return visit(runner)


def host_of(user):
    return session.scalars(sa.select(Coordinator).where(Coordinator.user_id == user.id)).one().host


def preview(desk, **fields):
    return desk.submit(desk.get(NEW), GOOD | fields)


def save(desk, **fields):
    return desk.submit(preview(desk, **fields), {"step": "save"})


def the_session():
    session.rollback()
    return session.scalars(sa.select(ConsultationSession)).one()


def slots_of(consultation):
    session.rollback()
    return session.scalars(
        sa.select(Slot)
        .where(Slot.consultation_id == consultation.id, Slot.gone_at.is_(None))
        .order_by(Slot.starts_at)
    ).all()


def address():
    return f"{LIST}{the_session().public_id}"


def book(slot):
    """Two companies that meet in a slot."""
    session.rollback()
    korean, chinese = make.company(Side.KR), make.company(Side.CN)
    made = the_session()
    for company in (korean, chinese):
        make.participation(company, made)
    make.add(
        Booking(
            consultation_id=made.id,
            slot_id=slot.id,
            korean_company_id=korean.id,
            chinese_company_id=chinese.id,
            subject="Dust",
        )
    )


# ---- planning


def test_a_form_is_filled_in_sensibly_and_its_proposal_can_be_saved(desk):
    page = desk.get(NEW)
    shown = desk.submit(page, {"title_en": "A session", "regions": ["370000"]})
    assert "not saved yet" in shown.main
    saved = desk.submit(shown, {"step": "save"})
    assert "Saved as a draft" in saved.text
    assert the_session().starts_at.astimezone(BEIJING).date() >= date(2026, 10, 5)


def test_slots_are_shown_on_both_clocks_before_anything_is_saved(desk):
    shown = preview(desk)
    assert shown.status == 200
    assert "10 time slots, not saved yet" in shown.main
    assert "10:00 – 10:25 Seoul · 09:00 – 09:25 Beijing" in shown.main
    assert "With 3 rooms this makes 30 meetings at most." in shown.main
    assert session.scalars(sa.select(ConsultationSession)).all() == []


def test_a_session_keeps_what_is_tried_when_its_call_does_not_work(desk):
    later = {"second_kind": "PHONE", "second_number": "+82 2 123 4567", "third_kind": "ROOM"}
    missing = preview(desk, second_kind="PHONE")
    assert missing.status == 422
    assert "write the number to call" in missing.main

    save(desk, link_kind="VOOV", link_url="voov.example/j/1", **later)

    phone = Link(LinkKind.PHONE, number="+82 2 123 4567")
    assert the_session().then == (phone, OWN_ROOM)
    assert "+82 2 123 4567" in desk.get(address()).main


def test_saving_keeps_everything_and_makes_the_slots(desk, runner):
    saved = save(desk, needs_interpreter="y", link_kind="VOOV", link_url="voov.example/j/1")
    assert "Only coordinators see this draft." in saved.main
    made = the_session()
    assert made.code == "SH-2610"
    assert made.title.zh == "上海除尘"
    assert [region.code for region in made.regions] == ["310000"]
    assert made.host_id == host_of(runner).id
    assert made.booking_mode is BookingMode.REQUEST
    assert made.needs_interpreter
    assert made.link_url == "https://voov.example/j/1"
    assert made.joining_ends_at == clock.at(date(2026, 9, 25), 18, zone=BEIJING)
    assert made.starts_at == clock.at(date(2026, 10, 13), 9, zone=BEIJING)
    assert made.ends_at == clock.at(date(2026, 10, 14), 14, 55, zone=BEIJING)
    assert len(slots_of(made)) == 10
    assert made.phase is Phase.DRAFT
    assert "3" in desk.get(address()).main


def test_a_second_session_of_the_month_gets_another_code(desk):
    save(desk)
    save(desk)
    codes = set(session.scalars(sa.select(ConsultationSession.code)))
    assert codes == {"SH-2610", "SH-2610-2"}


def test_several_regions_share_a_code_of_the_country(desk):
    save(desk, regions=["310000", "370000"])
    assert the_session().code == "CN-2610"


def test_holidays_of_either_country_are_marked_and_a_day_can_be_left_out(desk):
    shown = preview(
        desk,
        first_day="2026-10-08",
        last_day="2026-10-10",
        weekends="y",
        booking_ends_at="2026-10-07T18:00",
    )
    assert "Public holiday in Korea: Hangul Day" in shown.main
    assert "Weekend in Korea, working day in China" in shown.main
    assert "1 day is a public holiday" in shown.main
    desk.submit(shown, {"days": ["2026-10-08", "2026-10-10"], "step": "save"})
    days = {slot.starts_at.astimezone(BEIJING).date() for slot in slots_of(the_session())}
    assert days == {date(2026, 10, 8), date(2026, 10, 10)}
    assert "Weekend in Korea, working day in China" in desk.get(address()).main


def test_a_day_left_out_stays_out_when_something_else_is_changed_first(desk):
    shown = preview(desk)
    form = desk.submit(shown, {"days": ["2026-10-14"], "step": "change"})
    assert form.status == 200
    assert form.page.select_one("[name=title_ko]")["value"] == "상하이 집진"
    again = desk.submit(form, {"slot_minutes": "20"})
    ticked = [box["value"] for box in again.page.select("[name=days][checked]")]
    assert ticked == ["2026-10-14"]
    desk.submit(again, {"step": "save"})
    assert {slot.starts_at.astimezone(BEIJING).day for slot in slots_of(the_session())} == {14}


def test_leaving_every_day_out_is_told_and_starts_over(desk):
    answer = desk.submit(preview(desk), {"days": None, "step": "save"})
    assert answer.status == 422
    assert any("Please choose at least one day." in error for error in answer.errors())
    again = desk.submit(answer)
    assert len(again.page.select("[name=days][checked]")) == 2


def test_years_whose_holidays_are_not_announced_are_said_to_be_provisional(desk):
    shown = preview(desk, first_day="2027-09-14", last_day="2027-09-15")
    assert "China has not announced its public holidays of 2027 yet" in shown.main
    assert "(provisional)" in shown.main


BAD = (
    ({"title_en": "", "title_ko": "", "title_zh": ""}, "Please write the title"),
    ({"title_en": "x" * 121}, "At most 120 characters"),
    ({"about_en": "x" * 2001}, "At most 2000 characters"),
    ({"title_en": "two\nlines"}, "Please write this in one line."),
    ({"regions": None}, "Please choose at least one region."),
    ({"first_day": ""}, "Please fill this in."),
    ({"first_day": "2026-02-31"}, "There is no such day."),
    ({"first_day": "0001-01-01"}, "There is no such day."),
    ({"first_day": "2026-09-01", "last_day": "2026-09-01"}, "This day has passed already."),
    ({"last_day": "2026-10-12"}, "The last day cannot be before the first."),
    ({"last_day": "2099-10-12"}, "A session lasts at most 92 days."),
    ({"window1_ends": "08:00"}, "The end must be after the start."),
    ({"window1_starts": "25:00"}, "There is no such time."),
    ({"window2_starts": "10:00"}, "The two windows overlap."),
    ({"window2_ends": ""}, "Please write when the second part of the day ends."),
    ({"window2_starts": ""}, "Please write when the second part of the day begins."),
    ({"slot_minutes": "a few"}, "Please write a whole number."),
    ({"slot_minutes": "5"}, "Please give a number from 10 to 240."),
    ({"slot_minutes": "٢٥"}, "Please write a whole number."),
    ({"pause_minutes": "-5"}, "Please write a whole number."),
    ({"pause_minutes": "121"}, "Please give a number from 0 to 120."),
    ({"rooms": "0"}, "Please give a number from 1 to 200."),
    ({"rooms": "99999999999999999999"}, "Please write a whole number."),
    ({"joining_ends_at": "2026-13-01T18:00"}, "There is no such time."),
    ({"joining_ends_at": "2026-09-01T18:00"}, "This moment has passed already."),
    ({"asking_ends_at": ""}, "Please fill this in."),
    ({"asking_ends_at": "2026-09-24T18:00"}, "Asking cannot end before joining ends."),
    ({"booking_ends_at": "2026-10-01T18:00"}, "Booking cannot end before asking ends."),
    ({"booking_ends_at": "2026-10-13T18:00"}, "Booking must end before the first meeting"),
    ({"link_url": "https://meet.example/1"}, "Please say which service this is."),
    ({"link_kind": "ZOOM"}, "Please write the address of the call."),
    ({"link_kind": "ZOOM", "link_url": "javascript:alert(1)"}, "Please write a web address"),
    ({"link_kind": "PHONE"}, "Please write the number to call."),
    (
        {
            "last_day": "2026-11-12",
            "window1_ends": "13:30",
            "slot_minutes": "10",
            "pause_minutes": "0",
        },
        "a session has at most 400",
    ),
)


def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(desk):
    page = desk.get(NEW)
    for fields, sentence in BAD:
        answer = desk.submit(page, GOOD | fields)
        assert answer.status == 422, fields
        assert any(sentence in error for error in answer.errors()), (fields, answer.errors())
        if "title_ko" not in fields:
            assert answer.page.select_one("[name=title_ko]")["value"] == "상하이 집진"
    assert session.scalars(sa.select(ConsultationSession)).all() == []


def test_in_open_mode_no_deadline_for_asking_is_needed(desk):
    save(desk, mode="OPEN", asking_ends_at="")
    assert the_session().booking_mode is BookingMode.OPEN
    assert the_session().asking_ends_at == the_session().booking_ends_at


def test_forged_choices_are_refused(desk):
    page = desk.get(NEW)
    for name, value in (("regions", ["KR-11"]), ("partner_host", "nobody"), ("mode", "CHAOS")):
        answer = desk.submit(page, GOOD | {name: value})
        assert answer.status == 422


# ---- changing


def test_a_draft_can_be_changed_altogether(desk):
    save(desk)
    made = the_session()
    form = desk.get(f"{address()}/edit")
    shown = desk.submit(form, {"window2_starts": "", "window2_ends": "", "regions": ["370000"]})
    assert "6 time slots, not saved yet" in shown.main
    desk.submit(shown, {"step": "save"})
    made = the_session()
    assert len(slots_of(made)) == 6
    assert made.code == "SD-2610"
    assert [region.code for region in made.regions] == ["370000"]


def test_words_are_changed_without_another_look_at_the_slots(desk):
    save(desk)
    before = [slot.public_id for slot in slots_of(the_session())]
    answer = desk.submit(desk.get(f"{address()}/edit"), {"title_en": "New words"})
    assert "The changes are saved." in answer.text
    assert the_session().title.en == "New words"
    assert [slot.public_id for slot in slots_of(the_session())] == before


def test_slots_that_stay_keep_their_marks(desk):
    save(desk)
    place = make.participation(make.company(Side.CN), the_session())
    early, *_, late = slots_of(the_session())
    with db.writing():
        session.merge(place).unavailable = [session.merge(early), session.merge(late)]
    kept = early.public_id
    form = desk.get(f"{address()}/edit")
    shown = desk.submit(form, {"window2_starts": "", "window2_ends": ""})
    saved = desk.submit(shown, {"step": "save"})
    assert "The changes are saved." in saved.text
    session.rollback()
    found = session.scalars(sa.select(Participation)).one()
    assert [slot.public_id for slot in found.unavailable] == [kept]


def opened(desk, **fields):
    save(desk, **fields)
    page = desk.get(address())
    answer = desk.submit(page, form='form[action$="/open"]')
    assert "The session is open" in answer.text
    return answer.url


def test_once_open_companies_book_as_before(desk):
    here = opened(desk)
    form = desk.get(f"{here}/edit")
    assert "Companies can see this session." in form.main
    refused = desk.submit(form, {"mode": "OPEN"})
    assert refused.status == 422
    assert any("How they book stays as it is." in error for error in refused.errors())


def test_what_touches_nobody_is_saved_at_once(desk):
    here = opened(desk)
    form = desk.get(f"{here}/edit")
    saved = desk.submit(form, {"rooms": "2", "regions": ["370000"]})
    assert "The changes are saved." in saved.text
    assert [region.code for region in the_session().regions] == ["370000"]
    assert "2" in desk.get(here).main


def test_slots_that_went_stay_for_the_meetings_that_were_in_them(desk):
    here = opened(desk)
    slot = slots_of(the_session())[-1]
    book(slot)
    with db.writing():
        session.scalars(sa.select(Booking)).one().state = BookingState.CANCELLED
    shown = desk.submit(
        desk.get(f"{here}/edit"), {"window2_starts": "", "window2_ends": "", "rooms": "3"}
    )
    assert "The changes are saved." in desk.submit(shown, {"step": "save"}).text
    assert "6 time slots" in desk.get(here).main
    session.rollback()
    gone = session.scalars(sa.select(Booking)).one().slot
    assert gone.public_id == slot.public_id
    assert gone.gone_at is not None
    again = desk.submit(
        desk.get(f"{here}/edit"), {"window2_starts": "14:00", "window2_ends": "15:00"}
    )
    desk.submit(again, {"step": "save"})
    assert slots_of(the_session())[-1].public_id == slot.public_id
    assert slots_of(the_session())[-1].gone_at is None


def test_a_closed_session_stays_as_it_is(desk):
    here = opened(desk)
    form = desk.get(f"{here}/edit")
    the_row = the_session()
    with db.writing():
        session.merge(the_row).closed_at = clock.now()
    answer = desk.submit(form, {"title_en": "Too late"})
    assert answer.status == 409
    assert "It stays as it is." in answer.main


# ---- opening and closing


def test_a_session_is_opened_once(desk, visitor):
    save(desk)
    made = the_session()
    public = f"/consultations/{made.public_id}"
    assert visitor.get(public).status == 404
    draft = desk.get(address())
    desk.submit(draft, form='form[action$="/open"]')
    assert visitor.get(public).status == 200
    assert the_session().phase is Phase.JOINING
    again = desk.submit(draft, form='form[action$="/open"]')
    assert again.status == 409
    assert "open already" in again.main


def test_a_draft_whose_deadline_has_passed_is_not_opened(visit, runner, desk, monday):
    save(desk)
    monday(timedelta(days=20))
    desk = visit(runner)
    answer = desk.submit(desk.get(address()), form='form[action$="/open"]')
    assert answer.status == 409
    assert "The deadline for joining has passed." in answer.main
    assert the_session().opened_at is None


def test_closing_needs_a_reason(desk):
    here = opened(desk)
    page = desk.get(here)
    empty = desk.submit(page, form='form[action$="/close"]')
    assert empty.status == 422
    assert "Please fill this in." in empty.main
    answer = desk.submit(page, {"reason": "A typhoon."}, form='form[action$="/close"]')
    assert "The session is closed." in answer.text
    assert the_session().phase is Phase.CLOSED


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "Companies can ask to take part until"),
        (19, "Companies ask each other for meetings until"),
        (26, "Meetings are being booked until"),
        (33, "The lists are final."),
    ],
)
def test_the_page_says_what_happens_now(visit, runner, desk, monday, days, words):
    here = opened(desk)
    monday(timedelta(days=days))
    assert words in visit(runner).get(here).main


# ---- whose session it is


def test_sessions_of_other_hosts_are_not_there(visit, desk):
    here = opened(desk)
    stranger = visit(make.coordinator(Side.CN))
    assert "Shanghai, dust control" not in stranger.get(LIST).main
    for path in ("", "/edit", "/participants", "/participants/add"):
        assert stranger.get(here + path).status == 404
    for path in ("/open", "/close", "/edit"):
        assert stranger.post(here + path, {"reason": "x"}).status == 404


def test_a_partner_host_runs_the_session_too(visit, desk):
    other = make.coordinator(Side.CN)
    here = opened(desk, partner_host=host_of(other).public_id)
    partner = visit(other)
    assert "Shanghai, dust control" in partner.get(LIST).main
    form = partner.get(f"{here}/edit")
    assert "The changes are saved." in partner.submit(form, {"title_en": "Changed"}).text


def test_who_may_not_schedule_looks_but_changes_nothing(visit, desk, runner):
    here = opened(desk)
    colleague = make.coordinator(Side.KR, of=host_of(runner))
    with db.writing():
        row = session.scalars(sa.select(Coordinator).where(Coordinator.user_id == colleague.id))
        row.one().duties = ["EXPORT"]
    reader = visit(colleague)
    assert reader.get(here).status == 200
    answer = reader.submit(reader.get(f"{here}/edit"), {"title_en": "Changed"})
    assert answer.status == 403
    assert "not among your duties" in answer.main
    assert reader.post(f"{LIST}new", {"step": "save"}).status == 403


def test_companies_and_strangers_see_none_of_it(visit, visitor, desk):
    here = opened(desk)
    assert visit(make.representative(side=Side.KR)).get(here).status == 404
    assert "/sign-in" in visitor.get(here).url


@pytest.mark.parametrize("path", ["nothing", "nothing/edit", "nothing/participants"])
def test_an_unknown_session_is_not_there(desk, path):
    assert desk.get(LIST + path).status == 404


def test_the_list_shows_drafts_open_ones_and_past_ones(desk, runner):
    own = host_of(runner)
    make.consultation(owner=own, opened=False)
    open_one = make.consultation(owner=own)
    make.participation(make.company(Side.CN), open_one, ParticipationState.ASKED)
    make.consultation(owner=own, day=date(2026, 8, 1))
    page = desk.get(LIST)
    assert [head.get_text() for head in page.page.select("main h2")] == [
        "Drafts",
        "Open sessions",
        "Past sessions",
    ]
    assert "1 company asks to take part" in page.main


def test_the_list_asks_as_much_for_many_sessions_as_for_few(desk, runner, engine):
    own = host_of(runner)
    make.consultation(owner=own)
    with counted(engine) as few:
        desk.get(LIST)
    for _ in range(6):
        make.consultation(owner=own)
    with counted(engine) as many:
        desk.get(LIST)
    assert len(many) == len(few)
