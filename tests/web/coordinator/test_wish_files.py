"""Wishes as a spreadsheet: taken away, looked at row by row, and noted on the companies' behalf."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
import sqlalchemy as sa

from portal.accounts.models import Coordinator
from portal.accounts.states import Duty
from portal.consultations.states import BookingMode
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.languages import Wording
from portal.timetabling import queries, services
from portal.timetabling.services import About
from portal.timetabling.states import Rank
from tests import make
from tests.bookings.pair import One, Pair

MUST, WOULD, NO = Rank.MUST, Rank.WOULD, Rank.NO
HEADS = ["Company", "Wants to meet", "Wish", "Order", "What about"]


@pytest.fixture
def pair(database, monday) -> Pair:
    made = Pair(mode=BookingMode.TIMETABLE)
    with db.writing():
        made.korean.name = Wording(en="Dodam", ko="주식회사 도담")
        made.chinese.name = Wording(en="Chenglan", zh="上海澄岚有限公司")
    return made


def here(pair: Pair, more: str = "/file") -> str:
    return f"/coordinator/consultations/{pair.consultation.public_id}/wishes{more}"


def wishes(pair: Pair, who: One) -> list[tuple[str, Rank, str | None]]:
    return [
        (wish.wanted.name.en, wish.rank, wish.reason)
        for wish in queries.wishes_of(pair.consultation, who.company)
    ]


def send(browser, pair: Pair, *rows: list, because: str = "Their province sent it"):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return send_file(browser, pair, text.getvalue().encode(), because)


def send_file(browser, pair: Pair, data: bytes, because: str = "Their province sent it"):
    token = browser.get(here(pair)).page.select_one("main [name=csrf_token]")["value"]
    fields = {"csrf_token": token, "file": (io.BytesIO(data), "list"), "because": because}
    return browser._answer(browser.client.post(here(pair), data=fields))


def test_a_list_is_looked_at_and_then_noted_in_its_order(pair, visit):
    other = pair.another_chinese()
    with db.writing():
        other.company.name = Wording(en="Gulan", zh="天津沽岚")
    browser = visit(pair.coordinator)

    looked = send(
        browser,
        pair,
        HEADS,
        ["Dodam", "Chenglan", "would", "2", "价格"],
        ["도담", "天津沽岚", "희망", "1", ""],
        ["Chenglan", "주식회사 도담", "暂不考虑", "", ""],
        ["Nobody Ltd", "Dodam", "must", "", ""],
        ["Dodam", "Chenglan", "must", "", ""],
        ["Dodam", "Gulan", "perhaps", "", ""],
    )
    assert looked.status == 200, looked.errors()
    assert "3 wishes would be noted" in looked.main
    assert "3 rows cannot be read" in looked.main
    assert "Nobody of this name takes part" in looked.main
    assert "This pair stands in the list twice." in looked.main
    assert "The wish must be “Must meet”, “Would meet” or “Rather not”." in looked.main
    assert wishes(pair, pair.korean_one) == []

    noted = browser.submit(looked)
    assert "3 wishes are noted." in noted.text
    assert wishes(pair, pair.korean_one) == [("Gulan", WOULD, None), ("Chenglan", WOULD, "价格")]
    assert wishes(pair, pair.chinese_one) == [("Dodam", NO, None)]
    entry = audit.history(make.participation_of(pair.korean, pair.consultation))[-1]
    assert (entry.verb, entry.reason) == ("wishes changed", "Their province sent it")
    again = send(browser, pair, HEADS, ["Dodam", "Chenglan", "would", "2", "价格"])
    assert "No wish would be noted" in again.main


@pytest.mark.parametrize(("kind", "lang"), [("xlsx", "ko"), ("csv", "zh")])
def test_what_is_taken_away_can_be_brought_in_again(pair, visit, kind, lang):
    with db.writing():
        services.save_wish(
            pair.consultation,
            pair.korean,
            pair.chinese,
            MUST,
            About(None, "=SUM(1)"),
            by=pair.korean_user,
        )
    browser = visit(pair.coordinator, lang=lang)
    answer = browser.post(here(pair, "/export"), {"format": kind})
    assert answer.status == 200
    assert f".{kind}" in answer.headers["Content-Disposition"]

    looked = send_file(browser, pair, answer.body)
    assert looked.status == 200, looked.errors()
    assert looked.page.select("tbody tr")
    assert len(looked.page.select("tbody tr")) == 1
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).active
        assert "=SUM(1)" in [cell.value for row in sheet.iter_rows() for cell in row]
    (entry,) = session.scalars(
        sa.select(audit.AuditEntry).where(audit.AuditEntry.verb == "wishes exported")
    )
    assert entry.details["rows"] == 1


def test_a_list_without_reason_or_heads_is_refused_with_a_sentence(pair, visit):
    browser = visit(pair.coordinator)
    row = ["Dodam", "Chenglan", "must", "", ""]
    for rows, because in (([HEADS, row], " "), ([["A", "B"], ["1", "2"]], "x"), ([], "x")):
        answer = send(browser, pair, *rows, because=because)
        assert answer.status == 422, rows
        assert answer.errors()
    assert wishes(pair, pair.korean_one) == []


def test_rows_changed_on_their_way_are_not_noted(pair, visit):
    browser = visit(pair.coordinator)
    answer = browser.post(here(pair, "/file/confirm"), {"rows": "[[1,{}]]", "because": "x"})
    assert answer.status == 422
    assert wishes(pair, pair.korean_one) == []


def test_wishes_leave_only_with_those_who_may_export(pair, visit):
    with db.writing():
        row = session.scalars(
            sa.select(Coordinator).where(Coordinator.user_id == pair.coordinator.id)
        ).one()
        row.duties = [duty for duty in row.duties if duty != Duty.EXPORT]
    browser = visit(pair.coordinator)
    assert "Export the wishes" not in browser.get(here(pair)).main
    assert browser.post(here(pair, "/export"), {"format": "csv"}).status == 403
