"""Reads about the taxonomy and technology profiles: the catalogue, its counts, one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.companies.models import Company, Region
from portal.companies.rules import Lack
from portal.companies.states import CompanyState
from portal.infra.db import session
from portal.infra.paging import Chunk, chunk
from portal.infra.plain import Plain
from portal.infra.remembered import each_remembered_calmly
from portal.kernel.clocks import Side
from portal.technologies import rules
from portal.technologies.models import (
    Field,
    FieldGroup,
    TechnologyProfile,
    profile_field,
)
from portal.technologies.rules import Description
from portal.technologies.states import ProfileKind, ProfileState

Selection: TypeAlias = sa.Select[*tuple[Any, ...]]


def published_count() -> int:
    """How many profiles the catalogue holds."""
    number = sa.func.count(TechnologyProfile.id)
    return session.scalar(_published(sa.select(number))) or 0


def profile_of(public_id: str, reader: Company | None = None) -> TechnologyProfile | None:
    """The profile with this id if this reader may see it: published, or the reader's own."""
    may_see = sa.and_(
        TechnologyProfile.state == ProfileState.PUBLISHED, Company.state == CompanyState.APPROVED
    )
    if reader is not None:
        may_see = sa.or_(may_see, TechnologyProfile.company_id == reader.id)
    return session.scalar(
        sa.select(TechnologyProfile)
        .join(TechnologyProfile.company)
        .where(TechnologyProfile.public_id == public_id, may_see)
        .options(contains_eager(TechnologyProfile.company))
    )


def own_profile(company: Company, public_id: str) -> TechnologyProfile | None:
    """A company's own profile, in whatever state; another company's is not found."""
    return session.scalar(
        sa.select(TechnologyProfile).where(
            TechnologyProfile.public_id == public_id, TechnologyProfile.company_id == company.id
        )
    )


def own_profiles(company: Company, page: int, size: int = 20) -> Chunk[TechnologyProfile]:
    """All profiles of a company: drafts first, for they wait; then by their last change."""
    waiting_first = sa.case({ProfileState.DRAFT: 0}, value=TechnologyProfile.state, else_=1)
    mine = sa.select(TechnologyProfile).where(TechnologyProfile.company_id == company.id)
    changed_last = (TechnologyProfile.changed_at.desc(), TechnologyProfile.id.desc())
    return chunk(mine.order_by(waiting_first, *changed_last), page, size)


def own_numbers(company: Company) -> dict[ProfileState, int]:
    """How many profiles of a company are in each state."""
    number = sa.select(TechnologyProfile.state, sa.func.count()).group_by(TechnologyProfile.state)
    mine = number.where(TechnologyProfile.company_id == company.id)
    return dict.fromkeys(ProfileState, 0) | {row[0]: row[1] for row in session.execute(mine)}


def profiles_of(company: Company) -> Sequence[TechnologyProfile]:
    """A company's published profiles, newest first; an unapproved company has none."""
    return session.scalars(_theirs(company)).all()


def profiles_page(company: Company, page: int, size: int = 20) -> Chunk[TechnologyProfile]:
    """A company's published profiles, newest first, a page at a time."""
    return chunk(_theirs(company), page, size)


def profiles_of_companies(
    company_ids: Iterable[int],
) -> dict[int, list[TechnologyProfile]]:
    """The published profiles of many companies at once, newest first, by company."""
    found: dict[int, list[TechnologyProfile]] = {}
    query = _published(sa.select(TechnologyProfile)).where(Company.id.in_(set(company_ids)))
    for profile in session.scalars(query.order_by(*_NEWEST_FIRST)):
        found.setdefault(profile.company_id, []).append(profile)
    return found


def titles_of(company_ids: Sequence[int]) -> Sequence[TechnologyProfile]:
    """The published profiles of some companies as plain objects, company by company as they are
    named, the newest first: for pages that show no more of them than their titles."""
    titles = _titles(company_ids)
    return [each for id in company_ids for each in titles[id]]


