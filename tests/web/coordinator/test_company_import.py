"""A coordinator brings in a list of organisations: looked at first, then confirmed."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from portal.accounts.models import Coordinator, Host
from portal.accounts.states import Duty
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from tests import make

ADDRESS = "/coordinator/companies/import"
ORGANISATIONS = Path(__file__).parents[2] / "data" / "companies.json"

GOOD = {"id": "KR-1", "country": "KR", "name_ko": "맑은바람", "role": "provider"}
HOST = {"id": "KR-2", "country": "KR", "name_en": "An institute", "role": "coordinator"}
BAD = {"id": "KR-3", "country": "KR", "name_ko": "나쁜번호", "uscc": "123-45-67890"}
OTHERS = {"id": "CN-1", "country": "CN", "name_zh": "清风环保"}


@pytest.fixture
def browser(visit, database):
    return visit(make.coordinator(Side.KR))


def send(browser, data: bytes, name="list.json"):
    token = browser.get(ADDRESS).page.select_one("main [name=csrf_token]")["value"]
    fields = {"csrf_token": token, "file": (io.BytesIO(data), name)}
    return browser._answer(browser.client.post(ADDRESS, data=fields))


def send_records(browser, *records):
    return send(browser, json.dumps(records).encode())


def companies() -> list[Company]:
    session.rollback()
    return list(session.scalars(sa.select(Company).order_by(Company.import_key)))


def test_the_list_is_looked_at_before_anything_is_kept(browser):
    answer = send_records(browser, GOOD, HOST, BAD, OTHERS)
    assert answer.status == 200
    assert "2 organisations would be imported" in answer.main
    assert "2 rows cannot be imported · 0 are here already" in answer.main
    assert "A Korean business registration number" in answer.main or "not a valid" in answer.main
    assert "The other country's coordinators import its organisations." in answer.main
    assert companies() == []


def test_what_was_looked_at_is_imported_when_confirmed(browser):
    answer = browser.submit(send_records(browser, GOOD, HOST, BAD))
    assert answer.status == 200
    assert "2 organisations are imported." in answer.text
    (company,) = companies()
    assert (company.import_key, company.state) == ("KR-1", CompanyState.INVITED)
    imported = session.scalars(sa.select(Host).where(Host.import_key.is_not(None))).all()
    assert [host.import_key for host in imported] == ["KR-2"]
    again = send_records(browser, GOOD, HOST)
    assert "No row would be imported" in again.main
    assert "2 are here already" in again.main
    assert again.page.select_one("main form") is None


def test_a_workbook_with_codes_as_numbers_survives_the_confirmation(visit, database):
    book = openpyxl.Workbook()
    book.active.append(["id", "country", "Region code", "Name.zh", "uscc", "taxonomy"])
    book.active.append(["CN-1", "CN", 310000, "宝山", "91310000631696382C", "AIR-06, CMB-05"])
    target = io.BytesIO()
    book.save(target)
    browser = visit(make.coordinator(Side.CN))
    browser.submit(send(browser, target.getvalue(), "list.xlsx"))
    (company,) = companies()
    assert (company.region_code, company.registration_number) == ("310000", "91310000631696382C")
    assert company.field_hints == ["AIR-06", "CMB-05"]


def test_the_real_organisations_can_be_imported_on_the_page(browser):
    answer = send(browser, ORGANISATIONS.read_bytes())
    assert "70 organisations would be imported" in answer.main
    browser.submit(answer)
    assert len(companies()) == 66


def test_a_list_that_was_changed_on_its_way_is_refused(browser):
    answer = browser.submit(send_records(browser, GOOD), {"rows": '[["1",{"id":"evil"}]]'})
    assert answer.status == 422
    assert companies() == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04 broken", "This file cannot be read."),
        (b"", "Please choose a file."),
        (b"id,country\n", "There are no rows in this file."),
        (b"id\n" + b"x\n" * 1001, "Here at most 1000 rows at a time, please."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_beside_its_field(browser, data, sentence):
    answer = send(browser, data, "" if not data else "list")
    assert answer.status == 422
    assert any(sentence in error for error in answer.errors())
    assert companies() == []


def test_whoever_does_not_administer_imports_nothing(visit, database):
    user = make.coordinator()
    with db.writing():
        row = session.scalars(sa.select(Coordinator).where(Coordinator.user_id == user.id)).one()
        row.duties = [duty.value for duty in Duty if duty is not Duty.ADMINISTER]
    browser = visit(user)
    assert browser.get(ADDRESS).status == 403
    assert browser.post(ADDRESS).status == 403
    assert browser.post(f"{ADDRESS}/confirm", {"rows": "x"}).status == 403
