"""Invitations: links by which somebody takes up a company that a coordinator noted down."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import User
from portal.companies import notifications, rules
from portal.companies.models import Company, Invitation
from portal.companies.services import people
from portal.companies.services.inside import (
    lock,
    make_owner,
    move,
    must_decide,
    withdraw_invitations,
)
from portal.companies.states import CompanyState
from portal.infra import audit
from portal.infra.db import session
from portal.kernel import clock, identifiers
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Text

INVITATION_IS_STALE = Text(
    "This invitation was used already or is too old. Please ask the coordinator for a new one."
)


def invite(company: Company, *, by: User, address: str | None = None) -> str:
    """Make a link by which somebody takes the company up; mails it if an address is given.

    Returns the secret, which is stored nowhere. Links made before stop working.
    Raises Conflict when the company was taken up already, NotAllowed for who may not decide.
    """
    lock(company)
    must_decide(company.side, company.region_code, by)
    if company.state is not CompanyState.INVITED:
        raise Conflict(Text("Somebody has taken this company up already."))
    withdraw_invitations(company)
    secret = identifiers.secret()
    session.add(
        Invitation(
            company_id=company.id,
            digest=identifiers.digest(secret),
            address=address,
            invited_by_id=by.id,
            expires_at=clock.now() + rules.INVITATION_LASTS,
        )
    )
    audit.record("company invited", company, by=by, by_mail=address is not None)
    if address:
        notifications.invited(company, address, secret, company.own_language)
    return secret


def take_up(secret: str, *, by: User) -> Company:
    """Use an invitation: the user becomes the owner, the company is theirs to complete; or they
    join as a colleague.

    Of two at once only one succeeds. Raises Invalid when the invitation is stale, Conflict when
    the user acts for a company already.
    """
    used = session.execute(
        sa.update(Invitation)
        .where(
            Invitation.digest == identifiers.digest(secret),
            Invitation.used_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .values(used_at=clock.now())
        .returning(Invitation.company_id, Invitation.for_colleague)
    ).one_or_none()
    if used is None:
        raise Invalid(INVITATION_IS_STALE)
    company = session.get_one(Company, used.company_id)
    if company.side is not by.side:
        raise NotAllowed(Text("This invitation is for a company of the other country."))
    if used.for_colleague:
        people.join(company, by=by)
        return company
    lock(company)
    if company.state is not CompanyState.INVITED:
        raise Invalid(INVITATION_IS_STALE)
    make_owner(by, company)
    move(company, CompanyState.DRAFT)
    audit.record("company taken up", company, by=by)
    return company
