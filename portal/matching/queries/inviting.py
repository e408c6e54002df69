"""Whom a session still misses: companies that go well with those who take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.matching.queries.proposing import Proposal, participants_of, proposals_of
from portal.technologies.models import TechnologyProfile
from portal.technologies.states import ProfileState

MOST_ASKED_FOR = 200  # profiles of a side whose partners are looked for: a page has to be quick
FOR_EACH, COMPARED = 3, 15


@dataclass
class Guest:
    """A company worth inviting, and the participants it goes with, the best first."""

    company: Company
    reasons: list[Proposal] = field(default_factory=list)

    @property
    def score(self) -> int:
        """Of its best reason, from 0 to 100."""
        return self.reasons[0].score


def worth_inviting(consultation: ConsultationSession, most: int = 10) -> list[Guest]:
    """Approved companies that are not in a session and go best with those that are.

    Chinese ones are of the session's regions; who refused or left is not proposed again.
    """
    guests: dict[int, Guest] = {}
    for side in Side:
        inside, outside = _profiles_of(consultation, side), _outside(consultation, side.other)
        for proposal in proposals_of(inside, FOR_EACH, outside, compared=COMPARED):
            company = proposal.theirs.company
            guests.setdefault(company.id, Guest(company)).reasons.append(proposal)
    for guest in guests.values():
        guest.reasons = _one_for_each_participant(guest.reasons)
    best = sorted(
        guests.values(), key=lambda guest: (-guest.score, -len(guest.reasons), guest.company.id)
    )
    return best[:most]


def _one_for_each_participant(reasons: list[Proposal]) -> list[Proposal]:
    best: dict[int, Proposal] = {}
    for each in sorted(reasons, key=lambda each: (-each.match.score, each.mine.id)):
        best.setdefault(each.mine.company_id, each)
    return list(best.values())


def _profiles_of(consultation: ConsultationSession, side: Side) -> Sequence[TechnologyProfile]:
    return session.scalars(
        sa.select(TechnologyProfile)
        .join(TechnologyProfile.company)
        .options(contains_eager(TechnologyProfile.company))
        .where(
            Company.id.in_(participants_of(consultation)),
            Company.side == side,
            TechnologyProfile.state == ProfileState.PUBLISHED,
        )
        .order_by(TechnologyProfile.id)
        .limit(MOST_ASKED_FOR)
    ).all()


def _outside(consultation: ConsultationSession, side: Side) -> sa.Select[int]:
    known = sa.select(Participation.company_id).where(
        Participation.consultation_id == consultation.id
    )
    query = sa.select(Company.id).where(Company.side == side, Company.id.not_in(known))
    if side is Side.CN:
        query = query.where(
            Company.region_code.in_([region.code for region in consultation.regions])
        )
    return query
