"""The attendee list of a session, as a file in the language of whoever asked for it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO

from babel import Locale

from portal.consultations.models import ConsultationSession
from portal.infra import wording
from portal.infra.spreadsheets.writing import Cell, Column, Kind, Table, write_csv, write_xlsx
from portal.kernel import clock
from portal.kernel.clock import BEIJING, SEOUL
from portal.kernel.clocks import Side, date_words
from portal.kernel.languages import Language, Text
from portal.reports import queries
from portal.reports.queries import Attendance, Counts
from portal.reports.rules import is_provisional

IN_MEMORY_BYTES = 4 * 1024 * 1024

SIDES = {Side.KR: Text("Korean side"), Side.CN: Text("Chinese side")}
PROVISIONAL = Text("Provisional list: meetings may still change.")
FINAL = Text("Final list.")


class Format(StrEnum):
    """The kinds of files that a list can be."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def content_type(self) -> str:
        if self is Format.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Export:
    """A finished list: the open file at its beginning, its names, length and digest."""

    file: IO[bytes]
    kind: Format
    name: str
    plain_name: str
    rows: int
    sha256: str


def export(consultation: ConsultationSession, kind: Format, language: Language) -> Export:
    """Write the list of a session into a temporary file; call `services.record_export` with it."""
    speak = _Speaker(language)
    table = Table(
        title=speak.title(consultation),
        notes=tuple(speak.notes(consultation, queries.counts(consultation))),
        columns=speak.columns(),
        rows=speak.rows(consultation),
        page_words=speak.words(Text("Page %(page)s of %(pages)s", page="&P", pages="&N")),
        frozen_columns=2,
        language=language,
    )
    file = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
    rows = (write_csv if kind is Format.CSV else write_xlsx)(table, file)
    return Export(
        file=file,
        kind=kind,
        name=f"{speak.file_name(consultation)}.{kind.value}",
        plain_name=f"attendees-{consultation.code}.{kind.value}",
        rows=rows,
        sha256=digest(file),
    )


def digest(file: IO[bytes]) -> str:
    """The SHA-256 of what was written; leaves the file at its beginning."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


class _Speaker:
    """Says everything that stands on a list in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.locale = Locale.parse(language.locale)

    def words(self, text: Text) -> str:
        return wording.spoken(text, self.language)

    def title(self, consultation: ConsultationSession) -> str:
        return self.words(Text("Attendee list: %(session)s", session=consultation.title))

    def file_name(self, consultation: ConsultationSession) -> str:
        name = Text("Final attendee list %(code)s", code=consultation.code)
        if is_provisional(consultation.phase):
            name = Text("Provisional attendee list %(code)s", code=consultation.code)
        return self.words(name)

    def notes(self, consultation: ConsultationSession, counts: Counts) -> Iterator[str]:
        """What a reader must know before they use the list."""
        first, last = (
            moment.astimezone(BEIJING).date()
            for moment in (consultation.starts_at, consultation.ends_at)
        )
        days = [date_words(day, self.language, year=True) for day in dict.fromkeys((first, last))]
        host = consultation.host.name.best(self.language).text
        yield " · ".join([consultation.code, "–".join(days), host])
        yield self.words(PROVISIONAL if is_provisional(consultation.phase) else FINAL)
        yield from (self.words(text) for text in left_out(counts))
        yield self.words(Text("As of %(moment)s.", moment=clock.now()))

    def columns(self) -> list[Column]:
        heads = (
            (Text("Session"), Kind.TEXT),
            (Text("Meeting"), Kind.TEXT),
            (Text("Date"), Kind.DATE),
            (Text("Seoul time"), Kind.TIME),
            (Text("Beijing time"), Kind.TIME),
            (Text("Room or link"), Kind.TEXT),
            (Text("Company"), Kind.TEXT),
            (Text("Company in English"), Kind.TEXT),
            (Text("Region"), Kind.TEXT),
            (Text("Side"), Kind.TEXT),
            (Text("Name"), Kind.TEXT),
            (Text("Name in Latin letters"), Kind.TEXT),
            (Text("Post"), Kind.TEXT),
            (Text("Languages"), Kind.TEXT),
            (Text("Interpreter"), Kind.TEXT),
            (Text("Joins from"), Kind.TEXT),
            (Text("State"), Kind.TEXT),
        )
        return [Column(self.words(head), kind) for head, kind in heads]

    def rows(self, consultation: ConsultationSession) -> Iterator[tuple[Cell, ...]]:
        for row in queries.attendances(consultation):
            beijing = row.starts_at.astimezone(BEIJING)
            yield (
                consultation.code,
                row.booking_code,
                beijing.date(),
                _on_the_day_of(beijing, row.starts_at.astimezone(SEOUL)),
                beijing.time().replace(tzinfo=None),
                self._where(row),
                row.own_name.text,
                row.name.en,
                row.region.best(self.language).text if row.region else None,
                self.words(SIDES[row.side]),
                row.person,
                row.person_latin,
                row.post,
                ", ".join(self._language(tag) for tag in row.languages),
                self._interpreter(row),
                self.words(row.whereabouts.words),
                self.words(row.state.words),
            )

    def _where(self, row: Attendance) -> str:
        room = self.words(Text("Room %(number)d", number=row.room)) if row.room else None
        return " · ".join(filter(None, (room, row.link_url or row.link_number)))

    def _interpreter(self, row: Attendance) -> str | None:
        if row.interpreter and row.interpreter_side:
            own = self.language is row.interpreter_side.language
            return row.interpreter if own else row.interpreter_latin
        return self.words(Text("Wanted")) if row.interpreter_wanted else None

    def _language(self, tag: str) -> str:
        return str(self.locale.languages.get(tag, tag))


def left_out(counts: Counts) -> Iterator[Text]:
    """How many are not on the list, and why."""
    if counts.people:
        yield Text(
            "Left out, because they have not agreed to stand on attendee lists: %(count)d.",
            count=counts.people,
        )
    if counts.unnamed:
        yield Text(
            "Meetings for which a company has not named anybody yet: %(count)d.",
            count=counts.unnamed,
        )
    if not counts.people and not counts.unnamed:
        yield Text("Nobody is left out.")


def _on_the_day_of(beijing: datetime, seoul: datetime) -> Cell:
    """The time in Seoul; with its own day where that is not Beijing's."""
    if seoul.date() == beijing.date():
        return seoul.time().replace(tzinfo=None)
    return seoul
