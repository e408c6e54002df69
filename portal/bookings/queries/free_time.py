"""Who and what is free when: the slots of a session as a pair sees them, rooms, interpreters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.bookings import rules
from portal.bookings.models import Booking, Seat, SlotOffer, Waiting
from portal.bookings.queries.hindrances import (
    BUSY_THEN,
    Hindrances,
    but_for,
    number_of_rooms,
    overlaps,
    then,
)
from portal.bookings.queries.participants import A_DAY
from portal.bookings.queries.spare import free_room
from portal.bookings.queries.strains import NO_CAUTION, Cautions, Strains
from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    Slot,
    unavailable_slot,
)
from portal.infra.db import session
from portal.infra.remembered import each_remembered_calmly
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Text, Wording
from portal.kernel.timespan import TimeSpan


@dataclass(frozen=True)
class SlotForPair:
    """One slot of a session as a pair of companies sees it; None where nothing is in the way.

    `one` and `other` say why a company is not free; only the company itself and coordinators may
    read more than that it is busy. `neither` is a reason that lies with neither of them. `caution`
    is what the session's terms say against it, for coordinators, who may use it all the same.
    """

    slot: Slot
    one: Text | None
    other: Text | None
    neither: Text | None
    caution: Cautions = NO_CAUTION

    @property
    def is_free(self) -> bool:
        return self.one is None and self.other is None and self.neither is None


def slots_for_pair(
    consultation: ConsultationSession,
    one: Company,
    other: Company,
    *,
    moving: Booking | None = None,
    bound: bool = True,
) -> list[SlotForPair]:
    """Every slot of a session with what is in the way, in order of time.

    `moving` is a booking of the pair whose own seats do not count, since it will leave them.
    Companies are `bound` by the session's terms; coordinators are only warned.
    """
    slots = consultations.times_of(consultation)
    if not slots:
        return []
    whole = TimeSpan(slots[0].starts_at, max(slot.ends_at for slot in slots))
    near = TimeSpan(whole.starts_at - A_DAY, whole.ends_at + A_DAY)
    meetings = _meetings_of((one, other), near, but=moving)
    marked = _marked(consultation, (one, other))
    hindered = Hindrances(consultation, one, other, whole, moving)
    now = clock.now()
    strains = Strains(consultation, meetings, now)
    at = None if bound else consultation.id
    ones, others = (
        _busy_slots(each, slots, meetings, marked[each.id], at) for each in (one, other)
    )
    return [
        SlotForPair(
            slot=slot,
            one=ones.get(slot.id) or (strains.of(one, slot) if bound else None),
            other=others.get(slot.id) or (strains.of(other, slot) if bound else None),
            neither=Text("The meeting is now at this time")
            if moving is not None and slot.id == moving.slot_id
            else hindered.why_not(slot, now) or (strains.of_notice(slot) if bound else None),
            caution=NO_CAUTION if bound else strains.cautions(one, other, slot),
        )
        for slot in slots
    ]


def free_slots(consultation: ConsultationSession, one: Company, other: Company) -> list[Slot]:
    """The slots that suit both companies, in order of time."""
    return [row.slot for row in slots_for_pair(consultation, one, other) if row.is_free]


def first_free_slots(
    consultation: ConsultationSession, company: Company, partners: Sequence[Company]
) -> dict[int, Slot]:
    """The first slot that suits a company and each of these partners, by the partner's id.

    Where each pair may need an interpreter of its own, nothing.
    """
    slots = consultations.slots_of(consultation)
    if not slots or not partners or consultation.needs_interpreter:
        return {}
    everybody = (company, *partners)
    whole = TimeSpan(slots[0].starts_at, max(slot.ends_at for slot in slots))
    near = TimeSpan(whole.starts_at - A_DAY, whole.ends_at + A_DAY)
    meetings = _meetings_of(everybody, near, but=None)
    marked = _marked(consultation, everybody)
    hindered = Hindrances(consultation, company, partners[0], whole, None)
    now = clock.now()
    strains = Strains(consultation, meetings, now)
    busy = {each.id: _busy_slots(each, slots, meetings, marked[each.id]) for each in everybody}
    own = [
        slot
        for slot in slots
        if slot.id not in busy[company.id]
        and not hindered.why_not(slot, now)
        and not strains.of_notice(slot)
        and not strains.of(company, slot)
    ]
    found = {}
    for partner in partners:
        taken = busy[partner.id]
        for slot in own:
            if slot.id not in taken and not strains.of(partner, slot):
                found[partner.id] = slot
                break
    return found


def seats_taken(
    parties: Iterable[int], span: TimeSpan, *, but: Booking | SlotOffer | None = None
) -> dict[int, int | None]:
    """Whose seats are in the way, as the database sees it: by party, with the offer they keep."""
    query = sa.select(Seat.party_id, Seat.offer_id).where(
        Seat.party_id.in_(list(parties)), overlaps(span)
    )
    if isinstance(but, Booking) and but.id is not None:
        query = query.where(but_for(but))
    return {row[0]: row[1] for row in session.execute(query)}


def why_surely_not_free(
    consultation: ConsultationSession, slot: Slot, one: Company, other: Company
) -> Text | None:
    """Why a slot is certainly lost for this pair, seen without keeping anybody waiting, or None."""
    asked = then(slot.span) | {"one": one.party_id, "other": other.party_id}
    one_is_busy, other_is_busy = session.execute(_SURELY, asked).one()
    if one_is_busy:
        return rules.is_busy(one.name)
    if other_is_busy:
        return rules.is_busy(other.name)
    if number_of_rooms(consultation.id) and free_room(consultation, slot.span) is None:
        return rules.NO_ROOM_IS_FREE
    return None


# Made once, since everybody who books asks for it.
_SURELY = sa.select(
    sa.exists().where(Seat.party_id == sa.bindparam("one"), *BUSY_THEN),
    sa.exists().where(Seat.party_id == sa.bindparam("other"), *BUSY_THEN),
)


@dataclass(frozen=True)
class SlotNow:
    """What has become of a slot: whether it is gone from its session, and which companies, by id,
    marked it as unavailable."""

    gone: bool
    unavailable_to: frozenset[int]


def slot_now(slot: Slot, companies: Iterable[Company]) -> SlotNow:
    """What has become of a slot since it was shown, read afresh in one statement."""
    marks = (
        sa.select(unavailable_slot.c.slot_id, Participation.company_id)
        .join(Participation, Participation.id == unavailable_slot.c.participation_id)
        .where(
            unavailable_slot.c.slot_id == slot.id,
            Participation.company_id.in_([company.id for company in companies]),
        )
        .subquery()
    )
    rows = session.execute(
        sa.select(Slot.gone_at, marks.c.company_id)
        .outerjoin(marks, marks.c.slot_id == Slot.id)
        .where(Slot.id == slot.id)
    ).all()
    return SlotNow(
        gone=any(gone_at is not None for gone_at, _ in rows),
        unavailable_to=frozenset(company_id for _, company_id in rows if company_id is not None),
    )


@dataclass(frozen=True)
class _Meeting:
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


def _meetings_of(
    companies: tuple[Company, ...], span: TimeSpan, *, but: Booking | None
) -> list[_Meeting]:
    """What these companies have in this time, in whatever session; booked, or kept by an offer."""
    rows = session.execute(
        _MEETINGS,
        then(span, but=but) | {"parties": [company.party_id for company in companies]},
    )
    return [
        _Meeting(at, party, TimeSpan(starts, ends), korean, chinese, offered)
        for at, party, starts, ends, korean, chinese, offered in rows
    ]


def _one_of(one: type, other: type, column: str) -> sa.ColumnElement[int]:
    return sa.func.coalesce(getattr(one, column), getattr(other, column))


_korean, _chinese = aliased(Company), aliased(Company)
_MEETINGS = (
    sa.select(
        _one_of(Booking, Waiting, "consultation_id"),
        Seat.party_id,
        Seat.starts_at,
        Seat.ends_at,
        _korean.name,
        _chinese.name,
        Seat.offer_id.is_not(None),
    )
    .outerjoin(Booking, Booking.id == Seat.booking_id)
    .outerjoin(SlotOffer, SlotOffer.id == Seat.offer_id)
    .outerjoin(Waiting, Waiting.id == SlotOffer.waiting_id)
    .join(_korean, _korean.id == _one_of(Booking, Waiting, "korean_company_id"))
    .join(_chinese, _chinese.id == _one_of(Booking, Waiting, "chinese_company_id"))
    .where(
        Seat.party_id.in_(sa.bindparam("parties", expanding=True)),
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


def _marked(
    consultation: ConsultationSession, companies: tuple[Company, ...]
) -> dict[int, frozenset[int]]:
    """The ids of the slots that each company marked as unavailable, by company."""
    return _marks((company.id for company in companies), consultation.id)


@each_remembered_calmly
def _marks(company_ids: tuple[int, ...], consultation_id: int) -> dict[int, frozenset[int]]:
    asked = {"consultation": consultation_id, "companies": company_ids}
    rows = session.execute(_MARKED, asked).all()
    return {id: frozenset(slot for company, slot in rows if company == id) for id in company_ids}


def _busy_slots(
    company: Company,
    slots: Sequence[Slot],
    meetings: list[_Meeting],
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
