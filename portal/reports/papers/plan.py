"""The plan of a session: its days and rooms at a glance, on both clocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from portal.consultations.models import ConsultationSession
from portal.infra.pdf import Document, Grid, Ink
from portal.kernel.clocks import Side
from portal.kernel.languages import Text
from portal.reports.papers.meetings import Meeting, meetings_of
from portal.reports.papers.speaking import Speaker

SIZE = 8.0
ROOMS_ON_A_PAGE = 6


def write(document: Document, speak: Speaker, consultation: ConsultationSession) -> Iterator[int]:
    """A page or more for each day; yields after each."""
    meetings = meetings_of(consultation)
    if not meetings:
        document.new_page()
        _top(document, speak, consultation, speak.words(Text("No meeting yet.")))
        yield 1
    for number, (day, found) in enumerate(groupby(meetings, key=lambda each: each.day), start=1):
        of_day = list(found)
        rooms = sorted({each.booking.room.number for each in of_day if each.booking.room})
        columns: list[int | None] = [*rooms]
        if any(each.booking.room is None for each in of_day):
            columns.append(None)
        for first in range(0, len(columns), ROOMS_ON_A_PAGE):
            document.new_page()
            _top(document, speak, consultation, speak.day(day))
            _grid(document, speak, of_day, columns[first : first + ROOMS_ON_A_PAGE])
        yield number


def _top(document: Document, speak: Speaker, consultation: ConsultationSession, day: str) -> None:
    document.block(f"{consultation.code} · {speak.best(consultation.title)}", 9, ink=Ink.SECOND)
    document.block(day, 17, bold=True)
    document.block(speak.standing(consultation), 8, ink=Ink.SECOND)
    document.y += 4


def _grid(
    document: Document, speak: Speaker, meetings: Sequence[Meeting], rooms: Sequence[int | None]
) -> None:
    heads = [speak.words(Text("Seoul time")), speak.words(Text("Beijing time"))]
    heads += [
        speak.words(Text("Room %(number)d", number=room) if room else Text("Without a room"))
        for room in rooms
    ]
    grid = Grid(document, heads, [1.0, 1.0, *([3.0] * len(rooms))], SIZE)
    grid.head()
    for starts_at, found in groupby(meetings, key=lambda each: each.starts_at):
        at_once = list(found)
        cells = [
            "\n\n".join(
                _cell(speak, each)
                for each in at_once
                if (each.booking.room.number if each.booking.room else None) == room
            )
            for room in rooms
        ]
        if any(cells):
            grid.row([*speak.clocks(starts_at), *cells])


def _cell(speak: Speaker, meeting: Meeting) -> str:
    names = (speak.best(meeting.company(side).name) for side in (Side.KR, Side.CN))
    return "\n".join(filter(None, (*names, speak.interpreter(meeting))))
