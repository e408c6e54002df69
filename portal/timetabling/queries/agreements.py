"""What the partner host of a session said to a timetable, and where its agreement stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Coordinator, Host
from portal.accounts.states import Duty
from portal.infra.db import session
from portal.timetabling import agreeing
from portal.timetabling.agreeing import Stand, Step
from portal.timetabling.models import Timetable, TimetableAgreement
from portal.timetabling.queries.changes import Publication
from portal.timetabling.states import Agreed, TimetableState


@dataclass(frozen=True)
class Agreement:
    """Whose agreement a timetable needs, where it stands, and how it came to that.

    `steps` are all that was ever asked and said about it, the latest first; `now` is the one that
    counts for what would be published now.
    """

    host: Host | None
    stand: Stand
    steps: Sequence[TimetableAgreement]
    now: TimetableAgreement | None


def agreement_on(timetable: Timetable, publication: Publication) -> Agreement:
    """Where the agreement to a draft stands, with what publishing it would do now."""
    host, fingerprint = timetable.consultation.agreeing_host, publication.fingerprint
    steps = agreement_steps(timetable)
    said = [Step(each.step, each.host_id, each.fingerprint) for each in reversed(steps)]
    stand = agreeing.stand_of(said, fingerprint=fingerprint, host=host.id if host else None)
    about_this = (
        each
        for each in steps
        if host is not None and (each.host_id, each.fingerprint) == (host.id, fingerprint)
    )
    return Agreement(host, stand, steps, next(about_this, None))


def agreement_steps(timetable: Timetable) -> Sequence[TimetableAgreement]:
    """What was asked and said about a timetable, the latest first."""
    return session.scalars(
        sa.select(TimetableAgreement)
        .where(TimetableAgreement.timetable_id == timetable.id)
        .order_by(TimetableAgreement.id.desc())
    ).all()


def answers_for_partner(timetable: Timetable, coordinator: Coordinator | None) -> bool:
    """Whether this coordinator agrees to the timetable, or declines it, for the partner host."""
    host = timetable.consultation.agreeing_host
    return agreeing.may_answer(
        needed=host.id if host else None,
        host=coordinator.host_id if coordinator else None,
        duties=coordinator.duties if coordinator else (),
        duty=Duty.SCHEDULE.value,
    )


def asked_of(coordinator: Coordinator) -> dict[int, Timetable]:
    """The drafts that wait for the answer of this coordinator's host, by their session's id."""
    if not coordinator.may(Duty.SCHEDULE):
        return {}
    last = (
        sa.select(sa.func.max(TimetableAgreement.id))
        .group_by(TimetableAgreement.timetable_id)
        .scalar_subquery()
    )
    found = session.scalars(
        sa.select(Timetable)
        .join(TimetableAgreement, TimetableAgreement.timetable_id == Timetable.id)
        .where(
            TimetableAgreement.id.in_(last),
            TimetableAgreement.step == Agreed.ASKED,
            TimetableAgreement.host_id == coordinator.host_id,
            Timetable.state == TimetableState.DRAFT,
        )
        .order_by(Timetable.id)
    )
    return {each.consultation_id: each for each in found}
