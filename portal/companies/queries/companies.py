"""Reads about regions and companies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.companies.models import City, Company, Region
from portal.companies.queries.finding import called
from portal.companies.states import (
    KNOWN_TO_THE_OTHER_SIDE,
    CompanyState,
)
from portal.infra import paging
from portal.infra.db import session
from portal.kernel.clocks import Side

PAGE_SIZE = 25


# ---- places


def regions(side: Side | None = None) -> Sequence[Region]:
    """All regions, or one side's; those that sessions are for come first."""
    query = sa.select(Region).order_by(Region.position, Region.code)
    return session.scalars(query if side is None else query.where(Region.side == side)).all()


def cooperating_regions() -> Sequence[Region]:
    """The regions that sessions are for."""
    return session.scalars(
        sa.select(Region).where(Region.cooperates).order_by(Region.position, Region.code)
    ).all()


def region_of_code(code: str) -> Region | None:
    return session.get(Region, code)


def cities(*region_codes: str) -> Sequence[City]:
    """The cities and districts of these regions; of all when none is named."""
    query = sa.select(City).order_by(City.position, City.code)
    return session.scalars(
        query.where(City.region_code.in_(region_codes)) if region_codes else query
    ).all()


def city_of_code(code: str) -> City | None:
    return session.get(City, code)


# ---- what others see: the one place that says which companies these are


def approved_companies() -> sa.Select[Company]:
    """A query for the companies that others may know of, to be narrowed and ordered."""
    return sa.select(Company).where(Company.state == CompanyState.APPROVED)


def approved_company(public_id: str) -> Company | None:
    """A company that others may know of; None while or when it is not approved."""
    return session.scalar(approved_companies().where(Company.public_id == public_id))


def approved_by_place() -> dict[tuple[str, str | None], int]:
    """How many companies that others may know of there are, by codes of region and city."""
    where = (Company.region_code, Company.city_code)
    counted = sa.select(*where, sa.func.count()).group_by(*where)
    approved = counted.where(
        Company.state == CompanyState.APPROVED, Company.region_code.is_not(None)
    )
    return {(str(region), city): number for region, city, number in session.execute(approved)}


# ---- companies as such, whatever their state; the caller decides who may see them


def company_of_id(id: int) -> Company | None:
    """The company with this id."""
    return session.get(Company, id)


def company_of_import_key(import_key: str) -> Company | None:
    """The company that a line of an import became."""
    return session.scalar(sa.select(Company).where(Company.import_key == import_key))


def company_for_coordinator(public_id: str, side: Side) -> Company | None:
    """A company as the coordinators of a side may open it."""
    return session.scalar(sa.select(Company).where(Company.public_id == public_id, _known_to(side)))


def _known_to(side: Side) -> sa.ColumnElement[bool]:
    return sa.or_(Company.side == side, Company.state.in_(KNOWN_TO_THE_OTHER_SIDE))


@dataclass(frozen=True)
class CompanyFilter:
    """What a coordinator looks for; empty means everything."""

    words: str = ""
    state: CompanyState | None = None
    side: Side | None = None
    region_code: str | None = None


def companies_for_coordinator(
    side: Side, wanted: CompanyFilter, page: int
) -> paging.Chunk[Company]:
    """The companies that the coordinators of a side know of, by name."""
    query = sa.select(Company).where(_known_to(side))
    query = query.where(*called(wanted.words))
    if wanted.state is not None:
        query = query.where(Company.state == wanted.state)
    if wanted.side is not None:
        query = query.where(Company.side == wanted.side)
    if wanted.region_code:
        query = query.where(Company.region_code == wanted.region_code)
    return paging.chunk(query.order_by(Company.name_key, Company.id), page, PAGE_SIZE)


def applications(side: Side, regions: Collection[str] = (), page: int = 1) -> paging.Chunk[Company]:
    """The applications that wait for coordinators of a side who see to these regions, none for
    all; oldest first."""
    query = sa.select(Company).where(*_waits_in(side, regions))
    return paging.chunk(query.order_by(Company.applied_at, Company.id), page, PAGE_SIZE)


def number_of_applications(side: Side, regions: Collection[str] = ()) -> int:
    """How many applications wait for coordinators who see to these regions, none for all."""
    return (
        session.scalar(
            sa.select(sa.func.count()).select_from(Company).where(*_waits_in(side, regions))
        )
        or 0
    )


def _waits_in(side: Side, regions: Collection[str]) -> list[sa.ColumnElement[bool]]:
    waits = [Company.side == side, Company.state == CompanyState.APPLIED]
    if regions:
        waits.append(Company.region_code.in_(regions))
    return waits


def duplicates_of(company: Company) -> Sequence[Company]:
    """Other companies with the same number, or with the same name in the same region.

    For coordinators only: it would tell anybody else who has registered.
    """
    same = []
    if company.registration_number:
        same.append(Company.registration_number == company.registration_number)
    if company.name_key:
        same.append(
            sa.and_(
                Company.name_key == company.name_key,
                Company.region_code.is_(None)
                if company.region_code is None
                else Company.region_code == company.region_code,
            )
        )
    if not same:
        return []
    return session.scalars(
        sa.select(Company)
        .where(Company.side == company.side, Company.id != company.id, sa.or_(*same))
        .order_by(Company.id)
        .limit(10)
    ).all()
