"""Reads of coordinators: profiles that wait to be reviewed, and those that were changed since."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Coordinator
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.infra.db import session
from portal.infra.paging import Chunk, chunk
from portal.technologies.models import TechnologyProfile
from portal.technologies.states import ProfileState


def profiles_to_review(
    coordinator: Coordinator, page: int, size: int = 20
) -> Chunk[TechnologyProfile]:
    """Profiles that wait for this coordinator, longest first; then published ones that changed."""
    submitted = TechnologyProfile.state == ProfileState.SUBMITTED
    waits = _of(coordinator).where(sa.or_(submitted, _changed_since()))
    return chunk(
        waits.order_by(
            sa.case((submitted, 0), else_=1),
            TechnologyProfile.submitted_at,
            TechnologyProfile.changed_at,
            TechnologyProfile.id,
        ),
        page,
        size,
    )


def waiting_count(coordinator: Coordinator) -> int:
    """How many profiles were submitted and wait for this coordinator."""
    waiting = _of(coordinator).where(TechnologyProfile.state == ProfileState.SUBMITTED)
    return session.scalar(sa.select(sa.func.count()).select_from(waiting.subquery())) or 0


def profile_to_review(coordinator: Coordinator, public_id: str) -> TechnologyProfile | None:
    """A profile of a company that this coordinator decides on, once it was handed in."""
    return session.scalar(
        _of(coordinator).where(
            TechnologyProfile.public_id == public_id,
            TechnologyProfile.submitted_at.is_not(None),
            TechnologyProfile.state != ProfileState.DRAFT,
        )
    )


def _of(coordinator: Coordinator) -> sa.Select[TechnologyProfile]:
    query = (
        sa.select(TechnologyProfile)
        .join(Company, Company.id == TechnologyProfile.company_id)
        .where(Company.side == coordinator.host.side, Company.state == CompanyState.APPROVED)
    )
    if coordinator.regions:
        query = query.where(
            sa.or_(Company.region_code.is_(None), Company.region_code.in_(coordinator.regions))
        )
    return query


def _changed_since() -> sa.ColumnElement[bool]:
    return sa.and_(
        TechnologyProfile.state == ProfileState.PUBLISHED,
        TechnologyProfile.reviewed_at < TechnologyProfile.changed_at,
    )
