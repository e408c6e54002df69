"""What coordinators decide: approval, changes asked for, refusal, suspension."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from portal.accounts.models import User
from portal.companies import notifications, rules
from portal.companies.models import Company
from portal.companies.services.inside import (
    NUMBER_TAKEN,
    lock,
    move,
    must_be_complete,
    must_decide,
    withdraw_invitations,
)
from portal.companies.states import CompanyState
from portal.infra import audit, db
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text


def approve(company: Company, *, by: User, reason: str | None = None) -> None:
    """Let a company take part. Past an application it is done on the company's behalf, with reason.

    Raises Conflict when another approved company has the number, Invalid when something is missing.
    """
    with db.refusing({"uq_company_approved_number": NUMBER_TAKEN}):
        before = _decide(company, CompanyState.APPROVED, by, reason)
        must_be_complete(company.side, company.details)
    withdraw_invitations(company)
    audit.record(
        "company approved",
        company,
        by=by,
        reason=reason,
        on_behalf_of=None if before is CompanyState.APPLIED else company,
    )
    notifications.approved(company)


def ask_for_changes(company: Company, *, by: User, reason: str | None) -> None:
    """Give an application back with the reason; a declined company may try again so, too."""
    _decide(company, CompanyState.RETURNED, by, reason)
    audit.record("changes asked for", company, by=by, reason=reason)
    notifications.changes_asked(company, reason or "")


def decline(company: Company, *, by: User, reason: str | None) -> None:
    """Refuse an application, with the reason."""
    _decide(company, CompanyState.DECLINED, by, reason)
    audit.record("company declined", company, by=by, reason=reason)
    notifications.declined(company, reason or "")


def suspend(
    company: Company,
    *,
    by: User,
    reason: str | None,
    along: Callable[[], AbstractContextManager[None]],
) -> None:
    """Take an approved company off the portal; it keeps its account and its data.

    `along` goes around the notice of it, when nobody can book the company any more, and calls off
    what it still had.
    """
    _decide(company, CompanyState.SUSPENDED, by, reason)
    with along():
        audit.record("company suspended", company, by=by, reason=reason)
        notifications.suspended(company, reason or "")


def reinstate(company: Company, *, by: User, reason: str | None) -> None:
    """Bring a suspended company back."""
    lock(company)
    if company.state is not CompanyState.SUSPENDED:
        raise Conflict(Text("This company is not suspended."))
    _decide(company, CompanyState.APPROVED, by, reason)
    audit.record("company reinstated", company, by=by, reason=reason)
    notifications.reinstated(company)


def _decide(company: Company, to: CompanyState, by: User, reason: str | None) -> CompanyState:
    """Move the company and note who decided and why; returns the state it was in."""
    lock(company)
    must_decide(company.side, company.region_code, by)
    before = company.state
    move(company, to)
    if rules.needs_reason(before, to) and not reason:
        raise Invalid(Text("Please give a reason."), field="reason")
    company.decision_reason = reason
    company.decided_at = clock.now()
    company.decided_by_id = by.id
    return before
