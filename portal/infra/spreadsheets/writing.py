"""Writes one table as XLSX or CSV, row by row, so that its length costs no memory."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import IO, Any

import xlsxwriter

from portal.kernel import clock
from portal.kernel.languages import Language

Cell = str | int | float | date | time | datetime | None

# Excel refuses a file with a longer cell; it counts UTF-16 units.
LONGEST_CELL = 32_767
LONGEST_FOOTER = 200
# So that all columns fit on a printed page; longer text goes on in the next line.
NARROWEST, WIDEST = 6.0, 26.0
A4 = 9

# A cell that begins with one of these is a formula to a program that opens a CSV file.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_FONTS = {Language.EN: "Arial", Language.KO: "Malgun Gothic", Language.ZH: "Microsoft YaHei"}


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    DATE = "DATE"
    TIME = "TIME"


@dataclass(frozen=True)
class Column:
    """One column: the words at its head, and what its cells hold."""

    head: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """A list to be written: title and notes stand above it, its rows are taken once.

    A TIME cell may be a datetime: then its day is shown, because it is another than the row's.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    notes: Sequence[str] = ()
    page_words: str = "&P / &N"
    frozen_columns: int = 0
    language: Language = Language.EN


def write_csv(table: Table, target: IO[bytes]) -> int:
    """Write UTF-8 with a byte order mark, head first, notes last; returns the number of rows."""
    text = io.TextIOWrapper(target, encoding="utf-8", errors="replace", newline="")
    text.write(codecs.BOM_UTF8.decode("utf-8"))
    writer = csv.writer(text)
    writer.writerow([column.head for column in table.columns])
    count = 0
    for row in table.rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        count += 1
    if table.notes:
        writer.writerow([])
        writer.writerows([_csv_cell(note)] for note in (table.title, *table.notes))
    text.flush()
    text.detach()
    return count


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return str(cell)


def write_xlsx(table: Table, target: IO[bytes]) -> int:
    """Write a workbook of one sheet as a careful person would; returns the number of rows.

    Text is never taken for a formula, a number or a link; dates and times are real ones.
    """
    workbook = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    workbook.set_properties({"title": table.title, "created": clock.now().replace(tzinfo=None)})
    sheet = _Sheet(workbook, table)
    try:
        return sheet.write()
    finally:
        workbook.close()


class _Sheet:
    """The one sheet of a workbook while it is written from top to bottom."""

    def __init__(self, workbook: Any, table: Table) -> None:
        self.table = table
        self.sheet = workbook.add_worksheet(_sheet_name(table.title))
        font = {"font_name": _FONTS[table.language], "font_size": 10, "valign": "top"}
        self.title = workbook.add_format({**font, "font_size": 14, "bold": True})
        self.note = workbook.add_format(font)
        line = {**font, "bottom": 4, "bottom_color": "#9fb3c4"}
        self.head = workbook.add_format(
            {**font, "bold": True, "text_wrap": True, "bg_color": "#e2eef6", "bottom": 1}
        )
        self.formats = {
            Kind.TEXT: workbook.add_format({**line, "num_format": "@", "text_wrap": True}),
            Kind.NUMBER: workbook.add_format({**line, "num_format": "#,##0.##"}),
            Kind.DATE: workbook.add_format({**line, "num_format": "yyyy-mm-dd", "align": "left"}),
            Kind.TIME: workbook.add_format({**line, "num_format": "hh:mm", "align": "left"}),
        }
        self.dated_time = workbook.add_format(
            {**line, "num_format": "mm-dd hh:mm", "align": "left"}
        )
        self.widths = [_width_of(column.head) for column in table.columns]

    def write(self) -> int:
        head_row = self._write_top()
        row = head_row
        for cells in self.table.rows:
            row += 1
            for number, (cell, column) in enumerate(zip(cells, self.table.columns, strict=True)):
                self._write_cell(row, number, cell, column)
        self._set_up_page(head_row, row)
        return row - head_row

    def _write_top(self) -> int:
        """Title, notes and head; returns the row of the head."""
        self.sheet.write_string(0, 0, storable(self.table.title), self.title)
        for number, note in enumerate(self.table.notes, start=1):
            self.sheet.write_string(number, 0, storable(note), self.note)
        head_row = len(self.table.notes) + 2
        for number, column in enumerate(self.table.columns):
            self.sheet.write_string(head_row, number, storable(column.head), self.head)
        return head_row

    def _write_cell(self, row: int, number: int, cell: Cell, column: Column) -> None:
        form = self.formats[column.kind]
        if cell is None or cell == "":
            self.sheet.write_blank(row, number, None, form)
        elif isinstance(cell, str):
            text = storable(cell)
            self.widths[number] = max(self.widths[number], _width_of(text))
            self.sheet.write_string(row, number, text, form)
        elif isinstance(cell, datetime):
            self.widths[number] = max(self.widths[number], 12.0)
            self.sheet.write_datetime(row, number, cell.replace(tzinfo=None), self.dated_time)
        elif isinstance(cell, date | time):
            self.widths[number] = max(self.widths[number], 10.0 if column.kind is Kind.DATE else 6)
            self.sheet.write_datetime(row, number, cell, form)
        else:
            self.sheet.write_number(row, number, cell, form)

    def _set_up_page(self, head_row: int, last_row: int) -> None:
        """What is known only at the end: widths, filter, and how it is printed."""
        sheet, table = self.sheet, self.table
        for number, width in enumerate(self.widths):
            sheet.set_column(number, number, min(max(width + 2, NARROWEST), WIDEST))
        last_column = len(table.columns) - 1
        sheet.freeze_panes(head_row + 1, table.frozen_columns)
        sheet.autofilter(head_row, 0, max(last_row, head_row + 1), last_column)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head_row)
        title = table.title.replace("&", "&&")[:LONGEST_FOOTER]
        sheet.set_footer(f"&L&8{title}&R&8{table.page_words}")


def _sheet_name(title: str) -> str:
    """A title as Excel allows it on a tab: at most 31 characters, none of its signs."""
    allowed = "".join(" " if c in "[]:*?/\\'" or ord(c) < 32 else c for c in title)
    return " ".join(allowed.split())[:31].strip() or "1"


def storable(text: str) -> str:
    """Text as XML and Excel can hold it; what cannot be stored becomes a question mark."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\ufffe", "?")
    text = text.replace("\uffff", "?")
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"


def _width_of(text: str) -> float:
    """The width of the longest line; a Korean or Chinese letter is as wide as two Latin ones."""
    return max(
        sum(2.0 if unicodedata.east_asian_width(c) in "WF" else 1.0 for c in line[:200])
        for line in text.split("\n")
    )
