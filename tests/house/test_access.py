"""What somebody who means harm, or mistypes, gets to see and to do: nothing that is not theirs."""

from __future__ import annotations

import io
import json
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
import sqlalchemy as sa

from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.accounts.queries import standing_consents
from portal.accounts.states import ConsentPurpose
from portal.bookings import services as bookings
from portal.companies.states import CompanyState
from portal.consultations import services
from portal.consultations.models import Participation
from portal.consultations.states import BookingMode, LinkKind, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.infra.mailer import Mailer
from portal.infra.outbox import OutboxMessage
from portal.infra.transports import Console
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.technologies.states import ProfileState
from tests import mails, make
from tests.bookings.pair import Kept, Pair

# ---- addresses


@pytest.mark.parametrize("name", ["endpoint", "_external", "_scheme", "_anchor", "_method", "self"])
def test_a_list_is_paged_whatever_else_stands_in_the_address(visitor, name):
    company = make.company(Side.CN, region_code="310000")
    for _ in range(21):
        make.profile(company)
    answer = visitor.get("/technologies/", query_string={name: "javascript", "kind": "OFFER"})
    assert answer.status == 200
    following = answer.page.select_one("a[rel=next]")["href"]
    assert following.startswith("/technologies/?")
    assert "kind=OFFER" in following


@pytest.mark.parametrize("name", ["endpoint", "_external", "_scheme", "self"])
def test_the_days_of_a_sheet_are_linked_whatever_else_stands_in_the_address(visit, name):
    pair = Pair()
    answer = visit(pair.korean_user).get(
        f"/company/consultations/{pair.consultation.public_id}/partners/"
        f"{pair.chinese.public_id}/book",
        query_string={name: "javascript"},
    )
    assert answer.status == 200
    for link in answer.page.select(".days a, nav a"):
        assert link["href"].startswith("/")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_all_calendars_show_no_meetings(visit, day):
    pair = Pair()
    answer = visit(pair.coordinator).get(
        f"/coordinator/consultations/{pair.consultation.public_id}/bookings",
        query_string={"day": day},
    )
    assert answer.status == 200


def test_who_takes_no_part_does_not_learn_who_is_busy_when(visit):
    pair = Pair()
    pair.meet()
    stranger = make.representative(side=Side.KR)
    answer = visit(stranger).post(
        f"/company/consultations/{pair.consultation.public_id}/partners/"
        f"{pair.chinese.public_id}/book",
        {"slot": pair.slots[0].public_id, "reason": "To talk.", "profile": "none"},
    )
    assert answer.status == 409
    assert "busy" not in answer.main
    assert "in another meeting" not in answer.main


def test_who_asked_does_not_learn_by_accepting_who_is_busy_when(visit):
    pair = Pair(mode=BookingMode.REQUEST)
    with db.writing():
        bookings.book(
            pair.consultation,
            pair.another_korean().company,
            pair.chinese,
            pair.slots[0],
            "Bag filters",
            by=pair.coordinator,
            because="Both asked for it",
        )
    asked = pair.asked()
    answer = visit(pair.korean_user).post(
        f"/company/requests/{asked.public_id}", {"slot": pair.slots[0].public_id}
    )
    assert answer.status in (403, 409, 422)
    assert "in another meeting" not in answer.main


def test_who_declined_does_not_learn_by_accepting_who_is_busy_when(visit):
    pair = Pair(mode=BookingMode.REQUEST)
    with db.writing():
        bookings.book(
            pair.consultation,
            pair.another_korean().company,
            pair.chinese,
            pair.slots[0],
            "Bag filters",
            by=pair.coordinator,
            because="Both asked for it",
        )
        asked = bookings.ask(
            pair.consultation, pair.chinese, pair.korean, None, "To talk", by=pair.chinese_user
        )
        bookings.decline(asked, by=pair.korean_user)
        public_id = asked.public_id
    answer = visit(pair.korean_user).post(
        f"/company/requests/{public_id}", {"slot": pair.slots[0].public_id}
    )
    assert answer.status == 409
    assert "declined already" in answer.main
    assert "in another meeting" not in answer.main


