"""What several changes to companies share: locking, writing, and who may."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.states import Duty
from portal.companies import queries, rules
from portal.companies.models import Company, Invitation, Party, Region, Representative
from portal.companies.rules import Details
from portal.companies.services.indexing import index
from portal.companies.states import CompanyState, PartyKind, Standing
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Text

NUMBER_TAKEN = Text("Another approved company has this registration number.")
ACTS_ALREADY = Text("You act for a company already. One account acts for one company.")


def new(side: Side, state: CompanyState, details: Details) -> Company:
    """A company with the party that is busy in its name."""
    party = Party(kind=PartyKind.COMPANY)
    company = Company(party=party, side=side, state=state)
    write(company, details)
    session.add(company)
    session.flush()
    index(company)
    return company


def write(company: Company, details: Details) -> None:
    """Put down what is known of a company, and what it is found by. Raises Invalid for a place."""
    number = details.registration_number
    company.name = details.name
    company.registration_number = (
        rules.normalised_number(company.side, number)[: rules.LONGEST_NUMBER] if number else None
    )
    place(company, details.region_code, details.city_code)
    company.wants_regions = regions(company.side.other, details.wants_regions)
    company.address = details.address
    company.website = details.website
    company.size = details.size
    company.about = details.about
    company.name_key = rules.name_key(company.own_name.text)


def place(company: Company, region_code: str | None, city_code: str | None) -> None:
    """Put a company where it is; a city says its region, so the two cannot differ."""
    city = queries.city_of_code(city_code) if city_code else None
    if city_code and city is None:
        raise Invalid(Text("There is no such city."), field="city")
    if city and region_code and city.region_code != region_code:
        raise Invalid(Text("This city does not belong to the region."), field="city")
    region_code = region_code or (city.region_code if city else None)
    region = queries.region_of_code(region_code) if region_code else None
    if region_code and (region is None or region.side is not company.side):
        raise Invalid(Text("There is no such region."), field="region")
    company.region_code, company.city_code = region_code, city_code


def regions(side: Side, codes: Iterable[str]) -> list[Region]:
    """Regions of a side that sessions are for."""
    wanted = set(codes)
    found = [
        region
        for region in queries.cooperating_regions()
        if region.code in wanted and region.side is side
    ]
    if len(found) < len(wanted):
        raise Invalid(Text("There is no such region."), field="wants")
    return found


def make_owner(user: User, company: Company) -> None:
    with db.refusing({"uq_representative_user_id": ACTS_ALREADY}):
        session.add(Representative(user_id=user.id, company_id=company.id, standing=Standing.OWNER))


def must_decide(side: Side, region: str | None, user: User) -> None:
    """Refuse whoever may not decide on companies of this side and region. Raises NotAllowed."""
    coordinator = accounts.coordinator_of(user)
    why_not = rules.why_not_decide(
        side=side,
        decider=coordinator.host.side if coordinator else None,
        may_approve=coordinator is not None and coordinator.may(Duty.APPROVE),
        region=region,
        regions=coordinator.regions if coordinator else (),
    )
    if why_not:
        raise NotAllowed(why_not)


def must_be_complete(side: Side, details: Details) -> None:
    for lack in rules.lacks_for_approval(side, details):
        raise Invalid(lack.text, field=lack.field)


def move(company: Company, to: CompanyState) -> None:
    if why_not := rules.why_not_move(company.state, to):
        raise Conflict(why_not)
    company.state = to


def withdraw_invitations(company: Company) -> None:
    session.execute(
        sa.update(Invitation)
        .where(
            Invitation.company_id == company.id,
            Invitation.used_at.is_(None),
            ~Invitation.for_colleague,
        )
        .values(used_at=clock.now())
    )


def lock(company: Company) -> None:
    """Read the company afresh and keep others from changing it until this transaction ends."""
    db.lock(company)
