"""What companies and their coordinators are told about registration and approval."""

from __future__ import annotations

from portal.accounts.models import User
from portal.accounts.notifications import recipient
from portal.companies import queries
from portal.companies.models import Company
from portal.companies.rules import COLLEAGUE_INVITATION_LASTS, INVITATION_LASTS
from portal.companies.states import Standing
from portal.infra import outbox
from portal.kernel.languages import Language


def applied(company: Company) -> None:
    """Tell the coordinators of the company's side that an application waits for them."""
    for decider in queries.deciders_on(company):
        outbox.post(
            "companies/applied",
            recipient(decider),
            company=company.name,
            path=f"/coordinator/companies/{company.public_id}",
            about=outbox.About(company=company.id),
            needs_answer=True,
        )


def received(company: Company) -> None:
    _tell(company, "companies/received", path="/company/application")


def approved(company: Company) -> None:
    _tell(company, "companies/approved", path="/company/")


def changes_asked(company: Company, reason: str) -> None:
    _tell(company, "companies/changes_asked", reason=reason, path="/company/application")


def declined(company: Company, reason: str) -> None:
    _tell(company, "companies/declined", reason=reason, path="/company/application")


def suspended(company: Company, reason: str) -> None:
    _tell(company, "companies/suspended", reason=reason, path="/company/application")


def reinstated(company: Company) -> None:
    _tell(company, "companies/reinstated", path="/company/")


def invited(company: Company, address: str, secret: str, language: Language) -> None:
    """Send the link by which somebody takes up a company to the address a coordinator gave."""
    outbox.post(
        "companies/invited",
        outbox.Recipient(
            address=address,
            name=company.name.best(language).text,
            language=language,
            side=company.side,
        ),
        company=company.name,
        path=f"/invitation/{secret}",
        about=outbox.About(company=company.id),
        days=INVITATION_LASTS.days,
    )


def colleague_invited(company: Company, address: str, secret: str, by: User) -> None:
    """Send the link by which somebody joins a company to the address that an owner gave."""
    outbox.post(
        "companies/colleague_invited",
        outbox.Recipient(
            address=address,
            name=company.name.best(by.language).text,
            language=by.language,
            side=company.side,
        ),
        company=company.name,
        by=by.display_name,
        path=f"/invitation/{secret}",
        about=outbox.About(company=company.id),
        days=COLLEAGUE_INVITATION_LASTS.days,
    )


def colleague_joined(company: Company, user: User) -> None:
    """Tell those who manage a company's people."""
    _tell_owners(company, "companies/colleague_joined", who=user.display_name)


def colleague_gone(company: Company, user: User, *, leaves: bool) -> None:
    """Tell somebody that they act for a company no longer, and its owners when they left."""
    outbox.post("companies/colleague_gone", recipient(user), company=company.name, path="/")
    if leaves:
        _tell_owners(company, "companies/colleague_left", who=user.display_name)


def standing_changed(company: Company, user: User, to: Standing) -> None:
    """Tell somebody what they may do for their company from now on."""
    kind = "companies/made_owner" if to is Standing.OWNER else "companies/made_member"
    outbox.post(
        kind,
        recipient(user),
        company=company.name,
        path="/company/account",
        about=outbox.About(company=company.id),
    )


def _tell_owners(company: Company, kind: str, **values: str) -> None:
    for owner in queries.owners_of(company):
        if owner.user.is_active:
            outbox.post(
                kind,
                recipient(owner.user),
                company=company.name,
                path="/company/account",
                about=outbox.About(company=company.id),
                **values,
            )


def _tell(company: Company, kind: str, **values: str) -> None:
    """Write to everybody who acts for the company, to each in their own language."""
    for user in queries.representatives_of(company):
        outbox.post(
            kind,
            recipient(user),
            company=company.name,
            about=outbox.About(company=company.id),
            needs_answer=kind == "companies/changes_asked",
            **values,
        )