def test_a_coordinator_does_not_learn_whom_a_company_meets_in_the_sessions_of_others(visit):
    pair, elsewhere = Pair(), Pair()
    pair.meet(pair.slots[0])
    make.participation(pair.chinese, elsewhere.consultation)
    answer = visit(elsewhere.coordinator).get(
        f"/coordinator/consultations/{elsewhere.consultation.public_id}/bookings/new",
        query_string={"korean": elsewhere.korean.public_id, "chinese": pair.chinese.public_id},
    )
    assert answer.status == 200
    assert "In a meeting of another session" in answer.main
    assert pair.korean.name.en not in answer.main


# ---- on behalf


@pytest.mark.parametrize("state", [ParticipationState.INVITED, ParticipationState.WITHDRAWN])
def test_who_has_not_asked_is_not_accepted_without_a_reason(visit, state):
    pair = Pair(chinese_state=state)
    place = make.participation_of(pair.chinese, pair.consultation).public_id
    here = f"/coordinator/consultations/{pair.consultation.public_id}/participants/{place}"
    coordinator = visit(pair.coordinator)
    answer = coordinator.post(f"{here}/accept")
    assert answer.status in (409, 422)
    now = session.scalar(sa.select(Participation.state).where(Participation.public_id == place))
    assert now is state


# ---- what is typed and sent


def test_a_time_with_a_nul_is_no_time(visit):
    pair = Pair()
    answer = visit(pair.korean_user).post(
        f"/company/consultations/{pair.consultation.public_id}/partners/"
        f"{pair.chinese.public_id}/book",
        {"slot": "a\0b", "reason": "To talk.", "profile": "none", "form_key": ""},
    )
    assert answer.status == 422


def test_a_company_with_a_nul_is_no_company(visit):
    pair = Pair()
    answer = visit(pair.coordinator).post(
        f"/coordinator/consultations/{pair.consultation.public_id}/participants/add",
        {"company": "a\0b"},
    )
    assert answer.status in (404, 422)


@pytest.mark.parametrize("field", ["region", "city"])
def test_a_place_with_a_nul_is_no_place(visit, field):
    coordinator = make.coordinator(Side.KR)
    answer = visit(coordinator).post(
        "/coordinator/companies/add", {"name_ko": "가나", field: "a\0"}
    )
    assert answer.status == 422


def test_a_website_is_no_longer_than_its_place_when_https_is_added(visit):
    someone = make.representative(side=Side.KR)
    website = "a" * 50 + ".example/" + "b" * 141
    answer = visit(someone).post("/company/details", {"website": website})
    assert answer.status == 422


def test_a_list_with_characters_that_cannot_be_stored_is_answered_in_a_sentence(visit):
    coordinator = visit(make.coordinator(Side.KR))
    rows = [
        {"id": "1", "country": "KR", "name": {"ko": "가"}, "taxonomy": ["\ud800"]},
        {
            "id": "2",
            "country": "KR",
            "role": "coordinator",
            "name": {"ko": "나"},
            "address": "\ud800",
        },
    ]
    file = io.BytesIO(json.dumps(rows).encode())
    answer = coordinator.post(
        "/coordinator/companies/import",
        {"file": (file, "list.json")},
        content_type="multipart/form-data",
    )
    assert answer.status in (200, 422)


# ---- mails


# An encoded word is turned back into what it stands for when a header is made of it.
WORD = "=?utf-8?q?=0ABcc:_x@evil.example=0A=0ANew_text?="
NAMES = [
    "KIM\x85Bcc: x@evil.example",
    'K"I\\M <x@evil.example>',
    "김\x9b",
    WORD,
    f"={WORD}=",
    f"김{WORD}",
]


def composed(message: OutboxMessage) -> EmailMessage:
    """The mail as it would leave."""
    mailer = Mailer(
        Console(), sender="portal@portal.example", site="Clearday", address=mails.ADDRESS
    )
    return mailer.compose(message)


def heads_of(mail: EmailMessage) -> set[str]:
    """The names of the headers with which it leaves."""
    return {name.lower() for name in BytesParser().parsebytes(mail.as_bytes())}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_adds_nothing_to_the_head_of_a_mail(database, name):
    someone = make.user()
    with db.writing():
        session.get_one(User, someone.id).person.name_latin = name
        accounts.ask_for_reset(someone.email)
    message = mails.waiting()[-1]
    assert message.name == name
    mail = composed(message)
    assert "bcc" not in heads_of(mail)
    assert {"message-id", "content-language"} < heads_of(mail)
    assert [to.addr_spec for to in mail["To"].addresses] == [someone.email]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_company_adds_nothing_to_the_head_of_a_mail(database, name):
    pair = Pair(mode=BookingMode.REQUEST)
    with db.writing():
        pair.korean.name = Wording(en=name, ko=name)
    pair.ask()
    heads = heads_of(composed(mails.waiting()[-1]))
    assert {"message-id", "content-language"} < heads
    assert "bcc" not in heads


