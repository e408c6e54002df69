"""How far up the ladder of disclosure the reader of a page stands towards a company."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from portal.accounts import queries as accounts
from portal.accounts.states import Duty
from portal.bookings.queries import disclosure as bookings
from portal.companies.rules import why_not_decide
from portal.consultations import queries as consultations
from portal.technologies.queries import disclosure as technologies
from portal.technologies.rules.disclosure import NOBODY_IN_PARTICULAR, Bond, Reach, reach_of
from portal.web.access import this_company, user, who


def reach_to(company: Any) -> Reach:
    """What the reader may read and open of this company: by its meetings, which only bookings
    know, its agreements, or as the coordinator who reviews its profiles."""
    if not current_user.is_authenticated:
        return NOBODY_IN_PARTICULAR
    someone = who()
    if someone.company:
        return reach_of(_bond_of_company(this_company(), company))
    if someone.coordinates:
        return reach_of(Bond(decides=_decides_on(company)))
    if someone.interprets:
        return reach_of(_bond_of_interpreter(company))
    return NOBODY_IN_PARTICULAR


def _bond_of_company(own: Any, company: Any) -> Bond:
    if own.id == company.id:
        return Bond(owns=True)
    if not own.is_approved or not bookings.share_a_meeting(own, company):
        return Bond()
    return Bond(meets=True, agreed=technologies.agreed_with(company.id, [own.id]))


def _bond_of_interpreter(company: Any) -> Bond:
    """An interpreter reads what the companies of their meetings disclose to each other."""
    interpreter = consultations.interpreter_of(user())
    if interpreter is None:
        return Bond()
    partners = bookings.heard_beside(interpreter, company)
    return Bond(meets=bool(partners), agreed=technologies.agreed_with(company.id, partners))


def _decides_on(company: Any) -> bool:
    coordinator = accounts.coordinator_of(user())
    return coordinator is not None and not why_not_decide(
        side=company.side,
        decider=coordinator.host.side,
        may_approve=coordinator.may(Duty.APPROVE),
        region=company.region_code,
        regions=coordinator.regions,
    )
