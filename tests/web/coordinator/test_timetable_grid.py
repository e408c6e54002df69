"""The grid that leaves as a workbook comes back as changes, looked at cell by cell before they
count."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.utils.exceptions import IllegalCharacterError

from portal.accounts.states import Duty
from portal.infra import audit, db
from portal.timetabling import queries, services
from tests import make
from tests.bookings.pair import Kept
from tests.hostile import HOSTILE
from tests.timetabling.test_publishing import Session
from tests.web.coordinator.test_board import address, drafted, pair_of, slot_of, where


@pytest.fixture
def here(database, monday) -> Session:
    return Session()


def grid_address(here: Session, draft: Kept, more: str = "") -> str:
    return address(here, draft).removesuffix("/board") + f"/grid{more}"


def taken(browser, here: Session, draft: Kept) -> openpyxl.Workbook:
    """The workbook as Excel would open it."""
    page = browser.get(grid_address(here, draft))
    answer = browser.submit(page, form="form.take")
    assert answer.status == 200, answer.text
    return openpyxl.load_workbook(io.BytesIO(answer.body))


class Sheet:
    """The first sheet of a grid: its cells by Korean company and slot."""

    def __init__(self, here: Session, book: openpyxl.Workbook) -> None:
        self.here, self.sheet = here, book.worksheets[0]
        firsts = {each.value: each.row for each in self.sheet["A"]}
        self.rows = [firsts[one.company.own_name.text] for one in here.k]

    def __getitem__(self, at: tuple[int, int]):
        korean, slot = at
        return self.sheet.cell(self.rows[korean], slot + 2)

    def name(self, chinese: int) -> str:
        return self.here.c[chinese].company.own_name.text


def brought(browser, here: Session, draft: Kept, book: openpyxl.Workbook | bytes):
    """Send a workbook back; the page that says what it would change."""
    if isinstance(book, openpyxl.Workbook):
        file = io.BytesIO()
        book.save(file)
        book = file.getvalue()
    data = {"file": (io.BytesIO(book), "grid.xlsx")}
    return browser.post(grid_address(here, draft), data, content_type="multipart/form-data")


def reasons(page) -> dict[str, str]:
    """What is said of each cell."""
    rows = [row.select("th, td") for row in page.page.select("main tbody tr")]
    return {row[0].get_text(strip=True): row[-1].get_text(" ", strip=True) for row in rows}


@pytest.mark.parametrize("lang", ["en", "ko", "zh"])
def test_a_grid_moves_swaps_places_and_takes_out_in_any_language(here, visit, lang):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(0, 1, 1), here.plan(1, 1, 2, 1))
    coordinator = visit(here.coordinator, lang=lang)
    book = taken(coordinator, here, draft)
    sheet = Sheet(here, book)
    assert sheet[0, 0].value.splitlines()[0] == sheet.name(0)
    sheet[0, 0].value, sheet[0, 1].value = sheet[0, 1].value, sheet[0, 0].value  # change places
    sheet[1, 2].value = None  # taken out
    sheet[1, 3].value = sheet.name(0)  # placed

    page = brought(coordinator, here, draft, book)
    assert len(page.page.select("main tbody tr")) == 4
    assert where(draft)[pair_of(here, 0, 0)] == here.slots[0].id
    coordinator.submit(page, form="form.confirm")

    assert where(draft) == {
        pair_of(here, 0, 0): here.slots[1].id,
        pair_of(here, 0, 1): here.slots[0].id,
        pair_of(here, 1, 0): here.slots[3].id,
    }
    assert queries.last_step(draft.now) is not None
    assert here.standing().total() == 0


def test_the_workbook_has_both_clocks_rooms_and_interpreters(here, visit):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(1, 1, 2, 1))
    book = taken(visit(here.coordinator), here, draft)
    assert book.sheetnames == ["Korean companies", "Chinese companies", "Rooms", "Interpreters"]
    cells = [[cell for cell in row if cell] for row in book["Rooms"].iter_rows(values_only=True)]
    head = next(row for row in cells if row and row[0] == "Room")
    assert "14:00 Seoul · 13:00 Beijing" in head[1]
    first = next(row for row in cells if row and row[0] == "Room 1")
    assert here.k[0].company.own_name.text in first[1]
    assert "Room 1" in Sheet(here, book)[0, 0].value
    entry = audit.history(here.consultation)[-1]
    assert entry.verb == "timetable exported"


@pytest.mark.any_engine
def test_a_grid_that_was_not_changed_changes_nothing(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    coordinator = visit(here.coordinator)
    page = brought(coordinator, here, draft, taken(coordinator, here, draft))
    assert "Nothing would change." in page.text
    assert page.page.select_one("form.confirm") is None


@pytest.mark.any_engine
def test_each_cell_that_cannot_be_done_says_why_beside_those_that_can(here, visit):
    draft = drafted(here, here.plan(0, 0, 0), here.plan(1, 1, 2, 1))
    here.mark_unavailable(here.c[0].company, here.slots[3])
    coordinator = visit(here.coordinator)
    book = taken(coordinator, here, draft)
    sheet = Sheet(here, book)
    sheet[0, 0].value = None
    sheet[0, 3].value = sheet.name(0)  # not there then
    sheet[0, 1].value = "Nobody of Nowhere"
    sheet[1, 0].value = "=1+1"
    sheet[1, 1].value = 42
    sheet[1, 3].value = sheet[1, 2].value
    sheet[1, 2].value = None  # moved one further

    page = brought(coordinator, here, draft, book)
    said = reasons(page)
    assert "cannot come then" in said[sheet[0, 3].coordinate]
    assert "Nobody of this name" in said[sheet[0, 1].coordinate]
    assert "There is a formula here." in said[sheet[1, 0].coordinate]
    assert "Only names can stand here." in said[sheet[1, 1].coordinate]
    assert said[sheet[1, 3].coordinate] == "possible"
    coordinator.submit(page, form="form.confirm")
    assert where(draft) == {
        pair_of(here, 0, 0): here.slots[0].id,
        pair_of(here, 1, 1): here.slots[3].id,
    }


@pytest.mark.any_engine
def test_a_cell_that_cannot_be_read_leaves_the_meeting_that_stood_there(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    coordinator = visit(here.coordinator)
    for words in HOSTILE.values():
        book = taken(coordinator, here, draft)
        try:
            Sheet(here, book)[0, 0].value = words
        except IllegalCharacterError:
            continue  # no workbook can hold it
        page = brought(coordinator, here, draft, book)
        assert page.page.select_one("form.confirm") is None, words[:40]
        assert page.page.select("main tbody tr") or "This file cannot be read." in page.text
    assert where(draft) == {pair_of(here, 0, 0): here.slots[0].id}


@pytest.mark.any_engine
def test_a_pair_that_stands_there_twice_is_told_and_left(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    coordinator = visit(here.coordinator)
    book = taken(coordinator, here, draft)
    sheet = Sheet(here, book)
    sheet[0, 2].value = sheet.name(0)
    page = brought(coordinator, here, draft, book)
    assert "stands in the grid twice" in reasons(page)[sheet[0, 2].coordinate]
    assert page.page.select_one("form.confirm") is None


def test_a_grid_of_before_somebody_elses_change_is_not_read(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    coordinator = visit(here.coordinator)
    book = taken(coordinator, here, draft)
    with db.writing():
        ids, was, to = pair_of(here, 0, 0), here.slots[0].id, here.slots[2].id
        services.put(draft.now, ids, to, was=was, by=here.coordinator)
    page = brought(coordinator, here, draft, book)
    assert "The proposal has been changed since this grid was exported." in page.text
    assert where(draft) == {pair_of(here, 0, 0): here.slots[2].id}


@pytest.mark.any_engine
def test_grids_of_others_and_other_files_are_refused_in_words(here, visit):
    draft, another = drafted(here, here.plan(0, 0, 0)), drafted(here)
    coordinator = visit(here.coordinator)
    book = taken(coordinator, here, draft)
    assert "This grid is of another proposal" in brought(coordinator, here, another, book).text
    other = Session()
    theirs = drafted(other)
    foreign = taken(visit(other.coordinator), other, theirs)
    assert "This grid is of another session" in brought(coordinator, here, draft, foreign).text
    plain = openpyxl.Workbook()
    plain.active.append(["Korean company", "14:00"])
    assert "This is not a grid of this portal." in brought(coordinator, here, draft, plain).text
    assert "Please send the Excel workbook" in brought(coordinator, here, draft, b"a;b").text
    broken = brought(coordinator, here, draft, b"PK\x03\x04 and nothing else")
    assert "This file cannot be read." in broken.text
    sheet = Sheet(here, book)
    sheet.sheet.cell(sheet.rows[0] - 1, 2).value = "some other time"
    assert "No slot of this session is called" in brought(coordinator, here, draft, book).text


@pytest.mark.any_engine
def test_changes_that_were_tampered_with_or_came_too_late_are_not_made(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    coordinator = visit(here.coordinator)
    book = taken(coordinator, here, draft)
    sheet = Sheet(here, book)
    sheet[0, 2].value, sheet[0, 0].value = sheet[0, 0].value, None
    page = brought(coordinator, here, draft, book)
    forged = coordinator.submit(page, {"rows": "forged"}, form="form.confirm")
    assert forged.status == 422
    with db.writing():
        ids, was, to = pair_of(here, 0, 0), here.slots[0].id, here.slots[1].id
        services.put(draft.now, ids, to, was=was, by=here.coordinator)
    late = coordinator.submit(page, form="form.confirm")
    assert "1 change is not possible any more." in late.text
    assert where(draft) == {pair_of(here, 0, 0): here.slots[1].id}


@pytest.mark.any_engine
def test_a_grid_leaves_only_with_those_who_may_export(here, visit):
    draft = drafted(here, here.plan(0, 0, 0))
    someone = make.coordinator(of=here.host, duties=[Duty.SCHEDULE])
    browser = visit(someone)
    page = browser.get(grid_address(here, draft))
    assert page.page.select_one("form.take") is None
    assert browser.post(grid_address(here, draft, "/export")).status == 403
    assert visit(here.k[0].user).get(grid_address(here, draft)).status == 404
    assert slot_of(here, 0)
