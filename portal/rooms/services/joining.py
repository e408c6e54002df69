"""Letting named people into one meeting's room by a link, and taking the link back."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.bookings.models import Booking
from portal.bookings.services.acting import must_run
from portal.companies import queries as companies
from portal.infra import audit, db, jobs
from portal.infra.db import session
from portal.kernel import clock, identifiers
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Missing, NotAllowed
from portal.kernel.languages import Language
from portal.rooms import notifications, queries, rules
from portal.rooms.models import JoinLink, Presence, reader_of
from portal.rooms.services.presence import CLEAR_UP, Visitor, admit, leave_with
from portal.rooms.states import Role


@dataclass(frozen=True)
class Guest:
    """Whom a link is for: their name as everybody in the room reads it, and where it is mailed."""

    name: str
    address: str
    role: Role
    language: Language


def send_join_link(booking: Booking, guest: Guest, *, by: User) -> JoinLink:
    """Mail somebody a link that opens this meeting's room to them, in its hours, and nothing else.

    A company lets people in on its own side, a coordinator on any, the interpreter's included.
    Raises NotAllowed for others, Conflict when the meeting is over, many links are open, or whoever
    reads that address wants no such mails.
    """
    _must_answer_for(guest.role, booking, by)
    db.lock(booking)
    closes_at = rules.closes_at(booking.span.ends_at)
    if why_not := rules.why_not_let_in(
        booking.state, len(queries.links_into(booking)), is_over=clock.now() >= closes_at
    ):
        raise Conflict(why_not)
    if queries.is_quiet(reader_of(guest.address)):
        raise Conflict(rules.WANTS_NO_MAILS)
    secret = identifiers.secret()
    known = _known(guest, booking)
    link = JoinLink(
        booking_id=booking.id,
        digest=identifiers.digest(secret),
        role=guest.role,
        name=guest.name[: rules.LONGEST_NAME],
        address=guest.address,
        language=guest.language,
        user_id=known.id if known else None,
        made_by_id=by.id,
    )
    session.add(link)
    session.flush()
    jobs.plan(CLEAR_UP, due_at=closes_at + rules.PRESENCE_LASTS, booking_id=booking.id)
    audit.record("join link sent", booking, by=by, role=guest.role.value)
    notifications.let_in(booking, link, secret, guest.language, by)
    return link


def take_join_link_back(link: JoinLink, *, by: User) -> None:
    """Let a link open nothing any more; whoever is in the room by it is out at once.

    Raises NotAllowed unless one made it, answers for its side, or runs the session.
    """
    if link.made_by_id != by.id:
        _must_answer_for(link.role, link.booking, by)
    db.lock(link.booking)
    if link.revoked_at is not None:
        return
    link.revoked_at = clock.now()
    leave_with(link.booking, Presence.link_id == link.id)
    audit.record("join link taken back", link.booking, by=by, role=link.role.value)


def open_link(public_id: str, secret: str) -> JoinLink:
    """The link of this name and secret, while it opens a room. Raises Missing."""
    link = mailed_link(public_id, secret)
    if not queries.belongs(link):
        raise Missing
    return link


def mailed_link(public_id: str, secret: str) -> JoinLink:
    """The link of this name and secret, whether it opens anything or not. Raises Missing."""
    link = queries.link_of(public_id)
    given = identifiers.digest(secret)
    known = [link.digest, *link.also] if link else [identifiers.digest("")]
    fits = any(hmac.compare_digest(each, given) for each in known)
    if link is None or not fits:
        raise Missing
    return link


def enter_by_link(link: JoinLink) -> Presence:
    """Be in the room from now on as the person of this link.

    Raises NotAllowed outside the room's hours and when the link was taken back meanwhile, Conflict
    when the room is full.
    """
    must_open(link)
    return admit(
        link.booking,
        Visitor(link.role, link.name, queries.theirs(link), user_id=link.user_id, link_id=link.id),
    )


def must_open(link: JoinLink) -> None:
    """Raises NotAllowed when a link opens nothing any more."""
    if not queries.belongs(link):
        raise NotAllowed(rules.CLOSED)


def _must_answer_for(role: Role, booking: Booking, by: User) -> None:
    own = {Role.KOREAN: Side.KR, Role.CHINESE: Side.CN}.get(role)
    if own is not None and companies.acts_for(by, booking.company_of(own)):
        return
    must_run(booking.consultation, by)


def _known(guest: Guest, booking: Booking) -> User | None:
    """The account of this address, when its person stands at the meeting as what they come."""
    user = accounts.user_of_address(guest.address)
    try:
        return user if user and queries.role_of(user, booking) is guest.role else None
    except Missing:
        return None
