"""Who takes part and who attends, as far as meetings need to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from portal.accounts.models import Person, User
from portal.companies.models import Company, Representative
from portal.consultations.models import ConsultationSession, Delegate, Participation
from portal.infra.db import columns_of, session
from portal.infra.plain import Plain
from portal.infra.remembered import each_remembered_calmly


def participations_in(
    consultation: ConsultationSession, companies: Iterable[Company], *, keep: bool = False
) -> dict[int, Participation]:
    """The places of these companies in a session, by company.

    With `keep` nobody can change them until the transaction ends.
    """
    asked = {"consultation": consultation.id, "companies": [company.id for company in companies]}
    places = session.scalars(_PLACES_KEPT if keep else _PLACES, asked)
    return {found.company_id: found for found in places}


_PLACES = (
    sa.select(Participation)
    .where(
        Participation.consultation_id == sa.bindparam("consultation"),
        Participation.company_id.in_(sa.bindparam("companies", expanding=True)),
    )
    .options(lazyload(Participation.consultation), lazyload(Participation.company))
    .order_by(Participation.id)
)
_PLACES_KEPT = _PLACES.with_for_update(read=True, of=Participation).execution_options(
    populate_existing=True
)


def places_shown(
    consultation: ConsultationSession, companies: Iterable[Company]
) -> dict[int, Participation | None]:
    """The same as plain objects, for pages that only show them; None where a company has none."""
    return _places((company.id for company in companies), consultation.id)


@each_remembered_calmly
def _places(company_ids: tuple[int, ...], consultation_id: int) -> dict[int, Participation | None]:
    asked = {"consultation": consultation_id, "companies": company_ids}
    places = {place.company_id: place for place in map(_shown.of, session.execute(_SHOWN, asked))}
    return {id: places.get(id) for id in company_ids}


_shown = Plain(Participation)
_SHOWN = sa.select(*_shown.columns).where(
    columns_of(Participation).consultation_id == sa.bindparam("consultation"),
    columns_of(Participation).company_id.in_(sa.bindparam("companies", expanding=True)),
)


def delegates_of(
    consultation: ConsultationSession, companies: Iterable[Company]
) -> dict[int, list[Person]]:
    """The people whom these companies named for all their meetings, by company, in that order."""
    found: dict[int, list[Person]] = {company.id: [] for company in companies}
    rows = session.execute(
        sa.select(Participation.company_id, Person)
        .join(Delegate, Delegate.participation_id == Participation.id)
        .join(Person, Person.id == Delegate.person_id)
        .where(
            Participation.consultation_id == consultation.id,
            Participation.company_id.in_(list(found)),
            ~Delegate.stands_in,
        )
        .order_by(Delegate.id)
    )
    for company_id, person in rows:
        found[company_id].append(person)
    return found


def languages_of(
    consultation: ConsultationSession, companies: Sequence[Company]
) -> dict[int, set[str]]:
    """What these companies speak, by company: the people they named, or else their accounts'.

    Of whom nothing is known it is taken that they speak the language of their country. Whoever
    brings an interpreter is understood in both languages.
    """
    spoken = _spoken((company.id for company in companies), consultation.id)
    return {
        company.id: set(spoken[company.id] or {company.own_language.value}) for company in companies
    }


@each_remembered_calmly
def _spoken(company_ids: tuple[int, ...], consultation_id: int) -> dict[int, frozenset[str]]:
    """What the people speak whom a company named for a session, or else those who act for it."""
    named: dict[int, set[str]] = {id: set() for id in company_ids}
    acting: dict[int, set[str]] = {id: set() for id in company_ids}
    brought: dict[int, set[str]] = {id: set() for id in company_ids}
    for company_id, is_named, languages in session.execute(
        _LANGUAGES, {"consultation": consultation_id, "companies": company_ids}
    ):
        found = brought if is_named is None else named if is_named else acting
        found[company_id].update(languages)
    return {id: frozenset((named[id] or acting[id]) | brought[id]) for id in company_ids}


def bring_interpreters(
    consultation: ConsultationSession, companies: Sequence[Company]
) -> list[Company]:
    """Those of these companies who come to a session with an interpreter of their own."""
    places = places_shown(consultation, companies)
    return [each for each in companies if (at := places[each.id]) and at.own_interpreter]


# Made once, since every booking needs it.
_place, _delegate, _person = map(columns_of, (Participation, Delegate, Person))
_representative, _user = map(columns_of, (Representative, User))
_companies: sa.BindParameter[Any] = sa.bindparam("companies", expanding=True)
_LANGUAGES = sa.union_all(
    sa.select(_place.company_id, sa.true(), _person.languages)
    .join(_delegate.id.table, _delegate.participation_id == _place.id)
    .join(_person.id.table, _person.id == _delegate.person_id)
    .where(
        _place.consultation_id == sa.bindparam("consultation"),
        _place.company_id.in_(_companies),
        ~_delegate.stands_in,
    ),
    sa.select(_representative.company_id, sa.false(), _person.languages)
    .join(_user.id.table, _user.id == _representative.user_id)
    .join(_person.id.table, _person.id == _user.person_id)
    .where(_representative.company_id.in_(_companies)),
    sa.select(_place.company_id, sa.null(), sa.literal(["ko", "zh"], sa.JSON)).where(
        _place.consultation_id == sa.bindparam("consultation"),
        _place.company_id.in_(_companies),
        _place.own_interpreter,
    ),
)
