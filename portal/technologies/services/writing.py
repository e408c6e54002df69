"""What a company says in its technology profiles: drafted, and changed part by part."""

from __future__ import annotations

from collections.abc import Collection, Sequence

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
from portal.technologies.rules import Description, Figure, Proof
from portal.technologies.services import indexing
from portal.technologies.states import ProfileState


def draft(company: Company, described: Description, *, by: User) -> TechnologyProfile:
    """Begin a profile that only its company sees; much may still be missing.

    Raises NotAllowed unless `by` acts for this company and it is approved, Invalid for what
    cannot be kept even as a draft.
    """
    must_be_editor(company, by)
    _check_draft(company, described)
    profile = TechnologyProfile(company=company, state=ProfileState.DRAFT, figures=[])
    _write(profile, described)
    session.add(profile)
    session.flush()
    audit.record("profile drafted", profile, by=by)
    return profile


def change(profile: TechnologyProfile, described: Description, *, by: User) -> None:
    """Say something else in a profile; a published one must stay complete.

    Raises NotAllowed and Invalid as `draft` does, Conflict while it is being reviewed.
    """
    must_be_editor(profile.company, by)
    must_be_open(profile)
    if profile.state is ProfileState.PUBLISHED:
        for lack in rules.lacks_for_publication(described, profile.company.side):
            raise Invalid(lack.text, field=lack.field)
    else:
        _check_draft(profile.company, described)
    _write(profile, described, before=queries.description_of(profile))
    _changed(profile, by)


def say_in_figures(profile: TechnologyProfile, figures: Sequence[Figure], *, by: User) -> None:
    """Say what is treated, from what to what. Raises as `change` does."""
    must_be_editor(profile.company, by)
    must_be_open(profile)
    for lack in rules.lacks_of_figures(figures):
        raise Invalid(lack.text, field=lack.field)
    profile.figures = [figure.plain() for figure in figures]
    _changed(profile, by)


def prove(profile: TechnologyProfile, proof: Proof, *, by: User) -> None:
    """Say what stands behind it: rights, references, certificates, and the declaration.

    Raises as `change` does.
    """
    must_be_editor(profile.company, by)
    must_be_open(profile)
    lacks = rules.lacks_of_proof(proof, clock.now().date())
    if profile.state is ProfileState.PUBLISHED:
        lacks += rules.lacks_of_declaration(profile.kind, profile.company.side, proof)
    for lack in lacks:
        raise Invalid(lack.text, field=lack.field)
    profile.rights = [rules.plain(each) for each in proof.rights]
    profile.customers = [rules.plain(each) for each in proof.references]
    profile.certificates = [rules.plain(each) for each in proof.certificates]
    profile.core_technology = proof.core_technology
    _changed(profile, by)


def must_be_editor(company: Company, by: User) -> None:
    """Raises NotAllowed unless `by` acts for this company and it is approved."""
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


def must_be_open(profile: TechnologyProfile) -> None:
    """Raises Conflict while a coordinator looks at a profile."""
    session.refresh(profile, ["state"], with_for_update=True)
    if profile.state is ProfileState.SUBMITTED:
        raise Conflict(
            Text("The profile is being reviewed. Take it back first if you want to change it.")
        )


def _changed(profile: TechnologyProfile, by: User) -> None:
    profile.changed_at = clock.now()
    session.flush()
    indexing.index(profile)
    audit.record("profile changed", profile, by=by, state=profile.state.value)


def _write(
    profile: TechnologyProfile, described: Description, before: Description | None = None
) -> None:
    for lack in rules.lacks_of_texts(described):
        raise Invalid(lack.text, field=lack.field)
    written = rules.written_after(before, described, profile.company.side)
    profile.written = {language.value: state.value for language, state in written.items()}
    profile.kind = described.kind
    profile.matter = described.matter
    profile.title = described.title
    profile.summary = described.summary
    profile.description = described.description
    profile.advantages = described.advantages
    profile.sector = described.sector
    profile.spoken = [language.value for language in described.languages]
    profile.stage = described.stage
    profile.readiness = described.readiness
    profile.partnerships = [partnership.value for partnership in described.partnerships]
    profile.fields = _fields(described.field_codes)
    profile.regions = _regions(profile.company, described.region_codes)
    profile.changed_at = clock.now()


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
