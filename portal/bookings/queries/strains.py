"""What the terms of a session say against its slots: too late, too close, too many in a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from portal.bookings import rules
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Slot
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan

TOO_CLOSE = Text("Too close to another meeting")
TOO_MANY_IN_A_ROW = Text("Too many meetings in a row")
STRAINS = frozenset({TOO_CLOSE, TOO_MANY_IN_A_ROW})


class Busy(Protocol):
    """Something that keeps a party busy."""

    @property
    def party_id(self) -> int: ...
    @property
    def span(self) -> TimeSpan: ...


@dataclass(frozen=True)
class Cautions:
    """What the terms say against a slot: for one company, for the other, for both alike."""

    one: Text | None = None
    other: Text | None = None
    neither: Text | None = None


NO_CAUTION = Cautions()


class Strains:
    """The terms of a session, held against what keeps companies busy."""

    def __init__(
        self, consultation: ConsultationSession, meetings: Iterable[Busy], now: datetime
    ) -> None:
        self.terms = consultation.terms
        self.notice = self.terms.notice
        self.pause = timedelta(minutes=consultation.pause_minutes)
        self.now = now
        self.spans: dict[int, list[TimeSpan]] = {}
        if self.terms.rest or self.terms.most_in_a_row is not None:
            for meeting in meetings:
                self.spans.setdefault(meeting.party_id, []).append(meeting.span)

    def of(self, company: Company, slot: Slot) -> Text | None:
        """Why a meeting in this slot would strain a company more than the terms let."""
        spans = self.spans.get(company.party_id)
        if spans is None:  # nothing that it could come close to
            return None
        if rules.lacks_rest(self.terms, spans, slot.span):
            return TOO_CLOSE
        if rules.is_one_too_many(self.terms, spans, slot.span, self.pause):
            return TOO_MANY_IN_A_ROW
        return None

    def of_notice(self, slot: Slot) -> Text | None:
        """Why it is too late for companies to book a slot that has not begun yet."""
        if rules.why_not_in_slot(slot.starts_at, self.now, self.notice):
            return Text("Too short notice")
        return None

    def cautions(self, one: Company, other: Company, slot: Slot) -> Cautions:
        """All of it, for coordinators: they may use the slot, and should know."""
        return Cautions(self.of(one, slot), self.of(other, slot), self.of_notice(slot))
