"""How a company comes onto the portal, what it says of itself, and its application."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.companies import notifications, queries, rules
from portal.companies.models import Company
from portal.companies.rules import Details
from portal.companies.services.indexing import index
from portal.companies.services.inside import (
    NUMBER_TAKEN,
    lock,
    make_owner,
    move,
    must_be_complete,
    must_decide,
    new,
    regions,
    write,
)
from portal.companies.states import OPEN_TO_THE_COMPANY, CompanySize, CompanyState
from portal.infra import audit, db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Text, Wording


def confirm_address(secret: str, *, takes_up_another: bool = False) -> User:
    """Use a confirmation link; whoever registered to bring a company finds its empty application.

    `takes_up_another` says that they came by an invitation, so their company exists already.
    Raises Invalid when the link is stale.
    """
    user = accounts.confirm_address(secret)
    if not takes_up_another and queries.representative_of(user) is None:
        begin(user)
    return user


def begin(user: User) -> Company:
    """Start an empty application; the user becomes the owner of the company's account.

    Raises Conflict when the user acts for a company already.
    """
    company = new(user.side, CompanyState.DRAFT, Details())
    make_owner(user, company)
    audit.record("company registered", company, by=user)
    return company


def add_invited(
    *,
    side: Side,
    name: Wording,
    region_code: str | None = None,
    city_code: str | None = None,
    number: str | None = None,
    website: str | None = None,
    size: CompanySize | None = None,
    about: Wording | None = None,
    address: str | None = None,
    wants_regions: Iterable[str] = (),
    field_hints: Iterable[str] = (),
    import_key: str | None = None,
    by: User | None = None,
) -> Company:
    """Note down a company that nobody has taken up yet; only coordinators see it.

    `by` is None for an import from the command line. Raises Invalid when the number is wrong
    or the place does not exist.
    """
    details = Details(
        name=name,
        registration_number=number,
        region_code=region_code,
        city_code=city_code,
        wants_regions=tuple(wants_regions),
        address=address,
        website=website,
        size=size,
        about=about or Wording(),
    )
    if number and (wrong := rules.why_number_is_wrong(side, number)):
        raise Invalid(wrong, field="registration_number")
    company = new(side, CompanyState.INVITED, details)
    company.field_hints = list(field_hints)
    company.import_key = import_key
    session.flush()
    audit.record("company added", company, by=by, import_key=import_key)
    return company


def note_down(side: Side, details: Details, *, by: User) -> Company:
    """Add a company by hand, as one that nobody has taken up yet.

    Raises NotAllowed for who may not decide on this side, Invalid when it has no name.
    """
    must_decide(side, details.region_code, by)
    if not details.name:
        raise Invalid(Text("Please write the company's name."), field=f"name_{side.language.value}")
    return add_invited(
        side=side,
        name=details.name,
        region_code=details.region_code,
        city_code=details.city_code,
        number=details.registration_number,
        website=details.website,
        size=details.size,
        about=details.about,
        address=details.address,
        wants_regions=details.wants_regions,
        by=by,
    )


def save(company: Company, details: Details, *, by: User, reason: str | None = None) -> None:
    """Keep what was filled in, complete or not.

    The company's own people may do so while the application is open; a coordinator of its side
    at any time, on its behalf and with a reason. Raises Conflict, Invalid or NotAllowed.
    """
    lock(company)
    if queries.acts_for(by, company):
        if company.state not in OPEN_TO_THE_COMPANY:
            raise Conflict(Text("The application was sent; it cannot be changed at the moment."))
        write(company, details)
        index(company)
        return
    must_decide(company.side, company.region_code, by)
    if not reason:
        raise Invalid(Text("Please give a reason."), field="reason")
    if company.state in {CompanyState.APPROVED, CompanyState.SUSPENDED}:
        must_be_complete(company.side, details)
    with db.refusing({"uq_company_approved_number": NUMBER_TAKEN}):
        write(company, details)
    index(company)
    audit.record("company changed", company, by=by, reason=reason, on_behalf_of=company)


def update(
    company: Company,
    *,
    website: str | None,
    size: CompanySize | None,
    about: Wording,
    address: str | None,
    wants_regions: Iterable[str],
    by: User,
) -> None:
    """Change what an approved company may change by itself: not its name, number or place."""
    lock(company)
    if not queries.acts_for(by, company) or company.state is not CompanyState.APPROVED:
        raise NotAllowed(Text("Only an approved company changes its page by itself."))
    company.website = website
    company.size = size
    company.about = about
    company.address = address
    company.wants_regions = regions(company.side.other, wants_regions)
    index(company)
    audit.record("company changed", company, by=by)


def apply(company: Company, *, by: User) -> None:
    """Send the application to the coordinators of the company's side.

    Raises Invalid with the first thing that is missing, Conflict when it was sent already.
    """
    lock(company)
    if not queries.acts_for(by, company):
        raise NotAllowed(Text("Only the company itself sends its application."))
    for lack in rules.lacks_for_application(company.side, company.details):
        raise Invalid(lack.text, field=lack.field)
    move(company, CompanyState.APPLIED)
    company.applied_at = clock.now()
    company.decision_reason = None
    audit.record("company applied", company, by=by)
    notifications.received(company)
    notifications.applied(company)
