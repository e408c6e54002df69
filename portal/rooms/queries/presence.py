"""Reads about rooms: who somebody is to a meeting, who is there, what waits, what was written."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import defaultload

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.states import Duty
from portal.bookings.models import Booking
from portal.companies.models import Representative
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Missing
from portal.kernel.languages import Text
from portal.rooms import rules
from portal.rooms.models import Presence, RoomMessage, Signal
from portal.rooms.states import Role

# Asked every other second by each page in a room, which needs no region of the session.
_BY_NAME = (
    sa.select(Booking)
    .where(Booking.public_id == sa.bindparam("public_id"))
    .options(defaultload(Booking.consultation).lazyload(ConsultationSession.regions))
)


def booking_of(public_id: str) -> Booking:
    """The meeting whose room has this address. Raises Missing."""
    found = session.scalar(_BY_NAME, {"public_id": public_id})
    if found is None:
        raise Missing
    return found


def role_of(user: User, booking: Booking) -> Role:
    """As what somebody may enter the room of a meeting. Raises Missing for everybody else."""
    company_id = session.scalar(
        sa.select(Representative.company_id).where(Representative.user_id == user.id)
    )
    if company_id == booking.korean_company_id:
        return Role.KOREAN
    if company_id == booking.chinese_company_id:
        return Role.CHINESE
    interpreter = consultations.interpreter_of(user)
    if interpreter is not None and interpreter.id == booking.interpreter_id:
        return Role.INTERPRETER
    coordinator = accounts.coordinator_of(user)
    if (
        coordinator is not None
        and coordinator.may(Duty.SCHEDULE)
        and coordinator.host_id in booking.consultation.host_ids
    ):
        return Role.COORDINATOR
    raise Missing


def both_names(user: User) -> str:
    """A name that everybody in the room can read."""
    own, latin = user.person.name, user.person.name_latin
    return own if own == latin else f"{own} {latin}"


def there(booking: Booking) -> Sequence[Presence]:
    """Who is in the room now, in the order in which they came."""
    return session.scalars(
        sa.select(Presence)
        .where(
            Presence.booking_id == booking.id,
            Presence.left_at.is_(None),
            Presence.seen_at > clock.now() - rules.PRESENCE_LASTS,
        )
        .order_by(Presence.id)
    ).all()


def presence_of(user: User, booking: Booking, key: str) -> Presence:
    """This very page of this person in the room.

    Raises Missing when it is there no longer, Conflict when another page of theirs is instead.
    """
    return presence_with(key, booking, Presence.user_id == user.id)


def presence_with(key: str, booking: Booking, theirs: sa.ColumnElement[bool]) -> Presence:
    """The page of this key in the room, when it is one of `theirs`. Raises as `presence_of`."""
    in_room = sa.select(Presence).where(
        Presence.booking_id == booking.id, Presence.left_at.is_(None), theirs
    )
    found = session.scalar(in_room.where(Presence.key == key))
    if found is None:
        since = clock.now() - rules.PRESENCE_LASTS
        if session.scalars(in_room.where(Presence.seen_at > since)).first() is not None:
            raise Conflict(Text("You entered the room in another window or on another device."))
        raise Missing
    return found


def signals_for(presence: Presence) -> Sequence[Signal]:
    """What others told this page and it has not said that it has, oldest first."""
    return session.scalars(
        sa.select(Signal).where(Signal.receiver == presence.key).order_by(Signal.id)
    ).all()


def messages_in(booking: Booking, after: int = 0) -> Sequence[RoomMessage]:
    """What was written in the room since a message, the last ones of many."""
    found = session.scalars(
        sa.select(RoomMessage)
        .where(RoomMessage.booking_id == booking.id, RoomMessage.id > after)
        .order_by(RoomMessage.id.desc())
        .limit(rules.MESSAGES_SHOWN)
    ).all()
    return list(reversed(found))


def attendance_of(booking: Booking) -> Sequence[Presence]:
    """Every stay in the room, oldest first: who was there, from when to when."""
    return session.scalars(
        sa.select(Presence).where(Presence.booking_id == booking.id).order_by(Presence.id)
    ).all()
