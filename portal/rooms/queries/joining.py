"""Reads about the links by which named people enter a meeting's room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from portal.accounts.models import Person, User
from portal.bookings.models import Booking
from portal.bookings.queries import attendees_of
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.rooms.models import JoinLink, Presence, QuietReader
from portal.rooms.queries.presence import presence_with, role_of
from portal.rooms.states import Role

OF_SIDE = {Role.KOREAN: Side.KR, Role.CHINESE: Side.CN}


def link_of(public_id: str) -> JoinLink | None:
    """The link of this name, whether it opens anything or not."""
    return session.scalar(sa.select(JoinLink).where(JoinLink.public_id == public_id))


def links_into(booking: Booking, role: Role | None = None) -> Sequence[JoinLink]:
    """The links into a meeting that were not taken back, of one side or of all; oldest first."""
    found = sa.select(JoinLink).where(
        JoinLink.booking_id == booking.id, JoinLink.revoked_at.is_(None)
    )
    if role is not None:
        found = found.where(JoinLink.role == role)
    return session.scalars(found.order_by(JoinLink.id)).all()


def belongs(link: JoinLink) -> bool:
    """Whether the person of a link still belongs to the meeting; a guest does as long as it opens.

    An account that was closed, or stands at the meeting no longer, takes its links along, and so
    does somebody without an account who attends no more.
    """
    if link.revoked_at is not None:
        return False
    if link.person_id is not None:
        return link.person_id in {each.id for each in _attending(link.booking, link.role)}
    if link.user is None:
        return True
    try:
        return link.user.is_active and role_of(link.user, link.booking) is link.role
    except Missing:
        return False


def with_no_account(booking: Booking) -> list[tuple[Role, Person]]:
    """Who attends a meeting, has an address, and no account with which to enter its room."""
    people = attendees_of(booking)
    there = [
        (role, person)
        for role, side in OF_SIDE.items()
        for person in people[booking.company_of(side).id]
        if person.email
    ]
    if not there:
        return []
    ids, addresses = {each.id for _, each in there}, {each.email for _, each in there}
    accounts = session.execute(
        sa.select(User.person_id, User.email).where(
            sa.or_(User.person_id.in_(ids), User.email.in_(addresses))
        )
    ).all()
    known = {id for id, _ in accounts} | {address for _, address in accounts}
    return [each for each in there if not known & {each[1].id, each[1].email}]


def every_link_into(booking: Booking) -> Sequence[JoinLink]:
    """The links that were ever made into a meeting, also those taken back; oldest first."""
    return session.scalars(
        sa.select(JoinLink).where(JoinLink.booking_id == booking.id).order_by(JoinLink.id)
    ).all()


def is_quiet(reader: str) -> bool:
    """Whether who is known by this wants no mails with links."""
    return bool(quiet_among([reader]))


def quiet_among(readers: Iterable[str]) -> set[str]:
    """Which of these want no mails with links."""
    found = sa.select(QuietReader.digest).where(QuietReader.digest.in_(set(readers)))
    return set(session.scalars(found))


def _attending(booking: Booking, role: Role) -> Sequence[Person]:
    return attendees_of(booking)[booking.company_of(OF_SIDE[role]).id]


def theirs(link: JoinLink) -> sa.ColumnElement[bool]:
    """The stays of a link's person: those by the link, and those of their account."""
    if link.user_id is None:
        return Presence.link_id == link.id
    return sa.or_(Presence.link_id == link.id, Presence.user_id == link.user_id)


def presence_by_link(link: JoinLink, key: str) -> Presence:
    """The page of this key in the room, which entered by this link.

    Raises Missing when it is there no longer, Conflict when another page of theirs is instead.
    """
    return presence_with(key, link.booking, theirs(link))
