"""The wishes of a session as a file, which can be changed in a spreadsheet and brought in again."""

from __future__ import annotations

from collections.abc import Iterator

from portal.consultations.models import ConsultationSession
from portal.infra import wording
from portal.infra.spreadsheets.tables import Cell, Column, Kind, Table
from portal.kernel import clock
from portal.kernel.clocks import both_clocks_words
from portal.kernel.languages import Language, Text
from portal.reports.attendees.speaking import SIDES
from portal.reports.files import Export, Format, written
from portal.timetabling import queries
from portal.timetabling.services.importing import COMPANY, PARTNER, PLACE, SUBJECT, WISH


def export(consultation: ConsultationSession, kind: Format, language: Language) -> Export:
    """Write all wishes of a session into a temporary file; call `record_export` with it."""
    speak = _Speaker(language)
    table = Table(
        title=speak.words(Text("Wishes: %(session)s", session=consultation.title)),
        notes=(
            speak.words(Text("For coordinators alone: no company sees what another wishes.")),
            speak.words(Text("As of %(moment)s.", moment=clock.now())),
        ),
        columns=speak.columns(),
        rows=speak.rows(consultation),
        page_words=speak.words(Text("Page %(page)s of %(pages)s", page="&P", pages="&N")),
        frozen_columns=2,
        language=language,
    )
    name = speak.words(Text("Wishes %(code)s", code=consultation.code))
    return written(table, kind, name=name, plain_name=f"wishes-{consultation.code}")


class _Speaker:
    """Says everything that stands on the list in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def words(self, text: Text) -> str:
        return wording.spoken(text, self.language)

    def columns(self) -> list[Column]:
        heads = (
            (COMPANY, Kind.TEXT),
            (PARTNER, Kind.TEXT),
            (WISH, Kind.TEXT),
            (PLACE, Kind.NUMBER),
            (SUBJECT, Kind.TEXT),
            (Text("Technology"), Kind.TEXT),
            (Text("Side"), Kind.TEXT),
            (Text("Noted by a coordinator"), Kind.TEXT),
            (Text("Meeting"), Kind.TEXT),
        )
        return [Column(self.words(head), kind) for head, kind in heads]

    def rows(self, consultation: ConsultationSession) -> Iterator[tuple[Cell, ...]]:
        meetings = queries.placed_pairs(consultation)
        for wish in queries.all_wishes(consultation):
            starts_at = meetings.get((wish.korean_company_id, wish.chinese_company_id))
            yield (
                wish.wisher.own_name.text,
                wish.wanted.own_name.text,
                self.words(wish.rank.words),
                wish.position,
                wish.reason,
                wish.profile.title.best(self.language).text if wish.profile else None,
                self.words(SIDES[wish.wished_by_side]),
                self.words(Text("yes")) if wish.on_behalf else None,
                both_clocks_words(starts_at, self.language) if starts_at else None,
            )
