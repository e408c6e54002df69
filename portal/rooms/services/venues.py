"""A venue that joins the meetings of its companies in turn: its link, and moving on."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import date

from portal.accounts.models import User
from portal.bookings.services.acting import must_run
from portal.consultations.models import ConsultationSession
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock, identifiers
from portal.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from portal.kernel.languages import Text
from portal.rooms import queries, rules
from portal.rooms.models import Presence, VenueLink
from portal.rooms.queries import Turn
from portal.rooms.services.presence import Visitor, admit, leave_with


def make_venue(
    consultation: ConsultationSession, name: str, day: date, companies: Sequence[str], *, by: User
) -> tuple[VenueLink, str]:
    """Make the link of a venue for one day and its companies; says its secret, this once.

    Raises NotAllowed for who does not run the session, Invalid for companies that do not meet in
    it, Conflict when there are too many venues.
    """
    must_run(consultation, by)
    db.lock(consultation)
    known = {each.public_id for each in queries.who_meets(queries.meetings_in(consultation))}
    if not companies or not set(companies) <= known:
        raise Invalid(Text("Please choose companies with meetings."), field="companies")
    if len(queries.venues_in(consultation)) >= rules.MOST_VENUES:
        raise Conflict(Text("There are too many venues. Please take the link of one back first."))
    secret = identifiers.secret()
    venue = VenueLink(
        consultation_id=consultation.id,
        day=day,
        name=name[: rules.LONGEST_VENUE],
        companies=sorted(companies),
        digest=identifiers.digest(secret),
        made_by_id=by.id,
    )
    session.add(venue)
    session.flush()
    audit.record("venue link made", consultation, by=by)
    return venue, secret


def take_venue_back(venue: VenueLink, *, by: User) -> None:
    """Let a venue's link open nothing any more; the venue is out of its room at once.

    Raises NotAllowed for who does not run the session.
    """
    must_run(venue.consultation, by)
    db.lock(venue)
    if venue.revoked_at is None:
        venue.revoked_at = clock.now()
        _leave(venue, queries.turns_at(venue))
        audit.record("venue link taken back", venue.consultation, by=by)


def open_venue(public_id: str, secret: str) -> VenueLink:
    """The venue of this name and secret, while its link opens something. Raises Missing."""
    venue = queries.venue_of(public_id)
    given = identifiers.digest(secret)
    fits = hmac.compare_digest(venue.digest if venue else identifiers.digest(""), given)
    if venue is None or not fits or venue.revoked_at is not None:
        raise Missing
    return venue


def move_on(venue: VenueLink, done: str, *, by: User | None = None) -> None:
    """Let the next meeting have its turn at a venue, after the one that is done (a public id).

    Pressed twice, or by two at once, it moves on once. `by` is a coordinator; None at the venue
    itself. Raises NotAllowed for other people, and at the venue before the room of the meeting that
    would be left has opened; Conflict after the last meeting.
    """
    if by is not None:
        must_run(venue.consultation, by)
    db.lock(venue)
    session.refresh(venue)
    turns, now = queries.turns_at(venue), queries.turn_now(venue)
    if now is None or now.booking.public_id != done:
        return
    following = rules.after(turns, now.id)
    if following is None:
        raise Conflict(Text("This is the last meeting of the day."))
    if by is None and clock.now() < rules.opens_at(now.booking.slot.starts_at):
        raise NotAllowed(Text("The room of this meeting has not opened yet."))
    venue.booking_id = following.id
    _leave(venue, [now])


def enter_from_venue(venue: VenueLink, turn: Turn) -> Presence:
    """Be in the room of the company whose turn it is.

    Raises NotAllowed before and after its turn and outside the room's hours, Conflict when full.
    """
    must_be_its_turn(venue, turn)
    name = queries.name_at_venue(venue, turn)
    return admit(
        turn.booking, Visitor(turn.role, name, Presence.venue_id == venue.id, venue_id=venue.id)
    )


def must_be_its_turn(venue: VenueLink, turn: Turn) -> None:
    """Raises NotAllowed when a venue is not in this meeting, or its link was taken back."""
    if venue.revoked_at is not None:
        raise NotAllowed(rules.CLOSED)
    now = queries.turn_now(venue)
    if now is None or now.id != turn.id:
        raise NotAllowed(Text("It is another meeting's turn at this venue."))


def _leave(venue: VenueLink, turns: Sequence[Turn]) -> None:
    for turn in turns:
        leave_with(turn.booking, Presence.venue_id == venue.id)
