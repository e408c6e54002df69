"""A coordinator takes a session's attendee list away, and the portal remembers it."""

import hashlib
import io
from urllib.parse import unquote

import openpyxl
import pytest

from portal.accounts.models import Coordinator
from portal.accounts.states import Duty
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.clocks import Side
from tests import make
from tests.reports.meetings import agreeing, booked, joined
from tests.statements import counted


@pytest.fixture
def host(database):
    return make.host()


@pytest.fixture
def coordinator(host):
    return make.coordinator(of=host)


@pytest.fixture
def consultation(host, monday):
    at = make.consultation(owner=host)
    korean, chinese = make.company(Side.KR), make.company()
    joined(korean, at, agreeing("김수진", "KIM Su-jin", Side.KR, post="부장"))
    joined(chinese, at, agreeing("王立群", "WANG Liqun", Side.CN), make.person("李", "LI", Side.CN))
    booked(at, korean, chinese)
    return at


@pytest.fixture
def address(consultation):
    return f"/coordinator/consultations/{consultation.public_id}/attendees"


def test_the_page_says_how_long_the_list_is_and_who_is_not_on_it(visit, coordinator, address):
    answer = visit(coordinator).get(address)
    assert answer.status == 200
    assert "The list has 2 lines. It is provisional" in answer.main
    assert "have not agreed to stand on attendee lists: 1." in answer.main
    assert "김수진" in answer.main
    assert "Seoul time Beijing time" in answer.main
    assert "14:00 13:00" in answer.main
    assert "LI" not in answer.main.replace("WANG LI", "")


@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
def test_a_workbook_is_taken_away_under_a_name_in_ones_own_language(
    visit, coordinator, consultation, address, lang
):
    browser = visit(coordinator, lang=lang)
    answer = browser.submit(browser.get(address))
    assert answer.status == 200
    assert "spreadsheetml" in answer.headers["Content-Type"]
    disposition = answer.headers["Content-Disposition"]
    assert f'attachment; filename="attendees-{consultation.code}.xlsx"' in disposition
    words = {
        "en": "Provisional attendee list",
        "ko": "잠정 참석자 명단",
        "zh": "参会人员名单（暂定）",
    }
    name = unquote(disposition.split("filename*=UTF-8''")[1])
    assert name == f"{words[lang]} {consultation.code}.xlsx"
    assert disposition.isascii()
    assert answer.headers["Cache-Control"] == "no-store"
    sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).worksheets[0]
    assert sheet.cell(sheet.max_row, 11).value == "王立群"


