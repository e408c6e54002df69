"""Makes a paper of a session, part by part, and a company's own timetable."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra.pdf import A4_ACROSS, A4_UPRIGHT, Document, Paper, write_pdf
from portal.infra.spreadsheets.tables import Cell, NewSheet
from portal.kernel.languages import Language, Text
from portal.reports import attendees as lists
from portal.reports.attendees import Choice
from portal.reports.papers import badges, booklet, plan, rosters
from portal.reports.papers.kinds import PaperKind
from portal.reports.papers.speaking import Speaker

MY_TIMETABLE = Text("My timetable")

LINES_ON_A_PAGE = 25  # about

Told = Callable[[int], None]

_ACROSS = {PaperKind.PLAN, PaperKind.COMPANIES, PaperKind.INTERPRETERS, PaperKind.ROOMS}


def made(
    kind: PaperKind,
    consultation: ConsultationSession,
    language: Language,
    *,
    address: str,
    told: Told = lambda _number: None,
) -> bytes:
    """A paper of a session; `told` hears after each of its parts how many are done.

    `address` is the portal's own, for the codes on badges. Raises Conflict without fonts.
    """
    if kind is PaperKind.LIST:
        return _list(consultation, language, told)
    speak = Speaker(language)
    document = _document(
        A4_ACROSS if kind in _ACROSS else A4_UPRIGHT, speak, consultation, kind.words
    )
    if kind is PaperKind.BADGES:
        document.footless()
    for number in _steps(kind, document, speak, consultation, address):
        told(number)
    return _bytes(document)


def timetable_of(company: Company, consultation: ConsultationSession, language: Language) -> bytes:
    """One company's own timetable in a session. Raises Conflict without fonts."""
    speak = Speaker(language)
    document = _document(A4_ACROSS, speak, consultation, MY_TIMETABLE)
    for _number in rosters.write(
        document, speak, consultation, *rosters.of_companies(consultation, speak, company)
    ):
        pass
    return _bytes(document)


def _steps(
    kind: PaperKind,
    document: Document,
    speak: Speaker,
    consultation: ConsultationSession,
    address: str,
) -> Iterator[int]:
    if kind is PaperKind.PLAN:
        return plan.write(document, speak, consultation)
    if kind is PaperKind.BADGES:
        return badges.write(document, speak, consultation, address)
    if kind is PaperKind.BOOKLET:
        return booklet.write(document, speak, consultation, address)
    of = {
        PaperKind.COMPANIES: rosters.of_companies,
        PaperKind.INTERPRETERS: rosters.of_interpreters,
        PaperKind.ROOMS: rosters.of_rooms,
    }[kind]
    return rosters.write(document, speak, consultation, *of(consultation, speak))


def _list(consultation: ConsultationSession, language: Language, told: Told) -> bytes:
    """The session's usual attendee list, which may be too long to wait for."""
    table = lists.table_of(lists.of_session(consultation), Choice(), lists.Speaker(language))

    def counted() -> Iterator[Sequence[Cell] | NewSheet]:
        for number, row in enumerate(table.rows, start=1):
            yield row
            told(number // LINES_ON_A_PAGE)

    file = io.BytesIO()
    write_pdf(replace(table, rows=counted()), file)
    return file.getvalue()


def _document(
    paper: Paper, speak: Speaker, consultation: ConsultationSession, what: Text
) -> Document:
    title = f"{consultation.code} · {speak.words(what)}"
    pages = Text("Page %(page)s of %(pages)s", page="{page}", pages="{pages}")
    return Document(title, speak.language, paper=paper, footer=title, page_words=speak.words(pages))


def _bytes(document: Document) -> bytes:
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()
