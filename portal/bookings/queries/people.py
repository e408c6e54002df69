"""Who takes part and who attends, as far as meetings need to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from portal.accounts.models import Person, User
from portal.bookings.models import Booking
from portal.companies.models import Company, Representative
from portal.consultations.models import ConsultationSession, Delegate, Participation
from portal.infra.db import session


def participations_in(
    consultation: ConsultationSession, companies: Iterable[Company], *, keep: bool = False
) -> dict[int, Participation]:
    """The places of these companies in a session, by company.

    With `keep` nobody can change them until the transaction ends.
    """
    query = (
        sa.select(Participation)
        .where(
            Participation.consultation_id == consultation.id,
            Participation.company_id.in_([company.id for company in companies]),
        )
        .options(lazyload(Participation.consultation), lazyload(Participation.company))
        .order_by(Participation.id)
    )
    if keep:
        query = query.with_for_update(read=True, of=Participation)
        query = query.execution_options(populate_existing=True)
    return {found.company_id: found for found in session.scalars(query)}


def delegates_of(
    consultation: ConsultationSession, companies: Iterable[Company]
) -> dict[int, list[Person]]:
    """The people whom these companies named for a session, by company, in the order of naming."""
    found: dict[int, list[Person]] = {company.id: [] for company in companies}
    rows = session.execute(
        sa.select(Participation.company_id, Person)
        .join(Delegate, Delegate.participation_id == Participation.id)
        .join(Person, Person.id == Delegate.person_id)
        .where(
            Participation.consultation_id == consultation.id,
            Participation.company_id.in_(list(found)),
        )
        .order_by(Delegate.id)
    )
    for company_id, person in rows:
        found[company_id].append(person)
    return found


def people_at(bookings: Sequence[Booking]) -> dict[tuple[int, int], list[Person]]:
    """Who attends these meetings, in one statement: by session and company, in order of naming."""
    found: dict[tuple[int, int], list[Person]] = {}
    for booking in bookings:
        for company_id in (booking.korean_company_id, booking.chinese_company_id):
            found[booking.consultation_id, company_id] = []
    rows = session.execute(
        sa.select(Participation.consultation_id, Participation.company_id, Person)
        .join(Delegate, Delegate.participation_id == Participation.id)
        .join(Person, Person.id == Delegate.person_id)
        .where(
            Participation.consultation_id.in_({key[0] for key in found}),
            Participation.company_id.in_({key[1] for key in found}),
        )
        .order_by(Delegate.id)
    )
    for consultation_id, company_id, person in rows:
        found.setdefault((consultation_id, company_id), []).append(person)
    return found


def languages_of(
    consultation: ConsultationSession, companies: Sequence[Company]
) -> dict[int, set[str]]:
    """What these companies speak, by company: the people they named, or else their accounts'.

    Of whom nothing is known it is taken that they speak the language of their country.
    """
    named = delegates_of(consultation, companies)
    spoken = {
        company: {language for person in people for language in person.languages}
        for company, people in named.items()
    }
    silent = [company for company, languages in spoken.items() if not languages]
    if silent:
        for company_id, languages in session.execute(
            sa.select(Representative.company_id, Person.languages)
            .join(User, User.id == Representative.user_id)
            .join(Person, Person.id == User.person_id)
            .where(Representative.company_id.in_(silent))
        ):
            spoken[company_id] |= set(languages)
    for company in companies:
        spoken[company.id] = spoken[company.id] or {company.own_language.value}
    return spoken