def test_an_address_that_no_mail_can_be_sent_to_is_refused(visitor):
    answer = visitor.submit(visitor.get("/forgot"), {"email": "사람@company.example"})
    assert answer.status == 422


# ---- consents


def test_nobody_gives_a_consent_again_that_somebody_took_back(database):
    pair = Pair()
    colleague = pair.korean_user
    for chosen in ([ConsentPurpose.ATTENDEE_LIST], []):
        with db.writing():
            accounts.choose_consents(colleague.person, chosen, language=Language.KO, by=colleague)
    with db.writing():
        services.name_person(
            make.participation_of(pair.korean, pair.consultation),
            colleague.person.public_id,
            consents=True,
            language=Language.KO,
            by=pair.coordinator,
            reason="They asked on the telephone.",
        )
    assert ConsentPurpose.ATTENDEE_LIST not in standing_consents(pair.korean_user.person)


# ---- logs


def test_an_error_of_the_database_names_no_values(database):
    someone = make.user()
    with pytest.raises(sa.exc.IntegrityError) as caught, db.writing():
        session.execute(
            sa.insert(User).values(
                person_id=someone.person_id,
                public_id=someone.public_id,
                email="private@company.example",
                language=Language.KO,
                created_at=someone.created_at,
            )
        )
    assert "private@company.example" not in str(caught.value)


# ---- what belongs to others


def of_others(pair: Pair) -> dict[str, str]:
    """The ids of everything around a pair, by the words of the addresses."""
    asked = pair.ask()
    meeting = pair.meet()
    place = make.participation_of(pair.korean, pair.consultation)
    interpreter = make.interpreter(of=pair.host, sessions=(pair.consultation,))
    profile = make.profile(pair.korean)
    waiting = make.waiting(pair.korean, pair.another_chinese().company, pair.consultation)
    with db.writing():
        offer = bookings.offer_by_hand(waiting, pair.slots[1], "For the test", by=pair.coordinator)
    return {
        "consultations": pair.consultation.public_id,
        "sessions": pair.consultation.public_id,
        "wanted": meeting.public_id,
        "account": pair.korean_user.public_id,
        "companies": make.company(Side.KR, state=CompanyState.APPLIED).public_id,
        "colleagues": make.coordinator(of=pair.host).public_id,
        "meetings": meeting.public_id,
        "requests": asked.public_id,
        "profiles": profile.public_id,
        "file_id": make.file(profile).public_id,
        "technologies": make.profile(pair.chinese).public_id,
        "shortlist": make.profile(pair.korean, state=ProfileState.DRAFT).public_id,
        "participation_id": place.public_id,
        "delegate_id": make.delegate(place).public_id,
        "booking_id": meeting.public_id,
        "rooms": meeting.public_id,
        "request_id": asked.public_id,
        "timetable_id": make.timetable(pair.consultation, pair.coordinator).public_id,
        "venue_id": make.venue(pair.consultation, pair.coordinator, pair.chinese).public_id,
        "link_id": make.join_link(meeting, pair.korean_user).public_id,
        "letters": make.letter(pair.host, pair.coordinator).public_id,
        "message_id": mails.waiting()[-1].message_id,
        "kind": "room",
        "korean_id": pair.korean.public_id,
        "chinese_id": pair.chinese.public_id,
        "slot_id": pair.slots[0].public_id,
        "interpreter_id": interpreter.public_id,
        "company_id": pair.korean.public_id,
        "waiting": waiting.public_id,
        "waiting_id": waiting.public_id,
        "offers": offer.public_id,
        "decision": "accept",
        "side": "KR",
        "action": "keep",
        "answer": "accept",
        "change": "sign-out",
        "paper_id": make.paper(pair.consultation, pair.coordinator).public_id,
    }


def addresses(app, desk: str, ids: dict[str, str]) -> list[tuple[str, str]]:
    """Method and address of every page of a desk that is about one thing, filled in."""
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(f"{desk}.") or not rule.arguments:
            continue
        topic = rule.rule.split("/")[2]
        values = {name: ids[topic if name == "public_id" else name] for name in rule.arguments}
        if topic == "companies" and "decision" in values:
            values["decision"] = "approve"
        built = rule.build(values)
        assert built is not None, rule
        found += [(method, built[1]) for method in rule.methods & {"GET", "POST"}]
    return found


