"""Changes to technology profiles: drafting, changing, publishing, withdrawing."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from portal.accounts.models import User
from portal.companies import queries as companies
from portal.companies.models import Company, Region
from portal.infra import audit
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.kernel.languages import Text
from portal.technologies import queries, rules
from portal.technologies.models import Field, TechnologyProfile
from portal.technologies.rules import Description
from portal.technologies.services import indexing
from portal.technologies.states import ProfileState


def draft(company: Company, described: Description, *, by: User) -> TechnologyProfile:
    """Begin a profile that only its company sees; much may still be missing.

    Raises NotAllowed unless `by` acts for this company and it is approved, Invalid for what
    cannot be kept even as a draft.
    """
    _check_editor(company, by)
    _check_draft(company, described)
    profile = TechnologyProfile(company=company, state=ProfileState.DRAFT)
    _write(profile, described)
    session.add(profile)
    session.flush()
    audit.record("profile drafted", profile, by=by)
    return profile


def change(profile: TechnologyProfile, described: Description, *, by: User) -> None:
    """Say something else in a profile; a published one must stay complete.

    Raises NotAllowed and Invalid as `draft` does.
    """
    _check_editor(profile.company, by)
    if profile.state is ProfileState.PUBLISHED:
        _check_publishable(profile.company, described)
    else:
        _check_draft(profile.company, described)
    _write(profile, described)
    session.flush()
    indexing.index(profile)
    audit.record("profile changed", profile, by=by, state=profile.state.value)


def publish(profile: TechnologyProfile, *, by: User) -> None:
    """Show a profile to everybody.

    Raises NotAllowed as `draft` does, Conflict when it is published already, Invalid with what
    is still missing.
    """
    _check_editor(profile.company, by)
    _move(profile, ProfileState.PUBLISHED)
    _check_publishable(profile.company, queries.description_of(profile))
    profile.published_at = clock.now()
    profile.search_text = _search_text(profile)
    session.flush()
    indexing.index(profile)
    audit.record("profile published", profile, by=by)


def withdraw(profile: TechnologyProfile, *, by: User) -> None:
    """Hide a published profile from everybody but its company.

    Raises NotAllowed as `draft` does, Conflict when it is not published.
    """
    _check_editor(profile.company, by)
    _move(profile, ProfileState.WITHDRAWN)
    session.flush()
    indexing.index(profile)
    audit.record("profile withdrawn", profile, by=by)


def index_again() -> None:
    """Make every profile findable by the present names of fields, companies and places."""
    for profile in session.scalars(sa.select(TechnologyProfile).execution_options(yield_per=500)):
        profile.search_text = _search_text(profile)


def _check_editor(company: Company, by: User) -> None:
    representative = companies.representative_of(by)
    reason = rules.why_not_edit(
        company.state,
        owner_id=company.id,
        editors_company_id=representative.company_id if representative else None,
    )
    if reason:
        raise NotAllowed(reason)


def _check_draft(company: Company, described: Description) -> None:
    for lack in rules.lacks_for_draft(described, company.side):
        raise Invalid(lack.text, field=lack.field)


def _check_publishable(company: Company, described: Description) -> None:
    for lack in rules.lacks_for_publication(described, company.side):
        raise Invalid(lack.text, field=lack.field)


def _move(profile: TechnologyProfile, to: ProfileState) -> None:
    session.refresh(profile, ["state"], with_for_update=True)
    if reason := rules.why_not_move(profile.state, to):
        raise Conflict(reason)
    profile.state = to


def _write(profile: TechnologyProfile, described: Description) -> None:
    profile.kind = described.kind
    profile.title = described.title
    profile.summary = described.summary
    profile.stage = described.stage
    profile.readiness = described.readiness
    profile.partnerships = [partnership.value for partnership in described.partnerships]
    profile.fields = _fields(described.field_codes)
    profile.regions = _regions(profile.company, described.region_codes)
    profile.changed_at = clock.now()
    profile.search_text = _search_text(profile)


def _fields(codes: Collection[str]) -> list[Field]:
    found = session.scalars(
        sa.select(Field).where(Field.code.in_(codes)).order_by(Field.position)
    ).all()
    if len(found) != len(set(codes)):
        raise Invalid(Text("Please choose fields from the list."), field="fields")
    return list(found)


def _regions(company: Company, codes: Collection[str]) -> list[Region]:
    found = [region for region in queries.regions_to_aim_at(company.side) if region.code in codes]
    if len(found) != len(set(codes)):
        raise Invalid(Text("Please choose regions from the list."), field="regions")
    return found


def _search_text(profile: TechnologyProfile) -> str:
    company = profile.company
    places = [place for place in (company.region, company.city) if place]
    return rules.searchable(
        [
            profile.title,
            profile.summary,
            *(leaf.name for leaf in profile.fields),
            *(leaf.group.name for leaf in profile.fields),
            company.name,
            *(name for place in places for name in (place.name, place.short_name)),
            *(alias for place in places for alias in place.aliases),
        ]
    )
