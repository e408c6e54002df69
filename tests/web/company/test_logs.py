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
from tests.bookings.pair import Kept, Pair
from tests.statements import counted

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
    partner = make.host(Side.CN)
    pair = Pair(partner_host_id=partner.id)
    pair.partner = Kept(partner)
    pair.booking = pair.met()
    monday(timedelta(days=6, hours=23, minutes=10))
    return pair


def path_of(pair):
    return f"/company/meetings/{pair.booking.public_id}"


def of_session(pair):
    return f"/coordinator/consultations/{pair.consultation.public_id}/records"


def of_coordinator(pair):
    here = f"/coordinator/consultations/{pair.consultation.public_id}/bookings"
    return f"{here}/{pair.booking.public_id}"


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
    assert GOOD["note"] in visit(pair.coordinator).get(of_coordinator(pair)).main
    assert visit(make.coordinator(Side.CN)).get(of_coordinator(pair)).status == 404


def test_who_wrote_and_changed_a_record_stands_in_its_history_for_the_own_side_alone(visit, pair):
    desk = visit(pair.korean_user)
    for _twice in range(2):
        desk.submit(desk.get(f"{path_of(pair)}/log"), GOOD)
    own = desk.submit(desk.get(f"{path_of(pair)}/log"), {"result": "SIGNED", "signed_amount": "5"})
    assert own.main.count("Record written") == own.main.count("Record changed") == 1
    assert f"Your side ({pair.korean_user.display_name})" in own.main
    assert "Samples or a test are agreed → A contract is signed" in own.main
    assert "Changed: Signed contract amount" in own.main
    for page in (
        visit(pair.chinese_user).get(path_of(pair)),
        visit(make.coordinator(Side.CN, of=pair.partner)).get(of_coordinator(pair)),
    ):
        assert page.status == 200
        assert "Record written" not in page.main
        assert "A contract is signed" not in page.main


def test_a_coordinator_records_for_the_company_of_the_own_side_and_says_why(visit, pair):
    coordinator = visit(pair.coordinator)
    form = coordinator.get(f"{of_coordinator(pair)}/record")
    refused = coordinator.submit(form, GOOD)
    assert (refused.status, the_logs()) == (422, [])
    assert refused.page.select_one("[name=next_step]")["value"] == GOOD["next_step"]
    coordinator.submit(form, GOOD | {"because": "They told me by telephone."})
    (log,) = the_logs()
    assert (log.side, log.signed_amount) == (Side.KR, None)
    assert "on the company's behalf" in coordinator.get(of_coordinator(pair)).main
    own = visit(pair.korean_user).get(path_of(pair))
    assert GOOD["note"] in own.main
    assert "The coordinator, on your behalf" in own.main
    assert "They told me by telephone." in own.main
    assert "They told me by telephone." not in visit(pair.chinese_user).get(path_of(pair)).text


def test_nobody_records_for_the_other_side_or_from_elsewhere(visit, pair):
    of_partner = visit(make.coordinator(Side.CN, of=pair.partner))
    fields = {"result": "NDA", "because": "They told me."}
    of_partner.submit(of_partner.get(f"{of_coordinator(pair)}/record"), fields)
    assert [log.side for log in the_logs()] == [Side.CN]
    for stranger in (make.coordinator(Side.KR), make.coordinator(Side.CN)):
        for path in (f"{of_coordinator(pair)}/record", of_session(pair)):
            assert visit(stranger).get(path).status == 404
    assert visit(pair.korean_user).get(of_session(pair)).status == 404


def test_the_records_of_a_session_are_counted_and_read_by_their_own_side(visit, pair, monday):
    others = pair.another(Side.KR), pair.another(Side.CN)
    pair.meet_others(*(each.company for each in others), pair.slots[1])
    monday(timedelta(hours=4))
    for who, fields in (
        (pair.korean_user, GOOD | {"signed_amount": "7"}),
        (pair.chinese_user, {"result": "NO_INTEREST", "currency": "CNY", "signed_amount": "99"}),
    ):
        desk = visit(who)
        desk.submit(desk.get(f"{path_of(pair)}/log"), fields)
    korean = visit(pair.coordinator).get(of_session(pair)).main
    assert "1 meeting that is over has no record of your side yet." in korean
    for words in ("1,200,000 USD", "7 USD", "Samples or a test are agreed", GOOD["next_step"]):
        assert words in korean
    for words in ("No common interest", "CNY"):
        assert words not in korean
    chinese = visit(make.coordinator(Side.CN, of=pair.partner)).get(of_session(pair)).main
    for words in ("No common interest", "99 CNY"):
        assert words in chinese
    for words in (GOOD["next_step"], "USD", "Samples or a test"):
        assert words not in chinese

    for side in ("own", "other"):
        missing = visit(pair.coordinator).get(f"{of_session(pair)}?missing={side}")
        assert len(missing.page.select("tbody tr")) == 1
        assert "Samples or a test" not in missing.page.select_one("tbody").text


def test_a_session_asks_the_database_no_more_for_many_records(visit, pair, monday, engine):
    coordinator, path = visit(pair.coordinator), of_session(pair)
    booked = []
    for slot in pair.slots[1:]:
        one, other = pair.another(Side.KR), pair.another(Side.CN)
        booked.append((one, pair.meet_others(one.company, other.company, slot).public_id))
    numbers = []
    for moment in (timedelta(), timedelta(hours=4)):
        monday(moment)
        for one, public_id in booked if moment else ():
            desk = visit(one.user)
            desk.submit(desk.get(f"/company/meetings/{public_id}/log"), GOOD)
        coordinator.get(path)
        with counted(engine) as statements:
            listed = coordinator.get(path)
        numbers.append((len(listed.page.select("tbody tr")), len(statements)))
    (few, before), (many, after) = numbers
    assert (few, many) == (1, 4)
    assert before == after


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
    for listed in ("/company/meetings/?show=past", "/company/meetings/?show=unrecorded"):
        assert "Record the result" in desk.get(listed).main
    asked = desk.get("/company/").page.select_one("section[aria-labelledby=to-record]")
    assert "1 meeting" in asked.text
    assert asked.select_one(f'a[href$="{path_of(pair)}/log"]')
    desk.submit(desk.get(f"{path_of(pair)}/log"), {"result": "FOLLOW_UP"})
    assert "Recorded" in desk.get("/company/meetings/?show=past").main
    assert "Write down what came of it" not in desk.get("/company/").main
    assert "Write down what came of it" in visit(pair.chinese_user).get("/company/").main
