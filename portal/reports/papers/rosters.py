"""Papers with a page for each company, interpreter or room: its meetings in order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra.pdf import A4_ACROSS, Document, Grid, Ink
from portal.kernel.clocks import Side
from portal.kernel.languages import Text
from portal.reports.attendees.lines import Someone
from portal.reports.papers.meetings import Meeting, companies_of, meetings_of
from portal.reports.papers.speaking import Speaker

SIZE = 9.0

# The head of a column, its share of the line, and what stands in it for a meeting.
ColumnOf = tuple[Text, float, Callable[[Meeting], str]]


@dataclass(frozen=True)
class Roster:
    """One page: whose it is, a line below that, and the meetings."""

    title: str
    below: str
    meetings: list[Meeting]


def of_companies(
    consultation: ConsultationSession, speak: Speaker, only: Company | None = None
) -> tuple[list[Roster], Callable[[Roster], list[ColumnOf]]]:
    """A timetable for each company that takes part, or for one."""
    meetings = meetings_of(consultation)
    rosters, companies = [], {}
    for company in [only] if only is not None else companies_of(consultation):
        own = [
            each
            for each in meetings
            if company.id in (each.company(Side.KR).id, each.company(Side.CN).id)
        ]
        name = speak.company(company).replace("\n", " · ")
        region = speak.best(company.region.name) if company.region else ""
        rosters.append(Roster(name, region, own))
        companies[id(rosters[-1])] = company

    def columns(roster: Roster) -> list[ColumnOf]:
        company = companies[id(roster)]
        other = company.side.other
        return [
            *_clocks(speak),
            (Text("Meets"), 3.0, lambda each: speak.company(each.company(other))),
            (Text("Their people"), 1.8, lambda each: speak.people(each, each.company(other))),
            (Text("Your people"), 1.6, lambda each: speak.people(each, company)),
            (Text("Subject"), 2.6, lambda each: each.booking.subject),
            (Text("Room or link"), 1.8, speak.where),
            (Text("Interpreter"), 1.2, speak.interpreter),
            (Text("Meeting"), 0.9, lambda each: each.booking.code),
        ]

    return rosters, columns


def of_interpreters(
    consultation: ConsultationSession, speak: Speaker
) -> tuple[list[Roster], Callable[[Roster], list[ColumnOf]]]:
    """A roster for each interpreter who is seated on a meeting."""
    by: dict[int, list[Meeting]] = {}
    for meeting in meetings_of(consultation):
        if meeting.booking.interpreter is not None:
            by.setdefault(meeting.booking.interpreter.id, []).append(meeting)
    rosters = []
    for meetings in by.values():
        found: Any = meetings[0].booking.interpreter
        person = Someone(found.person.side, found.person.name, found.person.name_latin)
        rosters.append(Roster(speak.both_names(person), "", meetings))
    rosters.sort(key=lambda roster: roster.title)
    return rosters, lambda _roster: [*_clocks(speak), *_both_companies(speak), *_last(speak)]


def of_rooms(
    consultation: ConsultationSession, speak: Speaker
) -> tuple[list[Roster], Callable[[Roster], list[ColumnOf]]]:
    """A list for each room and day."""
    by: dict[tuple[Any, int], list[Meeting]] = {}
    for meeting in meetings_of(consultation):
        if meeting.booking.room is not None:
            by.setdefault((meeting.day, meeting.booking.room.number), []).append(meeting)
    rosters = [
        Roster(speak.words(Text("Room %(number)d", number=number)), speak.day(day), meetings)
        for (day, number), meetings in sorted(by.items())
    ]
    columns = [*_clocks(speak), *_both_companies(speak)]
    columns.append((Text("Interpreter"), 1.4, speak.interpreter))
    return rosters, lambda _roster: columns


def write(
    document: Document,
    speak: Speaker,
    consultation: ConsultationSession,
    rosters: Iterable[Roster],
    columns: Callable[[Roster], list[ColumnOf]],
) -> Iterator[int]:
    """Write the pages one after another; yields after each, so that progress can be told."""
    for number, roster in enumerate(rosters, start=1):
        document.new_page()
        document.block(speak.best(consultation.title), 9, ink=Ink.SECOND)
        document.block(roster.title, 17, bold=True)
        if roster.below:
            document.block(roster.below, 11)
        document.block(speak.standing(consultation), 8, ink=Ink.SECOND)
        document.y += 4
        _meetings(document, speak, roster.meetings, columns(roster))
        yield number


def _meetings(
    document: Document, speak: Speaker, meetings: list[Meeting], columns: list[ColumnOf]
) -> None:
    if not meetings:
        document.block(speak.words(Text("No meeting yet.")), 11)
    grid = Grid(
        document,
        [speak.words(head) for head, _weight, _say in columns],
        [weight for _head, weight, _say in columns],
        SIZE,
    )
    for day, of_day in groupby(meetings, key=lambda each: each.day):
        document.needs(4 * document.height(SIZE) + 12)
        document.block(speak.day(day), 11, bold=True)
        document.y += 1
        grid.head()
        for meeting in of_day:
            grid.row([say(meeting) for _head, _weight, say in columns])
        document.y += 5


def _clocks(speak: Speaker) -> list[ColumnOf]:
    return [
        (Text("Seoul time"), 0.9, lambda each: speak.clocks(each.starts_at)[0]),
        (Text("Beijing time"), 0.9, lambda each: speak.clocks(each.starts_at)[1]),
    ]


def _both_companies(speak: Speaker) -> list[ColumnOf]:
    def named(side: Side) -> Callable[[Meeting], str]:
        return lambda each: "\n".join(
            filter(
                None,
                (
                    speak.company(each.company(side)),
                    speak.people(each, each.company(side)),
                ),
            )
        )

    return [
        (Text("Korean company"), 2.8, named(Side.KR)),
        (Text("Chinese company"), 2.8, named(Side.CN)),
    ]


def _last(speak: Speaker) -> list[ColumnOf]:
    return [
        (Text("Subject"), 2.4, lambda each: each.booking.subject),
        (Text("Room or link"), 1.8, speak.where),
        (Text("Meeting"), 0.9, lambda each: each.booking.code),
    ]


PAPER = A4_ACROSS
