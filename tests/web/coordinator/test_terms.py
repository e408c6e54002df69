"""A coordinator says what companies may do in a session; everybody reads it in words."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.bookings.models import Booking
from portal.consultations.models import ConsultationSession
from portal.consultations.rules import Terms
from portal.consultations.states import BookingMode
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.technologies.states import ProfileKind
from tests import make
from tests.bookings.pair import Pair

NEW = "/coordinator/consultations/new"
WORDS = {"title_en": "Dust control", "regions": ["310000", "370000"]}
RULES = {
    "asking_side": "KR",
    "asking_kind": "OFFER",
    "same_group": "y",
    "asking_regions": ["310000"],
    "most_open_requests": "5",
    "most_meetings": "6",
    "most_in_a_row": "3",
    "rest_minutes": ["1", "hours"],
    "notice_minutes": ["2", "days"],
    "change_minutes": ["90", "minutes"],
    "request_hours": ["36", "hours"],
    "offer_minutes": ["1", "hours"],
    "reminders": ["1440", "10"],
}
IN_WORDS = (
    "Korean companies ask and book; Chinese companies answer.",
    "Companies with an offer turn to companies with a need.",
    "One offers what the other needs, in the same group of technology.",
    "Meetings with Chinese companies of Shanghai are asked for and booked; all others are placed "
    "by the coordinator.",
    "A request lapses after 36 hours without an answer.",
    "A company has at most 5 open requests at a time.",
    "A company has at most 6 meetings in this session.",
    "After 3 meetings in a row a company has a pause.",
    "Between two meetings a company rests at least 1 hour.",
    "Meetings are booked at least 2 days before they begin.",
    "Either company can move or cancel a meeting until 90 minutes before it begins.",
    "People are reminded of their meetings 24 hours, 10 minutes before they begin.",
)


@pytest.fixture
def desk(visit, database, monday):
    return visit(make.coordinator(Side.KR))


def planned(desk, **fields):
    """A session with these rules, through the form and the preview of its time slots."""
    shown = desk.submit(desk.get(NEW), WORDS | fields)
    desk.submit(shown, {"step": "save"})
    return the_session()


def the_session():
    session.rollback()
    return session.scalars(
        sa.select(ConsultationSession).order_by(ConsultationSession.id.desc()).limit(1)
    ).one()


def address(of, *more):
    return "/".join(("/coordinator/consultations", of.public_id, *more))


def test_the_rules_are_kept_and_read_back(desk):
    made = planned(desk, **RULES)
    assert made.terms == Terms(
        asking_side=Side.KR,
        asking_kind=ProfileKind.OFFER,
        same_group=True,
        asking_regions=frozenset({"310000"}),
        most_open_requests=5,
        most_meetings=6,
        most_in_a_row=3,
        rest_minutes=60,
        notice_minutes=2 * 24 * 60,
        change_minutes=90,
        request_hours=36,
        offer_minutes=60,
        reminders=(1440, 10),
    )
    before = made.terms
    desk.submit(desk.get(address(made, "edit")), {"title_en": "Dust and water"})
    assert the_session().terms == before


def test_a_new_session_proposes_rules_that_suit_most(desk):
    terms = planned(desk).terms
    assert (terms.request_hours, terms.most_open_requests, terms.notice_minutes) == (72, 10, 120)
    assert (terms.most_meetings, terms.asking_side, terms.asking_regions) == (None, None, set())


def test_everybody_reads_the_rules_in_words(desk, visit):
    made = planned(desk, **RULES)
    pages = [desk.get(address(made)), desk.get(address(made, "edit"))]
    desk.submit(pages[0], form="main form[action$=open]")
    pages.append(desk.get(f"/consultations/{made.public_id}"))
    pages.append(
        visit(make.representative(side=Side.KR)).get(f"/company/consultations/{made.public_id}")
    )
    for shown in pages:
        for sentence in IN_WORDS:
            assert sentence in shown.main, shown.url


def test_ticking_every_region_means_all_and_one_that_is_left_out_of_the_session_is_gone(desk):
    assert planned(desk, asking_regions=["310000", "370000"]).terms.asking_regions == set()
    made = planned(desk, asking_regions=["120000"])
    assert made.terms.asking_regions == set()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"most_meetings": "0"}, "Please give a number from 1 to 200."),
        ({"most_open_requests": "many"}, "Please write a whole number."),
        ({"rest_minutes": ["9", "hours"]}, "Please give a length of time from 0 minutes to 8 hour"),
        ({"request_hours": ["", "days"]}, "Please fill this in."),
        ({"request_hours": ["0", "days"]}, "Please give a length of time from 1 hour to 60 days"),
        ({"notice_minutes": ["2", "years"]}, "Please write a whole number."),
        ({"change_minutes": ["-5", "minutes"]}, "Please write a whole number."),
        ({"asking_side": "JP"}, "Not a valid choice"),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field_and_stays_as_it_was_typed(
    desk, fields, sentence
):
    answer = desk.submit(desk.get(NEW), WORDS | fields)
    assert answer.status == 422
    assert any(sentence in error for error in answer.errors()), answer.errors()
    assert answer.page.select_one("section[aria-labelledby=rules] details[open]")
    assert session.scalars(sa.select(ConsultationSession)).all() == []
    name, typed = next(iter(fields.items()))
    control = answer.page.select_one(f"[name={name}]:not([type=radio])")
    if control is not None:
        assert control["value"] == (typed[0] if isinstance(typed, list) else typed)


def test_rules_of_an_open_session_change_and_meetings_and_requests_stay(database, monday, visit):
    pair = Pair(mode=BookingMode.REQUEST)
    pair.ask()
    other = pair.another_chinese()
    make.add(
        Booking(
            consultation_id=pair.consultation.id,
            slot_id=pair.slots[0].id,
            korean_company_id=pair.korean.id,
            chinese_company_id=other.company.id,
            subject="Dust",
        )
    )
    desk = visit(pair.coordinator)

    answer = desk.submit(
        desk.get(address(pair.consultation, "edit")),
        {"asking_side": "CN", "most_meetings": "1", "request_hours": ["1", "hours"]},
    )

    assert "The changes are saved." in answer.text
    assert the_session().terms.most_meetings == 1
    assert [row.state.value for row in session.scalars(sa.select(Booking))] == ["CONFIRMED"]
    assert "3 days" not in answer.main


def test_another_session_is_planned_like_one_that_there_is(desk):
    made = planned(desk, **RULES, link_kind="VOOV", link_url="voov.example/j/1", rooms="7")
    form = desk.get(f"{NEW}?like={made.public_id}")
    assert form.page.select_one("[name=title_en]")["value"] == ""
    assert form.page.select_one("[name=link_url]").get("value", "") == ""
    desk.submit(desk.submit(form, {"title_en": "Dust control again"}), {"step": "save"})
    again = the_session()
    assert again.id != made.id
    assert (again.terms, again.region_codes) == (made.terms, made.region_codes)


def test_a_foreign_session_is_no_example(desk):
    assert desk.get(f"{NEW}?like={make.consultation().public_id}").status == 404
    assert desk.get(f"{NEW}?like=nobody").status == 404
