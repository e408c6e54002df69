"""What a draft is worth: counted as a whole, or by what a change makes different."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import sqlalchemy as sa

from portal.bookings.models import Booking
from portal.bookings.states import BookingState
from portal.consultations.models import Participation, unavailable_slot
from portal.infra.db import session
from portal.timetabling.models import Timetable, TimetableMeeting, Wish
from portal.timetabling.posing import pose
from portal.timetabling.queries.situation import situation_of
from portal.timetabling.queries.timetables import planned_in
from portal.timetabling.queries.unplaced import unserved
from portal.timetabling.situation import Keep, Pair, Planned, Situation
from portal.timetabling.verify import measures


@dataclass(frozen=True)
class Figures:
    """How much the meetings of a draft weigh and how many they are, how many were asked for, how
    many companies go without, how many slots are idle between meetings, and the smallest share:
    the part of what it could have that the company served least has, from 0 to 1."""

    weight: int
    placed: int
    asked: int
    unserved: int
    idle: int
    smallest_share: float | None


Served = dict[str, tuple[int, int]]
"""How many meetings each company has and could have, by its id in words, as it is kept."""


def figures_of(situation: Situation) -> Figures:
    """The figures of the meetings that a situation begins with."""
    return _counted(situation)[0]


def set_figures(timetable: Timetable) -> None:
    """Count anew what a draft is worth; the bound stays, as long as the wishes do."""
    situation = situation_of(timetable.consultation, planned_in(timetable))
    _set(timetable, *_counted(situation))
    timetable.counted_for = _stamp(timetable)


def change_figures(
    timetable: Timetable, before: Sequence[Planned], after: Sequence[Planned]
) -> None:
    """Bring the figures of a draft up to date, in which these meetings have become those.

    A change touches the figures of its companies alone, so only they are counted, as they were and
    as they are: it takes as long in a session of a thousand companies. Everything is counted where
    the wishes, or those who take part, have changed since.
    """
    if {(each.pair, each.slot) for each in before} == {(each.pair, each.slot) for each in after}:
        return
    if timetable.counted_for != _stamp(timetable):
        set_figures(timetable)
        return
    touched = {id for each in (*before, *after) for id in each.pair}
    now = _meetings_of(timetable, touched)
    changed = {each.pair for each in after}
    was = [*(each for each in now if each.pair not in changed), *before]
    pairs = {*_wished_by(timetable, touched), *(each.pair for each in (*now, *was))}
    around = {id for pair in pairs for id in pair}
    situation = situation_of(timetable.consultation, now, pairs=pairs, among=around)
    old, _ = _counted(replace(situation, standing=tuple(was)))
    new, counted = _counted(situation)
    served = _with_new(timetable.served, counted, touched)
    _set(
        timetable,
        Figures(
            timetable.weight - old.weight + new.weight,
            timetable.placed - old.placed + new.placed,
            timetable.asked - old.asked + new.asked,
            timetable.unserved - old.unserved + new.unserved,
            timetable.idle - old.idle + new.idle,
            _smallest_share(served),
        ),
        served,
    )


def _counted(situation: Situation) -> tuple[Figures, Served]:
    posed = pose(situation, Keep.NOTHING)
    found = measures(posed.problem, posed.meetings(situation.standing))
    asked = [each for each in posed.problem.requests if not posed.problem.is_forbidden(each)]
    served = {str(who): numbers for who, numbers in found.served.items()}
    figures = Figures(
        found.weight,
        found.meetings,
        len(asked),
        len(unserved(posed, situation.standing)),
        found.idle,
        _smallest_share(served),
    )
    return figures, served


def _with_new(kept: Served, counted: Served, companies: Collection[int]) -> Served:
    """What is kept, with what these companies have and could have now."""
    names = {str(id) for id in companies}
    others = {who: numbers for who, numbers in kept.items() if who not in names}
    return others | {who: counted[who] for who in names & counted.keys()}


def _smallest_share(served: Served) -> float:
    return min((met / most for met, most in served.values()), default=1.0)


def _stamp(timetable: Timetable) -> str:
    """A short word for the wishes of a session, who takes part and when they can, and what was
    called off, which changes when they do."""
    said = session.execute(
        sa.select(
            Wish.rank,
            sa.func.count(),
            sa.func.sum(Wish.id),
            sa.func.sum(Wish.fit),
            sa.func.sum(sa.cast(Wish.id, sa.BigInteger) * sa.func.coalesce(Wish.position, 0)),
        )
        .where(Wish.consultation_id == timetable.consultation_id)
        .group_by(Wish.rank)
        .order_by(Wish.rank)
    ).all()
    there = session.execute(
        sa.select(
            Participation.state,
            sa.func.count(),
            sa.func.sum(Participation.id),
            sa.func.sum(sa.cast(Participation.id, sa.BigInteger) * Participation.most_meetings),
        )
        .where(Participation.consultation_id == timetable.consultation_id)
        .group_by(Participation.state)
        .order_by(Participation.state)
    ).all()
    marks = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.sum(sa.cast(Participation.id, sa.BigInteger) * unavailable_slot.c.slot_id),
        )
        .select_from(unavailable_slot)
        .join(Participation, unavailable_slot.c.participation_id == Participation.id)
        .where(Participation.consultation_id == timetable.consultation_id)
    ).all()
    gone = session.execute(
        sa.select(sa.func.count(), sa.func.sum(Booking.id)).where(
            Booking.consultation_id == timetable.consultation_id,
            Booking.state == BookingState.CANCELLED,
        )
    ).all()
    words = [[str(word) for word in row] for row in (*said, *there, *marks, *gone)]
    return sha256(repr(words).encode()).hexdigest()[:32]


def _set(timetable: Timetable, found: Figures, served: Served) -> None:
    timetable.weight, timetable.placed = found.weight, found.placed
    timetable.asked, timetable.idle = found.asked, found.idle
    timetable.unserved, timetable.smallest_share = found.unserved, found.smallest_share
    timetable.served = served
    if timetable.bound:
        timetable.bound = max(timetable.bound, found.weight)


def _meetings_of(timetable: Timetable, companies: Collection[int]) -> tuple[Planned, ...]:
    """The meetings of these companies in a timetable."""
    rows = session.scalars(
        sa.select(TimetableMeeting)
        .where(
            TimetableMeeting.timetable_id == timetable.id,
            sa.or_(
                TimetableMeeting.korean_company_id.in_(list(companies)),
                TimetableMeeting.chinese_company_id.in_(list(companies)),
            ),
        )
        .order_by(TimetableMeeting.id)
    )
    return tuple(each.planned for each in rows)


def _wished_by(timetable: Timetable, companies: Collection[int]) -> set[Pair]:
    """The pairs of which wishes speak that these companies made, or that others made of them."""
    rows = session.execute(
        sa.select(Wish.korean_company_id, Wish.chinese_company_id).where(
            Wish.consultation_id == timetable.consultation_id,
            sa.or_(
                Wish.korean_company_id.in_(list(companies)),
                Wish.chinese_company_id.in_(list(companies)),
            ),
        )
    )
    return {(korean, chinese) for korean, chinese in rows}