def test_nothing_of_a_session_opens_for_coordinators_of_another_host(app, visit):
    ids = of_others(Pair(mode=BookingMode.REQUEST))
    foreign = visit(make.coordinator(Side.CN))
    opened = [
        (method, address, answer.status)
        for method, address in addresses(app, "coordinator", ids)
        if (answer := foreign.get(address) if method == "GET" else foreign.post(address)).status
        != 404
    ]
    assert opened == []


def test_nothing_of_a_company_opens_for_another_company_of_its_session(app, visit):
    pair = Pair(mode=BookingMode.REQUEST)
    ids = of_others(pair)
    foreign = visit(pair.another_korean().user)
    about_one = ("/requests/", "/meetings/", "/profiles/", "/account/people/", ids["delegate_id"])
    opened = [
        (method, address, answer.status)
        for method, address in addresses(app, "company", ids)
        if any(part in address for part in about_one)
        if (answer := foreign.get(address) if method == "GET" else foreign.post(address)).status
        != 404
    ]
    assert opened == []


# ---- words that would like to be more


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def hostile(pair: Pair) -> None:
    """Write it wherever somebody types."""
    with db.writing():
        for company in (pair.korean, pair.chinese):
            company.name = Wording(en=HOSTILE, ko=HOSTILE, zh=HOSTILE)
            company.about = Wording(en=HOSTILE)
            company.address = HOSTILE
            company.website = "javascript:alert(1)//"
        for user in (pair.korean_user, pair.chinese_user, pair.coordinator):
            user.person.name = user.person.name_latin = user.person.post = HOSTILE[:100]
        pair.consultation.title = pair.consultation.about = Wording(en=HOSTILE)
        pair.consultation.link_kind = LinkKind.ZOOM
        pair.consultation.link_url = "javascript:alert(1)//"
        pair.consultation.link_number = pair.consultation.link_password = HOSTILE[:60]
        pair.host.name = Wording(en=HOSTILE)


def test_no_words_become_a_part_of_the_page_or_of_a_mail(app, visit):
    pair = Pair(mode=BookingMode.REQUEST)
    hostile(pair)
    ids = of_others(pair) | {"companies": pair.korean.public_id}
    with db.writing():
        place = make.participation_of(pair.korean, pair.consultation)
        place.note = HOSTILE
        make.delegate(place, pair.korean_user.person)
    desks = {"company": pair.korean_user, "coordinator": pair.coordinator}
    for desk, user in desks.items():
        someone = visit(user)
        pages = [address for method, address in addresses(app, desk, ids) if method == "GET"]
        for address in (*pages, f"/{desk}/", f"/{desk}/consultations/", "/technologies/", "/"):
            answer = someone.get(address)
            if not answer.headers["Content-Type"].startswith("text/html"):
                continue  # a calendar entry, which is saved
            assert b"<script>alert" not in answer.body, address
            assert b"<img src=x" not in answer.body, address
            assert b'href="javascript' not in answer.body, address
    for message in mails.waiting():
        page = composed(message).get_body(("html",))
        assert page is not None
        assert "<script>alert" not in page.get_content()
        assert "<img src=x" not in page.get_content()


# ---- what a form does not have


def test_fields_that_a_form_does_not_have_change_nothing(visit):
    """Whoever adds fields to a form gains nothing: neither approval nor another company."""
    pair = Pair()
    applicant = make.representative(make.company(Side.KR, state=CompanyState.DRAFT))
    company = Kept(make.company_of(applicant))
    before = {name: getattr(company.now, name) for name in ("party_id", "side", "public_id")}
    visit(applicant).post(
        "/company/application",
        {
            "state": "APPROVED",
            "approved_at": "2026-01-01",
            "company_id": str(pair.korean.id),
            "id": str(pair.korean.id),
            "public_id": pair.korean.public_id,
            "party_id": str(pair.korean.party_id),
            "side": "CN",
            "standing": "OWNER",
            "duties": "ADMINISTER",
        },
    )
    assert company.now.state is CompanyState.DRAFT
    assert {name: getattr(company.now, name) for name in before} == before
    assert pair.korean.state is CompanyState.APPROVED
