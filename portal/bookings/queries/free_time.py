"""Who and what is free when: the slots of a session as a pair sees them, rooms, interpreters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.bookings import rules
from portal.bookings.models import Booking, Seat, SlotOffer
from portal.bookings.queries.busy import busy_slots, marked_by, meetings_of
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
from portal.infra.db import columns_of, session
from portal.kernel import clock
from portal.kernel.languages import Text
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
    meetings = meetings_of((one, other), near, but=moving)
    marked = marked_by(consultation, (one, other))
    hindered = Hindrances(consultation, one, other, whole, moving)
    now = clock.now()
    strains = Strains(consultation, meetings, now)
    at = None if bound else consultation.id
    ones, others = (busy_slots(each, slots, meetings, marked[each.id], at) for each in (one, other))
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
    meetings = meetings_of(everybody, near, but=None)
    marked = marked_by(consultation, everybody)
    hindered = Hindrances(consultation, company, partners[0], whole, None)
    now = clock.now()
    strains = Strains(consultation, meetings, now)
    busy = {each.id: busy_slots(each, slots, meetings, marked[each.id]) for each in everybody}
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
_party = columns_of(Seat).party_id
_SURELY = sa.select(
    sa.exists().where(_party == sa.bindparam("one"), *BUSY_THEN),
    sa.exists().where(_party == sa.bindparam("other"), *BUSY_THEN),
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
