"""What companies and coordinators are told about technology profiles."""

from __future__ import annotations

from typing import Any

from portal.accounts.notifications import recipient
from portal.companies import queries as companies
from portal.infra import outbox
from portal.technologies.models import TechnologyProfile

# What waits for the company.
ASKING = {"technologies/sent_back", "technologies/ends_soon"}


def submitted(profile: TechnologyProfile) -> None:
    """Tell the coordinators who decide on the company that a profile waits for them."""
    company = profile.company
    for decider in companies.deciders_on(company):
        outbox.post(
            "technologies/submitted",
            recipient(decider),
            title=profile.title,
            company=company.name,
            path=f"/coordinator/profiles/{profile.public_id}",
            about=outbox.About(company=company.id),
            needs_answer=True,
        )


def published(profile: TechnologyProfile) -> None:
    _tell(profile, "technologies/published", path=f"/technologies/{profile.public_id}")


def sent_back(profile: TechnologyProfile) -> None:
    _tell(profile, "technologies/sent_back", path=f"/company/profiles/{profile.public_id}")


def ends_soon(profile: TechnologyProfile) -> None:
    _tell(
        profile,
        "technologies/ends_soon",
        ends_at=profile.expires_at,
        path=f"/company/profiles/{profile.public_id}",
    )


def expired(profile: TechnologyProfile) -> None:
    _tell(profile, "technologies/expired", path=f"/company/profiles/{profile.public_id}")


def _tell(profile: TechnologyProfile, kind: str, **values: Any) -> None:
    """Write to everybody who acts for the company, to each in their own language."""
    for user in companies.representatives_of(profile.company):
        outbox.post(
            kind,
            recipient(user),
            title=profile.title,
            about=outbox.About(company=profile.company_id),
            needs_answer=kind in ASKING,
            **values,
        )
