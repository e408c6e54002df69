"""Whom a session still misses: companies that go well with those who take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.matching.queries.proposing import Proposal, participants_of, partners_for

MOST_ASKED_FOR = 40  # participants whose partners are looked for; a page has no time for more


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
    for participant in _participants(consultation):
        outside = _outside(consultation, participant.side.other)
        for proposal in partners_for(participant, 3, outside):
            company = proposal.theirs.company
            guests.setdefault(company.id, Guest(company)).reasons.append(proposal)
    for guest in guests.values():
        guest.reasons.sort(key=lambda each: -each.match.score)
    best = sorted(
        guests.values(), key=lambda guest: (-guest.score, -len(guest.reasons), guest.company.id)
    )
    return best[:most]


def _participants(consultation: ConsultationSession) -> Sequence[Company]:
    return session.scalars(
        sa.select(Company)
        .where(Company.id.in_(participants_of(consultation)))
        .order_by(Company.id)
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
