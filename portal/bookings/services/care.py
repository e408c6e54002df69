"""What a coordinator sees to before a meeting: its interpreter and its way in."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.models import User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import Booking
from portal.bookings.services import offers, seats
from portal.bookings.services.acting import must_run, reason_where
from portal.consultations.models import Interpreter
from portal.consultations.states import LinkKind
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.errors import Conflict, Invalid


@dataclass(frozen=True)
class Link:
    """Where a meeting takes place, for whoever uses a service of their own."""

    kind: LinkKind
    url: str | None = None
    number: str | None = None
    password: str | None = None


def assign_interpreter(
    booking: Booking, interpreter: Interpreter, *, by: User, because: str | None = None
) -> None:
    """Seat an interpreter of the session at a meeting. Raises Conflict when they are busy.

    `because` is needed against the rules of their work (hours, limit of a day, rest), and where
    they take somebody's place.
    """
    must_run(booking.consultation, by)
    db.lock(booking)
    if why_not := rules.why_not_change(booking.state):
        raise Conflict(why_not)
    before = booking.interpreter
    if before is not None and before.id == interpreter.id:
        return
    companies = (booking.korean_company, booking.chinese_company)
    speak = queries.languages_at(booking)
    if not interpreter.interprets_between(*(speak[company.id] for company in companies)):
        raise Conflict(rules.SPEAKS_OTHER_LANGUAGES, field="interpreter")
    why_not = queries.why_not_there(interpreter, booking.slot, but=booking)
    if why_not is not None and not (because or "").strip():
        against = rules.is_against_their_work(seats.name_of(interpreter.person), why_not)
        raise Conflict(against, field="because")
    reason = reason_where(because, needed=before is not None)
    seats.seat_interpreter(booking, interpreter)
    booking.calendar_sequence += 1
    session.flush()
    audit.record(
        "interpreter seated",
        booking,
        by=by,
        reason=reason,
        interpreter=interpreter.public_id,
        outside_hours=why_not is not None,
    )
    notifications.interpreter_changed(booking, before)


def release_interpreter(
    booking: Booking, *, wanted: bool, by: User, because: str | None = None
) -> None:
    """Let a meeting do without its interpreter; `wanted` says whether it still needs one.

    `because` is needed where somebody is released. Raises Conflict or Invalid.
    """
    must_run(booking.consultation, by)
    db.lock(booking)
    if why_not := rules.why_not_change(booking.state):
        raise Conflict(why_not)
    before = booking.interpreter
    if before is None and booking.interpreter_wanted == wanted:
        return
    reason = reason_where(because, needed=before is not None)
    booking.interpreter_wanted = wanted
    seats.unseat_interpreter(booking)
    if before is not None:
        booking.calendar_sequence += 1
        session.flush()
    audit.record("interpreter released", booking, by=by, reason=reason, wanted=wanted)
    notifications.interpreter_changed(booking, before)
    if before is not None:
        offers.offer_freed(booking.consultation, booking.slot.span)


def set_link(booking: Booking, link: Link | None, *, by: User, because: str | None = None) -> None:
    """Give a meeting a link of its own, or let the session's count again.

    `because` is needed where it takes the place of another one of its own. Raises Invalid.
    """
    must_run(booking.consultation, by)
    if link and (wrong := rules.what_is_wrong_with_link(link.kind, link.url, link.number)):
        raise Invalid(wrong[1], field=wrong[0])
    db.lock(booking)
    if why_not := rules.why_not_change(booking.state):
        raise Conflict(why_not)
    reason = reason_where(because, needed=booking.link_kind is not None)
    booking.link_kind = link.kind if link else None
    booking.link_url = link.url if link else None
    booking.link_number = link.number if link else None
    booking.link_password = link.password if link else None
    session.flush()
    audit.record("link set" if link else "link removed", booking, by=by, reason=reason)
