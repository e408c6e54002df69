"""Each side records what came of a meeting; the other side never reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.bookings.models import ConsultationLog
from portal.bookings.states import Currency, MeetingResult
from portal.infra import audit
from portal.infra.db import session
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Pair

GOOD = {
    "result": "SAMPLES",
    "next_step": "Send two kilograms of catalyst",
    "next_step_on": "2026-10-15",
    "currency": "USD",
    "consultation_amount": "1,200,000",
    "expected_amount": "300 000",
    "note": "They want to see the test bench.",
}


@pytest.fixture
def pair(database, monday):
    pair = Pair()
    pair.booking = pair.met()
    monday(timedelta(days=6, hours=23, minutes=10))
    return pair


def path_of(pair):
    return f"/company/meetings/{pair.booking.public_id}"


def the_logs():
    session.rollback()
    return session.scalars(sa.select(ConsultationLog).order_by(ConsultationLog.id)).all()


def test_a_company_records_what_came_of_its_meeting_and_changes_it_later(visit, pair):
    desk = visit(pair.korean_user)
    page = desk.get(path_of(pair))
    assert "What came of this meeting?" in page.main
    done = desk.submit(desk.get(f"{path_of(pair)}/log"), GOOD)
    assert "Samples or a test are agreed" in done.main
    assert "1,200,000 USD" in done.main
    (log,) = the_logs()
    assert (log.side, log.result, log.currency) == (Side.KR, MeetingResult.SAMPLES, Currency.USD)
    assert (log.consultation_amount, log.expected_amount) == (1_200_000, 300_000)
    again = desk.get(f"{path_of(pair)}/log")
    assert again.page.select_one("[name=next_step]")["value"] == GOOD["next_step"]
    desk.submit(again, {"result": "SIGNED", "signed_amount": "5"})
    (log,) = the_logs()
    assert (log.result, log.signed_amount) == (MeetingResult.SIGNED, 5)
    assert [entry.verb for entry in audit.history(log)] == ["log written", "log changed"]


def test_the_other_side_never_reads_it_and_keeps_its_own(visit, pair):
    korean = visit(pair.korean_user)
    korean.submit(korean.get(f"{path_of(pair)}/log"), GOOD)
    chinese = visit(pair.chinese_user)
    for page in (chinese.get(path_of(pair)), chinese.get(f"{path_of(pair)}/log")):
        assert page.status == 200
        assert GOOD["note"] not in page.text
        assert "1,200,000" not in page.text
    chinese.submit(chinese.get(f"{path_of(pair)}/log"), {"result": "NO_INTEREST"})
    assert [log.side for log in the_logs()] == [Side.KR, Side.CN]


def test_the_coordinator_reads_the_record_of_the_own_side(visit, pair):
    desk = visit(pair.korean_user)
    desk.submit(desk.get(f"{path_of(pair)}/log"), GOOD)
    here = f"/coordinator/consultations/{pair.consultation.public_id}/bookings"
    page = visit(pair.coordinator).get(f"{here}/{pair.booking.public_id}")
    assert GOOD["note"] in page.main
    assert visit(make.coordinator(Side.CN)).get(f"{here}/{pair.booking.public_id}").status == 404


def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(visit, pair):
    desk = visit(pair.korean_user)
    form = desk.get(f"{path_of(pair)}/log")
    for fields, sentence in (
        ({"result": None}, "Please choose one."),
        ({"expected_amount": "a lot"}, "in whole units"),
        ({"expected_amount": "1.5"}, "in whole units"),
        ({"expected_amount": "9" * 30}, "in whole units"),
        ({"currency": ""}, "in which currency"),
        ({"next_step_on": "2026-02-31"}, "There is no such day."),
        ({"note": "x" * 2001}, "At most 2000 characters"),
    ):
        answer = desk.submit(form, GOOD | fields)
        assert answer.status == 422, fields
        assert any(sentence in error for error in answer.errors()), (fields, answer.errors())
        if "next_step" not in fields:
            assert answer.page.select_one("[name=next_step]")["value"] == GOOD["next_step"]
    assert the_logs() == []


def test_nothing_is_recorded_before_a_meeting_begins_or_by_strangers(visit, database, monday):
    pair = Pair()
    pair.booking = pair.met()
    desk = visit(pair.korean_user)
    page = desk.get(f"{path_of(pair)}/log")
    assert "The meeting has not begun yet." in page.main
    assert desk.post(f"{path_of(pair)}/log", {"result": "SIGNED"}).status == 409
    assert visit(pair.another_korean().user).get(f"{path_of(pair)}/log").status == 404
    assert the_logs() == []


def test_past_meetings_say_which_have_a_record(visit, pair, monday):
    monday(timedelta(hours=4))
    desk = visit(pair.korean_user)
    listed = desk.get("/company/meetings/?show=past")
    assert "Record the result" in listed.main
    desk.submit(desk.get(f"{path_of(pair)}/log"), {"result": "FOLLOW_UP"})
    assert "Recorded" in desk.get("/company/meetings/?show=past").main
