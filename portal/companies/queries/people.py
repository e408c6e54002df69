"""Reads about those who act for companies, and about whom their owners and coordinators invite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts import queries as accounts
from portal.accounts.models import Person, User
from portal.accounts.states import Duty
from portal.companies.models import Company, Invitation, Representative
from portal.companies.rules import sees_to
from portal.companies.states import (
    CLOSED_TO_COLLEAGUES,
    CompanyState,
    Standing,
)
from portal.infra.db import columns_of, session
from portal.infra.outbox import Recipient
from portal.infra.remembered import each_remembered_calmly, remembered_calmly
from portal.kernel import clock, identifiers


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


def deciders_on(company: Company) -> list[User]:
    """The coordinators who decide on a company, and so on what it hands in: those of its side with
    that duty who see to its region."""
    return [
        coordinator.user
        for coordinator in accounts.coordinators_of_side(company.side)
        if coordinator.may(Duty.APPROVE)
        and coordinator.user.is_active
        and sees_to(coordinator.regions, company.region_code)
    ]


def recipients_of(companies: Iterable[Company]) -> dict[int, Sequence[Recipient]]:
    """The same as somebody to write to, for several companies in one statement, by company."""
    return _recipients(company.id for company in companies)


@each_remembered_calmly
def _recipients(company_ids: tuple[int, ...]) -> dict[int, Sequence[Recipient]]:
    found: dict[int, tuple[Recipient, ...]] = dict.fromkeys(company_ids, ())
    for company_id, account, ways, address, language, name, latin, side in session.execute(
        _RECIPIENTS, {"companies": company_ids}
    ):
        called = name if language is side.language else latin
        recipient = Recipient(address, called, language, side, account, tuple(ways))
        found[company_id] += (recipient,)
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
        _user.id,
        _user.message_ways,
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
