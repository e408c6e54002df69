"""Says the cells of an attendee list in one language; what was said once is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale

from portal.infra import wording
from portal.infra.spreadsheets.tables import Cell, Column, NewSheet
from portal.kernel.clock import BEIJING, SEOUL
from portal.kernel.clocks import Side, date_words
from portal.kernel.languages import Language, Text, Wording
from portal.reports.attendees.choice import Choice, Rows, Sheets, Standing
from portal.reports.attendees.columns import ListColumn
from portal.reports.attendees.lines import Line, Someone

SIDES = {Side.KR: Text("Korean side"), Side.CN: Text("Chinese side")}
REMEMBERED = 4096

Said = Callable[[Any, Line], Cell]


class Speaker:
    """Says everything that stands on a list in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.locale = Locale.parse(language.locale)
        # Sessions hold few regions, rooms and times, and many rows: each is put into words once.
        self.words = lru_cache(REMEMBERED)(self._words)
        self.best = lru_cache(REMEMBERED)(self._best)
        self.clocks = lru_cache(REMEMBERED)(_clocks)
        self.spoken = lru_cache(REMEMBERED)(self._spoken)
        self.standing = {each.value: self._words(each.words) for each in Standing}

    def columns(self, chosen: Sequence[ListColumn]) -> list[Column]:
        """The columns as a file has them."""
        return [
            Column(self.words(column.head), column.kind, weight=column.weight) for column in chosen
        ]

    def rows(
        self, lines: Iterator[Line], chosen: Sequence[ListColumn], choice: Choice
    ) -> Iterator[tuple[Cell, ...] | NewSheet]:
        """The rows, each with its cells; where another sheet begins, it is announced."""
        said = [SAID[column.key] for column in chosen]
        sheet = None
        for line in lines:
            title = self._sheet_of(line, choice)
            if title != sheet:
                sheet = title
                yield NewSheet(sheet or "")
            yield tuple([say(self, line) for say in said])

    def _sheet_of(self, line: Line, choice: Choice) -> str | None:
        of = line.of
        if choice.sheets is Sheets.REGION:
            place = of.chinese_region if choice.rows is Rows.MEETING else of.region
            return self.best(place) if place else self.words(Text("No region"))
        if choice.sheets is Sheets.DAY and choice.rows is not Rows.COMPANY:
            if of.starts_at is None:
                return self.words(Text("No time yet"))
            return self.day(self.clocks(of.starts_at)[0])
        return None

    def day(self, day: date) -> str:
        return date_words(day, self.language)

    def _words(self, text: Text) -> str:
        return wording.spoken(text, self.language)

    def _best(self, words: Wording) -> str:
        return words.best(self.language).text

    def _spoken(self, tags: tuple[str, ...]) -> str:
        return ", ".join(str(self.locale.languages.get(tag, tag)) for tag in tags)

    def person(self, someone: Someone) -> str:
        """A person as the reader of this list reads them."""
        own = someone.side.language is self.language
        return someone.name if own else someone.name_latin


def _clocks(moment: datetime) -> tuple[date, Cell, Cell]:
    """The day in Beijing, and the times in Seoul and Beijing; Seoul's with its own day where that
    is another one."""
    beijing, seoul = moment.astimezone(BEIJING), moment.astimezone(SEOUL)
    in_seoul = seoul if seoul.date() != beijing.date() else seoul.time().replace(tzinfo=None)
    return beijing.date(), in_seoul, beijing.time().replace(tzinfo=None)


def _clock(number: int) -> Said:
    def said(speak: Speaker, line: Line) -> Cell:
        starts_at = line.of.starts_at
        return speak.clocks(starts_at)[number] if starts_at else None

    return said


def _attribute(name: str) -> Said:
    return lambda _speak, line: getattr(line.of, name)


def _where(speak: Speaker, line: Line) -> Cell:
    of = line.of
    room = speak.words(Text("Room %(number)d", number=of.room)) if of.room else None
    link = of.link_url or of.link_number
    return " · ".join(filter(None, (room, link))) if room or link else None


def _own_name(of: str, side: Side | None = None) -> Said:
    def said(_speak: Speaker, line: Line) -> Cell:
        name: Wording = getattr(line.of, of)
        return name.best((side or line.of.side).language).text

    return said


def _english(of: str) -> Said:
    return lambda _speak, line: getattr(line.of, of).en


def _place(of: str) -> Said:
    def said(speak: Speaker, line: Line) -> Cell:
        region = getattr(line.of, of)
        return speak.best(region) if region else None

    return said


def _people(side: Side | None) -> Said:
    def said(speak: Speaker, line: Line) -> Cell:
        found = [each for each in line.people if side is None or each.side is side]
        return "\n".join(speak.person(each) for each in found) or None

    return said


def _interpreter(speak: Speaker, line: Line) -> Cell:
    of = line.of
    if of.interpreter and of.interpreter_side:
        return speak.person(Someone(of.interpreter_side, of.interpreter, of.interpreter_latin))
    return speak.words(Text("Wanted")) if of.interpreter_wanted else None


def _state(speak: Speaker, line: Line) -> Cell:
    state = line.of.state
    return speak.standing[state] if state in speak.standing else speak.words(state.words)


SAID: dict[str, Said] = {
    "session": _attribute("session"),
    "meeting": _attribute("meeting"),
    "date": _clock(0),
    "seoul": _clock(1),
    "beijing": _clock(2),
    "where": _where,
    "company": _own_name("company"),
    "company_en": _english("company"),
    "number": _attribute("number"),
    "region": _place("region"),
    "side": lambda speak, line: speak.words(SIDES[line.of.side]),
    "korean": _own_name("korean", Side.KR),
    "korean_en": _english("korean"),
    "korean_region": _place("korean_region"),
    "korean_people": _people(Side.KR),
    "chinese": _own_name("chinese", Side.CN),
    "chinese_en": _english("chinese"),
    "chinese_region": _place("chinese_region"),
    "chinese_people": _people(Side.CN),
    "subject": _attribute("subject"),
    "name": _attribute("name"),
    "name_latin": _attribute("name_latin"),
    "post": _attribute("post"),
    "languages": lambda speak, line: speak.spoken(tuple(line.of.languages)),
    "email": _attribute("email"),
    "phone": _attribute("phone"),
    "people": _people(None),
    "meetings": _attribute("meetings"),
    "interpreter": _interpreter,
    "place": lambda speak, line: speak.words(line.of.whereabouts.words),
    "state": _state,
}
