"""Reads about a draft in a coordinator's hands: where meetings may go, and what was done to it."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from portal.infra.db import session
from portal.kernel.languages import Text
from portal.timetabling.drafting import Draft, Option, around
from portal.timetabling.models import Timetable, TimetableStep
from portal.timetabling.names import pair_of
from portal.timetabling.posing import pose
from portal.timetabling.queries.situation import situation_of
from portal.timetabling.queries.timetables import names_by_id, planned_in
from portal.timetabling.queries.unplaced import names_of
from portal.timetabling.situation import Keep, Pair
from portal.timetabling.telling import obstacle_words


def draft_of(timetable: Timetable, pairs: Collection[Pair]) -> Draft:
    """A draft as whoever changes these pairs must know it.

    Only their wishes are read, and companies far from them count for the rooms and interpreters
    that they have: so it takes no longer than a hand does in a session of a thousand companies.
    """
    planned, further = around(pairs, planned_in(timetable))
    near = {id for pair in (*pairs, *(each.pair for each in planned)) for id in pair}
    situation = situation_of(timetable.consultation, planned, pairs=pairs, among=near)
    return Draft(pose(situation, Keep.NOTHING), planned, further)


def why_not_words(timetable: Timetable, draft: Draft, option: Option) -> Text:
    """The first reason why a meeting cannot be in a slot."""
    return reasons_of(timetable, draft, [option])[option.slot][0]


def reasons_of(
    timetable: Timetable, draft: Draft, options: Collection[Option]
) -> dict[int, list[Text]]:
    """Why a meeting cannot be in each of these slots, by the slot's id."""
    ids = {
        id
        for option in options
        for each in option.obstacles
        for id in (
            *(pair_of(each.meeting) if each.meeting is not None else ()),
            *((int(each.who),) if each.who is not None else ()),
        )
    }
    names = names_of(timetable.consultation, draft.posed, names_by_id(ids))
    return {
        option.slot: [obstacle_words(each, names) for each in option.obstacles]
        for option in options
        if option.obstacles
    }


def last_step(timetable: Timetable) -> TimetableStep | None:
    """The change that would be undone next."""
    return session.scalar(
        sa.select(TimetableStep)
        .where(TimetableStep.timetable_id == timetable.id, ~TimetableStep.undone)
        .order_by(TimetableStep.number.desc())
        .limit(1)
    )


def next_step(timetable: Timetable) -> TimetableStep | None:
    """The change that would be done again next."""
    return session.scalar(
        sa.select(TimetableStep)
        .where(TimetableStep.timetable_id == timetable.id, TimetableStep.undone)
        .order_by(TimetableStep.number)
        .limit(1)
    )
