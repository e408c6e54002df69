"""Reads a table that somebody sends as XLSX, CSV or JSON, without trusting a byte of it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import openpyxl
from openpyxl.utils.escape import unescape
from openpyxl.xml import DEFUSEDXML

from portal.kernel.errors import Invalid
from portal.kernel.languages import Text

LARGEST_FILE_BYTES = 10 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 60 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 80
LAST_ROW_OF_EXCEL = 1_048_576

# Codes this long survive as numbers; Excel rounds whatever has more than fifteen figures.
LONGEST_CODE = 12

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NOT_A_TABLE = Text("This file cannot be read. Please send an Excel workbook (.xlsx), CSV or JSON.")

if not DEFUSEDXML:  # openpyxl would read a workbook's XML without protection
    raise ImportError("openpyxl does not use defusedxml")


@dataclass(frozen=True)
class Row:
    """One row: its number as its reader would count it, and its cells by the words of their head.

    Heads are compared in lower case, with one underscore for dots and spaces: "Name.ko" is
    "name_ko".
    """

    number: int
    cells: Mapping[str, Any]

    def text(self, head: str, *, at_most: int) -> str | None:
        """A cell of text, in one line; None for an empty one.

        Raises Invalid for a number (Excel may have destroyed it), for control characters and for
        more than `at_most` characters.
        """
        cell = self.cells.get(head)
        if cell is None:
            return None
        if not isinstance(cell, str):
            raise Invalid(
                Text(
                    "“%(column)s” is a number where text is needed; Excel may have changed it. "
                    "Please format the column as text and type it again.",
                    column=head,
                ),
                field=head,
            )
        words = " ".join(cell.split())
        _refuse_unstorable(words, head)
        if len(words) > at_most:
            raise Invalid(
                Text("“%(column)s” may have at most %(max)d characters.", column=head, max=at_most),
                field=head,
            )
        return words or None

    def code(self, head: str) -> str | None:
        """A cell with a short code, which may have been typed as a whole number."""
        cell = self.cells.get(head)
        if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**LONGEST_CODE:
            cell = int(cell)
        if isinstance(cell, int) and not isinstance(cell, bool) and 0 <= cell < 10**LONGEST_CODE:
            return str(cell)
        return self.text(head, at_most=40)

    def words(self, head: str) -> tuple[str, ...]:
        """A cell with several words: a list, or text parted by commas, semicolons or spaces."""
        cell = self.cells.get(head)
        if isinstance(cell, Sequence) and not isinstance(cell, str):
            found = tuple(str(word) for word in cell)
            _refuse_unstorable("".join(found), head)
            return found
        text = self.text(head, at_most=2000) or ""
        return tuple(text.replace(",", " ").replace(";", " ").replace("、", " ").split())


def _refuse_unstorable(words: str, head: str) -> None:
    """Raises Invalid for control characters, and for what stands for a character that was lost."""
    if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c == "\ufffd" for c in words):
        raise Invalid(
            Text("“%(column)s” contains characters that cannot be stored.", column=head),
            field=head,
        )


def _whole(cell: Any) -> Any:
    """A cell without half characters, which no file, page or database can hold."""
    if isinstance(cell, str):
        return cell.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return [_whole(each) for each in cell] if isinstance(cell, list) else cell


def head_of(words: str) -> str:
    """The words at the head of a column, as they are compared."""
    return "_".join(_whole(words).lower().replace(".", " ").split())


def read(stream: BinaryIO, *, having: Collection[str] = ()) -> list[Row]:
    """The rows of a file that are not empty; its beginning says what it is, not its name.

    The first line names the columns, or the first with two of the heads in `having`, so that a
    title may stand above. Raises Invalid with a sentence when the file is too large, damaged, or
    of another kind.
    """
    data = stream.read(LARGEST_FILE_BYTES + 1)
    if len(data) > LARGEST_FILE_BYTES:
        megabytes = LARGEST_FILE_BYTES // 1024**2
        raise Invalid(Text("The file may have at most %(max)d MB.", max=megabytes))
    if data.startswith(b"PK\x03\x04"):
        return _table(_xlsx_rows(data), having)
    if data.startswith(OLD_EXCEL):
        raise Invalid(
            Text(
                "This is an old or a protected Excel file. "
                "Please save it as an Excel workbook (.xlsx) without a password."
            )
        )
    text = _decoded(data)
    if text.lstrip()[:1] in ("{", "["):
        return _json_rows(text)
    return _table(_csv_rows(text), having)


def lines(stream: BinaryIO) -> list[tuple[int, Sequence[Any]]]:
    """All lines of a workbook's first sheet, with their numbers, for whoever finds the head.

    A formula is its own text, beginning with "=". Raises Invalid for what is no workbook.
    """
    data = stream.read(LARGEST_FILE_BYTES + 1)
    if len(data) > LARGEST_FILE_BYTES:
        raise Invalid(
            Text("The file may have at most %(max)d MB.", max=LARGEST_FILE_BYTES // 1024**2),
            field="file",
        )
    if not data.startswith(b"PK\x03\x04"):
        raise Invalid(Text("Please send the Excel workbook (.xlsx)."), field="file")
    found: list[tuple[int, Sequence[Any]]] = []
    for number, cells in _xlsx_rows(data, formulas=True):
        if number > MOST_ROWS:
            raise Invalid(Text("The file may have at most %(max)d rows.", max=MOST_ROWS))
        found.append((number, [_whole(cell) for cell in cells]))
    return found


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Invalid(
            Text(
                "The file is not in UTF-8, so Korean and Chinese would be lost. "
                "In Excel, please save it as “CSV UTF-8” or as a workbook (.xlsx)."
            )
        ) from None


def _table(lines: Iterable[tuple[int, Sequence[Any]]], having: Collection[str] = ()) -> list[Row]:
    """Rows by the head in the first line; later lines without a cell are skipped."""
    heads: list[str] = []
    rows: list[Row] = []
    for number, cells in lines:
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        if not heads:
            heads = _heads(cells, having)
            continue
        rows.append(
            Row(
                number,
                {head: _whole(cell) for head, cell in zip(heads, cells, strict=False) if head},
            )
        )
        _refuse_too_many(rows)
    return rows


def _heads(cells: Sequence[Any], having: Collection[str]) -> list[str]:
    heads = [head_of(str(cell or "")) for cell in cells]
    if having and len(set(heads) & set(having)) < 2:
        return []
    named = [head for head in heads if head]
    if twice := next((head for head in named if named.count(head) > 1), None):
        raise Invalid(Text("The column “%(column)s” stands there twice.", column=twice[:40]))
    return heads


def _refuse_too_many(rows: Sequence[Row]) -> None:
    if len(rows) > MOST_ROWS:
        raise Invalid(Text("The file may have at most %(max)d rows.", max=MOST_ROWS))


def _xlsx_rows(data: bytes, *, formulas: bool = False) -> Iterator[tuple[int, Sequence[Any]]]:
    """The cells of the first sheet, with the number that Excel shows beside the row.

    Of a formula its last result, or else itself.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # A member never unpacks to more than its entry says: zipfile stops there.
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED_BYTES:
                raise Invalid(Text("The workbook is too large when unpacked."))
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=not formulas)
        try:
            sheet: Any = workbook.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its size may be wrong
            cells = sheet.iter_rows(
                max_row=LAST_ROW_OF_EXCEL, max_col=MOST_COLUMNS, values_only=True
            )
            for number, row in enumerate(cells, start=1):
                yield number, [unescape(cell) if isinstance(cell, str) else cell for cell in row]
        finally:
            workbook.close()
    except Invalid:
        raise
    except Exception as error:  # a damaged workbook fails in as many ways as it has bytes
        raise Invalid(NOT_A_TABLE) from error