def test_the_export_is_recorded_and_shown(visit, coordinator, consultation, address):
    browser = visit(coordinator)
    answer = browser.submit(browser.get(address), {"format": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.body.startswith(b"\xef\xbb\xbf")
    (entry,) = audit.history(consultation)
    assert (entry.actor_id, entry.verb) == (coordinator.id, "attendee list exported")
    assert entry.details["rows"] == 2
    assert entry.details["sha256"] == hashlib.sha256(answer.body).hexdigest()
    shown = browser.get(address).main
    assert f"{coordinator.display_name} · CSV · 2 lines · provisional" in shown


def test_looking_at_the_page_records_nothing(visit, coordinator, consultation, address):
    visit(coordinator).get(address)
    assert audit.history(consultation) == []


def test_a_kind_of_file_that_does_not_exist_is_refused_beside_its_field(
    visit, coordinator, consultation, address
):
    answer = visit(coordinator).post(address, {"format": "exe"})
    assert answer.status == 422
    assert answer.errors()
    assert audit.history(consultation) == []


def test_exporting_is_a_duty_of_its_own(visit, coordinator, consultation, address):
    with db.writing():
        row = session.query(Coordinator).filter_by(user_id=coordinator.id).one()
        row.duties = [duty.value for duty in Duty if duty is not Duty.EXPORT]
    browser = visit(coordinator)
    assert browser.get(address).status == 403
    assert browser.post(address, {"format": "xlsx"}).status == 403
    assert audit.history(session.merge(consultation)) == []


def test_the_partner_host_may_export_too_but_no_other(visit, address, consultation):
    partner, stranger = make.host(Side.CN), make.coordinator()
    with db.writing():
        session.merge(consultation).partner_host_id = partner.id
    assert visit(make.coordinator(Side.CN, of=partner)).get(address).status == 200
    assert visit(stranger).get(address).status == 404
    assert visit(stranger).post(address, {"format": "xlsx"}).status == 404


def test_a_session_without_meetings_says_what_comes_first(visit, coordinator, host):
    at = make.consultation(owner=host)
    answer = visit(coordinator).get(f"/coordinator/consultations/{at.public_id}/attendees")
    assert answer.status == 200
    assert "Nobody stands on the attendee list yet." in answer.main


def test_the_page_asks_no_more_of_a_long_list(visit, coordinator, consultation, address, database):
    browser = visit(coordinator)

    def statements() -> int:
        with counted(database) as sent:
            assert browser.get(address).status == 200
        return len(sent)

    few = statements()
    korean = make.company(Side.KR)
    joined(korean, consultation, agreeing("박", "PARK", Side.KR))
    for slot in range(4):
        other = make.company()
        joined(other, consultation, agreeing("李", "LI", Side.CN))
        booked(consultation, korean, other, slot=slot)
    assert statements() == few


def test_contact_data_need_a_purpose_and_a_sentence_and_are_recorded(
    visit, coordinator, consultation, address
):
    browser = visit(coordinator)
    asked = {"contacts": "y", "format": "csv"}
    answer = browser.submit(browser.get(address), asked)
    assert answer.status == 422
    assert "Please say what the contact data are for." in answer.errors()
    assert audit.history(consultation) == []
    whole = {**asked, "purpose": "ON_THE_DAY", "reason": "The hall has no reception."}
    answer = browser.submit(browser.get(address), whole)
    assert b"E-mail" in answer.body
    (entry,) = audit.history(session.merge(consultation))
    assert (entry.reason, entry.details["purpose"]) == ("The hall has no reception.", "ON_THE_DAY")
    assert {"email", "phone"} <= set(entry.details["columns"])
    shown = browser.get(address).main
    assert "Reach people on the day of the session" in shown
    assert "The hall has no reception." in shown


def test_the_next_list_begins_as_the_last_one_looked(visit, coordinator, address):
    browser = visit(coordinator)
    browser.submit(browser.get(address), {"columns": ["name", "company"], "sheets": "REGION"})
    page = browser.get(address).page
    ticked = [box["value"] for box in page.select("[name=columns][checked]")]
    assert ticked == ["company", "name"]
    assert page.select_one("[name=sheets][checked]")["value"] == "REGION"


def test_showing_how_a_list_begins_takes_nothing_away(visit, coordinator, consultation, address):
    browser = visit(coordinator)
    form = {"columns": ["name"], "side": "KR", "show": "1"}
    answer = browser.submit(browser.get(address), form)
    assert "김수진" in answer.main
    assert "王立群" not in answer.main
    assert audit.history(session.merge(consultation)) == []


def test_a_page_to_print_is_a_list_that_leaves_and_is_recorded(
    visit, coordinator, consultation, address
):
    browser = visit(coordinator, lang="zh")
    answer = browser.submit(browser.get(address), {"format": "print"})
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "김수진" in answer.main
    (entry,) = audit.history(session.merge(consultation))
    assert entry.details["sha256"] == hashlib.sha256(answer.body).hexdigest()


def test_all_sessions_of_a_host_make_one_list(visit, coordinator, host, consultation):
    second = make.consultation(owner=session.merge(host))
    korean, chinese = make.company(Side.KR), make.company()
    joined(korean, second, agreeing("박지민", "PARK Ji-min", Side.KR))
    joined(chinese, second)
    booked(second, korean, chinese)
    stranger = make.consultation()
    joined(korean, stranger, agreeing("최", "CHOI", Side.KR))
    booked(stranger, korean, chinese)
    code = second.code
    browser = visit(coordinator)
    answer = browser.submit(browser.get("/coordinator/attendees"), {"format": "csv"})
    text = answer.body.decode("utf-8-sig")
    assert "PARK Ji-min" in text
    assert "KIM Su-jin" in text
    assert "CHOI" not in text
    assert code in text
    assert "CSV · 3 lines" in browser.get("/coordinator/attendees").main
