"""Writes a list as PDF: across the page, its head on every page, as small as it must be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import IO

from portal.infra.pdf.document import A4_ACROSS, Document, Ink
from portal.infra.spreadsheets.tables import Cell, NewSheet, Table

# The more columns, the smaller the letters, in points.
LARGEST, SMALLEST = 9.0, 5.5
GAP = 1.2


def write_pdf(table: Table, target: IO[bytes]) -> int:
    """Write the list; returns the number of rows. Raises Conflict where there are no fonts."""
    pages = table.page_words.replace("&P", "{page}").replace("&N", "{pages}")
    document = Document(
        table.title, table.language, paper=A4_ACROSS, footer=table.title, page_words=pages
    )
    count = _List(document, table).write()
    document.write(target)
    return count


class Grid:
    """Rows and columns on a document: heads that come again on every page, rows never torn."""

    def __init__(
        self, document: Document, heads: Sequence[str], weights: Sequence[float], size: float
    ) -> None:
        self.document, self.heads, self.size = document, heads, size
        inner = document.paper.inner_width
        self.widths = [inner * weight / sum(weights) for weight in weights]

    def head(self) -> None:
        """The heads, under a strong line."""
        document = self.document
        document.rule(
            document.paper.margin, document.y, document.paper.inner_width, ink=Ink.INK, thick=0.6
        )
        self._set(self.heads, bold=True)

    def row(self, texts: Sequence[str]) -> None:
        """One row: as high as its longest cell, on a new page where it does not fit."""
        self._set(texts)

    def _set(self, texts: Sequence[str], *, bold: bool = False) -> None:
        document, size = self.document, self.size
        cells = [
            document.lines(text, size, width - GAP, bold=bold)
            for text, width in zip(texts, self.widths, strict=True)
        ]
        step = document.height(size)
        longest = max(1, int((document.paper.height - 60) / step))
        cells = [lines if len(lines) <= longest else [*lines[:longest], "…"] for lines in cells]
        height = max(len(lines) for lines in cells) * step + 1.6
        if document.needs(height) and not bold:
            self.head()
        x = document.paper.margin
        for lines, width in zip(cells, self.widths, strict=True):
            for number, line in enumerate(lines):
                document.text(x, document.y + 0.8 + number * step, line, size, bold=bold)
            x += width
        document.y += height
        document.rule(document.paper.margin, document.y, document.paper.inner_width)


class _List:
    """A table while it is set, row by row."""

    def __init__(self, document: Document, table: Table) -> None:
        self.document, self.table = document, table
        columns = table.columns
        self.grid = Grid(
            document,
            [column.head for column in columns],
            [column.weight for column in columns],
            max(SMALLEST, min(LARGEST, 115 / max(len(columns), 1))),
        )

    def write(self) -> int:
        self._top()
        count, begun = 0, False
        for row in self.table.rows:
            if isinstance(row, NewSheet):
                self._section(row.title)
                begun = True
                continue
            if not begun:
                self.grid.head()
                begun = True
            self.grid.row([_words(cell) for cell in row])
            count += 1
        return count

    def _top(self) -> None:
        document = self.document
        document.new_page()
        document.block(self.table.title, 15, bold=True)
        document.y += 1
        for note in self.table.notes:
            document.block(note, 8, ink=Ink.SECOND)
        document.y += 3

    def _section(self, title: str) -> None:
        document = self.document
        document.y += 3
        document.needs(5 * document.height(11))
        document.block(title, 11, bold=True)
        document.y += 1
        self.grid.head()


def _words(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%m-%d %H:%M}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return str(cell)
