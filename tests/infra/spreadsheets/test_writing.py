"""What Excel, LibreOffice and people find in the files that the portal writes."""

import csv
import io
from datetime import UTC, date, datetime, time

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from portal.infra.spreadsheets.separated import write_csv
from portal.infra.spreadsheets.tables import Column, Kind, Table
from portal.infra.spreadsheets.workbooks import write_xlsx
from portal.kernel.languages import Language

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+82 2 1234 5678",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "https://example.com/",
    "00123",
    "914403001922038216",
    "two\nlines",
    "한국 中国 😀",
    "\u202eright to left",
    "_x0041_",
    'a "quoted", word',
    "'=already quoted",
]


def a_table(rows, *, columns=None, notes=(), title="참석자 명단"):
    columns = columns or [Column("Code"), Column("Company")]
    return Table(title=title, columns=columns, rows=rows, notes=notes, language=Language.KO)


def xlsx(table):
    target = io.BytesIO()
    count = write_xlsx(table, target)
    target.seek(0)
    return count, openpyxl.load_workbook(target).worksheets[0]


def csv_bytes(table):
    target = io.BytesIO()
    write_csv(table, target)
    return target.getvalue()


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_hostile_cell_stays_the_text_that_it_is_in_a_workbook(cell):
    _, sheet = xlsx(a_table([("K7PX3M", cell)]))
    written = sheet["B4"]
    assert unescape(written.value) == cell
    assert written.data_type == "s"
    assert written.hyperlink is None


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_csv_file_gives_no_program_a_formula(cell):
    rows = list(csv.reader(io.StringIO(csv_bytes(a_table([("x", cell)])).decode("utf-8-sig"))))
    written = rows[1][1]
    assert written[0] not in "=+-@\t\r"
    assert written.removeprefix("'") == cell.removeprefix("'")


def test_excel_knows_a_csv_file_as_utf8_by_its_first_bytes():
    assert csv_bytes(a_table([("x", "한국 中国")])).startswith(b"\xef\xbb\xbf")


def test_dates_and_times_are_real_ones():
    columns = [Column("Date", Kind.DATE), Column("Seoul", Kind.TIME), Column("No.", Kind.NUMBER)]
    day, after_midnight = date(2026, 9, 16), datetime(2026, 9, 17, 0, 30, tzinfo=UTC)
    _, sheet = xlsx(a_table([(day, time(14), 7), (day, after_midnight, 8)], columns=columns))
    assert sheet["A4"].is_date
    assert sheet["A4"].value.date() == day
    assert sheet["B4"].value == time(14)
    assert sheet["B5"].value == after_midnight.replace(tzinfo=None)
    assert sheet["B5"].number_format == "mm-dd hh:mm"
    assert sheet["C4"].value == 7
    assert sheet["C4"].data_type == "n"


def test_dates_and_times_in_a_csv_file_are_sorted_by_any_program():
    columns = [Column("Date", Kind.DATE), Column("Seoul", Kind.TIME)]
    day, after_midnight = date(2026, 9, 6), datetime(2026, 9, 7, 0, 5, tzinfo=UTC)
    rows = [(day, time(9, 5)), (day, after_midnight)]
    lines = csv_bytes(a_table(rows, columns=columns)).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["2026-09-06,09:05", "2026-09-06,2026-09-07 00:05"]


def test_a_workbook_can_be_read_sorted_and_printed():
    notes = ("Provisional", "2 people are left out.")
    count, sheet = xlsx(a_table([("a", "가"), ("b", "나")], notes=notes))
    assert count == 2
    assert sheet["A1"].value == "참석자 명단"
    assert [sheet["A2"].value, sheet["A3"].value] == list(notes)
    assert [cell.value for cell in sheet[5]] == ["Code", "Company"]
    assert sheet.freeze_panes == "A6"
    assert sheet.auto_filter.ref == "A5:B7"
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(1, 0), (None, 0)}
    assert sheet.oddFooter.right.text.endswith("&P / &N")


def test_columns_are_wide_enough_for_korean_and_chinese():
    _, sheet = xlsx(a_table([("a", "청도로정촉매재료"), ("b", "short")]))
    assert sheet.column_dimensions["B"].width >= 16
    _, latin = xlsx(a_table([("a", "Qingdao!"), ("b", "short")]))
    assert latin.column_dimensions["B"].width < sheet.column_dimensions["B"].width


def test_a_cell_that_excel_cannot_hold_is_cut_and_what_xml_cannot_hold_is_replaced():
    _, sheet = xlsx(a_table([("😀" * 20_000, "a\ud800b\uffffc")]))
    cut = sheet["A4"].value
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert cut.endswith("😀…")
    assert sheet["B4"].value == "a?b?c"


def test_a_long_list_is_taken_row_by_row():
    alive = 0

    def rows():
        nonlocal alive
        for number in range(3000):
            alive = number
            yield (f"{number}", "가나다")

    count, sheet = xlsx(a_table(rows()))
    assert count == 3000
    assert sheet.cell(row=3003, column=1).value == "2999"
    assert alive == 2999


def test_the_notes_of_a_csv_file_come_last_so_that_its_head_is_its_first_line():
    text = csv_bytes(a_table([("a", "b")], notes=("=2 people are left out.",))).decode("utf-8-sig")
    assert text.splitlines() == [
        "Code,Company",
        "a,b",
        "",
        "참석자 명단",
        "'=2 people are left out.",
    ]


def test_an_empty_list_is_a_good_workbook():
    count, sheet = xlsx(a_table([]))
    assert count == 0
    assert [cell.value for cell in sheet[3]] == ["Code", "Company"]


def test_a_title_that_excel_would_not_allow_on_a_tab_is_made_to_fit():
    _, sheet = xlsx(a_table([], title="'[R&D]: 9/7* attendees of a very long session?"))
    assert sheet.title == "R&D 9 7 attendees of a very lon"
    assert "R&&D" in sheet.oddFooter.left.text
