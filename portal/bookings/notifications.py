"""What companies and interpreters are told about requests and meetings, each in their language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.accounts.models import Person
from portal.accounts.notifications import recipient
from portal.bookings.calendars import entry_of
from portal.bookings.models import Booking, MeetingRequest, RequestProposal, SlotOffer
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import Interpreter, Slot
from portal.infra import outbox
from portal.infra.outbox import Recipient
from portal.kernel.languages import Text, Wording

# ---- requests


def request_asked(request: MeetingRequest, slots: Sequence[Slot] = ()) -> None:
    _tell_of_request(
        "bookings/request_asked",
        request,
        request.asked,
        reason=request.reason,
        deadline=request.expires_at,
        times=[slot.starts_at for slot in slots],
    )


def times_proposed(request: MeetingRequest, proposal: RequestProposal) -> None:
    """Tell whoever is to answer now which times the other company proposes."""
    _tell_of_request(
        "bookings/times_proposed",
        request,
        request.answering,
        words=proposal.words,
        deadline=request.expires_at,
        times=[slot.starts_at for slot in proposal.slots],
    )


def request_accepted(request: MeetingRequest, booking: Booking) -> None:
    """Tell whoever waited that the answer is yes, and the other what it has agreed to."""
    waited = request.company_of(request.waits_for.other)
    own_request = waited.side is request.asked_by_side
    kind = "bookings/request_accepted" if own_request else "bookings/time_accepted"
    _tell_of_booking(kind, booking, waited)
    _tell_of_booking("bookings/meeting_booked", booking, request.answering)
    _tell_interpreter("bookings/interpreter_seated", booking, booking.interpreter)


def request_declined(request: MeetingRequest) -> None:
    _tell_of_request(
        "bookings/request_declined", request, request.asker, reason=request.answer_reason
    )


def request_withdrawn(request: MeetingRequest) -> None:
    _tell_of_request(
        "bookings/request_withdrawn", request, request.asked, reason=request.answer_reason
    )


def request_expired(request: MeetingRequest) -> None:
    """Tell whoever waited in vain; the one who did not answer has had its mail."""
    waited = request.company_of(request.waits_for.other)
    own_request = waited.side is request.asked_by_side
    kind = "bookings/request_expired" if own_request else "bookings/proposal_expired"
    _tell_of_request(kind, request, waited)


def request_waits_for_time(request: MeetingRequest) -> None:
    """Tell the other company that the answer is yes, and that only a time is missing."""
    other = request.company_of(request.waits_for.other)
    _tell_of_request("bookings/request_waits_for_time", request, other)


def _tell_of_request(kind: str, request: MeetingRequest, company: Company, **values: Any) -> None:
    outbox.post(
        kind,
        companies.recipients_of([company])[company.id],
        partner=request.company_of(company.side.other).name,
        session=request.consultation.title,
        path=f"/company/requests/{request.public_id}",
        **values,
    )


# ---- offers of a time that fell free


def slot_offered(offer: SlotOffer) -> None:
    _tell_of_offer("bookings/slot_offered", offer, deadline=offer.expires_at)


def slot_offer_expired(offer: SlotOffer) -> None:
    _tell_of_offer("bookings/slot_offer_expired", offer)


def slot_offer_withdrawn(offer: SlotOffer, reason: str | Text) -> None:
    _tell_of_offer("bookings/slot_offer_withdrawn", offer, reason=reason)


def _tell_of_offer(kind: str, offer: SlotOffer, **values: Any) -> None:
    """Write to whoever waited for the time."""
    waiting = offer.waiting
    outbox.post(
        kind,
        companies.recipients_of([waiting.waiter])[waiting.waiter.id],
        partner=waiting.wanted.name,
        session=offer.consultation.title,
        start=offer.slot.starts_at,
        minutes=offer.slot.span.minutes,
        subject=waiting.subject,
        path=f"/company/offers/{offer.public_id}",
        **values,
    )


# ---- meetings


def meeting_booked(booking: Booking) -> None:
    _tell_companies("bookings/meeting_booked", booking)
    _tell_interpreter("bookings/interpreter_seated", booking, booking.interpreter)


def meeting_moved(
    booking: Booking, before: datetime, reason: str, *, by: Company | None = None
) -> None:
    """Tell everybody in a meeting; `by` is the company that moved it, None for the coordinator."""
    facts: dict[str, Any] = {"before": before, "reason": reason, "mover": by.name if by else None}
    _tell_companies("bookings/meeting_moved", booking, **facts)
    _tell_interpreter("bookings/meeting_moved", booking, booking.interpreter, **facts)


def meeting_cancelled(booking: Booking, reason: str) -> None:
    _tell_companies("bookings/meeting_cancelled", booking, reason=reason)
    _tell_interpreter(
        "bookings/meeting_cancelled", booking, booking.interpreter, gone=True, reason=reason
    )


def interpreter_changed(booking: Booking, before: Interpreter | None) -> None:
    """Tell an interpreter of their new meeting, and the one before that it is no longer theirs."""
    if before is not None:
        _tell_interpreter("bookings/interpreter_released", booking, before, gone=True)
    _tell_interpreter("bookings/interpreter_seated", booking, booking.interpreter)


def _tell_companies(kind: str, booking: Booking, **values: Any) -> None:
    """Write to both companies, each of which reads the other's name."""
    both = (booking.korean_company, booking.chinese_company)
    told = companies.recipients_of(both)
    outbox.post_all(
        [_message_to(company, kind, booking, told[company.id], values) for company in both]
    )


