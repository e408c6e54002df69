"""What people are told about rooms: the link by which somebody enters one, and when it is time."""

from __future__ import annotations

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.infra import outbox
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.rooms.models import JoinLink
from portal.rooms.states import Role


def let_in(booking: Booking, link: JoinLink, secret: str, language: Language, by: User) -> None:
    """Send somebody the link by which they enter a meeting's room; no bell shows it."""
    _post("rooms/let_in", booking, link, secret, language, by=by.display_name)


def guest_reminded(booking: Booking, link: JoinLink, secret: str) -> None:
    """Remind somebody without an account of a meeting, with their way into its room."""
    _post("rooms/guest_reminded", booking, link, secret, link.language, named_by=_named_by(link))


def _named_by(link: JoinLink) -> str | Wording:
    """Who gave the address of somebody who did not: a person, or the company they attend for."""
    if link.made_by is not None:
        return link.made_by.display_name
    side = Side.CN if link.role is Role.CHINESE else Side.KR
    return link.booking.company_of(side).name


def _post(
    kind: str,
    booking: Booking,
    link: JoinLink,
    secret: str,
    language: Language,
    **more: str | Wording,
) -> None:
    side = Side.CN if link.role is Role.CHINESE else Side.KR
    if link.role is Role.INTERPRETER:
        side = Side.CN if language is Language.ZH else Side.KR
    outbox.post(
        kind,
        outbox.Recipient(address=link.address, name=link.name, language=language, side=side),
        topic="bookings",
        korean=booking.korean_company.name,
        chinese=booking.chinese_company.name,
        start=booking.span.starts_at,
        minutes=booking.slot.span.minutes,
        code=booking.code,
        path=f"/join/{link.public_id}/{secret}",
        ending=f"/join/{link.public_id}/{secret}/mails",
        about=outbox.About(consultation=booking.consultation_id),
        **more,
    )
