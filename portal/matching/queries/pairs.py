"""The pairs that a coordinator should invite or place: the best matches among some companies."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass

import sqlalchemy as sa

from portal.bookings.models import Booking, MeetingRequest
from portal.bookings.states import BookingState, RequestState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.matching.queries.facts import facts_of, profiles_by_id
from portal.matching.queries.proposing import LEAST_SCORE, between_companies, participants_of
from portal.matching.rules import Match, Pool
from portal.technologies.models import TechnologyProfile
from portal.technologies.states import ProfileState

FOR_EACH_NEED = 4
COMPARED = 30


@dataclass(frozen=True)
class Pair:
    """A Korean and a Chinese company with the need and the offer that bring them together."""

    need: TechnologyProfile
    offer: TechnologyProfile
    match: Match

    @property
    def score(self) -> int:
        """From 0 to 100."""
        return round(self.match.score)

    def company_of(self, side: Side) -> Company:
        """The company of one side."""
        profile = self.need if self.need.company.side is side else self.offer
        return profile.company

    @property
    def companies(self) -> frozenset[int]:
        """The ids of both."""
        return frozenset({self.need.company_id, self.offer.company_id})


def pairs_in(
    consultation: ConsultationSession, most: int, *, meet_again: bool = False
) -> list[Pair]:
    """The best pairs of a session's participants without a meeting or an open request."""
    companies = session.scalars(participants_of(consultation)).all()
    return pairs_among(companies, most, _spoken_for(consultation), meet_again=meet_again)


def _spoken_for(consultation: ConsultationSession) -> set[frozenset[int]]:
    meetings = sa.select(Booking.korean_company_id, Booking.chinese_company_id).where(
        Booking.consultation_id == consultation.id, Booking.state != BookingState.CANCELLED
    )
    requests = sa.select(MeetingRequest.korean_company_id, MeetingRequest.chinese_company_id).where(
        MeetingRequest.consultation_id == consultation.id,
        MeetingRequest.state == RequestState.ASKED,
    )
    return {frozenset(tuple(pair)) for pair in session.execute(sa.union_all(meetings, requests))}


def pairs_among(
    company_ids: Collection[int],
    most: int,
    but: Collection[frozenset[int]] = (),
    *,
    meet_again: bool = False,
) -> list[Pair]:
    """The best pairs among these companies, each once, the best first.

    `but` are pairs that have a meeting already, or a request for one. “No thanks” of either side
    and meetings that took place, unless they may meet again, keep a pair apart, and nobody is told
    which.
    """
    ids = session.scalars(
        sa.select(TechnologyProfile.id).where(
            TechnologyProfile.company_id.in_(company_ids),
            TechnologyProfile.state == ProfileState.PUBLISHED,
        )
    ).all()
    profiles: dict[Hashable, TechnologyProfile] = {each.id: each for each in profiles_by_id(ids)}
    facts = facts_of(list(profiles.values()))
    pool, between = Pool(facts), between_companies(company_ids, (), meet_again=meet_again)
    found = [
        Pair(profiles[match.need.id], profiles[match.offer.id], match)
        for need in facts
        if need.is_need
        for match in pool.offers_for(need, FOR_EACH_NEED, between, compared=COMPARED)
        if match.score >= LEAST_SCORE
    ]
    best: dict[frozenset[int], Pair] = {}
    for pair in sorted(found, key=lambda each: (-each.match.score, each.need.id, each.offer.id)):
        if pair.companies not in but:
            best.setdefault(pair.companies, pair)
    return list(best.values())[:most]
