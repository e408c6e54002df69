"""The companies of the other side that one can meet in a session, searched and filtered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.companies import queries as companies
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.states import ParticipationState
from portal.infra import paging, search
from portal.infra.db import session
from portal.infra.plain import Plain
from portal.infra.remembered import remembered_calmly
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.technologies import queries as technologies
from portal.technologies.models import Field, FieldGroup, TechnologyProfile, profile_field
from portal.technologies.states import ProfileKind, ProfileState

PAGE_SIZE = 20


@dataclass(frozen=True)
class PartnerFilter:
    """What somebody looks for among partners; empty means everything.

    `words` are sought in companies' names and in what their profiles say.
    """

    words: str = ""
    group: str | None = None
    kind: ProfileKind | None = None


def partners_in(
    consultation: ConsultationSession,
    side: Side,
    wanted: PartnerFilter,
    page: int = 1,
    *,
    also: Collection[sa.ColumnElement[bool]] = (),
) -> paging.Chunk[Company]:
    """The companies of a side that take part in a session and fit, by name.

    `also` are conditions of whoever knows more of them.
    """
    query = _taking_part(sa.select(Company), consultation, side).where(*also)
    for term in search.terms_of(wanted.words):
        said = Company.id.in_(_with_profile([technologies.says(term)]))
        query = query.where(sa.or_(Company.id.in_(companies.known_as(term)), said))
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(TechnologyProfile.kind == wanted.kind)
    if wanted.group is not None:
        filed = (
            sa.select(profile_field.c.profile_id)
            .join(Field, Field.code == profile_field.c.field_code)
            .where(Field.group_code == wanted.group)
        )
        conditions.append(TechnologyProfile.id.in_(filed))
    if conditions:
        query = query.where(Company.id.in_(_with_profile(conditions)))
    return paging.chunk(query.order_by(Company.name_key, Company.id), page, PAGE_SIZE)


def partner_in(consultation: ConsultationSession, side: Side, public_id: str) -> Company:
    """A company of a side that takes part in a session. Raises Missing for all others."""
    asked = {"consultation": consultation.id, "side": side, "public_id": public_id}
    found: Company | None = session.scalar(_PARTNER, asked)
    if found is None:
        raise Missing
    return found


def partner_shown(consultation: ConsultationSession, side: Side, public_id: str) -> Company:
    """A company that `partner_in` would find, as a plain object. Raises Missing."""
    found = _shown(consultation.id, side, public_id)
    if found is None:
        raise Missing
    return found


@remembered_calmly
def _shown(consultation_id: int, side: Side, public_id: str) -> Company | None:
    asked = {"consultation": consultation_id, "side": side, "public_id": public_id}
    row = session.execute(_PARTNER_SHOWN, asked).one_or_none()
    return None if row is None else _company.of(row)


def partners_named(
    consultation: ConsultationSession, side: Side, public_ids: Collection[str]
) -> dict[str, Company]:
    """Those of these companies that take part on a side of a session, by public id."""
    query = _taking_part(sa.select(Company), consultation, side)
    found = session.scalars(query.where(Company.public_id.in_(public_ids)))
    return {company.public_id: company for company in found}


def groups_of_partners(
    consultation: ConsultationSession, side: Side
) -> Sequence[tuple[FieldGroup, int]]:
    """The groups of technology that partners work in, each with how many companies do."""
    companies = sa.func.count(sa.distinct(TechnologyProfile.company_id))
    rows = session.execute(
        sa.select(FieldGroup, companies)
        .join(Field, Field.group_code == FieldGroup.code)
        .join(profile_field, profile_field.c.field_code == Field.code)
        .join(TechnologyProfile, TechnologyProfile.id == profile_field.c.profile_id)
        .where(
            TechnologyProfile.state == ProfileState.PUBLISHED,
            TechnologyProfile.company_id.in_(
                _taking_part(sa.select(Company.id), consultation, side)
            ),
        )
        .group_by(FieldGroup.code)
        .order_by(FieldGroup.position)
    )
    return [(group, number) for group, number in rows]


def _taking_part(
    query: sa.Select[Any], consultation: ConsultationSession, side: Side
) -> sa.Select[Any]:
    return query.join(Participation, Participation.company_id == Company.id).where(
        Participation.consultation_id == consultation.id,
        Participation.state == ParticipationState.ACCEPTED,
        Company.state == CompanyState.APPROVED,
        Company.side == side,
    )


_PARTNER = (
    sa.select(Company)
    .join(Participation, Participation.company_id == Company.id)
    .where(
        Participation.consultation_id == sa.bindparam("consultation"),
        Participation.state == ParticipationState.ACCEPTED,
        Company.state == CompanyState.APPROVED,
        Company.side == sa.bindparam("side"),
        Company.public_id == sa.bindparam("public_id"),
    )
)


_company = Plain(Company)
_PARTNER_SHOWN = _PARTNER.with_only_columns(*_company.columns)


def _with_profile(conditions: list[sa.ColumnElement[bool]]) -> sa.Select[int]:
    return sa.select(TechnologyProfile.company_id).where(
        TechnologyProfile.state == ProfileState.PUBLISHED, *conditions
    )
