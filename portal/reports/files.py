"""The files that lists leave the portal as: their kinds, and one finished file."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import IO

from portal.infra.pdf import write_pdf
from portal.infra.spreadsheets.separated import Encoding, write_csv
from portal.infra.spreadsheets.tables import Table
from portal.infra.spreadsheets.workbooks import write_xlsx
from portal.kernel.languages import Text

IN_MEMORY_BYTES = 4 * 1024 * 1024


class Format(StrEnum):
    """The kinds of files that a list can be."""

    XLSX = "xlsx"
    CSV = "csv"
    CSV_GB18030 = "csv-gb18030"
    PDF = "pdf"
    PRINT = "print"

    @property
    def words(self) -> Text:
        return {
            Format.XLSX: Text("Excel workbook (.xlsx)"),
            Format.CSV: Text("CSV, for other programs (UTF-8)"),
            Format.CSV_GB18030: Text("CSV for older Chinese programs (GB18030)"),
            Format.PDF: Text("PDF, to print and to pass on"),
            Format.PRINT: Text("A page in the browser, to print at once"),
        }[self]

    @property
    def ending(self) -> str:
        """What a file's name ends with."""
        return {Format.CSV_GB18030: "csv", Format.PRINT: "html"}.get(self, self.value)

    @property
    def content_type(self) -> str:
        return {
            Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format.CSV: "text/csv; charset=utf-8",
            Format.CSV_GB18030: "text/csv; charset=gb18030",
            Format.PDF: "application/pdf",
            Format.PRINT: "text/html; charset=utf-8",
        }[self]


# All but the page that only a browser shows.
FILES = tuple(kind for kind in Format if kind is not Format.PRINT)


@dataclass(frozen=True)
class Export:
    """A finished list: the open file at its beginning, its names, length and digest."""

    file: IO[bytes]
    kind: Format
    name: str
    plain_name: str
    rows: int
    sha256: str


_WRITERS: dict[Format, Callable[[Table, IO[bytes]], int]] = {
    Format.XLSX: write_xlsx,
    Format.CSV: write_csv,
    Format.CSV_GB18030: partial(write_csv, encoding=Encoding.GB18030),
    Format.PDF: write_pdf,
}


def written(table: Table, kind: Format, *, name: str, plain_name: str) -> Export:
    """Write a list into a temporary file, which the caller closes; names come without ending.

    Raises Conflict for a PDF where this machine has no fonts.
    """
    file = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
    try:
        rows = _WRITERS[kind](table, file)
    except BaseException:
        file.close()
        raise
    return Export(
        file=file,
        kind=kind,
        name=f"{name}.{kind.ending}",
        plain_name=f"{plain_name}.{kind.ending}",
        rows=rows,
        sha256=digest(file),
    )


def digest(file: IO[bytes]) -> str:
    """The SHA-256 of what was written; leaves the file at its beginning."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
