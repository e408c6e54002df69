"""Entering and leaving a room, telling others how to reach one's browser, and writing to all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.infra import jobs
from portal.infra.db import lock, session
from portal.kernel import clock, identifiers
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Text
from portal.rooms import queries, rules
from portal.rooms.models import JoinLink, Presence, RoomMessage, Signal
from portal.rooms.services.calling import end_call
from portal.rooms.states import Role, SignalKind

CLEAR_UP = "rooms.clear_up"


@dataclass(frozen=True)
class Visitor:
    """Somebody who may enter a room: as what, under which name, and by what they are known."""

    role: Role
    name: str
    theirs: sa.ColumnElement[bool]
    user_id: int | None = None
    link_id: int | None = None
    venue_id: int | None = None


def enter(booking: Booking, *, by: User) -> Presence:
    """Be in the room from now on, with this page alone; another page of one's own is left.

    Raises Missing for who has no business there, NotAllowed outside its hours, Conflict when it is
    full.
    """
    role = queries.role_of(by, booking)
    known = Visitor(role, queries.both_names(by), Presence.user_id == by.id, user_id=by.id)
    return admit(booking, known)


def admit(booking: Booking, visitor: Visitor) -> Presence:
    """Let somebody in who may come. Raises NotAllowed outside the hours, Conflict when full."""
    must_be_open(booking)
    lock(booking)
    _forget_who_is_gone(booking)
    leave_with(booking, visitor.theirs)
    if visitor.role is Role.COORDINATOR:
        end_call(booking)
    others = queries.there(booking)
    if why_not := rules.why_not_join(len(others)):
        raise Conflict(why_not)
    if not others:
        closes_at = rules.closes_at(booking.span.ends_at)
        jobs.plan(CLEAR_UP, due_at=closes_at + rules.PRESENCE_LASTS, booking_id=booking.id)
    presence = Presence(
        booking_id=booking.id,
        user_id=visitor.user_id,
        link_id=visitor.link_id,
        venue_id=visitor.venue_id,
        key=identifiers.public_id(),
        role=visitor.role,
        name=visitor.name[: rules.LONGEST_NAME],
    )
    session.add(presence)
    session.flush()
    return presence


def must_be_open(booking: Booking) -> None:
    """Raises NotAllowed with the reason when nobody may be in this room now."""
    why_not = rules.why_not_enter(
        state=booking.state,
        starts_at=booking.slot.starts_at,
        ends_at=booking.span.ends_at,
        now=clock.now(),
    )
    if why_not:
        raise NotAllowed(why_not)


def stay(presence: Presence, got: Sequence[int] = (), unreached: int = 0) -> None:
    """Note that a page is still there and how many others it finds no way to, and drop the signals
    that it says it has."""
    is_due = rules.is_due_to_be_noted(presence.seen_at, clock.now())
    if is_due or unreached != presence.unreached:
        session.execute(
            sa.update(Presence)
            .where(Presence.id == presence.id)
            .values(seen_at=clock.now(), unreached=unreached)
        )
    if got:
        session.execute(
            sa.delete(Signal).where(Signal.receiver == presence.key, Signal.id.in_(list(got)))
        )


def tell(presence: Presence, to: str, kind: SignalKind, body: str) -> None:
    """Tell another page in the room how to reach this one.

    Raises Invalid for what is too long or to nobody there, Conflict when too much waits for it.
    """
    if len(body) > rules.LONGEST_SIGNAL:
        raise Invalid(Text("This is too long."))
    here = sa.select(Presence.id).where(
        Presence.key == to,
        Presence.booking_id == presence.booking_id,
        Presence.left_at.is_(None),
    )
    if session.scalar(here) is None:
        raise Invalid(Text("They are not in the room any more."))
    waiting = sa.select(sa.func.count()).select_from(Signal).where(Signal.receiver == to)
    if (session.scalar(waiting) or 0) >= rules.MOST_SIGNALS_WAITING:
        raise Conflict(Text("They do not answer at the moment."))
    session.add(
        Signal(
            booking_id=presence.booking_id,
            sender=presence.key,
            receiver=to,
            kind=kind,
            body=body,
        )
    )


def say(presence: Presence, text: str) -> RoomMessage:
    """Write to everybody in the room. Raises Invalid for nothing, and for too much."""
    text = text.strip()
    if not text:
        raise Invalid(Text("Please write something."))
    if len(text) > rules.LONGEST_MESSAGE:
        raise Invalid(Text("At most %(max)d characters, please.", max=rules.LONGEST_MESSAGE))
    message = RoomMessage(
        booking_id=presence.booking_id,
        user_id=presence.user_id,
        role=presence.role,
        name=presence.name,
        text=text,
    )
    session.add(message)
    session.flush()
    return message


def leave(presence: Presence) -> None:
    """Be in the room no longer."""
    session.execute(
        sa.update(Presence).where(Presence.id == presence.id).values(left_at=clock.now())
    )
    _drop_signals([presence.key])


def clear_up(booking: Booking) -> None:
    """Note when those left who never said so, drop what pages told each other, and forget where
    links were mailed to, unless the meeting moved to a later time."""
    _forget_who_is_gone(booking)
    if clock.now() >= rules.closes_at(booking.span.ends_at):
        session.execute(
            sa.update(JoinLink).where(JoinLink.booking_id == booking.id).values(address="")
        )


def leave_with(booking: Booking, theirs: sa.ColumnElement[bool]) -> None:
    """Let every page of somebody be in the room no longer."""
    own = (Presence.booking_id == booking.id, Presence.left_at.is_(None), theirs)
    keys = session.scalars(sa.select(Presence.key).where(*own)).all()
    session.execute(sa.update(Presence).where(*own).values(left_at=clock.now()))
    _drop_signals(keys)


def _forget_who_is_gone(booking: Booking) -> None:
    """Whoever was not heard of for too long left when they were last heard of."""
    gone = (
        Presence.booking_id == booking.id,
        Presence.left_at.is_(None),
        Presence.seen_at <= clock.now() - rules.PRESENCE_LASTS,
    )
    keys = session.scalars(sa.select(Presence.key).where(*gone)).all()
    session.execute(sa.update(Presence).where(*gone).values(left_at=Presence.seen_at))
    _drop_signals(keys)


def _drop_signals(keys: Sequence[str]) -> None:
    if keys:
        session.execute(
            sa.delete(Signal).where(sa.or_(Signal.sender.in_(keys), Signal.receiver.in_(keys)))
        )
