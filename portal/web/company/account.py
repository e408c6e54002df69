"""The company's account: who acts for it."""

from __future__ import annotations

from portal.companies import queries as companies
from portal.web.access import before_approval, this_company
from portal.web.company.desk import desk
from portal.web.pages import page


@desk.get("/account")
@before_approval
def account() -> tuple[str, int]:
    """The people who act for the company."""
    company = this_company()
    return page(
        "company/account/account.html",
        company=company,
        representatives=companies.representatives(company),
    )
