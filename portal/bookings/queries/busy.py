"""What keeps companies busy in the slots of a session: meetings, offers, and their own marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from portal.bookings.models import Booking, Seat, SlotOffer, Waiting
from portal.bookings.queries.hindrances import BUSY_THEN, then
from portal.companies.models import Company
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    Slot,
    unavailable_slot,
)
from portal.infra.db import session
from portal.infra.remembered import each_remembered_calmly
from portal.infra.rows import table_of
from portal.kernel.clocks import Side
from portal.kernel.languages import Text, Wording
from portal.kernel.timespan import TimeSpan


@dataclass(frozen=True)
class Meeting:
    """A meeting that keeps a company busy, and with whom; `offered` when it is only on offer."""

    at: int
    party_id: int
    span: TimeSpan
    korean: Wording
    chinese: Wording
    offered: bool

    def why_not(self, company: Company, here: int | None = None) -> Text:
        """What the company reads of it, or a coordinator of the session `here`."""
        if here not in (None, self.at):
            return Text("In a meeting of another session")
        partner = self.chinese if company.side is Side.KR else self.korean
        if self.offered:
            return Text("Kept: a meeting with %(company)s is offered", company=partner)
        return Text("Meeting with %(company)s", company=partner)


def meetings_of(
    companies: tuple[Company, ...], span: TimeSpan, *, but: Booking | None
) -> list[Meeting]:
    """What these companies have in this time, in whatever session; booked, or kept by an offer."""
    rows = session.execute(
        _MEETINGS,
        then(span, but=but) | {"parties": [company.party_id for company in companies]},
    )
    return [
        Meeting(at, party, TimeSpan(starts, ends), korean, chinese, offered)
        for at, party, starts, ends, korean, chinese, offered in rows
    ]


_seat, _booking, _offer, _waiting = map(table_of, (Seat, Booking, SlotOffer, Waiting))
_korean, _chinese = table_of(Company).alias(), table_of(Company).alias()


def _of_either(column: str) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(_booking.c[column], _waiting.c[column])


_MEETINGS = (
    sa.select(
        _of_either("consultation_id"),
        _seat.c.party_id,
        _seat.c.starts_at,
        _seat.c.ends_at,
        _korean.c.name,
        _chinese.c.name,
        _seat.c.offer_id.is_not(None),
    )
    .select_from(_seat)
    .outerjoin(_booking, _booking.c.id == _seat.c.booking_id)
    .outerjoin(_offer, _offer.c.id == _seat.c.offer_id)
    .outerjoin(_waiting, _waiting.c.id == _offer.c.waiting_id)
    .join(_korean, _korean.c.id == _of_either("korean_company_id"))
    .join(_chinese, _chinese.c.id == _of_either("chinese_company_id"))
    .where(
        _seat.c.party_id.in_(sa.bindparam("parties", expanding=True)),
        *BUSY_THEN,
    )
)
_MARKED = (
    sa.select(Participation.company_id, unavailable_slot.c.slot_id)
    .join(unavailable_slot, unavailable_slot.c.participation_id == Participation.id)
    .where(
        Participation.consultation_id == sa.bindparam("consultation"),
        Participation.company_id.in_(sa.bindparam("companies", expanding=True)),
    )
)


def marked_by(
    consultation: ConsultationSession, companies: tuple[Company, ...]
) -> dict[int, frozenset[int]]:
    """The ids of the slots that each company marked as unavailable, by company."""
    return _marks((company.id for company in companies), consultation.id)


@each_remembered_calmly
def _marks(company_ids: tuple[int, ...], consultation_id: int) -> dict[int, frozenset[int]]:
    asked = {"consultation": consultation_id, "companies": company_ids}
    rows = session.execute(_MARKED, asked).all()
    return {id: frozenset(slot for company, slot in rows if company == id) for id in company_ids}


def busy_slots(
    company: Company,
    slots: Sequence[Slot],
    meetings: list[Meeting],
    marked: frozenset[int],
    here: int | None = None,
) -> dict[int, Text]:
    """Why a company is not free in some slots; with `here`, not whom it meets elsewhere."""
    found = {slot: Text("Marked as unavailable") for slot in marked}
    for meeting in reversed(meetings):  # of two in one slot the first is named
        if meeting.party_id == company.party_id:
            why_not = meeting.why_not(company, here)
            found |= {slot.id: why_not for slot in _within(slots, meeting.span)}
    return found


def _within(slots: Sequence[Slot], span: TimeSpan) -> Sequence[Slot]:
    """The slots of a session, which follow one another, that overlap with a span."""
    first = bisect_right(slots, span.starts_at, key=_END)
    return slots[first : bisect_left(slots, span.ends_at, lo=first, key=_START)]


_START, _END = attrgetter("starts_at"), attrgetter("ends_at")
