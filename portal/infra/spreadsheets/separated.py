"""Writes a list as CSV, row by row, so that its length costs no memory."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time
from enum import StrEnum
from typing import IO

from portal.infra.spreadsheets.tables import Cell, NewSheet, Table

# A cell that begins with one of these is a formula to a program that opens a CSV file.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Encoding(StrEnum):
    """How letters become bytes: UTF-8 with a byte order mark, or GB18030 for programs in China."""

    UTF_8 = "utf-8-sig"
    GB18030 = "gb18030"


def write_csv(table: Table, target: IO[bytes], encoding: Encoding = Encoding.UTF_8) -> int:
    """Write the head first, then the rows, the notes last; returns the number of rows.

    What begins another sheet is left out, since a CSV file has none.
    """
    text = io.TextIOWrapper(target, encoding=encoding.value, errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow([column.head for column in table.columns])
    count = 0
    for row in table.rows:
        if not isinstance(row, NewSheet):
            writer.writerow([csv_cell(cell) for cell in row])
            count += 1
    if table.notes:
        writer.writerow([])
        notes = (table.title, *table.notes, *table.afterwards())
        writer.writerows([csv_cell(note)] for note in notes)
    text.flush()
    text.detach()
    return count


def csv_cell(cell: Cell) -> str:
    """A cell as a CSV file has it: never a formula, times without seconds."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell)


def is_read_with_gbk(text: str) -> bool:
    """Whether programs that know no more than GBK, GB18030's forerunner, read this text right."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
