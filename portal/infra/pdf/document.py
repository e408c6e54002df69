"""A paper while it is written: its pages, letters and lines, in millimetres from the top left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import IO, Any

import segno
from fpdf import FPDF

from portal.infra.pdf.fonts import faces
from portal.infra.pdf.lines import broken
from portal.kernel import clock
from portal.kernel.languages import Language, written_in

MILLIMETRES_PER_POINT = 25.4 / 72
LEADING = 1.35


class Ink(Enum):
    """The colours of the portal on paper."""

    INK = (19, 34, 47)
    SECOND = (66, 87, 106)
    LINE = (203, 216, 226)
    SKY = (10, 92, 153)
    WASH = (226, 238, 246)


@dataclass(frozen=True)
class Paper:
    """A size of paper with its margins, in millimetres."""

    width: float
    height: float
    margin: float = 12.0

    @property
    def inner_width(self) -> float:
        return self.width - 2 * self.margin


A4_UPRIGHT = Paper(210.0, 297.0)
A4_ACROSS = Paper(297.0, 210.0)


class Document:
    """A PDF in the making. Text is set in the letters of its own language.

    `footer` stands at the bottom left of every page, the page's number at the right.
    """

    def __init__(
        self,
        title: str,
        language: Language,
        *,
        paper: Paper = A4_UPRIGHT,
        footer: str = "",
        page_words: str = "{page} / {pages}",
    ) -> None:
        self.language, self.paper = language, paper
        self.pdf = _Pdf(
            unit="mm",
            format=(paper.width, paper.height),
        )
        self.pdf.at_the_end_of_a_page = self._foot
        self._footer, self._page_words = footer, page_words
        self._faces, self._taken = faces(), set[tuple[str, str]]()
        self.pdf.set_margin(0)
        self.pdf.set_auto_page_break(False)
        self.pdf.alias_nb_pages("{pages}")
        self.pdf.set_title(title)
        self.pdf.set_lang(language.html)
        self.pdf.set_creation_date(clock.now())
        self.y = paper.margin

    # ---- pages

    def footless(self) -> None:
        """Leave the foot of every page empty, where cards are cut out of it."""
        self._footer = self._page_words = ""

    def new_page(self) -> None:
        """Go on at the top of another page."""
        self.pdf.add_page()
        self.y = self.paper.margin

    def room_left(self) -> float:
        """How much of the page is left above its foot, in millimetres."""
        return self.paper.height - self.paper.margin - 6 - self.y

    def needs(self, height: float) -> bool:
        """Go on at another page when so much does not fit on this one; says whether it did."""
        if self.pdf.page and height <= self.room_left():
            return False
        self.new_page()
        return True

    def _foot(self) -> None:
        if not self._footer and not self._page_words:
            return
        y, left = self.paper.height - self.paper.margin, self.paper.margin
        half = self.paper.inner_width / 2
        self.text(left, y, self.fitted(self._footer, 7, 1.5 * half), 7, ink=Ink.SECOND)
        self._font(self._page_words, 7, False, None)
        self.pdf.set_xy(left + half, y)
        words = self._page_words.replace("{page}", str(self.pdf.page))
        self.pdf.cell(half, 7 * MILLIMETRES_PER_POINT, words, align="R")

    # ---- text

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 10,
        *,
        bold: bool = False,
        ink: Ink = Ink.INK,
        script: Language | None = None,
    ) -> None:
        """Set one line with its upper edge at y; size in points."""
        if not text:
            return
        self._font(text, size, bold, script)
        self.pdf.set_text_color(*ink.value)
        self.pdf.text(x, y + size * MILLIMETRES_PER_POINT, text)

    def block(
        self,
        text: str,
        size: float = 10,
        *,
        bold: bool = False,
        ink: Ink = Ink.INK,
        script: Language | None = None,
        x: float | None = None,
        width: float | None = None,
    ) -> None:
        """Set a text in as many lines as it takes, going on at further pages."""
        x = self.paper.margin if x is None else x
        width = width or self.paper.width - self.paper.margin - x
        for line in self.lines(text, size, width, bold=bold, script=script):
            self.needs(self.height(size))
            self.text(x, self.y, line, size, bold=bold, ink=ink, script=script)
            self.y += self.height(size)

    def height(self, size: float) -> float:
        """The height of a line of this size, in millimetres."""
        return size * MILLIMETRES_PER_POINT * LEADING

    def width(
        self, text: str, size: float, *, bold: bool = False, script: Language | None = None
    ) -> float:
        """How wide a text is, in millimetres."""
        self._font(text, size, bold, script)
        return float(self.pdf.get_string_width(text))

    def fitted(self, text: str, size: float, width: float, *, bold: bool = False) -> str:
        """A text cut to one line of this width."""
        first, *more = self.lines(text, size, width, bold=bold) or [""]
        return f"{first[:-1]}…" if more else first

    def lines(
        self,
        text: str,
        size: float,
        width: float,
        *,
        bold: bool = False,
        script: Language | None = None,
    ) -> list[str]:
        """A text in lines of at most this width: broken between words, or East Asian letters."""
        self._font(text, size, bold, script)
        return broken(text, width, self.pdf.get_string_width)

    def _font(self, text: str, size: float, bold: bool, script: Language | None) -> None:
        """Take up the letters for a text; a face is read from its file when first needed."""
        written = script or written_in(text)
        language = self.language if written is Language.EN else written
        style = "B" if bold else ""
        face = self._faces[language, style]
        family = str(face.number)
        if (family, style) not in self._taken:
            self._taken.add((family, style))
            self.pdf.add_font(family, style, face.file, collection_font_number=face.number)
        self.pdf.set_font(family, style, size)

    # ---- lines and signs

    def rule(
        self, x: float, y: float, width: float, *, ink: Ink = Ink.LINE, thick: float = 0.2
    ) -> None:
        """A line from left to right."""
        self.pdf.set_draw_color(*ink.value)
        self.pdf.set_line_width(thick)
        self.pdf.line(x, y, x + width, y)

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: Ink | None = None
    ) -> None:
        """A frame, or a filled rectangle."""
        self.pdf.set_draw_color(*Ink.LINE.value)
        self.pdf.set_line_width(0.2)
        if fill:
            self.pdf.set_fill_color(*fill.value)
        self.pdf.rect(x, y, width, height, style="F" if fill else "D")

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """A QR code with its quiet zone, drawn as lines, so that any printer does it well."""
        rows = list(segno.make(content, error="m", micro=False).matrix_iter(border=4))
        module = side / len(rows)
        self.pdf.set_fill_color(0, 0, 0)
        for number, row in enumerate(rows):
            for start, length in _runs(row):
                self.pdf.rect(
                    x + start * module, y + number * module, length * module, module, style="F"
                )

    def write(self, target: IO[bytes]) -> None:
        """Write the whole paper."""
        if not self.pdf.page:
            self.new_page()
        target.write(self.pdf.output())


class _Pdf(FPDF):
    at_the_end_of_a_page: Any = None

    def footer(self) -> None:
        if self.at_the_end_of_a_page:
            self.at_the_end_of_a_page()


def _runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where dark modules of a row begin, and how many stand side by side."""
    start = None
    for number, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = number
        elif not dark and start is not None:
            yield start, number - start
            start = None
