"""Who attends which meeting: everybody whom a company named, or whom it chose for this one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from portal.accounts.models import Person, User
from portal.bookings import rules
from portal.bookings.models import Attendee, Booking
from portal.bookings.queries.people import bring_interpreters, languages_of
from portal.companies.models import Company
from portal.consultations.models import Delegate, Participation
from portal.infra.db import session


def attendees_of(booking: Booking) -> dict[int, list[Person]]:
    """Who attends a meeting, by company, in the order of naming."""
    return {company_id: people for (_, company_id), people in people_at([booking]).items()}


def people_at(bookings: Sequence[Booking]) -> dict[tuple[int, int], list[Person]]:
    """Who attends these meetings: by booking and company, in the order of naming.

    Two statements, however many there are.
    """
    named = _named_for(bookings)
    chosen = _chosen_for(bookings)
    found: dict[tuple[int, int], list[Person]] = {}
    for booking in bookings:
        for company_id in (booking.korean_company_id, booking.chinese_company_id):
            people = named.get((booking.consultation_id, company_id), {})
            who = rules.attending(
                people.keys(),
                [id for id, (_, stands_in) in people.items() if stands_in],
                chosen.get(booking.id, ()),
            )
            found[booking.id, company_id] = [
                person for id, (person, _) in people.items() if id in who
            ]
    return found


def attending(booking: Booking, company: Company) -> set[int]:
    """The ids of the delegates who attend a meeting for a company."""
    people = _named_for([booking]).get((booking.consultation_id, company.id), {})
    return rules.attending(
        people.keys(),
        [id for id, (_, stands_in) in people.items() if stands_in],
        _chosen_for([booking]).get(booking.id, ()),
    )


def languages_at(booking: Booking) -> dict[int, set[str]]:
    """What is spoken at a meeting on each side, by company."""
    there = attendees_of(booking)
    spoken = {
        company: {language for person in people for language in person.languages}
        for company, people in there.items()
    }
    both = (booking.korean_company, booking.chinese_company)
    helped = bring_interpreters(booking.consultation, both)
    silent = [company for company in both if not spoken[company.id]]
    understood = spoken | (languages_of(booking.consultation, silent) if silent else {})
    for company in helped:
        understood[company.id] |= {"ko", "zh"}
    return understood


def absent_from(booking: Booking) -> set[str]:
    """The addresses of those who have an account, are named by either company, and do not attend.

    One statement where nobody was chosen for this meeting, which is the usual case.
    """
    if booking.id not in _chosen_for([booking]):
        return set()
    there = {person.id for people in attendees_of(booking).values() for person in people}
    named = {
        person.id for people in _named_for([booking]).values() for person, _ in people.values()
    }
    return set(session.scalars(sa.select(User.email).where(User.person_id.in_(named - there))))


def _named_for(
    bookings: Iterable[Booking],
) -> dict[tuple[int, int], dict[int, tuple[Person, bool]]]:
    """The people named by these meetings' companies: by session and company, then by delegate;
    each with whether they come only where they are chosen."""
    companies = {each.korean_company_id for each in bookings} | {
        each.chinese_company_id for each in bookings
    }
    rows = session.execute(
        sa.select(
            Participation.consultation_id,
            Participation.company_id,
            Delegate.id,
            Person,
            Delegate.stands_in,
        )
        .join(Delegate, Delegate.participation_id == Participation.id)
        .join(Person, Person.id == Delegate.person_id)
        .where(
            Participation.consultation_id.in_({each.consultation_id for each in bookings}),
            Participation.company_id.in_(companies),
        )
        .order_by(Delegate.id)
    )
    found: dict[tuple[int, int], dict[int, tuple[Person, bool]]] = {}
    for consultation_id, company_id, delegate_id, person, stands_in in rows:
        found.setdefault((consultation_id, company_id), {})[delegate_id] = (person, stands_in)
    return found


def _chosen_for(bookings: Iterable[Booking]) -> dict[int, set[int]]:
    """The delegates chosen for these meetings, by booking; absent where nobody was."""
    found: dict[int, set[int]] = {}
    rows = session.execute(
        sa.select(Attendee.booking_id, Attendee.delegate_id).where(
            Attendee.booking_id.in_([each.id for each in bookings])
        )
    )
    for booking_id, delegate_id in rows:
        found.setdefault(booking_id, set()).add(delegate_id)
    return found
