"""A company joins a session, names its people, marks its times, and may step back."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Consent, Person
from portal.bookings.models import Booking
from portal.companies.states import CompanyState
from portal.consultations.models import Delegate, Participation, unavailable_slot
from portal.consultations.states import BookingMode, ParticipationState, Whereabouts
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from tests import make
from tests.statements import counted

LIST = "/company/consultations/"
ASKED = ParticipationState.ASKED
ACCEPTED = ParticipationState.ACCEPTED
PERSON = {
    "name": "赵敏",
    "name_latin": "ZHAO Min",
    "post": "工程师",
    "languages": ["zh", "en"],
    "consents": "y",
}
NEW = 'form[action$="/people/new"]'


@pytest.fixture
def owner(database, monday):
    return make.representative(side=Side.CN)


@pytest.fixture
def company(owner):
    return make.company_of(owner)


@pytest.fixture
def consultation(owner):
    return make.consultation(mode=BookingMode.REQUEST)


@pytest.fixture
def here(consultation):
    return f"{LIST}{consultation.public_id}"


@pytest.fixture
def desk(visit, owner, here):
    return visit(owner)


@pytest.fixture
def place(company, consultation):
    return make.participation(company, consultation, ACCEPTED)


def the_place():
    session.rollback()
    return session.scalars(sa.select(Participation)).one()


# ---- which sessions there are


def test_sessions_of_the_region_and_of_ones_own_are_listed(desk, place):
    make.consultation(regions=("370000",))
    make.consultation(opened=False)
    make.consultation()
    page = desk.get(LIST)
    assert "You are in 1 session" in page.main
    assert len(page.page.select(".sess")) == 2
    actions = [link.find(string=True) for link in page.page.select(".sess .btn")]
    assert actions == ["Open", "Take part"]


def test_a_korean_company_can_join_every_session(visit, here):
    make.consultation(regions=("370000",))
    desk = visit(make.representative(side=Side.KR))
    assert "You can join 2 sessions" in desk.get(LIST).main
    assert desk.get(here).status == 200


def test_drafts_and_sessions_of_other_regions_are_not_there(desk):
    draft = make.consultation(opened=False).public_id
    elsewhere = make.consultation(regions=("440000",)).public_id
    for unknown in (draft, elsewhere, "nothing"):
        for path in ("", "/join", "/place", "/slots", "/people/add"):
            assert desk.get(f"{LIST}{unknown}{path}").status == 404


def test_a_company_keeps_seeing_a_session_in_which_it_has_a_place(desk, place, here, consultation):
    with db.writing():
        session.merge(consultation).regions = [make.region("440000")]
    assert desk.get(here).status == 200


def test_the_list_asks_as_much_for_many_sessions_as_for_few(desk, engine, company, place):
    with counted(engine) as few:
        desk.get(LIST)
    for number in range(6):
        made = make.consultation()
        if number % 2:
            make.participation(session.merge(company), made, ASKED)
    with counted(engine) as many:
        desk.get(LIST)
    assert len(many) == len(few)


# ---- joining


def test_a_company_asks_to_take_part(desk, here):
    page = desk.get(here)
    assert "You can ask to take part until Fri 11 September" in page.main
    form = desk.get(f"{here}/join")
    joined = desk.submit(form, {"whereabouts": ["VENUE"], "note": "Three of us"})
    assert "You have asked to take part." in joined.main
    assert "Three of us" in joined.main
    assert the_place().state is ASKED
    assert the_place().whereabouts is Whereabouts.VENUE


def test_asking_twice_is_told(desk, here):
    form = desk.get(f"{here}/join")
    desk.submit(form)
    again = desk.submit(form)
    assert again.status == 409
    assert "has asked to take part already" in again.main
    assert "has asked to take part already" in desk.get(f"{here}/join").main


def test_a_note_has_its_limit(desk, here):
    answer = desk.submit(desk.get(f"{here}/join"), {"note": "x" * 501})
    assert answer.status == 422
    assert any("At most 500 characters" in error for error in answer.errors())


def test_joining_ends_at_its_deadline(visit, owner, here, consultation, monday):
    to_go = consultation.joining_ends_at - clock.now()
    monday(to_go - timedelta(seconds=1))
    assert visit(owner).get(f"{here}/join").page.select_one("[name=whereabouts]")
    monday(timedelta(seconds=1))
    desk = visit(owner)
    assert "The deadline for joining has passed." in desk.get(f"{here}/join").main
    answer = desk.post(f"{here}/join", {"whereabouts": "OWN_OFFICE"})
    assert answer.status == 409


def test_in_open_mode_a_company_says_whether_it_can_be_booked_at_once(visit, owner):
    made = make.consultation(mode=BookingMode.OPEN).public_id
    desk = visit(owner)
    desk.submit(desk.get(f"{LIST}{made}/join"), {"bookable": None})
    assert the_place().bookable is False


def test_an_unapproved_company_is_sent_to_its_application(visit, here):
    owner = make.representative(make.company(Side.CN, state=CompanyState.APPLIED))
    assert visit(owner).get(here).url.startswith("/company/application")


# ---- stepping back


def test_a_company_steps_back_and_may_come_again(desk, here, place):
    page = desk.get(here)
    gone = desk.submit(page, {"reason": "No time."}, form='form[action$="/withdraw"]')
    assert "You have stepped back" in gone.text
    assert the_place().state is ParticipationState.WITHDRAWN
    again = desk.submit(desk.get(f"{here}/join"))
    assert "You have asked to take part." in again.main
    assert the_place().decision_reason is None


def test_an_invitation_is_declined(desk, here, company, consultation):
    make.participation(company, consultation, ParticipationState.INVITED)
    page = desk.get(here)
    assert "You are invited." in page.main
    desk.submit(page, form='form[action$="/withdraw"]')
    assert the_place().state is ParticipationState.WITHDRAWN


def test_after_the_deadline_one_writes_to_the_coordinator(visit, owner, here, place, monday):
    monday(timedelta(days=5))
    desk = visit(owner)
    page = desk.get(here)
    assert page.page.select_one('form[action$="/withdraw"]') is None
    answer = desk.post(f"{here}/withdraw")
    assert answer.status == 409
    assert the_place().state is ACCEPTED


def test_one_cannot_withdraw_from_nothing(desk, here):
    assert desk.post(f"{here}/withdraw").status == 404


# ---- people


def test_a_person_is_named_and_stands_on_the_list(desk, here, place, owner):
    assert "Next, name the people who will attend." in desk.get(here).main
    named = desk.submit(desk.get(f"{here}/people/add"), PERSON, form=NEW)
    assert "ZHAO Min" in named.main
    assert "English, Chinese" in named.main
    person = session.scalars(sa.select(Person).where(Person.name == "赵敏")).one()
    assert person.side is Side.CN
    consent = session.scalars(sa.select(Consent).where(Consent.person_id == person.id)).one()
    assert consent.given_through_id == session.merge(owner).id


def test_nobody_is_listed_who_was_not_told(desk, here, place):
    answer = desk.submit(desk.get(f"{here}/people/add"), PERSON | {"consents": None}, form=NEW)
    assert answer.status == 422
    assert answer.page.select_one("[name=name]")["value"] == "赵敏"
    assert session.scalars(sa.select(Delegate)).all() == []


def test_ones_own_people_can_be_chosen_again_but_nobody_elses(desk, here, place, company):
    earlier = make.participation(company, make.consultation())
    make.delegate(earlier, make.person("李强", "LI Qiang", Side.CN))
    stranger = make.delegate(make.participation(make.company(Side.CN), make.consultation()))
    foreign = stranger.person.public_id
    page = desk.get(f"{here}/people/add")
    assert "LI Qiang" in page.main
    assert "WANG Liqun" in page.main
    boxes = {box.parent.get_text(): box["value"] for box in page.page.select("[type=radio]")}
    known = 'form[action$="/people/known"]'
    chosen = next(value for words, value in boxes.items() if "LI Qiang" in words)
    fields = {"known-person": [chosen], "known-consents": "y"}
    assert "LI Qiang" in desk.submit(page, fields, form=known).main
    again = desk.submit(page, fields, form=known)
    assert again.status == 422
    assert desk.submit(page, fields | {"known-person": [foreign]}, form=known).status == 422


def test_a_named_person_is_changed_and_taken_off(desk, here, place):
    one = f"{here}/people/{make.delegate(place).public_id}"
    changed = desk.submit(desk.get(one), {"post": "Director", "languages": ["ko", "zh"]})
    assert "Director" in changed.main
    gone = desk.submit(desk.get(one), form='form[action$="/remove"]')
    assert "no longer on the list" in gone.text
    session.rollback()
    assert session.scalars(sa.select(Delegate)).all() == []


def test_people_with_an_account_look_after_their_own_data(desk, here, place, owner):
    one = f"{here}/people/{make.delegate(place, owner.person).public_id}"
    page = desk.get(one)
    assert "This person has an account" in page.main
    answer = desk.post(one, {**PERSON, "name": "别人"})
    assert answer.status == 409


def test_the_list_of_people_has_an_end(desk, here, place):
    for number in range(20):
        make.delegate(place, make.person(f"人{number}", f"REN {number}", Side.CN))
    answer = desk.submit(desk.get(f"{here}/people/add"), PERSON, form=NEW)
    assert answer.status == 409
    assert "At most 20 people can be named." in answer.main


def test_somebody_elses_delegate_is_not_there(desk, here, place):
    other = make.participation(make.company(Side.CN), make.consultation())
    foreign = make.delegate(other).public_id
    for unknown in (foreign, "nobody"):
        assert desk.get(f"{here}/people/{unknown}").status == 404
        assert desk.post(f"{here}/people/{unknown}/remove").status == 404


# ---- times


def marked():
    session.rollback()
    return (
        session.execute(sa.select(unavailable_slot.c.slot_id).order_by("slot_id")).scalars().all()
    )


def test_slots_are_marked_and_freed_again(desk, here, place, consultation):
    slots = [(slot.id, slot.public_id) for slot in make.slots_of(consultation)]
    page = desk.get(f"{here}/slots")
    assert "13:00 – 13:25 Beijing · 14:00 – 14:25 Seoul" in page.main
    saved = desk.submit(page, {"slot": [slots[0][1], slots[2][1]]})
    assert "You have marked 2 time slots that do not suit you." in saved.main
    assert marked() == [slots[0][0], slots[2][0]]
    again = desk.get(f"{here}/slots")
    assert len(again.page.select("[name=slot][checked]")) == 2
    desk.submit(again, {"slot": [slots[0][1], slots[3][1]]})
    assert marked() == [slots[0][0], slots[3][0]]
    desk.submit(again, {"slot": None})
    assert marked() == []


def test_a_whole_day_is_marked_with_one_box(desk, here, place, consultation):
    day = consultation.starts_at.astimezone(BEIJING).date().isoformat()
    desk.submit(desk.get(f"{here}/slots"), {"day": [day]})
    assert len(marked()) == 4
    desk.submit(desk.get(f"{here}/slots"), {"day": ["2026-02-31", "nonsense"]})
    assert len(marked()) == 4


def test_unknown_and_foreign_slots_change_nothing(desk, here, place):
    foreign = make.slots_of(make.consultation())[0].public_id
    page = desk.get(f"{here}/slots")
    for unknown in (foreign, "nothing", "'; drop table slot"):
        assert desk.submit(page, {"slot": [unknown]}).status == 404
    assert marked() == []


def test_a_slot_with_a_meeting_is_shown_as_taken(desk, here, place, company, consultation):
    partner = make.company(Side.KR)
    make.add(
        Booking(
            consultation_id=consultation.id,
            slot_id=make.slots_of(consultation)[0].id,
            korean_company_id=partner.id,
            chinese_company_id=company.id,
            subject="Dust",
        )
    )
    page = desk.get(f"{here}/slots")
    assert "Meeting with Freshwind" in page.main
    assert len(page.page.select("[name=slot]")) == 3


def test_lists_are_final_when_booking_has_ended(visit, owner, here, place, monday):
    monday(timedelta(days=6, hours=12))
    desk = visit(owner)
    assert desk.get(here).page.select_one('a[href$="/slots"]') is None
    answer = desk.submit(desk.get(f"{here}/slots"), {"slot": None})
    assert answer.status == 409
    assert "The lists are final now." in answer.main
    answer = desk.submit(desk.get(f"{here}/people/add"), PERSON, form=NEW)
    assert answer.status == 409


@pytest.mark.parametrize("path", ["/slots", "/people/add", "/place"])
def test_without_a_place_there_is_nothing_to_prepare(desk, here, path):
    assert desk.get(here + path).status == 404


def test_place_and_note_are_changed(desk, here, place):
    changed = desk.submit(desk.get(f"{here}/place"), {"whereabouts": ["VENUE"], "note": "At noon"})
    assert "At noon" in changed.main
    assert the_place().bookable is True


# ---- words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ParticipationState.WAITING, "You are number 1 on the waiting list"),
        (ParticipationState.DECLINED, "The coordinator writes: “Full”"),
        (ParticipationState.WITHDRAWN, "You can ask to take part until"),
    ],
)
def test_the_page_says_where_the_company_stands(desk, here, company, consultation, state, words):
    make.participation(company, consultation, state, decision_reason="Full")
    assert words in desk.get(here).main


def test_holidays_are_marked_for_companies_too(visit, owner):
    made = make.consultation(day=date(2026, 10, 9)).public_id
    assert "Public holiday in Korea: Hangul Day" in visit(owner).get(f"{LIST}{made}").main


@pytest.mark.parametrize(("lang", "words"), [("ko", "서울"), ("zh", "北京")])
def test_every_page_speaks_the_readers_language(visit, owner, here, place, lang, words):
    desk = visit(owner, lang=lang)
    for path in ("", "/slots", "/people/add", "/place"):
        page = desk.get(here + path)
        assert page.status == 200
    assert words in desk.get(f"{here}/slots").main


def test_coordinators_and_strangers_see_none_of_it(visit, visitor, here):
    assert visit(make.coordinator()).get(here).status == 404
    assert "/sign-in" in visitor.get(here).url
