"""Reads of what companies keep for themselves. Every one asks for the company whose it is: there is
none that tells a company how it is regarded."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.infra.db import session
from portal.infra.paging import Chunk, chunk
from portal.technologies.models import Regard, TechnologyProfile
from portal.technologies.states import ProfileState

PAGE_SIZE = 20


class Part(StrEnum):
    """The parts of a shortlist's page."""

    LISTED = "listed"
    NOTED = "noted"
    DECLINED = "declined"


@dataclass(frozen=True)
class Declined:
    """What a company wants to be proposed never again, by ids."""

    companies: frozenset[int] = frozenset()
    profiles: frozenset[int] = frozenset()


def regard_of(
    company: Company, other: Company, profile: TechnologyProfile | None = None
) -> Regard | None:
    """How a company regards another, or one of the other's profiles; None if it says nothing."""
    return session.scalar(
        sa.select(Regard).where(
            Regard.company_id == company.id,
            Regard.other_id == other.id,
            Regard.profile_id.is_(None) if profile is None else Regard.profile_id == profile.id,
        )
    )


def regards(company: Company, part: Part, page: int = 1) -> Chunk[Regard]:
    """One part of what a company keeps for itself, the last changed first."""
    return chunk(
        _of(company, part)
        .options(joinedload(Regard.profile))
        .order_by(Regard.changed_at.desc(), Regard.id.desc()),
        page,
        PAGE_SIZE,
    )


def regards_numbers(company: Company) -> dict[Part, int]:
    """How much a company keeps in each part."""
    numbers = sa.select(*(sa.func.count(sa.case((_IN[part], 1))) for part in Part))
    row = session.execute(numbers.where(Regard.company_id == company.id)).one()
    return dict(zip(Part, row, strict=True))


def regarded(company: Company, profile_ids: Collection[int]) -> dict[int, Regard]:
    """How a company regards some profiles, by their ids; those of which it says nothing are left
    out."""
    query = sa.select(Regard).where(
        Regard.company_id == company.id, Regard.profile_id.in_(profile_ids)
    )
    return {regard.profile_id: regard for regard in session.scalars(query) if regard.profile_id}


def declined_by(company: Company) -> Declined:
    """What must never be proposed to a company again."""
    return _declined([company.id]).get(company.id, Declined())


def declined_by_each(company_ids: Iterable[int]) -> dict[int, Declined]:
    """The same of several companies in one statement, by company; the others declined nothing.

    For whoever proposes pairs to a third party: where either declined the other there is no pair,
    and nobody is told why.
    """
    return _declined(set(company_ids))


def _declined(company_ids: Collection[int]) -> dict[int, Declined]:
    found: dict[int, tuple[set[int], set[int]]] = {}
    query = sa.select(Regard.company_id, Regard.other_id, Regard.profile_id).where(
        Regard.company_id.in_(company_ids), Regard.declined
    )
    for company_id, other_id, profile_id in session.execute(query):
        companies, profiles = found.setdefault(company_id, (set(), set()))
        if profile_id is None:
            companies.add(other_id)
        else:
            profiles.add(profile_id)
    return {id: Declined(*map(frozenset, parts)) for id, parts in found.items()}


_IN = {Part.LISTED: Regard.listed, Part.NOTED: Regard.note != "", Part.DECLINED: Regard.declined}


def _of(company: Company, part: Part) -> sa.Select[Regard]:
    return (
        sa.select(Regard)
        .join(Regard.other)
        .options(contains_eager(Regard.other))
        .where(
            Regard.company_id == company.id,
            _IN[part],
            Company.state.in_((CompanyState.APPROVED, CompanyState.SUSPENDED)),
        )
    )


def profile_to_regard(company: Company, public_id: str) -> TechnologyProfile | None:
    """A profile that a company may keep something about: one that it may see, or one that it keeps
    something about already."""
    known = sa.select(Regard.profile_id).where(Regard.company_id == company.id)
    return session.scalar(
        sa.select(TechnologyProfile)
        .join(TechnologyProfile.company)
        .options(contains_eager(TechnologyProfile.company))
        .where(
            TechnologyProfile.public_id == public_id,
            sa.or_(
                TechnologyProfile.id.in_(known),
                sa.and_(
                    TechnologyProfile.state == ProfileState.PUBLISHED,
                    Company.state == CompanyState.APPROVED,
                ),
            ),
        )
    )


def company_to_regard(company: Company, public_id: str) -> Company | None:
    """A company that another may keep something about, in the same way."""
    known = sa.select(Regard.other_id).where(
        Regard.company_id == company.id, Regard.profile_id.is_(None)
    )
    return session.scalar(
        sa.select(Company).where(
            Company.public_id == public_id,
            sa.or_(Company.state == CompanyState.APPROVED, Company.id.in_(known)),
        )
    )
