"""Pictures to forward in a chat: a few lines and a code to scan, in the letters of papers."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import segno
from PIL import Image, ImageDraw, ImageFont

from portal.infra.pdf.document import Ink
from portal.infra.pdf.fonts import faces
from portal.infra.pdf.lines import broken
from portal.kernel.languages import Language, written_in

WIDTH, MARGIN = 1080, 84
PAPER = (255, 255, 255)
CODE_SIDE = 400


@dataclass(frozen=True)
class Line:
    """One text of a card: its size in pixels, its ink, and how far it keeps from what is above."""

    text: str
    size: int
    bold: bool = False
    ink: Ink = Ink.INK
    above: int = 16


def drawn(lines: list[Line], address: str, below: list[Line], language: Language) -> bytes:
    """A card as PNG: lines, a code that leads to the address, and lines under it.

    It is as high as it needs to be. Raises Conflict where the server has no letters to draw with.
    """
    rows = _rows(lines, language)
    rows_below = _rows(below, language)
    height = MARGIN * 5 // 2 + _height(rows) + CODE_SIDE + _height(rows_below)
    card = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(card)
    _frame(pen, height)
    y = _set(pen, rows, MARGIN)
    y += MARGIN // 2
    code = _code(address)
    card.paste(code, ((WIDTH - code.width) // 2, y))
    _set(pen, rows_below, y + code.height, centred=True)
    file = BytesIO()
    card.save(file, "PNG", optimize=True)
    return file.getvalue()


Row = tuple[str, Line, ImageFont.FreeTypeFont]


def _rows(lines: list[Line], language: Language) -> list[Row]:
    """The lines as they fit on the card; what is wider goes on in another row."""
    found: list[Row] = []
    for line in lines:
        font = _font(line, language)
        for number, text in enumerate(broken(line.text, WIDTH - 2 * MARGIN, font.getlength)):
            more = line if number == 0 else Line(text, line.size, line.bold, line.ink, above=4)
            found.append((text, more, font))
    return found


def _font(line: Line, language: Language) -> ImageFont.FreeTypeFont:
    script = written_in(line.text) or language
    face = faces()[script, "B" if line.bold else ""]
    return ImageFont.truetype(str(face.file), line.size, index=face.number)


def _height(rows: list[Row]) -> int:
    return sum(line.above + round(line.size * 1.3) for _, line, _ in rows)


def _set(pen: ImageDraw.ImageDraw, rows: list[Row], y: int, *, centred: bool = False) -> int:
    """Set rows one under the other; where the next one begins."""
    for text, line, font in rows:
        y += line.above
        x = (WIDTH - font.getlength(text)) / 2 if centred else MARGIN
        pen.text((x, y), text, font=font, fill=line.ink.value)
        y += round(line.size * 1.3)
    return y


def _frame(pen: ImageDraw.ImageDraw, height: int) -> None:
    """The thick and thin rule of the portal around the card."""
    for inset, width in ((24, 8), (38, 2)):
        edge = (inset, inset, WIDTH - 1 - inset, height - 1 - inset)
        pen.rectangle(edge, outline=Ink.INK.value, width=width)


def _code(address: str) -> Image.Image:
    """A code whose squares are whole pixels, as large as there is room for it."""
    code = segno.make(address, error="m", micro=False)
    scale = CODE_SIDE // code.symbol_size(border=2)[0]
    file = BytesIO()
    code.save(file, kind="png", scale=scale, border=2)
    return Image.open(file).convert("RGB")
