"""The way in for those who have no account: reminders with a link of their own."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import Person
from portal.bookings.models import Booking
from portal.bookings.rules.notices import Reminder
from portal.infra import audit, jobs
from portal.infra.db import session
from portal.kernel import identifiers
from portal.rooms import notifications, queries, rules
from portal.rooms.models import JoinLink, reader_of
from portal.rooms.services.presence import CLEAR_UP
from portal.rooms.states import Role

MOST = rules.MOST_JOIN_LINKS


def remind_guests(booking: Booking, reminder: Reminder) -> None:
    """Mail a link into the room of a meeting that is near to everybody who needs one: guests who
    were let in, and who attends for a company without an account.

    Secrets are not kept, so each mail brings one of its own; the links of earlier mails open the
    room as before. Who was sent a link since the reminder was due needs none, and whose link was
    taken back, or who wants no more mails, gets none.
    """
    due_at = booking.slot.starts_at - timedelta(minutes=reminder.minutes)
    links = list(queries.every_link_into(booking))
    known = {each.address.casefold() for each in links} | {each.person_id for each in links}
    unnamed = queries.with_no_account(booking)
    quiet = queries.quiet_among(
        [each.reader for each in links] + [reader_of(str(each.email)) for _, each in unnamed]
    )
    for link in links:
        is_due = link.revoked_at is None and link.made_at < due_at and link.reader not in quiet
        if is_due and _is_guest(link):
            _remind(link)
    open_links = sum(each.revoked_at is None for each in links)
    for role, person in unnamed:
        is_known = bool(known & {person.id, str(person.email).casefold()})
        if is_known or reader_of(str(person.email)) in quiet or open_links >= MOST:
            continue
        _remind(_link_for(booking, role, person))
        open_links += 1


def _is_guest(link: JoinLink) -> bool:
    """Whether somebody is reminded by their link: who has an account is reminded otherwise."""
    return bool(link.address) and link.user_id is None and queries.belongs(link)


def _link_for(booking: Booking, role: Role, person: Person) -> JoinLink:
    link = JoinLink(
        booking_id=booking.id,
        digest=identifiers.digest(identifiers.secret()),  # of a secret that no mail has
        role=role,
        name=f"{person.name} {person.name_latin}"[: rules.LONGEST_NAME],
        address=person.email,
        language=person.side.language,
        person_id=person.id,
    )
    session.add(link)
    session.flush()
    closes_at = rules.closes_at(booking.span.ends_at)
    jobs.plan(CLEAR_UP, due_at=closes_at + rules.PRESENCE_LASTS, booking_id=booking.id)
    audit.record("join link sent", booking, by=None, role=role.value)
    return link


def _remind(link: JoinLink) -> None:
    secret = identifiers.secret()
    link.also = [*link.also, identifiers.digest(secret)]
    session.flush()
    notifications.guest_reminded(link.booking, link, secret)
