"""What a coordinator sees to before a meeting: its interpreter and its way in."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import User
from portal.bookings import notifications, queries, rules
from portal.bookings.models import Booking
from portal.bookings.services import offers, seats
from portal.bookings.services.acting import must_run, reason_where
from portal.consultations.models import Interpreter
from portal.consultations.rules import (
    Link,
    beginning_with,
    mark_of,
    what_is_wrong_with_fall_backs,
    what_is_wrong_with_link,
)
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text


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


def set_link(
    booking: Booking,
    link: Link | None,
    then: Sequence[Link] = (),
    *,
    by: User,
    because: str | None = None,
) -> None:
    """Give a meeting a way in of its own, or let the session's count again.

    `then` is what is tried next; without any, what its session has. `because` is needed where a way
    of its own is replaced. Raises Invalid.
    """
    must_run(booking.consultation, by)
    if link and (wrong := what_is_wrong_with_link(link.kind, link.url, link.number)):
        raise Invalid(wrong[1], field=wrong[0])
    if wrong := what_is_wrong_with_fall_backs(then):
        raise Invalid(wrong[1], field=wrong[0])
    db.lock(booking)
    if why_not := rules.why_not_change(booking.state):
        raise Conflict(why_not)
    reason = reason_where(because, needed=booking.link_kind is not None)
    _write_ways(booking, link, then)
    audit.record("link set" if link else "link removed", booking, by=by, reason=reason)


def take_way(booking: Booking, place: int, seen: str, *, by: User) -> None:
    """Let a meeting go on in another one of its ways; whoever waits or is in it reads that.

    `place` counts in the ways as the sender saw them, of which `seen` is the mark: pressed twice,
    or by two at once, it changes once. Raises Conflict when there is no such way.
    """
    must_run(booking.consultation, by)
    db.lock(booking)
    session.refresh(booking)
    if why_not := rules.why_not_change(booking.state):
        raise Conflict(why_not)
    ways = booking.ways
    if mark_of(ways) != seen:
        return
    if not 0 < place < len(ways):
        raise Conflict(Text("This meeting has no other way."))
    now, *then = beginning_with(ways, place)
    _write_ways(booking, now, then)
    audit.record("way taken", booking, by=by, way=now.kind.value)


def _write_ways(booking: Booking, link: Link | None, then: Sequence[Link]) -> None:
    booking.link_kind = link.kind if link else None
    booking.link_url = link.url if link else None
    booking.link_number = link.number if link else None
    booking.link_password = link.password if link else None
    booking.fall_backs = [way.facts for way in then] or None
    session.flush()
