"""Changes to what a company keeps for itself: its shortlist, its notes, its no-thanks.

Nothing of it is told to anybody, so there are no messages and no entries in the trail.
"""

from __future__ import annotations

from portal.accounts.models import User
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.infra.db import lock, session
from portal.kernel import clock
from portal.kernel.errors import Invalid, NotAllowed
from portal.kernel.languages import Text
from portal.technologies import rules
from portal.technologies.models import Regard, TechnologyProfile
from portal.technologies.queries.regards import regard_of


def regard(
    company: Company,
    other: Company,
    profile: TechnologyProfile | None = None,
    *,
    by: User,
    listed: bool | None = None,
    declined: bool | None = None,
    note: str | None = None,
) -> None:
    """Put another company, or one of its profiles, on the shortlist or take it off, say no thanks
    or take that back, write a note; what is None stays as it is. Who is declined leaves the
    shortlist, and who is put on it is no longer declined.

    Raises NotAllowed unless `by` acts for the company, Invalid for a note that is too long.
    """
    reason = rules.why_not_regard(
        own_id=company.id, other_id=other.id, acts_for_own=companies.acts_for(by, company)
    )
    if reason:
        raise NotAllowed(reason)
    if note is not None and len(note) > rules.LONGEST_NOTE:
        limit = rules.LONGEST_NOTE
        raise Invalid(Text("At most %(max)d characters, please.", max=limit), field="note")
    lock(company)  # two colleagues at once write one row and not two
    found = regard_of(company, other, profile) or _new(company, other, profile)
    if listed is not None:
        found.listed, found.declined = listed, found.declined and not listed
    if declined is not None:
        found.declined, found.listed = declined, found.listed and not declined
    if note is not None:
        found.note = note.strip()
    found.changed_at = clock.now()
    session.flush()
    if found.is_empty:
        session.delete(found)
        session.flush()


def _new(company: Company, other: Company, profile: TechnologyProfile | None) -> Regard:
    found = Regard(
        company_id=company.id,
        other_id=other.id,
        profile_id=profile.id if profile else None,
        listed=False,
        declined=False,
        note="",
    )
    session.add(found)
    return found
