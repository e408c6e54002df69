"""One pair on the board of a draft: where it is, where it may go, and what could fill a slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession, Interpreter, Participation, Room, Slot
from portal.infra.db import session
from portal.kernel.errors import Missing
from portal.kernel.languages import Text
from portal.timetabling.models import Timetable, Wish
from portal.timetabling.queries.drafts import draft_of, reasons_of
from portal.timetabling.queries.timetables import names_by_id
from portal.timetabling.situation import Pair, Planned
from portal.timetabling.states import Rank

MOST_OFFERED = 12


@dataclass(frozen=True)
class Choice:
    """A slot for a pair: free, to be had by changing places with another pair, or why not."""

    slot: Slot
    room: Room | None
    interpreter: Interpreter | None
    is_free: bool
    swap: tuple[Company, Company] | None
    why_not: Sequence[Text]


@dataclass(frozen=True)
class OnBoard:
    """A pair in a draft, and every other slot of the session for it."""

    korean: Company
    chinese: Company
    now: Planned | None
    slot: Slot | None
    room: Room | None
    interpreter: Interpreter | None
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Filling:
    """A pair that could be placed in an empty slot, and how much it is worth."""

    korean: Company
    chinese: Company
    weight: int
    must: bool
    mutual: bool


def company_in(consultation: ConsultationSession, public_id: str) -> Company:
    """A company with a place in a session. Raises Missing."""
    found = session.scalar(
        sa.select(Company)
        .join(Participation, Participation.company_id == Company.id)
        .where(Company.public_id == public_id, Participation.consultation_id == consultation.id)
    )
    if found is None:
        raise Missing
    return found


def on_board(timetable: Timetable, korean: Company, chinese: Company) -> OnBoard:
    """A pair in a draft with all that may be done with it."""
    pair = korean.id, chinese.id
    draft = draft_of(timetable, [pair])
    consultation = timetable.consultation
    slots = {slot.id: slot for slot in consultations.slots_of(consultation)}
    rooms = {room.id: room for room in consultations.rooms_of(consultation)}
    helpers = {each.id: each for each in consultations.interpreters_of(consultation)}
    now = draft.planned.get(pair)
    options = draft.options(pair) if draft.can_hold(pair) else []
    why_not = reasons_of(timetable, draft, options)
    swaps = names_by_id({id for option in options for id in option.swap or ()})
    return OnBoard(
        korean,
        chinese,
        now,
        slots.get(now.slot) if now else None,
        rooms.get(now.room) if now and now.room else None,
        helpers.get(now.interpreter) if now and now.interpreter else None,
        [
            Choice(
                slots[option.slot],
                rooms.get(option.planned.room or 0) if option.planned else None,
                helpers.get(option.planned.interpreter or 0) if option.planned else None,
                option.planned is not None,
                (swaps[option.swap[0]], swaps[option.swap[1]]) if option.swap else None,
                why_not.get(option.slot, ()),
            )
            for option in options
        ],
    )


def fillings(timetable: Timetable, company: Company, slot: Slot) -> list[Filling]:
    """Pairs of a company that want to meet, have no meeting, and could meet in a slot."""
    rows = session.execute(
        sa.select(Wish.korean_company_id, Wish.chinese_company_id).where(
            Wish.consultation_id == timetable.consultation_id,
            sa.or_(Wish.korean_company_id == company.id, Wish.chinese_company_id == company.id),
            Wish.rank != Rank.NO,
        )
    )
    pairs: list[Pair] = sorted({(korean, chinese) for korean, chinese in rows})
    draft = draft_of(timetable, pairs)
    situation = draft.posed.situation
    able = [
        pair
        for pair in pairs
        if situation.wants(pair)
        and pair not in draft.planned
        and draft.can_hold(pair)
        and draft.at(pair, slot.id).planned is not None
    ]
    best = sorted(able, key=lambda pair: -situation.weight_of(pair))[:MOST_OFFERED]
    companies = names_by_id({id for pair in best for id in pair})
    return [
        Filling(
            companies[pair[0]],
            companies[pair[1]],
            situation.weight_of(pair),
            any(said.rank is Rank.MUST for said in situation.wishes[pair]),
            len(situation.wishes[pair]) > 1,
        )
        for pair in best
    ]
