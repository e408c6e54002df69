"""Puts an attendee list together: what stands above it, its columns and rows, and its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.accounts.models import Host
from portal.consultations.models import ConsultationSession
from portal.infra.spreadsheets.separated import csv_cell, is_read_with_gbk
from portal.infra.spreadsheets.tables import Cell, NewSheet, Table
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.kernel.clocks import date_words
from portal.kernel.languages import Language, Text
from portal.reports.attendees.choice import (
    BOOKED,
    Choice,
    Standing,
)
from portal.reports.attendees.columns import chosen
from portal.reports.attendees.counting import counts, left_out
from portal.reports.attendees.lines import lines
from portal.reports.attendees.meetings import Scope
from portal.reports.attendees.speaking import SIDES, Speaker
from portal.reports.files import Export, Format, written
from portal.reports.rules import is_provisional

PROVISIONAL = Text("Provisional list: meetings may still change.")
FINAL = Text("Final list.")
FROZEN_COLUMNS = 2


def of_session(consultation: ConsultationSession) -> Scope:
    """One session's list."""
    return Scope([consultation], consultation)


def of_host(host: Host, consultations: list[ConsultationSession]) -> Scope:
    """The list of several sessions that a host runs."""
    return Scope(consultations, host)


def is_still_provisional(scope: Scope) -> bool:
    """Whether any of its meetings may still change."""
    return any(is_provisional(each.phase) for each in scope.consultations)


def export(scope: Scope, choice: Choice, kind: Format, language: Language) -> Export:
    """Write a list into a temporary file; call `services.record_export` with it.

    Raises Conflict for a PDF where this machine has no fonts.
    """
    name = Text("Final attendee list %(code)s", code=scope.code)
    if is_still_provisional(scope):
        name = Text("Provisional attendee list %(code)s", code=scope.code)
    speak = Speaker(language)
    table = table_of(scope, choice, speak)
    if kind is Format.CSV_GB18030:
        table = _with_a_warning(table, speak)
    return written(table, kind, name=speak.words(name), plain_name=f"attendees-{scope.code}")


def table_of(scope: Scope, choice: Choice, speak: Speaker, limit: int | None = None) -> Table:
    """The list to be written; its rows are read while it is."""
    columns = chosen(choice)
    return Table(
        title=speak.words(Text("Attendee list: %(session)s", session=scope.title)),
        notes=list(_notes(scope, choice, speak)),
        columns=speak.columns(columns),
        rows=speak.rows(lines(scope, choice, limit), columns, choice),
        page_words=speak.words(Text("Page %(page)s of %(pages)s", page="&P", pages="&N")),
        frozen_columns=FROZEN_COLUMNS,
        language=speak.language,
    )


def _notes(scope: Scope, choice: Choice, speak: Speaker) -> Iterator[str]:
    """What a reader must know before they use the list."""
    for each in scope.consultations:
        first, last = (
            moment.astimezone(BEIJING).date() for moment in (each.starts_at, each.ends_at)
        )
        days = [date_words(day, speak.language, year=True) for day in dict.fromkeys((first, last))]
        yield " · ".join([each.code, "–".join(days), each.host.name.best(speak.language).text])
    yield speak.words(PROVISIONAL if is_still_provisional(scope) else FINAL)
    if narrowed := _narrowed(choice, speak):
        yield speak.words(Text("Narrowed to: %(filters)s.", filters=narrowed))
    yield from (speak.words(text) for text in left_out(counts(scope, choice)))
    if choice.purpose is not None:
        yield speak.words(
            Text("With contact data, for this purpose alone: %(what)s.", what=choice.purpose.words)
        )
    yield speak.words(Text("As of %(moment)s.", moment=clock.now()))


def _narrowed(choice: Choice, speak: Speaker) -> str:
    found = []
    if choice.standings != BOOKED:
        found += [speak.words(each.words) for each in Standing if each in choice.standings]
    if choice.side is not None:
        found.append(speak.words(SIDES[choice.side]))
    if choice.day is not None:
        found.append(speak.day(choice.day))
    found += choice.called
    return " · ".join(found)


def _with_a_warning(table: Table, speak: Speaker) -> Table:
    """The list, with a last note on what programs that know only GBK cannot read of it."""
    lost = 0

    def counted() -> Iterator[Sequence[Cell] | NewSheet]:
        nonlocal lost
        for row in table.rows:
            if not isinstance(row, NewSheet):
                lost += sum(not is_read_with_gbk(csv_cell(cell)) for cell in row)
            yield row

    def warning() -> Iterator[str]:
        if lost:
            yield speak.words(
                Text(
                    "Programs that know only GBK show %(count)d cells of this list wrong, "
                    "Korean ones above all.",
                    count=lost,
                )
            )

    return replace(table, rows=counted(), afterwards=warning)
