"""An interpreter is asked whether they come, and answers at their own desk."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.consultations.models import InterpreterHours, InterpreterInvitation
from portal.consultations.states import Availability
from portal.infra import audit
from portal.infra.db import session
from tests import mails, make
from tests.bookings.pair import Kept, Pair

# The session of the tests is on this Monday, from 13:00 in Beijing.
DAY = "20260914"
FROM, UNTIL = f"from_{DAY}", f"until_{DAY}"


@pytest.fixture
def asked(pair, who, visit):
    """The coordinator's desk, once they have asked."""
    desk = visit(pair.coordinator)
    answer = desk.submit(desk.get(session_of(pair)), form="form[action$='interpreters/ask']")
    assert "1 interpreter is asked by mail." in answer.text
    return desk


def session_of(pair: Pair) -> str:
    return f"/coordinator/consultations/{pair.consultation.public_id}"


def hours_of(pair: Pair) -> str:
    return f"/interpreter/sessions/{pair.consultation.public_id}/hours"


def answer_of(who: Kept) -> InterpreterInvitation | None:
    session.rollback()
    return session.scalars(
        sa.select(InterpreterInvitation).where(InterpreterInvitation.interpreter_id == who.id)
    ).first()


def test_who_is_asked_gets_a_mail_and_confirms_other_hours_at_their_desk(pair, who, asked, visit):
    email = who.now.user.email
    assert mails.kinds(email) == ["consultations/interpreter_asked"]
    assert "Not confirmed yet" in asked.get(session_of(pair)).main
    own = visit(who.now.user)
    assert "You are asked when you are there" in own.get("/interpreter/").main

    form = own.get(mails.link(email))
    saved = own.submit(
        form, {"answer": "confirm", FROM: "13:00", UNTIL: "14:00", "note": "Mornings elsewhere"}
    )

    assert "The coordinator sees your answer." in saved.text
    assert "You are asked" not in saved.main
    assert "Hours confirmed" in saved.main
    assert "14:00 – 15:00 Seoul · 13:00 – 14:00 Beijing" in saved.main
    roster = asked.get(session_of(pair)).main
    assert "Hours confirmed" in roster
    assert "Mornings elsewhere" in roster
    assert [entry.verb for entry in audit.history(who.now)] == [
        "interpreter asked",
        "interpreter confirmed",
    ]


def test_who_declines_is_seated_by_the_portal_no_more_and_may_think_again(pair, who, asked, visit):
    own = visit(who.now.user)
    own.submit(own.get(hours_of(pair)), {"answer": "decline", "note": "I am ill"})

    assert answer_of(who).answer is Availability.DECLINED
    meeting = pair.met(pair.slots[0])
    page = asked.get(f"{session_of(pair)}/bookings/{meeting.public_id}")
    assert "does not come to this session" in page.main

    again = own.get(hours_of(pair))
    assert again.page.select_one("[name=answer][value=decline]").has_attr("checked")
    own.submit(again, {"answer": "confirm"})
    assert answer_of(who).answer is Availability.CONFIRMED


def test_coordinators_hear_once_that_an_interpreter_does_not_come(pair, who, asked, visit):
    own = visit(who.now.user)
    for note in ("I am ill", "I am still ill"):
        own.submit(own.get(hours_of(pair)), {"answer": "decline", "note": note})
    told = mails.kinds(pair.coordinator.email)
    assert told.count("consultations/interpreter_declined") == 1
    assert "I am ill" in mails.words(mails.waiting(pair.coordinator.email)[-1])


def test_what_is_wrong_stays_typed_and_nothing_is_answered(pair, who, asked, visit):
    own = visit(who.now.user)
    refused = own.submit(
        own.get(hours_of(pair)), {"answer": "confirm", FROM: "14:00", UNTIL: "9:00"}
    )
    assert refused.status == 422
    assert answer_of(who).answer is Availability.ASKED
    assert session.scalars(sa.select(InterpreterHours)).all() == []


def test_sessions_of_others_are_not_there_and_nobody_is_asked_twice(pair, who, asked, visit):
    stranger = visit(make.interpreter(of=pair.host).user)
    assert stranger.get(hours_of(pair)).status == 404
    assert asked.get(session_of(pair)).page.select_one("form[action$='interpreters/ask']") is None
