"""Writes a list as a workbook, row by row, so that its length costs no memory."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import IO, Any

import xlsxwriter

from portal.infra.spreadsheets.tables import Cell, Kind, NewSheet, Table
from portal.kernel import clock
from portal.kernel.languages import Language

# Excel refuses a file with a longer cell; it counts UTF-16 units.
LONGEST_CELL = 32_767
LONGEST_FOOTER = 200
# So that all columns fit on a printed page; longer text goes on in the next line.
NARROWEST, WIDEST = 6.0, 26.0
A4 = 9

_FONTS = {Language.EN: "Arial", Language.KO: "Malgun Gothic", Language.ZH: "Microsoft YaHei"}


def write_xlsx(table: Table, target: IO[bytes]) -> int:
    """Write a workbook as a careful person would; returns the number of rows.

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
    book = _Book(workbook, table)
    try:
        return book.write()
    finally:
        workbook.close()


class _Book:
    """A workbook while it is written: its sheets one after another, each from top to bottom."""

    def __init__(self, workbook: Any, table: Table) -> None:
        self.workbook, self.table = workbook, table
        self.formats = _Formats(workbook, table.language)
        self.names: set[str] = set()

    def write(self) -> int:
        sheet: _Sheet | None = None
        count = 0
        for row in self.table.rows:
            if isinstance(row, NewSheet):
                if sheet is not None:
                    sheet.finish()
                sheet = self._sheet(row.title, row.first)
                continue
            sheet = sheet or self._sheet()
            sheet.add(row)
            count += 1
        (sheet or self._sheet()).finish()
        return count

    def _sheet(self, title: str | None = None, first: str | None = None) -> _Sheet:
        """The next sheet, under a name that no other has; Excel knows no capitals there."""
        wanted = name = _sheet_name(title or self.table.title)
        number = 1
        while name.casefold() in self.names:
            number += 1
            name = f"{wanted[: 31 - len(f' {number}')]} {number}"
        self.names.add(name.casefold())
        return _Sheet(
            self.workbook.add_worksheet(name), _headed(self.table, first), self.formats, title
        )


def _headed(table: Table, first: str | None) -> Table:
    """The table with another head over its first column, if one is given."""
    if first is None:
        return table
    return replace(table, columns=[replace(table.columns[0], head=first), *table.columns[1:]])


class _Formats:
    """How cells look, made once for all sheets of a workbook."""

    def __init__(self, workbook: Any, language: Language) -> None:
        font = {"font_name": _FONTS[language], "font_size": 10, "valign": "top"}
        self.title = workbook.add_format({**font, "font_size": 14, "bold": True})
        self.note = workbook.add_format(font)
        line = {**font, "bottom": 4, "bottom_color": "#9fb3c4"}
        self.head = workbook.add_format(
            {**font, "bold": True, "text_wrap": True, "bg_color": "#e2eef6", "bottom": 1}
        )
        self.cells = {
            Kind.TEXT: workbook.add_format({**line, "num_format": "@", "text_wrap": True}),
            Kind.NUMBER: workbook.add_format({**line, "num_format": "#,##0.##"}),
            Kind.DATE: workbook.add_format({**line, "num_format": "yyyy-mm-dd", "align": "left"}),
            Kind.TIME: workbook.add_format({**line, "num_format": "hh:mm", "align": "left"}),
        }
        self.dated_time = workbook.add_format(
            {**line, "num_format": "mm-dd hh:mm", "align": "left"}
        )


class _Sheet:
    """One sheet while it is written from top to bottom."""

    def __init__(self, sheet: Any, table: Table, formats: _Formats, title: str | None) -> None:
        self.sheet, self.table, self.formats = sheet, table, formats
        self.title = " · ".join(filter(None, (table.title, title)))
        self.kinds = [column.kind for column in table.columns]
        self.widths = [_width_of(column.head) for column in table.columns]
        self.head_row = self.row = self._write_top()

    def _write_top(self) -> int:
        """Title, notes and head; returns the row of the head."""
        self.sheet.write_string(0, 0, storable(self.title), self.formats.title)
        for number, note in enumerate(self.table.notes, start=1):
            self.sheet.write_string(number, 0, storable(note), self.formats.note)
        head_row = len(self.table.notes) + 2
        for number, column in enumerate(self.table.columns):
            self.sheet.write_string(head_row, number, storable(column.head), self.formats.head)
        return head_row

    def add(self, cells: Any) -> None:
        """Write the next row."""
        self.row += 1
        row, widths, forms, sheet = self.row, self.widths, self.formats.cells, self.sheet
        for number, (cell, kind) in enumerate(zip(cells, self.kinds, strict=True)):
            if type(cell) is str and cell:
                text = storable(cell)
                width = _width_of(text)
                widths[number] = max(widths[number], width)
                sheet.write_string(row, number, text, forms[kind])
            else:
                self._write_other(row, number, cell, kind)

    def _write_other(self, row: int, number: int, cell: Cell, kind: Kind) -> None:
        form = self.formats.cells[kind]
        if cell is None or cell == "":
            self.sheet.write_blank(row, number, None, form)
        elif isinstance(cell, datetime):
            self.widths[number] = max(self.widths[number], 12.0)
            self.sheet.write_datetime(
                row, number, cell.replace(tzinfo=None), self.formats.dated_time
            )
        elif isinstance(cell, date | time):
            self.widths[number] = max(self.widths[number], 10.0 if kind is Kind.DATE else 6)
            self.sheet.write_datetime(row, number, cell, form)
        elif isinstance(cell, str):
            self.sheet.write_string(row, number, storable(str(cell)), form)
        else:
            self.sheet.write_number(row, number, cell, form)

    def finish(self) -> None:
        """What is known only at the end: widths, filter, and how it is printed."""
        sheet, table, head_row = self.sheet, self.table, self.head_row
        for number, width in enumerate(self.widths):
            sheet.set_column(number, number, min(max(width + 2, NARROWEST), WIDEST))
        last_column = len(table.columns) - 1
        sheet.freeze_panes(head_row + 1, min(table.frozen_columns, last_column))
        sheet.autofilter(head_row, 0, max(self.row, head_row + 1), last_column)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head_row)
        title = self.title.replace("&", "&&")[:LONGEST_FOOTER]
        sheet.set_footer(f"&L&8{title}&R&8{table.page_words}")


def _sheet_name(title: str) -> str:
    """A title as Excel allows it on a tab: at most 31 characters, none of its signs."""
    allowed = "".join(" " if c in "[]:*?/\\'" or ord(c) < 32 else c for c in title)
    return " ".join(allowed.split())[:31].strip() or "1"


def storable(text: str) -> str:
    """Text as XML and Excel can hold it; what cannot be stored becomes a question mark."""
    if text.isascii() and len(text) <= LONGEST_CELL:
        return text
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\ufffe", "?")
    text = text.replace("\uffff", "?")
    if len(text) <= LONGEST_CELL // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"


@lru_cache(maxsize=8192)
def _width_of(text: str) -> float:
    """The width of the longest line; a Korean or Chinese letter is as wide as two Latin ones."""
    return max(
        sum(2.0 if unicodedata.east_asian_width(c) in "WF" else 1.0 for c in line[:200])
        for line in text[:2000].split("\n")
    )
