"""A timetable as the grid that staff know: companies, rooms and interpreters by slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.infra import wording
from portal.infra.spreadsheets.tables import Cell, Column, NewSheet, Table
from portal.kernel import clock
from portal.kernel.languages import Language, Text
from portal.reports.files import Export, Format, written
from portal.timetabling import queries
from portal.timetabling.grid import KOREAN_COMPANY, slot_head
from portal.timetabling.models import Timetable
from portal.timetabling.queries import Met, View
from portal.timetabling.services import mark_of

HEADS = {
    View.KR: KOREAN_COMPANY,
    View.CN: Text("Chinese company"),
    View.ROOMS: Text("Room"),
    View.INTERPRETERS: Text("Interpreter"),
}


def export(timetable: Timetable, language: Language) -> Export:
    """Write a timetable into a temporary workbook; call `record_export` with it."""
    consultation = timetable.consultation
    grid = queries.grid_of(timetable)
    speak = _Speaker(language)
    slots = [Column(slot_head(slot.starts_at, language)) for slot in grid.slots]
    title = Text("Timetable: %(session)s", session=consultation.title)

    def rows() -> Iterator[Sequence[Cell] | NewSheet]:
        for view in View:
            yield NewSheet(speak.words(view.words), speak.words(HEADS[view]))
            for subject, met in grid.rows(view):
                yield (speak.subject(view, subject), *speak.cells(view, met, grid.slots))

    table = Table(
        title=speak.words(title),
        notes=(
            speak.words(
                Text(
                    "The first sheet can be changed and read back: move the names of partners, "
                    "and leave this line as it is. %(mark)s",
                    mark=str(mark_of(timetable)),
                )
            ),
            speak.words(Text("As of %(moment)s.", moment=clock.now())),
        ),
        columns=[Column(speak.words(KOREAN_COMPANY)), *slots],
        rows=rows(),
        page_words=speak.words(Text("Page %(page)s of %(pages)s", page="&P", pages="&N")),
        frozen_columns=1,
        language=language,
    )
    name = speak.words(
        Text("Timetable %(code)s, %(number)d", code=consultation.code, number=timetable.number)
    )
    plain = f"timetable-{consultation.code}-{timetable.number}"
    return written(table, Format.XLSX, name=name, plain_name=plain)


class _Speaker:
    """Says everything that stands in the grid in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def words(self, text: Text) -> str:
        return wording.spoken(text, self.language)

    def subject(self, view: View, subject: Any) -> str:
        if view is View.ROOMS:
            return self.words(Text("Room %(number)d", number=subject.number))
        if view is View.INTERPRETERS:
            return str(subject.person.name)
        return str(subject.own_name.text)

    def cells(
        self, view: View, met: Mapping[int, Met], slots: Sequence[Any]
    ) -> Iterator[str | None]:
        for slot in slots:
            yield self._met(view, met[slot.id]) if slot.id in met else None

    def _met(self, view: View, met: Met) -> str:
        """The partner in the first line, then the room and the interpreter."""
        who = {View.KR: (met.chinese,), View.CN: (met.korean,)}.get(view, (met.korean, met.chinese))
        lines = [each.own_name.text for each in who]
        if met.room is not None and view is not View.ROOMS:
            lines.append(self.words(Text("Room %(number)d", number=met.room.number)))
        if met.interpreter is not None and view is not View.INTERPRETERS:
            lines.append(met.interpreter.person.name)
        return "\n".join(lines)