def _csv_rows(text: str) -> Iterator[tuple[int, Sequence[Any]]]:
    """The cells of a CSV file; an apostrophe that kept a formula asleep is taken off again."""
    if "\x00" in text:
        raise Invalid(NOT_A_TABLE)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MOST_COLUMNS:
                raise Invalid(Text("The file may have at most %(max)d columns.", max=MOST_COLUMNS))
            yield number, [_awake(cell) for cell in cells]
    except csv.Error as error:
        raise Invalid(NOT_A_TABLE) from error


def _awake(cell: str) -> str:
    guarded = cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r")
    return cell[1:] if guarded else cell


def _json_rows(text: str) -> list[Row]:
    """The records of a list, or of the only list of records in an object, counted from 1."""
    try:
        found = json.loads(text)
        if isinstance(found, dict):
            lists = [value for value in found.values() if isinstance(value, list)]
            found = lists[0] if len(lists) == 1 else None
        if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
            raise Invalid(NOT_A_TABLE)
        rows = [Row(number, _flat(record)) for number, record in enumerate(found, start=1)]
    except (ValueError, RecursionError) as error:
        raise Invalid(NOT_A_TABLE) from error
    _refuse_too_many(rows)
    return rows


def _flat(record: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested words under one head each: {"name": {"ko": …}} gives "name_ko"."""
    cells: dict[str, Any] = {}
    for key, value in record.items():
        head = _whole(f"{prefix}{key}".lower())
        if isinstance(value, dict):
            cells.update(_flat(value, f"{head}_"))
        else:
            cells[head] = _whole(value)
    return cells