def _tell_of_booking(kind: str, booking: Booking, company: Company) -> None:
    """Write to one of the two companies."""
    told = companies.recipients_of([company])[company.id]
    outbox.post_all([_message_to(company, kind, booking, told, {})])


def _message_to(
    company: Company,
    kind: str,
    booking: Booking,
    told: Sequence[Recipient],
    values: Mapping[str, Any],
) -> outbox.Message:
    return _message(
        kind,
        booking,
        told,
        f"/company/meetings/{booking.public_id}",
        who=booking.partner_of(company).name,
        **values,
    )


def _tell_interpreter(
    kind: str,
    booking: Booking,
    interpreter: Interpreter | None,
    *,
    gone: bool = False,
    **values: Any,
) -> None:
    """Write to an interpreter who has an account."""
    if interpreter is None or interpreter.user is None or not interpreter.user.is_active:
        return
    message = _message(
        kind,
        booking,
        [recipient(interpreter.user)],
        "/interpreter/",
        gone=gone,
        who=Text(
            "%(korean)s and %(chinese)s",
            korean=booking.korean_company.name,
            chinese=booking.chinese_company.name,
        ),
        **values,
    )
    outbox.post_all([message])


def _message(
    kind: str,
    booking: Booking,
    to: Sequence[Recipient],
    path: str,
    *,
    gone: bool = False,
    **values: Any,
) -> outbox.Message:
    return outbox.message(
        kind,
        to,
        calendar=entry_of(booking, path, gone=gone),
        start=booking.slot.starts_at,
        minutes=booking.slot.span.minutes,
        session=booking.consultation.title,
        subject=booking.subject,
        code=booking.code,
        interpreting=_interpreting(booking),
        path=path,
        **values,
    )


def _interpreting(booking: Booking) -> Text | None:
    """Who interprets, or that somebody is wanted; None when nobody is needed."""
    if booking.interpreter is not None:
        person = booking.interpreter.person
        return Text(
            "Interpreter: %(name)s.",
            name=_called(person),
        )
    if booking.interpreter_wanted:
        return Text("You share no language, so the coordinator looks for an interpreter.")
    return None


def _called(person: Person) -> Wording:
    """A person's name, in the script that the reader reads first."""
    own = person.side.language.value
    abroad = f"{person.name_latin} ({person.name})"
    return Wording.of(
        {"en": abroad, "ko": abroad, "zh": abroad, own: f"{person.name} ({person.name_latin})"}
    )
