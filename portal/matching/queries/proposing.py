"""Whom a company should meet: for one of its profiles, and for all of them together."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import sqlalchemy as sa

from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.states import ParticipationState
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.matching.queries.facts import facts_of, profiles_by_id
from portal.matching.rules import Between, Match, Pool
from portal.matching.rules.weights import OF_CONCEPTS
from portal.technologies import queries as technologies
from portal.technologies.models import TechnologyProfile
from portal.technologies.models.listed import ProfileMark
from portal.technologies.rules.concepts import concepts
from portal.technologies.states import ProfileKind, ProfileState

# So many of each kind are read for all one's profiles together, and so many compared in full with
# each of them; the rest share next to nothing with it.
CANDIDATES = 150
COMPARED = 40
MOST_OWN = 12
OF_FIELD = 3.0
LEAST_SCORE = 40.0  # below that there is nothing to say but politeness

Among: TypeAlias = Collection[int] | sa.Select[int] | None


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
    profile: TechnologyProfile, most: int = 5, among: Among = None, *, meet_again: bool = False
) -> list[Proposal]:
    """What answers a published profile best: offers for a need, needs for an offer.

    `among` are the ids of the companies that count, all when None. “No thanks” of either side,
    and a meeting that took place unless they may meet again, keep a pair apart; nobody is told
    which.
    """
    return proposals_of([profile], most, among, meet_again=meet_again)[:most]


def partners_for(
    company: Company, most: int = 5, among: Among = None, *, meet_again: bool = False
) -> list[Proposal]:
    """The companies that a company should meet, the best first, each with its best reason."""
    own = _published(company)
    return _best_of_each(proposals_of(own, 2 * most, among, meet_again=meet_again))[:most]


def fit_of(profile: TechnologyProfile, reader: Company) -> Proposal | None:
    """The reader's own profile that goes best with one that they look at; None where none does.

    Nothing stands between the two here, so that nobody learns of a “no thanks” by what is missing.
    """
    own = _published(reader)
    mine, *others = facts_of([profile, *own])
    pool = Pool(others)
    best = (pool.offers_for if mine.is_need else pool.needs_for)(mine, 1)
    if not best or best[0].score < LEAST_SCORE:
        return None
    other = best[0].offer if mine.is_need else best[0].need
    return Proposal(profile, next(each for each in own if each.id == other.id), best[0])


def partners_in(
    consultation: ConsultationSession, company: Company, most: int = 5, *, meet_again: bool = False
) -> list[Proposal]:
    """The same among those who take part in a session."""
    return partners_for(company, most, participants_of(consultation), meet_again=meet_again)


def participants_of(consultation: ConsultationSession) -> sa.Select[int]:
    """The ids of the companies that take part in a session."""
    return sa.select(Participation.company_id).where(
        Participation.consultation_id == consultation.id,
        Participation.state == ParticipationState.ACCEPTED,
    )


def between_companies(
    some: Iterable[int], others: Iterable[int], *, meet_again: bool = False
) -> Between:
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
    pairs = {frozenset(tuple(pair)) for pair in met}
    return Between(refused=refused, met=pairs, meet_again=meet_again)


def proposals_of(
    own: Sequence[TechnologyProfile],
    most: int,
    among: Among = None,
    *,
    compared: int = COMPARED,
    meet_again: bool = False,
) -> list[Proposal]:
    """What answers each of some profiles of one side best, in a fixed number of statements."""
    if not own:
        return []
    marks = _marks_of(own)
    ids = [
        id
        for kind in ProfileKind
        if (wanted := _answering(own, marks, kind))
        for id in _candidates(wanted, kind, own[0].company.side.other, among)
    ]
    theirs = profiles_by_id(ids)
    by_id: dict[Hashable, TechnologyProfile] = {each.id: each for each in (*own, *theirs)}
    facts = facts_of([*own, *theirs])
    pool = Pool(facts[len(own) :])
    between = between_companies(
        {each.company_id for each in own},
        {each.company_id for each in theirs},
        meet_again=meet_again,
    )
    found = []
    for mine in facts[: len(own)]:
        best = pool.offers_for if mine.is_need else pool.needs_for
        for match in best(mine, most, between, compared=compared):
            if match.score >= LEAST_SCORE:
                other = match.offer if mine.is_need else match.need
                found.append(Proposal(by_id[mine.id], by_id[other.id], match))
    return found


def _published(company: Company) -> Sequence[TechnologyProfile]:
    return session.scalars(
        sa.select(TechnologyProfile)
        .where(
            TechnologyProfile.company_id == company.id,
            TechnologyProfile.state == ProfileState.PUBLISHED,
        )
        .order_by(TechnologyProfile.published_at.desc(), TechnologyProfile.id)
        .limit(MOST_OWN)
    ).all()


def _best_of_each(found: Iterable[Proposal]) -> list[Proposal]:
    """The best proposal of each company, the best first."""
    best: dict[int, Proposal] = {}
    for each in sorted(found, key=lambda each: (-each.match.score, each.theirs.id)):
        best.setdefault(each.theirs.company_id, each)
    return list(best.values())


def _marks_of(own: Sequence[TechnologyProfile]) -> Mapping[int, set[str]]:
    marks: dict[int, set[str]] = {profile.id: set() for profile in own}
    query = sa.select(ProfileMark.profile_id, ProfileMark.mark)
    for id, mark in session.execute(query.where(ProfileMark.profile_id.in_(marks))):
        marks[id].add(mark)
    return marks


def _answering(
    own: Sequence[TechnologyProfile], marks: Mapping[int, set[str]], kind: ProfileKind
) -> set[str]:
    """What profiles of this kind would have to speak of to answer some of one's own."""
    return {mark for each in own if each.kind is not kind for mark in marks[each.id]}


def _candidates(
    marks: Collection[str], kind: ProfileKind, side: Side, among: Among
) -> Sequence[int]:
    """Ids of the profiles that share most with these marks, rare ones counting more."""
    there = (
        ProfileMark.kind == kind,
        ProfileMark.side == side,
        ProfileMark.mark.in_(sorted(marks)),
    )
    counted = sa.select(ProfileMark.mark, sa.func.count()).where(*there)
    rows = session.execute(counted.group_by(ProfileMark.mark))
    numbers = {row[0]: row[1] for row in rows}
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


def _weights(numbers: Mapping[str, int]) -> dict[str, float]:
    known = concepts()
    return {
        mark: (OF_CONCEPTS[known[mark].kind] if mark in known else OF_FIELD) / (1 + number) ** 0.5
        for mark, number in numbers.items()
    }
