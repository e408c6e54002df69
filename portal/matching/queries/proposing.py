"""Whom a company should meet: for one of its profiles, and for all of them together."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.infra.db import session
from portal.matching.queries.facts import facts_of, profiles_by_id
from portal.matching.rules import Between, Match, Pool
from portal.matching.rules.weights import OF_CONCEPTS
from portal.technologies import queries as technologies
from portal.technologies.models import TechnologyProfile
from portal.technologies.models.listed import ProfileMark
from portal.technologies.rules.concepts import concepts
from portal.technologies.states import ProfileKind, ProfileState

CANDIDATES = 120  # as many are compared in full; the rest share next to nothing with it
MOST_OWN = 12
OF_FIELD = 3.0
LEAST_SCORE = 40.0  # below that there is nothing to say but politeness


@dataclass(frozen=True)
class Proposal:
    """A profile of one's own, somebody else's that goes with it, and how well and why."""

    mine: TechnologyProfile
    theirs: TechnologyProfile
    match: Match

    @property
    def score(self) -> int:
        """From 0 to 100."""
        return round(self.match.score)


def proposals_for(
    profile: TechnologyProfile, most: int = 5, among: Collection[int] | None = None
) -> list[Proposal]:
    """What answers a published profile best: offers for a need, needs for an offer.

    `among` are the ids of the companies that count, all when None. “No thanks” of either side,
    and a meeting that took place, keep a pair apart; nobody is told which.
    """
    ids = _candidates(profile, among)
    found = [each for each in profiles_by_id(ids) if each.company_id != profile.company_id]
    mine, *theirs = facts_of([profile, *found])
    between = between_companies([profile.company_id], [each.company_id for each in found])
    pool = Pool(theirs)
    best = pool.offers_for if mine.is_need else pool.needs_for
    by_id: dict[Hashable, TechnologyProfile] = {each.id: each for each in found}
    return [
        Proposal(profile, by_id[_other(match, mine.is_need)], match)
        for match in best(mine, most, between)
        if match.score >= LEAST_SCORE
    ]


def partners_for(
    company: Company, most: int = 5, among: Collection[int] | None = None
) -> list[Proposal]:
    """The companies that a company should meet, the best first, each with its best reason."""
    own = session.scalars(
        sa.select(TechnologyProfile)
        .where(
            TechnologyProfile.company_id == company.id,
            TechnologyProfile.state == ProfileState.PUBLISHED,
        )
        .order_by(TechnologyProfile.published_at.desc(), TechnologyProfile.id)
        .limit(MOST_OWN)
    ).all()
    found = [each for profile in own for each in proposals_for(profile, 2 * most, among)]
    return _best_of_each(found)[:most]


def between_companies(some: Iterable[int], others: Iterable[int]) -> Between:
    """What stands between these companies: no thanks of either side, meetings that took place."""
    every = {*some, *others}
    declined = technologies.declined_by_each(every)
    refused = {
        frozenset({id, other}) for id, known in declined.items() for other in known.companies
    }
    met = session.execute(
        sa.select(Booking.korean_company_id, Booking.chinese_company_id).where(
            Booking.state == BookingState.MET,
            Booking.korean_company_id.in_(every),
            Booking.chinese_company_id.in_(every),
        )
    )
    return Between(refused=refused, met={frozenset(pair) for pair in met.tuples()})


def _other(match: Match, mine_is_need: bool) -> Hashable:
    return match.offer.id if mine_is_need else match.need.id


def _best_of_each(found: Iterable[Proposal]) -> list[Proposal]:
    """The best proposal of each company, the best first."""
    best: dict[int, Proposal] = {}
    for each in sorted(found, key=lambda each: (-each.match.score, each.theirs.id)):
        best.setdefault(each.theirs.company_id, each)
    return list(best.values())


def _candidates(profile: TechnologyProfile, among: Collection[int] | None) -> Sequence[int]:
    """Ids of the profiles that share most with this one, rare things counting more."""
    wanted = ProfileKind.OFFER if profile.kind is ProfileKind.NEED else ProfileKind.NEED
    there = (
        ProfileMark.kind == wanted,
        ProfileMark.side == profile.company.side.other,
        ProfileMark.mark.in_(_marks(profile)),
    )
    numbers = dict(
        session.execute(
            sa.select(ProfileMark.mark, sa.func.count()).where(*there).group_by(ProfileMark.mark)
        )
        .tuples()
        .all()
    )
    if not numbers:
        return []
    weight = sa.case(_weights(numbers), value=ProfileMark.mark, else_=0.0)
    query = (
        sa.select(ProfileMark.profile_id)
        .where(*there)
        .group_by(ProfileMark.profile_id)
        .order_by(sa.func.sum(weight).desc(), ProfileMark.profile_id)
        .limit(CANDIDATES)
    )
    if among is not None:
        query = query.join(TechnologyProfile, TechnologyProfile.id == ProfileMark.profile_id).where(
            TechnologyProfile.company_id.in_(among)
        )
    return session.scalars(query).all()


def _marks(profile: TechnologyProfile) -> Sequence[str]:
    return session.scalars(
        sa.select(ProfileMark.mark).where(ProfileMark.profile_id == profile.id)
    ).all()


def _weights(numbers: Mapping[str, int]) -> dict[str, float]:
    known = concepts()
    return {
        mark: (OF_CONCEPTS[known[mark].kind] if mark in known else OF_FIELD) / (1 + number) ** 0.5
        for mark, number in numbers.items()
    }
