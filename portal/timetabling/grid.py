"""A timetable as the grid that people keep in spreadsheets: how its heads and cells are worded.

Pure. What is written so is read again, in whichever of the languages it was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.infra import wording
from portal.kernel.clocks import both_clocks_words
from portal.kernel.languages import Language, Text

KOREAN_COMPANY = Text("Korean company")
MARK = "grid:"
"""Stands before what says which proposal a file shows, and how far it was changed then."""


@dataclass(frozen=True)
class Mark:
    """Which proposal a file shows: its session's code, its number, its revision."""

    code: str
    number: int
    revision: int

    def __str__(self) -> str:
        return f"{MARK}{self.code}/{self.number}/{self.revision}"


def mark_in(words: Iterable[object]) -> Mark | None:
    """The mark that stands in one of these cells, if there is one."""
    for each in words:
        if not isinstance(each, str) or MARK not in each:
            continue
        parts = each[each.index(MARK) + len(MARK) :].strip().rsplit("/", 2)
        if len(parts) == 3 and all(part.isascii() and part.isdecimal() for part in parts[1:]):
            return Mark(parts[0], *(int(part[:9]) for part in parts[1:]))
    return None


def slot_head(starts_at: datetime, language: Language) -> str:
    """What stands over the column of a slot: its day and both clocks."""
    return both_clocks_words(starts_at, language)


def spoken_heads(text: Text) -> set[str]:
    """A head in every language."""
    return {wording.spoken(text, language) for language in Language}
