"""Reads about regions, companies and those who act for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts.models import Person, User
from portal.companies.models import City, Company, Invitation, Region, Representative
from portal.companies.states import (
    CLOSED_TO_COLLEAGUES,
    KNOWN_TO_THE_OTHER_SIDE,
    CompanyState,
    Standing,
)
from portal.infra import paging, search
from portal.infra.db import columns_of, session
from portal.infra.outbox import Recipient
from portal.infra.remembered import each_remembered_calmly, remembered_calmly
from portal.kernel import clock, identifiers
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
    query = query.where(*search.contains_all(Company.search_text, wanted.words))
    if wanted.state is not None:
        query = query.where(Company.state == wanted.state)
    if wanted.side is not None:
        query = query.where(Company.side == wanted.side)
    if wanted.region_code:
        query = query.where(Company.region_code == wanted.region_code)
    return paging.chunk(query.order_by(Company.name_key, Company.id), page, PAGE_SIZE)


def applications(side: Side, page: int = 1) -> paging.Chunk[Company]:
    """The applications that wait for this side's coordinators, oldest first."""
    query = sa.select(Company).where(Company.side == side, Company.state == CompanyState.APPLIED)
    return paging.chunk(query.order_by(Company.applied_at, Company.id), page, PAGE_SIZE)


def number_of_applications(side: Side) -> int:
    """How many applications wait for this side's coordinators."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Company)
            .where(Company.side == side, Company.state == CompanyState.APPLIED)
        )
        or 0
    )


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


# ---- those who act for companies


def representative_of(user: User) -> Representative | None:
    """For which company this user acts, if for any."""
    return session.scalar(sa.select(Representative).where(Representative.user_id == user.id))


def acts_for(user: User, company: Company) -> bool:
    """Whether this user acts for this company."""
    return _acts_for(user.id, company.id)


@remembered_calmly
def _acts_for(user_id: int, company_id: int) -> bool:
    found = session.execute(_ACTS_FOR, {"user": user_id, "company": company_id})
    return found.first() is not None


def representatives(company: Company) -> Sequence[Representative]:
    """Everybody who acts for a company, owners first."""
    return session.scalars(
        sa.select(Representative)
        .options(selectinload(Representative.user))
        .where(Representative.company_id == company.id)
        .order_by(Representative.standing.desc(), Representative.id)
    ).all()


def representative_in(company: Company, user_id: str) -> Representative | None:
    """The user with this public id as one who acts for this very company."""
    return session.scalar(
        sa.select(Representative)
        .join(Representative.user)
        .where(Representative.company_id == company.id, User.public_id == user_id)
    )


def owners_of(company: Company) -> Sequence[Representative]:
    """Those who manage a company's people."""
    return session.scalars(
        sa.select(Representative)
        .options(selectinload(Representative.user))
        .where(Representative.company_id == company.id, Representative.standing == Standing.OWNER)
    ).all()


def representatives_of(company: Company) -> Sequence[User]:
    """The users to write to about a company: confirmed and not suspended."""
    return session.scalars(
        sa.select(User)
        .join(Representative, Representative.user_id == User.id)
        .where(
            Representative.company_id == company.id,
            User.email_confirmed_at.is_not(None),
            User.suspended_at.is_(None),
        )
        .order_by(Representative.id)
    ).all()


def recipients_of(companies: Iterable[Company]) -> dict[int, Sequence[Recipient]]:
    """The same as somebody to write to, for several companies in one statement, by company."""
    return _recipients(company.id for company in companies)


@each_remembered_calmly
def _recipients(company_ids: tuple[int, ...]) -> dict[int, Sequence[Recipient]]:
    found: dict[int, tuple[Recipient, ...]] = dict.fromkeys(company_ids, ())
    for company_id, address, language, name, latin, side in session.execute(
        _RECIPIENTS, {"companies": company_ids}
    ):
        called = name if language is side.language else latin
        found[company_id] += (Recipient(address, called, language, side),)
    return {**found}


# Statements that every booking needs, made once.
_representative, _user, _person = map(columns_of, (Representative, User, Person))
_ACTS_FOR = sa.select(_representative.id).where(
    _representative.user_id == sa.bindparam("user"),
    _representative.company_id == sa.bindparam("company"),
)
_RECIPIENTS = (
    sa.select(
        _representative.company_id,
        _user.email,
        _user.language,
        _person.name,
        _person.name_latin,
        _person.side,
    )
    .join(_user.id.table, _user.id == _representative.user_id)
    .join(_person.id.table, _person.id == _user.person_id)
    .where(
        _representative.company_id.in_(sa.bindparam("companies", expanding=True)),
        _user.email_confirmed_at.is_not(None),
        _user.suspended_at.is_(None),
    )
    .order_by(_representative.id)
)


# ---- invitations


def open_invitation(secret: str) -> Invitation | None:
    """The unused, unexpired invitation with this secret, while its company waits for somebody.

    Colleagues are waited for by companies that may still take part.
    """
    return session.scalar(
        sa.select(Invitation)
        .join(Invitation.company)
        .where(
            Invitation.digest == identifiers.digest(secret),
            Invitation.used_at.is_(None),
            Invitation.expires_at > clock.now(),
            sa.case(
                (Invitation.for_colleague, Company.state.not_in(CLOSED_TO_COLLEAGUES)),
                else_=Company.state == CompanyState.INVITED,
            ),
        )
    )


def colleagues_invited(company: Company) -> Sequence[Invitation]:
    """The invitations to colleagues that nobody has used yet, newest first."""
    return session.scalars(
        sa.select(Invitation)
        .where(
            Invitation.company_id == company.id,
            Invitation.for_colleague,
            Invitation.used_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.id.desc())
    ).all()


def invitations(company: Company) -> Sequence[Invitation]:
    """All invitations to take up a company, newest first."""
    return session.scalars(
        sa.select(Invitation)
        .where(Invitation.company_id == company.id, ~Invitation.for_colleague)
        .order_by(Invitation.id.desc())
    ).all()
