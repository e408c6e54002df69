"""Looking through a company's eyes: never without a reason that stays in the trail."""

from __future__ import annotations

from portal.accounts.models import User
from portal.companies import queries
from portal.companies.models import Company
from portal.infra import audit
from portal.kernel.errors import Invalid, NotAllowed
from portal.kernel.languages import Text


def look(company: Company, *, by: User, reason: str) -> None:
    """Note that a coordinator now sees what this company sees.

    Raises NotAllowed for who may not, and Invalid without a reason.
    """
    if why_not := queries.why_not_look(company, by):
        raise NotAllowed(why_not)
    if not reason.strip():
        raise Invalid(Text("Please give a reason."), field="reason")
    audit.record(queries.LOOKED, company, by=by, reason=reason.strip())
