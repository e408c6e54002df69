"""Who acts for a company: owners invite colleagues, make them owners, and part from them.

Whoever changes it holds the company's row, so that two owners cannot go at the same moment and
leave none.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.companies import notifications, queries, rules
from portal.companies.models import Company, Invitation, Representative
from portal.companies.services.inside import ACTS_ALREADY, lock
from portal.companies.states import Standing
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock, identifiers
from portal.kernel.errors import Conflict, Invalid, Missing, NotAllowed


def invite_colleague(company: Company, address: str, *, by: User) -> None:
    """Mail somebody a link by which they join a company as a representative.

    A link sent to this address before stops working. It is not told whether the address has an
    account. Raises NotAllowed for who is no owner, Conflict when too many invitations are open.
    """
    lock(company)
    _must_own(company, by)
    _withdraw(company, address)
    if why_not := rules.why_not_invite(len(queries.colleagues_invited(company))):
        raise Conflict(why_not, field="address")
    secret = identifiers.secret()
    session.add(
        Invitation(
            company_id=company.id,
            digest=identifiers.digest(secret),
            address=address,
            for_colleague=True,
            invited_by_id=by.id,
            expires_at=clock.now() + rules.COLLEAGUE_INVITATION_LASTS,
        )
    )
    audit.record("colleague invited", company, by=by)
    notifications.colleague_invited(company, address, secret, by)


def withdraw_colleague(company: Company, address: str, *, by: User) -> None:
    """Let an invitation lead nowhere any more. Raises NotAllowed, and Missing when none is open."""
    lock(company)
    _must_own(company, by)
    if not _withdraw(company, address):
        raise Missing
    audit.record("invitation withdrawn", company, by=by)


def join(company: Company, *, by: User) -> None:
    """Make an invited user act for a company. Raises Invalid where nobody can join it any more,
    Conflict when the user acts for a company already."""
    lock(company)
    if why_not := rules.why_not_join(company.state):
        raise Invalid(why_not)
    with db.refusing({"uq_representative_user_id": ACTS_ALREADY}):
        session.add(Representative(user_id=by.id, company_id=company.id, standing=Standing.MEMBER))
    audit.record("colleague joined", company, by=by)
    notifications.colleague_joined(company, by)


def make_owner(company: Company, user_id: str, *, by: User) -> None:
    """Let somebody who acts for a company manage its people, too. Raises NotAllowed, Missing."""
    _move(company, user_id, Standing.OWNER, by, "made an owner")


def make_member(company: Company, user_id: str, *, by: User) -> None:
    """Let an owner only act for the company. Raises NotAllowed, Missing; Conflict for the last."""
    _move(company, user_id, Standing.MEMBER, by, "made a representative")


def part_from(company: Company, user_id: str, *, by: User) -> None:
    """Let somebody act for a company no longer; what they did stays, their sign-ins end.

    Whoever parts from themselves leaves, which members may, too. Raises NotAllowed, Missing, and
    Conflict for the last owner.
    """
    lock(company)
    found = _acting(company, user_id)
    leaves = found.user_id == by.id
    if not leaves:
        _must_own(company, by)
    _must_leave_an_owner(company, found)
    user = found.user
    session.delete(found)
    session.flush()
    accounts.end_all(user)
    audit.record("left" if leaves else "parted from", company, by=by, who=user.display_name)
    notifications.colleague_gone(company, user, leaves=leaves)


def _move(company: Company, user_id: str, to: Standing, by: User, verb: str) -> None:
    lock(company)
    _must_own(company, by)
    found = _acting(company, user_id)
    if found.standing is to:
        return
    if to is Standing.MEMBER:
        _must_leave_an_owner(company, found)
    found.standing = to
    audit.record(verb, company, by=by, who=found.user.display_name)
    notifications.standing_changed(company, found.user, to)


def _acting(company: Company, user_id: str) -> Representative:
    found = queries.representative_in(company, user_id)
    if found is None:
        raise Missing
    session.refresh(found)
    return found


def _must_own(company: Company, user: User) -> None:
    acting = queries.representative_in(company, user.public_id)
    if acting is not None:
        session.refresh(acting)
    if why_not := rules.why_not_manage(acting.standing if acting else None):
        raise NotAllowed(why_not)


def _must_leave_an_owner(company: Company, leaving: Representative) -> None:
    others = [
        each.user_id
        for each in queries.owners_of(company)
        if each.user_id != leaving.user_id and each.user.is_active
    ]
    if why_not := rules.why_not_lose(leaving.standing, len(others)):
        raise Conflict(why_not)


def _withdraw(company: Company, address: str) -> bool:
    done = session.execute(
        sa.update(Invitation)
        .where(
            Invitation.company_id == company.id,
            Invitation.for_colleague,
            Invitation.used_at.is_(None),
            Invitation.address == address,
        )
        .values(used_at=clock.now())
        .returning(Invitation.id)
    )
    return bool(done.all())
