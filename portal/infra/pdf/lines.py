"""Breaks text into lines: between words in Korean and English, between letters in Chinese."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

Measure = Callable[[str], float]


def broken(text: str, width: float, measure: Measure) -> list[str]:
    """A text in lines of at most this width; a word that is longer goes on in the next line."""
    lines: list[str] = []
    for paragraph in _printable(text).split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if measure((line + piece).rstrip()) <= width:
                line += piece
                continue
            if line.strip():
                lines.append(line.rstrip())
            line = piece.lstrip()
            while measure(line.rstrip()) > width and len(line) > 1:
                cut = _fits(line, width, measure)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip())
    return lines


# The fonts have no small figures below and above the line: SO₂ is printed as SO2.
_RAISED_AND_LOWERED = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2070, 0x209D)
}


def _printable(text: str) -> str:
    """A text without what no letter stands for: control and direction marks, lone surrogates."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    plain = plain.translate(_RAISED_AND_LOWERED)
    return "".join(
        c for c in plain if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )


def _pieces(paragraph: str) -> Iterator[str]:
    """The pieces between which a line may break: words with the space behind them, or letters."""
    word = ""
    for character in paragraph:
        wide = unicodedata.east_asian_width(character) in "WF"
        hangul = "\uac00" <= character <= "\ud7a3"
        if wide and not hangul:
            if word:
                yield word
            yield character
            word = ""
            continue
        word += character
        if character == " ":
            yield word
            word = ""
    if word:
        yield word


def _fits(line: str, width: float, measure: Measure) -> int:
    """How many letters of a word that is too long stand on one line; at least one."""
    for count in range(1, len(line)):
        if measure(line[: count + 1]) > width:
            return count
    return len(line)
