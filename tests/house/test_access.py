"""What somebody who means harm, or mistypes, gets to see and to do: nothing that is not theirs."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.consultations.models import Participation
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.clocks import Side
from tests import make, mails
from tests.bookings.pair import Pair


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
    answer = visit(pair.korean.user).get(
        f"/company/consultations/{pair.consultation.public_id}/partners/"
        f"{pair.chinese.company.public_id}/book",
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


# ---- on behalf


@pytest.mark.parametrize("state", [ParticipationState.INVITED, ParticipationState.WITHDRAWN])
def test_who_has_not_asked_is_not_accepted_without_a_reason(visit, state):
    pair = Pair(chinese_state=state)
    place = make.participation_of(pair.chinese.company, pair.consultation).public_id
    here = f"/coordinator/consultations/{pair.consultation.public_id}/participants/{place}"
    coordinator = visit(pair.coordinator)
    answer = coordinator.post(f"{here}/accept")
    assert answer.status in (409, 422)
    now = session.scalar(sa.select(Participation.state).where(Participation.public_id == place))
    assert now is state


# ---- what is typed and sent


@pytest.mark.parametrize("field", ["slot"])
def test_a_time_with_a_nul_is_no_time(visit, field):
    pair = Pair()
    answer = visit(pair.korean.user).post(
        f"/company/consultations/{pair.consultation.public_id}/partners/"
        f"{pair.chinese.company.public_id}/book",
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
    answer = visit(coordinator).post("/coordinator/companies/add", {"name_ko": "가나", field: "a\0"})
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
        {"id": "2", "country": "KR", "role": "coordinator", "name": {"ko": "나"}, "address": "\ud800"},
    ]
    file = io.BytesIO(json.dumps(rows).encode())
    answer = coordinator.post(
        "/coordinator/companies/import", {"file": (file, "list.json")},
        content_type="multipart/form-data",
    )
    assert answer.status in (200, 422)


# ---- mails


@pytest.mark.parametrize("name", ["KIM\x85Bcc: x@evil.example", 'K"I\\M <x@evil.example>', "KIM\u2028X", "김\x9b"])
def test_a_name_adds_nothing_to_the_head_of_a_mail(database, name):
    from portal.accounts import services
    someone = make.user(name=name) if False else make.user()
    with db.writing():
        someone.person.name = name
    with db.writing():
        services.ask_for_reset(someone.email)
    from portal.infra.mailer import Console, Mailer
    mail = Mailer(Console(), sender="p@p.example", site="Clearday", address="https://p.example").compose(
        mails.waiting()[-1]
    )
    head = mail.as_bytes().split(b"\n\n")[0]
    assert b"\nBcc" not in head
    assert [a.addr_spec for a in mail["To"].addresses] == [someone.email]


def test_register_with_a_foreign_address(database):
    from portal.accounts import services
    someone = make.user(email="사람@한국.kr")
    with db.writing():
        services.ask_for_reset("사람@한국.kr")
    print(mails.words(mails.waiting()[-1]))
