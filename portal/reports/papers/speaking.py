"""Says what stands on papers in one language, with both clocks."""

from __future__ import annotations

from datetime import date, datetime

from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra import wording
from portal.kernel import clock
from portal.kernel.clock import BEIJING, SEOUL
from portal.kernel.clocks import date_words
from portal.kernel.languages import Language, Text, Wording
from portal.reports.attendees.lines import Someone
from portal.reports.papers.meetings import Meeting
from portal.reports.rules import is_provisional


class Speaker:
    """Everything that stands on a paper, in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def words(self, text: Text) -> str:
        return wording.spoken(text, self.language)

    def best(self, words: Wording) -> str:
        return words.best(self.language).text

    def day(self, day: date) -> str:
        return date_words(day, self.language, year=True)

    def clocks(self, moment: datetime) -> tuple[str, str]:
        """The times in Seoul and in Beijing; Seoul's with its day where that is another one."""
        seoul, beijing = moment.astimezone(SEOUL), moment.astimezone(BEIJING)
        other_day = seoul.date() != beijing.date()
        return (f"{seoul:%m-%d %H:%M}" if other_day else f"{seoul:%H:%M}"), f"{beijing:%H:%M}"

    def company(self, company: Company) -> str:
        """A company as the reader reads it, its own script below where that is another."""
        best, own = self.best(company.name), company.name.best(company.side.language).text
        return best if best == own else f"{best}\n{own}"

    def person(self, someone: Someone) -> str:
        own = someone.side.language is self.language
        return someone.name if own else someone.name_latin

    def both_names(self, someone: Someone) -> str:
        """A person for a reader, the other form of the name behind it."""
        if someone.name == someone.name_latin:
            return someone.name
        own = someone.side.language is self.language
        first, then = (
            (someone.name, someone.name_latin) if own else (someone.name_latin, someone.name)
        )
        return f"{first} ({then})"

    def people(self, meeting: Meeting, company: Company) -> str:
        return "\n".join(self.person(each) for each in meeting.people_of(company))

    def where(self, meeting: Meeting) -> str:
        """The room, and the link where it is the meeting's own or the session's."""
        booking = meeting.booking
        room = (
            self.words(Text("Room %(number)d", number=booking.room.number)) if booking.room else ""
        )
        return "\n".join(filter(None, (room, booking.way.url or booking.way.number)))

    def interpreter(self, meeting: Meeting) -> str:
        found = meeting.booking.interpreter
        if found is not None:
            person = found.person
            return self.person(Someone(person.side, person.name, person.name_latin))
        return self.words(Text("Wanted")) if meeting.booking.interpreter_wanted else ""

    def standing(self, consultation: ConsultationSession) -> str:
        """Whether the paper may still change, and as of when it is right."""
        provisional = Text("Provisional: meetings may still change.")
        first = provisional if is_provisional(consultation.phase) else Text("Final.")
        as_of = Text("As of %(moment)s.", moment=clock.now())
        return f"{self.words(first)} {self.words(as_of)}"
