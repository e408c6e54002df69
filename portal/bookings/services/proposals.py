"""Times proposed for a request: with the asking, or in answer to it, until one of them suits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal.accounts.models import User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import MeetingRequest, RequestProposal
from portal.bookings.services import offers
from portal.bookings.services.acting import Acting, acting_in, limited, participants
from portal.bookings.services.once import was_done
from portal.bookings.services.trail import note
from portal.bookings.states import RequestState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Slot
from portal.infra import db, jobs
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text

EXPIRE, HURRY = "bookings/expire", "bookings/hurry"


def propose(
    request: MeetingRequest,
    slots: Sequence[Slot],
    words: str | None = None,
    *,
    by: User,
    because: str | None = None,
    form_key: str | None = None,
) -> None:
    """Say yes, but at one of these times; then the request waits for the other company.

    A coordinator does so for the company whose turn it is. The same `form_key` proposes once.
    Raises Conflict when it is not their turn, too late, or a time does not suit both.
    """
    acting = acting_in(request, by, because)
    words = limited((words or "").strip(), "words") or None
    db.lock(request)
    if was_done(form_key, request, by):
        return
    if wrong := rules.what_is_wrong_with_number(slots, needed=True):
        raise Invalid(wrong, field="slots")
    pair = (request.korean_company, request.chinese_company)
    free = queries.free_slots(request.consultation, *pair)
    why_not = _why_not_propose(acting, request, free) or rules.why_not_meet(
        *participants(request.consultation, pair)
    )
    if why_not:
        raise Conflict(why_not)
    must_suit(slots, free, request.consultation)
    proposal = add_round(request, acting.side, slots, words)
    offers.close_of_request(request)
    note(
        "times proposed",
        request,
        acting,
        reason=words,
        form_key=form_key,
        times=[slot.starts_at.isoformat() for slot in proposal.slots],
    )
    notifications.times_proposed(request, proposal)


def _why_not_propose(acting: Acting, request: MeetingRequest, free: Sequence[Slot]) -> Text | None:
    proposal = queries.proposal_of(request)
    return rules.why_not_propose(
        request.consultation.phase,
        request.state,
        request.expires_at,
        clock.now(),
        waits_for=request.waits_for,
        side=acting.side,
        other=request.company_of(acting.side.other).name,
        own_are_lost=proposal is not None and not _left(proposal, free),
        on_behalf=acting.on_behalf,
    )


def _left(proposal: RequestProposal, free: Sequence[Slot]) -> set[int]:
    return {slot.id for slot in proposal.standing} & {slot.id for slot in free}


def free_to_propose(
    slots: Sequence[Slot], consultation: ConsultationSession, pair: tuple[Company, Company]
) -> None:
    """Raises Invalid or Conflict unless so many times may be proposed, and each suits both."""
    if wrong := rules.what_is_wrong_with_number(slots, needed=False):
        raise Invalid(wrong, field="slots")
    if slots:
        must_suit(slots, queries.free_slots(consultation, *pair), consultation)


def must_suit(
    slots: Sequence[Slot], free: Sequence[Slot], consultation: ConsultationSession
) -> None:
    """Raises Invalid for a slot of another session, Conflict for one that does not suit both."""
    ids = {slot.id for slot in free}
    for slot in slots:
        if slot.consultation_id != consultation.id:
            raise Invalid(Text("This time belongs to another session."), field="slots")
        if slot.id not in ids:
            raise Conflict(
                Text(
                    "%(time)s does not suit both any more. Please choose among the times below.",
                    time=slot.starts_at,
                ),
                field="slots",
            )


def add_round(
    request: MeetingRequest, side: Side, slots: Sequence[Slot], words: str | None = None
) -> RequestProposal:
    """Save what a side proposes: now the other one answers, and has the full time for it."""
    request.round += 1
    request.waits_for = side.other
    request.expires_at = expiry_in(request.consultation)
    proposal = RequestProposal(
        request_id=request.id,
        round=request.round,
        by_side=side,
        words=words,
        slots=sorted(slots, key=lambda slot: slot.starts_at),
    )
    session.add(proposal)
    session.flush()
    plan_expiry(request)
    return proposal


def plan_expiry(request: MeetingRequest) -> None:
    """Have whoever is to answer hurried before a request lapses, and then let it lapse."""
    until = request.expires_at
    jobs.plan(EXPIRE, due_at=until, request_id=request.id)
    if moment := rules.request_hurried_at(clock.now(), until):
        jobs.plan(HURRY, due_at=moment, request_id=request.id, until=int(until.timestamp()))


def hurry(request: MeetingRequest, until: int) -> bool:
    """Tell whoever is to answer that a request lapses soon; says whether it does. The portal itself
    does this. `until` is the moment in seconds that it was planned for: a later one has its own."""
    if request.state is not RequestState.ASKED or int(request.expires_at.timestamp()) != until:
        return False
    notifications.request_ends_soon(request)
    return True


def expiry_in(consultation: ConsultationSession) -> datetime:
    """When a request lapses that is to be answered from now on."""
    return rules.request_expires_at(
        clock.now(),
        booking_ends_at=consultation.booking_ends_at,
        starts_at=consultation.starts_at,
        ends_at=consultation.ends_at,
        lasts=consultation.terms.request_lasts,
    )