@each_remembered_calmly
def _titles(company_ids: tuple[int, ...]) -> dict[int, Sequence[TechnologyProfile]]:
    rows = [_profile.of(row) for row in session.execute(_TITLES, {"companies": company_ids})]
    return {id: tuple(row for row in rows if row.company_id == id) for id in company_ids}


def groups_of_companies(company_ids: Iterable[int]) -> dict[tuple[int, ProfileKind], set[str]]:
    """The groups of technology that companies publish offers or needs in, by company and kind."""
    found: dict[tuple[int, ProfileKind], set[str]] = {}
    columns = (TechnologyProfile.company_id, TechnologyProfile.kind, Field.group_code)
    query = _filed(_published(sa.select(*columns))).where(Company.id.in_(set(company_ids)))
    for company_id, kind, group in session.execute(query.distinct()):
        found.setdefault((company_id, kind), set()).add(group)
    return found


def description_of(profile: TechnologyProfile) -> Description:
    """What a saved profile says, as it was given to the services."""
    return Description(
        kind=profile.kind,
        matter=profile.matter,
        title=profile.title,
        summary=profile.summary,
        description=profile.description,
        advantages=profile.advantages,
        sector=profile.sector,
        languages=profile.spoken_languages,
        written=profile.texts,
        field_codes=tuple(filed.code for filed in profile.fields),
        stage=profile.stage,
        readiness=profile.readiness,
        partnerships=profile.partnerships_sought,
        region_codes=tuple(region.code for region in profile.regions),
    )


def lacks_of(profile: TechnologyProfile) -> list[Lack]:
    """What must still be filled in or mended before others may see a profile, in page order."""
    side, proof = profile.company.side, profile.proof
    return [
        *rules.lacks_for_publication(description_of(profile), side),
        *rules.lacks_of_figures(profile.said_in_figures),
        *rules.lacks_of_declaration(profile.kind, side, proof),
    ]


def taxonomy() -> list[tuple[FieldGroup, list[Field]]]:
    """The groups with their fields, in their order."""
    found: dict[str, tuple[FieldGroup, list[Field]]] = {
        group.code: (group, [])
        for group in session.scalars(sa.select(FieldGroup).order_by(FieldGroup.position))
    }
    for leaf in session.scalars(sa.select(Field).order_by(Field.position)):
        found[leaf.group_code][1].append(leaf)
    return list(found.values())


def regions_to_aim_at(side: Side) -> Sequence[Region]:
    """Where a company of this side can look for partners: the other side's regions.

    In China these are the regions that sessions are for.
    """
    there = sa.select(Region).where(Region.side == side.other)
    if side is Side.KR:
        there = there.where(Region.cooperates)
    return session.scalars(there.order_by(Region.position)).all()


def places() -> Sequence[Region]:
    """The Chinese regions to narrow the catalogue to: those of sessions, and of companies."""
    inhabited = sa.select(Company.region_code).where(Company.state == CompanyState.APPROVED)
    return session.scalars(
        sa.select(Region)
        .where(Region.side == Side.CN, sa.or_(Region.cooperates, Region.code.in_(inhabited)))
        .order_by(Region.position)
    ).all()


_NEWEST_FIRST = (TechnologyProfile.published_at.desc(), TechnologyProfile.id.desc())


def _published(query: Selection) -> Selection:
    """Only what everybody may see: published profiles of approved companies."""
    return query.join(Company, Company.id == TechnologyProfile.company_id).where(
        TechnologyProfile.state == ProfileState.PUBLISHED,
        Company.state == CompanyState.APPROVED,
    )


_profile = Plain(TechnologyProfile)
_TITLES = (
    _published(sa.select(*_profile.columns))
    .where(Company.id.in_(sa.bindparam("companies", expanding=True)))
    .order_by(*_NEWEST_FIRST)
)


def _theirs(company: Company) -> Selection:
    published = _published(sa.select(TechnologyProfile)).where(Company.id == company.id)
    return published.order_by(*_NEWEST_FIRST)


def _filed(query: Selection) -> Selection:
    return query.join(profile_field, profile_field.c.profile_id == TechnologyProfile.id).join(
        Field, Field.code == profile_field.c.field_code
    )
