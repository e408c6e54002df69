"""`portal attendees`: the same list from a shell."""

import csv
import hashlib

import openpyxl
import pytest

from portal.infra import audit
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import Side
from tests import make
from tests.reports.meetings import agreeing, booked, joined


@pytest.fixture
def consultation(database):
    at = make.consultation()
    korean, chinese = make.company(Side.KR), make.company()
    joined(korean, at, agreeing("김수진", "KIM Su-jin", Side.KR))
    joined(chinese, at, agreeing("王立群", "WANG Liqun", Side.CN))
    booked(at, korean, chinese)
    return at


def test_the_list_of_a_session_by_its_code(portal, consultation, tmp_path):
    path = tmp_path / "list.csv"
    result = portal("attendees", consultation.code, "--format", "csv", "--output", path)
    assert result.exit_code == 0, result.output
    assert "2 rows" in result.output
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    assert [row["Name"] for row in rows[:2]] == ["김수진", "王立群"]


def test_the_list_of_a_session_by_its_public_id_in_chinese(portal, consultation, tmp_path):
    path = tmp_path / "list.xlsx"
    arguments = ("--format", "xlsx", "--output", path, "--language", "zh")
    result = portal("attendees", consultation.public_id, *arguments)
    assert result.exit_code == 0, result.output
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["A1"].value.startswith("参会人员名单")


def test_an_export_from_the_shell_is_recorded(portal, consultation, tmp_path):
    path = tmp_path / "list.csv"
    portal("attendees", consultation.code, "--format", "csv", "--output", path)
    (entry,) = audit.history(consultation)
    assert entry.verb == "attendee list exported"
    assert entry.actor_id is None
    assert entry.details["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    said = {name: entry.details[name] for name in ("format", "rows", "provisional", "purpose")}
    assert said == {"format": "csv", "rows": 2, "provisional": True, "purpose": None}
    assert "email" not in entry.details["columns"]


def test_a_pdf_with_a_sheet_for_each_day_comes_from_the_shell(portal, consultation, tmp_path):
    path = tmp_path / "list.pdf"
    result = portal(
        "attendees", consultation.code, "--format", "pdf", "--output", path, "--sheets", "day"
    )
    assert result.exit_code == 0, result.output
    assert path.read_bytes().startswith(b"%PDF")


def test_a_list_from_the_shell_is_narrowed_and_has_the_columns_that_were_named(
    portal, consultation, tmp_path
):
    path = tmp_path / "list.csv"
    day = consultation.starts_at.astimezone(BEIJING).date().isoformat()
    narrowed = ("--side", "cn", "--day", day, "--column", "name", "--column", "company")
    result = portal("attendees", consultation.code, "--format", "csv", "--output", path, *narrowed)
    assert result.exit_code == 0, result.output
    rows = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
    assert rows[0] == ["Company", "Name"]
    assert rows[1][1] == "王立群"
    assert any("Narrowed to: Chinese side" in cell for row in rows for cell in row)
    (entry,) = audit.history(consultation)
    assert entry.details["filters"]["day"] == day


@pytest.mark.any_engine
@pytest.mark.parametrize("wrong", [("--region", "XX"), ("--company", "x"), ("--column", "email")])
def test_an_unknown_filter_or_a_column_of_contact_data_is_refused_with_what_there_is(
    portal, consultation, tmp_path, wrong
):
    path = tmp_path / "list.csv"
    result = portal("attendees", consultation.code, "--format", "csv", "--output", path, *wrong)
    assert result.exit_code == 1
    assert f"There is no {wrong[0][2:]} {wrong[1]!r}" in result.output
    assert not path.exists()


def test_a_session_that_does_not_exist_ends_with_a_sentence(portal, tmp_path):
    result = portal("attendees", "XX-1", "--format", "csv", "--output", tmp_path / "list.csv")
    assert result.exit_code == 1
    assert "There is no session 'XX-1'." in result.output
    assert not (tmp_path / "list.csv").exists()
