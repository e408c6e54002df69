"""What a change of a session's plan would touch, read in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.bookings import rules
from portal.bookings.models import (
    Booking,
    MeetingRequest,
    RequestProposal,
    SlotOffer,
    Waiting,
    proposed_slot,
)
from portal.bookings.queries.meetings import bookings_to_begin
from portal.bookings.queries.offers import standing_offers_in
from portal.bookings.queries.replacing import Marks, Replacing
from portal.bookings.queries.requests import open_requests
from portal.bookings.queries.touched import (
    LostMarks,
    Touched,
    TouchedMeeting,
    TouchedRequest,
)
from portal.bookings.queries.waiting import open_waits
from portal.bookings.states import RequestState
from portal.companies.models import Company
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    Slot,
    unavailable_slot,
)
from portal.consultations.rules import PREPARING, Plan, marks_after
from portal.consultations.states import ParticipationState
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.timespan import TimeSpan


@dataclass(frozen=True)
class Choices:
    """What the coordinator wants instead of what was found.

    `times` are other starts, by the public id of the meeting; None cancels it. `keep_places` lets
    companies of a region that goes stay where they have been accepted.
    """

    times: Mapping[str, datetime | None]
    keep_places: bool = True


NO_CHOICES = Choices({})


def touched_by_change(
    consultation: ConsultationSession, before: Plan, plan: Plan, choices: Choices = NO_CHOICES
) -> Touched:
    """What changing a session from one plan to another would touch; nothing in a draft."""
    if consultation.opened_at is None:
        return Touched()
    now = clock.now()
    return _Change(consultation, before, plan.after(before, now), choices, now).touched()


class _Change:
    """One change while it is looked at; slots are known by their start, rooms by their number."""

    def __init__(
        self,
        consultation: ConsultationSession,
        before: Plan,
        after: Plan,
        choices: Choices,
        now: datetime,
    ) -> None:
        self.consultation = consultation
        self.before, self.after = before, after
        self.choices = choices
        self.now = now
        self.slots = {slot.starts_at: slot for slot in after.slots if slot.starts_at > now}
        self.new_grid = set(before.slots) != set(after.slots)

    def touched(self) -> Touched:
        standing = bookings_to_begin(self.consultation)
        leaving, staying = self._losing_their_region()
        out = {place.company_id for place in leaving}
        cancelled = [each for each in standing if out & _companies_of(each)]
        uprooted = [
            each for each in standing if self._is_uprooted(each) and not out & _companies_of(each)
        ]
        waits = [each for each in self._open_waits(out) if out & _companies_of(each)]
        ended = {each.id for each in waits}
        offers = standing_offers_in(self.consultation)
        gone = [each for each in offers if each.waiting_id in ended or self._is_uprooted(each)]
        marks = self._marks() if uprooted or self.new_grid else {}
        replacing = Replacing(
            self.consultation,
            self.after,
            list(self.slots.values()),
            marks,
            self.now,
            bookings_gone={each.id for each in cancelled},
            offers_gone={each.id for each in gone},
        )
        meetings = [
            *(TouchedMeeting.cancelled(booking) for booking in cancelled),
            *replacing.of(uprooted, self.choices.times),
        ]
        return Touched(
            meetings=sorted(meetings, key=lambda each: (each.was, each.booking.id)),
            requests=self._requests(out),
            marks=self._lost(marks),
            offers=[each for each in gone if each.waiting_id not in ended],
            waits=waits,
            leaving=leaving,
            staying=staying,
            untouched=len(standing) - len(meetings),
            before=repr((self.before.grid, self.before.rooms, self.before.regions)),
        )

    # ---- companies whose region goes

    def _open_waits(self, out: set[int]) -> Sequence[Waiting]:
        return open_waits(self.consultation) if out else ()

    def _losing_their_region(self) -> tuple[list[Participation], list[Participation]]:
        """Who loses the place, and who keeps it all the same."""
        gone = set(self.before.regions) - set(self.after.regions)
        if not gone:
            return [], []
        places = session.scalars(
            sa.select(Participation)
            .join(Participation.company)
            .options(contains_eager(Participation.company))
            .where(
                Participation.consultation_id == self.consultation.id,
                Participation.state.in_((ParticipationState.INVITED, *PREPARING)),
                Company.side == Side.CN,
                Company.region_code.in_(gone),
            )
            .order_by(Company.name_key, Participation.id)
        ).all()
        staying = [
            place
            for place in places
            if self.choices.keep_places and place.state is ParticipationState.ACCEPTED
        ]
        return [place for place in places if place not in staying], staying

    # ---- meetings

    def _is_uprooted(self, booking: Booking | SlotOffer) -> bool:
        """Whether a meeting loses its time or its room, or must have a room that it has not."""
        if self.slots.get(booking.slot.starts_at) != booking.slot.span:
            return True
        if self.after.rooms == self.before.rooms:
            return False
        if self.after.rooms is None or booking.room is None:
            return (self.after.rooms is None) is not (booking.room is None)
        return booking.room.number > self.after.rooms

    # ---- times marked as unavailable

    def _marks(self) -> Marks:
        found: Marks = {}
        rows = session.execute(
            sa.select(Participation.company_id, Slot.starts_at, Slot.ends_at)
            .join(unavailable_slot, unavailable_slot.c.participation_id == Participation.id)
            .join(Slot, Slot.id == unavailable_slot.c.slot_id)
            .where(Slot.consultation_id == self.consultation.id, Slot.gone_at.is_(None))
            .order_by(Slot.starts_at)
        )
        for company_id, starts_at, ends_at in rows:
            found.setdefault(company_id, []).append(TimeSpan(starts_at, ends_at))
        return found

    def _lost(self, marks: Marks) -> list[LostMarks]:
        """Which marked times no slot touches any more."""
        lost = {
            company_id: tuple(span for span in times if not marks_after([span], self.after.slots))
            for company_id, times in marks.items()
        }
        lost = {company_id: spans for company_id, spans in lost.items() if spans}
        if not lost:
            return []
        companies = session.scalars(
            sa.select(Company).where(Company.id.in_(lost)).order_by(Company.name_key, Company.id)
        )
        return [LostMarks(company, lost[company.id]) for company in companies]

    # ---- requests

    def _requests(self, out: set[int]) -> list[TouchedRequest]:
        limit = self._last_answer(self.after)
        if limit == self._last_answer(self.before) and not out and not self.new_grid:
            return []
        requests = open_requests(self.consultation)
        lost = self._lost_proposals() if self.new_grid and requests else {}
        found = []
        for request in requests:
            until = request.expires_at if limit is None else min(request.expires_at, limit)
            if out & _companies_of(request):
                found.append(TouchedRequest(request))
            elif until != request.expires_at or request.id in lost:
                found.append(TouchedRequest(request, until, tuple(lost.get(request.id, ()))))
        return found

    def _last_answer(self, plan: Plan) -> datetime | None:
        return rules.last_answer_at(
            self.now,
            booking_ends_at=plan.booking_ends_at,
            starts_at=plan.slots[0].starts_at,
            ends_at=plan.slots[-1].ends_at,
        )

    def _lost_proposals(self) -> dict[int, list[TimeSpan]]:
        """The times proposed that go, by the request that waits with them."""
        found: dict[int, list[TimeSpan]] = {}
        rows = session.execute(
            sa.select(MeetingRequest.id, Slot.starts_at, Slot.ends_at)
            .join(
                RequestProposal,
                sa.and_(
                    RequestProposal.request_id == MeetingRequest.id,
                    RequestProposal.round == MeetingRequest.round,
                ),
            )
            .join(proposed_slot, proposed_slot.c.proposal_id == RequestProposal.id)
            .join(Slot, Slot.id == proposed_slot.c.slot_id)
            .where(
                MeetingRequest.consultation_id == self.consultation.id,
                MeetingRequest.state == RequestState.ASKED,
                Slot.gone_at.is_(None),
                Slot.starts_at > self.now,
            )
            .order_by(Slot.starts_at)
        )
        for request_id, starts_at, ends_at in rows:
            if starts_at not in self.slots:
                found.setdefault(request_id, []).append(TimeSpan(starts_at, ends_at))
        return found


def _companies_of(thing: Booking | MeetingRequest | Waiting) -> set[int]:
    return {thing.korean_company_id, thing.chinese_company_id}
