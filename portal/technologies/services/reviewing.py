"""How a profile gets to its readers: submitted, reviewed, published, taken out, brought back."""

from __future__ import annotations

from collections.abc import Mapping

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.states import Duty
from portal.companies.models import Company
from portal.companies.rules import why_not_decide
from portal.infra import audit, jobs
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid, NotAllowed
from portal.technologies import notifications, queries, rules
from portal.technologies.models import TechnologyProfile
from portal.technologies.services import indexing
from portal.technologies.services.writing import must_be_editor
from portal.technologies.states import ProfileState

REMIND, EXPIRE = "technologies.remind", "technologies.expire"


def submit(profile: TechnologyProfile, *, by: User) -> None:
    """Ask a coordinator of the company's side to look at a profile and publish it.

    Raises NotAllowed unless `by` acts for the company, Conflict unless it is a draft or was sent
    back, Invalid with what is still missing.
    """
    must_be_editor(profile.company, by)
    _move(profile, ProfileState.SUBMITTED)
    _must_be_complete(profile)
    profile.submitted_at = clock.now()
    session.flush()
    audit.record("profile submitted", profile, by=by)
    notifications.submitted(profile)


def take_back(profile: TechnologyProfile, *, by: User) -> None:
    """Take a profile back from the review, to change it. Raises NotAllowed, Conflict."""
    must_be_editor(profile.company, by)
    _move(profile, ProfileState.DRAFT)
    session.flush()
    audit.record("profile taken back", profile, by=by)


def approve(profile: TechnologyProfile, *, by: User) -> None:
    """Publish a profile that was submitted, or say that the changes of a published one are fine.

    Raises NotAllowed unless `by` decides on this company, Conflict in any other state, Invalid
    with what is missing.
    """
    must_review(profile.company, by)
    if profile.state is ProfileState.PUBLISHED:
        profile.reviewed_at = clock.now()
        audit.record("profile reviewed", profile, by=by)
        return
    _move(profile, ProfileState.PUBLISHED)
    _must_be_complete(profile)
    profile.reviewed_at = clock.now()
    profile.comments = {}
    _publish(profile)
    audit.record("profile published", profile, by=by)
    notifications.published(profile)


def send_back(profile: TechnologyProfile, comments: Mapping[str, str], *, by: User) -> None:
    """Give a profile back with comments beside its parts; a published one is hidden until then.

    Raises NotAllowed unless `by` decides on this company, Conflict in a state that cannot be sent
    back, Invalid without a comment.
    """
    must_review(profile.company, by)
    said = {part: text.strip() for part, text in comments.items() if text.strip()}
    for lack in rules.lacks_of_comments(said):
        raise Invalid(lack.text, field=lack.field)
    _move(profile, ProfileState.RETURNED)
    profile.comments = said
    profile.reviewed_at = clock.now()
    session.flush()
    indexing.index(profile)
    audit.record("profile sent back", profile, by=by, comments=said)
    notifications.sent_back(profile)


def withdraw(profile: TechnologyProfile, *, by: User) -> None:
    """Hide a published profile from everybody but its company. Raises NotAllowed, Conflict."""
    must_be_editor(profile.company, by)
    _move(profile, ProfileState.WITHDRAWN)
    session.flush()
    indexing.index(profile)
    audit.record("profile withdrawn", profile, by=by)


def publish_again(profile: TechnologyProfile, *, by: User) -> None:
    """Bring back a profile that its company took out; it was reviewed before.

    Raises NotAllowed, Conflict unless it was taken out, Invalid with what is missing.
    """
    must_be_editor(profile.company, by)
    if profile.state is not ProfileState.WITHDRAWN:
        raise Conflict(rules.not_now(profile.state))
    _move(profile, ProfileState.PUBLISHED)
    _must_be_complete(profile)
    _publish(profile)
    audit.record("profile published", profile, by=by)


def renew(profile: TechnologyProfile, *, by: User) -> None:
    """Say that a profile still holds: it is valid for another year from now.

    Raises NotAllowed, and Conflict when there is nothing to renew yet.
    """
    must_be_editor(profile.company, by)
    session.refresh(profile, ["state", "expires_at"], with_for_update=True)
    if reason := rules.why_not_renew(profile.state, profile.expires_at, clock.now()):
        raise Conflict(reason)
    _must_be_complete(profile)
    profile.state = ProfileState.PUBLISHED
    _lasts_from_now(profile)
    audit.record("profile renewed", profile, by=by)


def must_review(company: Company, by: User) -> None:
    """Raises NotAllowed unless `by` is a coordinator who decides on this company."""
    coordinator = accounts.coordinator_of(by)
    reason = why_not_decide(
        side=company.side,
        decider=coordinator.host.side if coordinator else None,
        may_approve=coordinator is not None and coordinator.may(Duty.APPROVE),
        region=company.region_code,
        regions=coordinator.regions if coordinator else (),
    )
    if reason:
        raise NotAllowed(reason)


def _publish(profile: TechnologyProfile) -> None:
    profile.published_at = clock.now()
    _lasts_from_now(profile)


def _lasts_from_now(profile: TechnologyProfile) -> None:
    """Valid for a year; the worker reminds its company before the end, and hides it then."""
    profile.expires_at = clock.now() + rules.VALID_FOR
    session.flush()
    indexing.index(profile)
    jobs.plan(REMIND, due_at=profile.expires_at - rules.REMINDED_BEFORE, profile_id=profile.id)
    jobs.plan(EXPIRE, due_at=profile.expires_at, profile_id=profile.id)


def _must_be_complete(profile: TechnologyProfile) -> None:
    for lack in queries.lacks_of(profile):
        raise Invalid(lack.text, field=lack.field)


def _move(profile: TechnologyProfile, to: ProfileState) -> None:
    session.refresh(profile, ["state"], with_for_update=True)
    if reason := rules.why_not_move(profile.state, to):
        raise Conflict(reason)
    profile.state = to
