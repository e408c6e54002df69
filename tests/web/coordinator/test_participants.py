"""A coordinator decides who takes part, invites, and does everything on a company's behalf."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Consent, Coordinator, Person
from portal.accounts.states import ConsentPurpose
from portal.companies.states import CompanyState
from portal.consultations.models import Delegate, Participation
from portal.consultations.states import BookingMode, ParticipationState, Whereabouts
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from tests import mails, make
from tests.statements import counted

ASKED = ParticipationState.ASKED
ACCEPTED = ParticipationState.ACCEPTED
REASON = {"reason": "They told us by telephone."}


@pytest.fixture
def runner(database, monday):
    return make.coordinator(Side.KR)


@pytest.fixture
def consultation(runner):
    coordinator = session.scalars(
        sa.select(Coordinator).where(Coordinator.user_id == runner.id)
    ).one()
    return make.consultation(mode=BookingMode.REQUEST, owner=coordinator.host)


@pytest.fixture
def company(database, monday):
    return make.company(Side.CN)


@pytest.fixture
def owner(company):
    return make.representative(company, email="owner@company.example")


@pytest.fixture
def place(company, owner, consultation):
    return make.participation(company, consultation, ASKED)


@pytest.fixture
def here(consultation):
    return f"/coordinator/consultations/{consultation.public_id}/participants"


@pytest.fixture
def desk(visit, runner, consultation):
    return visit(runner)


def state_of(place):
    session.rollback()
    return session.get(Participation, sa.inspect(place).identity[0]).state


def trail():
    session.rollback()
    return session.scalars(sa.select(audit.AuditEntry).order_by(audit.AuditEntry.id.desc())).first()


# ---- deciding


def test_applications_come_first_and_are_accepted_with_one_button(desk, here, consultation, place):
    make.participation(make.company(Side.KR), consultation, ACCEPTED)
    page = desk.get(here)
    assert "1 company waits for your answer." in page.main
    states = [tag.get_text(strip=True) for tag in page.page.select(".participant .st")]
    assert states == ["Wants to take part", "Takes part"]
    answer = desk.submit(page, form='form[action$="/accept"]')
    assert "The company takes part and gets a mail." in answer.text
    assert state_of(place) is ACCEPTED
    assert mails.kinds("owner@company.example") == ["consultations/accepted"]


@pytest.mark.parametrize(
    ("decision", "state", "mail"),
    [
        ("wait", ParticipationState.WAITING, "consultations/waiting"),
        ("decline", ParticipationState.DECLINED, "consultations/declined"),
    ],
)
def test_a_refusal_needs_a_reason_which_the_company_reads(desk, here, place, decision, state, mail):
    address = f"{here}/{place.public_id}"
    page = desk.get(address)
    silent = desk.submit(page, form=f'form[action$="/{decision}"]')
    assert silent.status == 422
    assert "Please write why." in silent.main
    assert state_of(place) is ASKED
    answer = desk.submit(
        page, {"reason": "All rooms are taken."}, form=f'form[action$="/{decision}"]'
    )
    assert answer.status == 200
    assert state_of(place) is state
    assert mails.kinds("owner@company.example") == [mail]
    assert "All rooms are taken." in mails.words(mails.waiting("owner@company.example")[-1])


def test_what_was_decided_meanwhile_is_not_decided_again(desk, here, place):
    page = desk.get(f"{here}/{place.public_id}")
    desk.submit(page, form='form[action$="/accept"]')
    again = desk.submit(page, REASON, form='form[action$="/decline"]')
    assert again.status == 409
    assert "the state is now “Takes part”" in again.main
    assert state_of(place) is ACCEPTED


def test_a_suspended_company_is_not_accepted(desk, here, place, company):
    page = desk.get(f"{here}/{place.public_id}")
    with db.writing():
        session.merge(company).state = CompanyState.SUSPENDED
    answer = desk.submit(page, form='form[action$="/accept"]')
    assert answer.status == 409
    assert "Only approved companies take part" in answer.main


def test_a_company_is_withdrawn_on_its_behalf_with_a_reason(desk, here, consultation, company):
    make.representative(company, email="owner@company.example")
    place = make.participation(company, consultation, ACCEPTED)
    page = desk.get(f"{here}/{place.public_id}")
    assert desk.submit(page, form='form[action$="/withdraw"]').status == 422
    desk.submit(page, REASON, form='form[action$="/withdraw"]')
    assert state_of(place) is ParticipationState.WITHDRAWN
    entry = trail()
    assert entry.verb == "withdrew from session"
    assert entry.reason == REASON["reason"]
    assert entry.on_behalf_of == session.merge(company).public_id
    assert mails.kinds("owner@company.example") == ["consultations/withdrawn"]


def test_who_was_declined_or_withdrew_can_be_taken_in_after_all(desk, here, consultation):
    declined = make.participation(make.company(Side.CN), consultation, ParticipationState.DECLINED)
    gone = make.participation(make.company(Side.KR), consultation, ParticipationState.WITHDRAWN)
    ids = declined.public_id, gone.public_id
    desk.submit(desk.get(f"{here}/{ids[0]}"), form='form[action$="/accept"]')
    desk.submit(desk.get(f"{here}/{ids[1]}"), REASON, form='form[action$="/join"]')
    assert state_of(declined) is ACCEPTED
    assert state_of(gone) is ACCEPTED


# ---- inviting and joining on behalf


def test_companies_are_invited_and_say_yes_themselves(desk, here, visit, company, owner):
    address = here.replace("/coordinator", "/company").removesuffix("/participants")
    page = desk.get(f"{here}/add")
    answer = desk.submit(
        page, {"company": [company.public_id], "step": "invite"}, form="main form[method=post]"
    )
    assert "1 company is invited by mail." in answer.text
    assert mails.kinds("owner@company.example") == ["consultations/invited"]
    guest = visit(owner)
    seen = guest.get(address)
    assert "You are invited." in seen.main
    joined = guest.submit(guest.get(f"{address}/join"))
    assert "You take part." in joined.main


def test_a_company_joins_at_once_on_its_behalf_with_a_reason(desk, here, company, owner):
    page = desk.get(f"{here}/add")
    data = {"company": [company.public_id], "step": "join"}
    silent = desk.submit(page, data, form="main form[method=post]")
    assert silent.status == 422
    assert "Please write why." in silent.main
    assert silent.page.select_one(
        f'[value="{page.page.select_one("[name=company]")["value"]}"][checked]'
    )
    answer = desk.submit(page, data | REASON, form="main form[method=post]")
    assert "1 company takes part and gets a mail." in answer.text
    place = session.scalars(sa.select(Participation)).one()
    assert place.state is ACCEPTED
    entry = trail()
    assert (entry.verb, entry.reason) == ("joined session", REASON["reason"])
    assert mails.kinds("owner@company.example") == ["consultations/accepted"]


def test_who_asked_meanwhile_is_not_invited_again(desk, here, company, consultation):
    page = desk.get(f"{here}/add")
    public_id = company.public_id
    make.participation(company, consultation, ASKED)
    answer = desk.submit(
        page, {"company": [public_id], "step": "invite"}, form="main form[method=post]"
    )
    assert answer.status == 409
    assert "This company has a place in the session already." in answer.main
    assert session.scalars(sa.select(Participation)).one().state is ASKED


def test_nobody_ticked_is_told(desk, here, company):
    answer = desk.submit(desk.get(f"{here}/add"), {"step": "invite"}, form="main form[method=post]")
    assert answer.status == 422
    assert "Please tick at least one company." in answer.main


def test_only_companies_that_may_take_part_are_offered_or_taken(desk, here, company):
    elsewhere = make.company(Side.CN, region_code="370000")
    applying = make.company(Side.CN, state=CompanyState.APPLIED)
    korean = make.company(Side.KR)
    ids = elsewhere.public_id, applying.public_id
    page = desk.get(f"{here}/add")
    offered = {box["value"] for box in page.page.select("[name=company]")}
    assert offered == {session.merge(company).public_id, session.merge(korean).public_id}
    form = "main form[method=post]"
    wrong_region = desk.submit(page, {"company": [ids[0]], "step": "join"} | REASON, form=form)
    assert wrong_region.status == 409
    assert "for Chinese companies of other regions" in wrong_region.main
    for unknown in (ids[1], "nobody"):
        answer = desk.submit(page, {"company": [unknown], "step": "join"} | REASON, form=form)
        assert answer.status == 404
    assert session.scalars(sa.select(Participation)).all() == []


def test_korean_companies_that_want_the_region_come_first(desk, here):
    last = make.company(Side.KR, name=Wording(en="Aaa"))
    first = make.company(Side.KR, name=Wording(en="Zzz"), wants_regions=[make.region("310000")])
    ids = [first.public_id, last.public_id]
    offered = [box["value"] for box in desk.get(f"{here}/add").page.select("[name=company]")]
    assert offered == ids


def test_companies_are_not_invited_when_joining_is_over(visit, runner, here, company, monday):
    monday(timedelta(days=5))
    desk = visit(runner)
    page = desk.get(f"{here}/add")
    answer = desk.submit(
        page, {"company": [company.public_id], "step": "invite"}, form="main form[method=post]"
    )
    assert answer.status == 409
    late = desk.submit(
        page,
        {"company": [company.public_id], "step": "join"} | REASON,
        form="main form[method=post]",
    )
    assert late.status == 200


# ---- everything on the company's behalf


@pytest.fixture
def accepted(company, owner, consultation):
    return make.participation(company, consultation, ACCEPTED)


NEW_PERSON = {
    "name": "赵敏",
    "name_latin": "ZHAO Min",
    "post": "Engineer",
    "languages": ["zh", "en"],
    "email": "zhao@company.example",
    "phone": "138 0013 8000",
    "consents": "y",
} | REASON


def test_a_new_person_is_named_on_behalf(desk, here, accepted, runner):
    address = f"{here}/{accepted.public_id}"
    page = desk.get(f"{address}/people/add")
    form = 'form[action$="/people/new"]'
    answer = desk.submit(page, NEW_PERSON, form=form)
    assert "ZHAO Min" in answer.main
    person = session.scalars(sa.select(Person).where(Person.name == "赵敏")).one()
    assert person.phone == "+8613800138000"
    assert person.languages == ["en", "zh"]
    consent = session.scalars(sa.select(Consent).where(Consent.person_id == person.id)).one()
    assert consent.purpose is ConsentPurpose.ATTENDEE_LIST
    assert consent.given_through_id == session.merge(runner).id
    assert trail().on_behalf_of is not None


def test_a_person_is_written_down_properly(desk, here, accepted):
    page = desk.get(f"{here}/{accepted.public_id}/people/add")
    for field, value, sentence in (
        ("reason", "", "Please fill this in."),
        ("consents", None, "Please tick this box"),
        ("name", " ", "Please fill this in."),
        ("name", "x" * 101, "At most 100 characters"),
        ("name_latin", "赵敏", "Latin letters"),
        ("languages", None, "Please choose at least one."),
        ("phone", "12", "telephone number"),
        ("email", "nobody", "e-mail address"),
    ):
        answer = desk.submit(page, NEW_PERSON | {field: value}, form='form[action$="/people/new"]')
        assert answer.status == 422, field
        assert any(sentence in error for error in answer.errors()), answer.errors()
    assert session.scalars(sa.select(Delegate)).all() == []


def test_one_of_the_companys_people_is_named_changed_and_taken_off(desk, here, accepted, owner):
    address = f"{here}/{accepted.public_id}"
    page = desk.get(f"{address}/people/add")
    chosen = page.page.select_one('[name="known-person"]')["value"]
    fields = {"known-person": [chosen], "known-consents": "y", "known-reason": "Told us."}
    named = desk.submit(page, fields, form='form[action$="/people/known"]')
    assert "WANG Liqun" in named.main
    delegate = session.scalars(sa.select(Delegate)).one()
    one = f"{address}/people/{delegate.public_id}"
    assert "This person has an account" in desk.get(one).main
    gone = desk.submit(desk.get(one), {"out-reason": "Is ill."}, form='form[action$="/remove"]')
    assert gone.status == 200
    session.rollback()
    assert session.scalars(sa.select(Delegate)).all() == []


def test_taking_somebody_off_needs_a_reason(desk, here, accepted):
    delegate = make.delegate(accepted)
    one = f"{here}/{accepted.public_id}/people/{delegate.public_id}"
    answer = desk.submit(desk.get(one), form='form[action$="/remove"]')
    assert answer.status == 422
    changed = desk.submit(desk.get(one), {"post": "Director"} | REASON)
    assert "Director" in changed.main


def test_slots_and_place_are_changed_on_behalf(desk, here, accepted, consultation):
    address = f"{here}/{accepted.public_id}"
    slot = make.slots_of(consultation)[1].public_id
    page = desk.get(f"{address}/slots")
    silent = desk.submit(page, {"slot": [slot]})
    assert silent.status == 422
    assert silent.page.select_one(f'[value="{slot}"][checked]')
    marked = desk.submit(page, {"slot": [slot]} | REASON)
    assert "1 of 4 time slots does not suit." in marked.main
    moved = desk.submit(
        desk.get(f"{address}/place"), {"whereabouts": ["VENUE"], "note": "Two people"} | REASON
    )
    assert "Two people" in moved.main
    place = session.scalars(sa.select(Participation)).one()
    assert place.whereabouts is Whereabouts.VENUE
    assert trail().verb == "place changed"


def test_coordinators_mend_the_lists_after_they_are_final(visit, runner, here, accepted, monday):
    monday(timedelta(days=6, hours=12))
    desk = visit(runner)
    address = f"{here}/{accepted.public_id}"
    page = desk.get(f"{address}/people/add")
    answer = desk.submit(page, NEW_PERSON, form='form[action$="/people/new"]')
    assert "ZHAO Min" in answer.main


# ---- who sees what


def test_other_hosts_and_other_sessions_do_not_reach_a_participant(
    visit, desk, here, place, consultation
):
    other_session = make.consultation()
    elsewhere = make.participation(make.company(Side.CN), other_session, ASKED)
    delegate = make.delegate(elsewhere)
    slot = make.slots_of(other_session)[0]
    own, foreign, person, foreign_slot = (
        place.public_id,
        elsewhere.public_id,
        delegate.public_id,
        slot.public_id,
    )
    for path in (foreign, f"{foreign}/slots", f"{foreign}/place", f"{own}/people/{person}", "x"):
        assert desk.get(f"{here}/{path}").status == 404
    form = desk.get(f"{here}/{own}/slots")
    assert desk.submit(form, {"slot": [foreign_slot]} | REASON).status == 404
    stranger = visit(make.coordinator(Side.CN))
    for path in ("", f"/{own}", f"/{own}/slots", f"/{own}/people/add", "/add"):
        assert stranger.get(f"{here}{path}").status == 404


def test_an_unknown_decision_is_not_there(desk, here, place):
    assert desk.post(f"{here}/{place.public_id}/explode").status == 404
    assert state_of(place) is ASKED


# ---- long lists


def test_participants_are_searched_filtered_and_paged(desk, here, consultation):
    for number in range(30):
        side = Side.KR if number % 3 else Side.CN
        make.participation(
            make.company(side, name=Wording(en=f"Company number{number}")), consultation, ACCEPTED
        )
    assert len(desk.get(here).page.select(".participant")) == 25
    assert len(desk.get(f"{here}?page=2").page.select(".participant")) == 5
    assert len(desk.get(f"{here}?q=NUMBER7").page.select(".participant")) == 1
    assert len(desk.get(f"{here}?side=CN").page.select(".participant")) == 10
    assert "No company matches." in desk.get(f"{here}?state=ASKED").main
    assert desk.get(f"{here}?side=XX&state=YY&page=-1&q=%25").status == 200


def test_a_page_of_participants_asks_as_much_for_many_as_for_few(desk, here, consultation, engine):
    def fill(count):
        for _ in range(count):
            place = make.participation(make.company(Side.CN), consultation, ASKED)
            make.delegate(place)
            make.company(Side.KR)

    fill(1)
    for path in (here, f"{here}/add"):
        with counted(engine) as few:
            desk.get(path)
        fill(5)
        with counted(engine) as many:
            desk.get(path)
        assert len(many) == len(few), path
