"""What companies are told that wait for a time: offered, taken back, ended."""

from __future__ import annotations

from typing import Any

from portal.accounts.notifications import recipient
from portal.bookings.models import SlotOffer, Waiting
from portal.companies import queries as companies
from portal.infra import outbox
from portal.kernel.languages import Text


def slot_offered(offer: SlotOffer) -> None:
    _tell_of_offer("bookings/slot_offered", offer, deadline=offer.expires_at)


def slot_offer_expired(offer: SlotOffer) -> None:
    _tell_of_offer("bookings/slot_offer_expired", offer)


def slot_offer_withdrawn(offer: SlotOffer, reason: str | Text) -> None:
    _tell_of_offer("bookings/slot_offer_withdrawn", offer, reason=reason)


def wait_ended(waiting: Waiting, reason: str) -> None:
    """Tell whoever stood in line that they wait no longer, and why."""
    outbox.post(
        "bookings/wait_ended",
        [recipient(user) for user in companies.representatives_of(waiting.waiter)],
        partner=waiting.wanted.name,
        session=waiting.consultation.title,
        reason=reason,
        path=f"/company/consultations/{waiting.consultation.public_id}",
        topic="requests",
        about=outbox.About(waiting.consultation.id, waiting.waiter.id),
    )


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
        topic="requests",
        about=outbox.About(offer.consultation.id, waiting.waiter.id),
        needs_answer=kind == "bookings/slot_offered",
        **values,
    )
