"""A session as large as one likes with a full draft, written straight into the database."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.companies.models import Company, Party
from portal.companies.states import CompanyState, PartyKind
from portal.consultations.models import Participation, Room
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db, rows
from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.timetabling import queries
from portal.timetabling.models import Timetable, TimetableMeeting, Wish
from portal.timetabling.states import Rank
from tests import make
from tests.bookings.pair import Kept

INTERPRETERS = 5


@dataclass(frozen=True)
class Large:
    """The session, its draft and its coordinator; the ids of its companies, slots and rooms."""

    consultation: Kept
    draft: Kept
    coordinator: Kept
    korean: list[int]
    chinese: list[int]
    slots: list[int]
    rooms: list[int]


def large(companies: int, *, slots: int = 24, filled: int = 20) -> Large:
    """A session of so many companies, half of each side; everybody meets in the first slots.

    In slot `n` each Korean company meets the one that is `n` places further on the other side.
    """
    half = companies // 2
    host = make.host()
    coordinator = make.coordinator(of=host)
    consultation = make.consultation(mode=BookingMode.TIMETABLE, owner=host, slots=slots)
    for _ in range(INTERPRETERS):
        make.interpreter(of=host, sessions=(consultation,))
    draft = make.timetable(consultation, coordinator)
    times = [slot.id for slot in make.slots_of(consultation)]
    with db.writing():
        korean, chinese = (_companies(side, half, consultation.id) for side in Side)
        rooms = _rooms(half, consultation.id)
        met = [
            (number, korean[number], chinese[(number + slot) % half], slot)
            for slot in range(min(filled, half))
            for number in range(half)
        ]
        _say(consultation.id, [(one, other) for _, one, other, _ in met], half, coordinator.id)
        rows.insert(
            TimetableMeeting,
            [
                {
                    "timetable_id": draft.id,
                    "korean_company_id": one,
                    "chinese_company_id": other,
                    "slot_id": times[slot],
                    "room_id": rooms[number],
                }
                for number, one, other, slot in met
            ],
        )
        queries.set_figures(session.get_one(Timetable, draft.id))
    return Large(Kept(consultation), Kept(draft), Kept(coordinator), korean, chinese, times, rooms)


def _companies(side: Side, number: int, consultation: int) -> list[int]:
    parties = _parties(PartyKind.COMPANY, number)
    own = "상쾌환경" if side is Side.KR else "清川环保"
    rows.insert(
        Company,
        [
            {
                "party_id": party,
                "side": side,
                "state": CompanyState.APPROVED,
                "name": Wording.of(
                    {"en": f"Freshwind {party}", side.language.value: f"{own}{party}"}
                ),
                "name_key": f"{own}{party:06d}",
                "region_code": "KR-11" if side is Side.KR else "310000",
                "about": Wording(),
            }
            for party in parties
        ],
    )
    found = list(
        session.scalars(
            sa.select(Company.id).where(Company.party_id.in_(parties)).order_by(Company.id)
        )
    )
    rows.insert(
        Participation,
        [
            {
                "consultation_id": consultation,
                "company_id": id,
                "state": ParticipationState.ACCEPTED,
            }
            for id in found
        ],
    )
    return found


def _rooms(number: int, consultation: int) -> list[int]:
    parties = _parties(PartyKind.ROOM, number)
    rows.insert(
        Room,
        [
            {"consultation_id": consultation, "party_id": party, "number": place}
            for place, party in enumerate(parties, start=1)
        ],
    )
    return list(
        session.scalars(
            sa.select(Room.id).where(Room.consultation_id == consultation).order_by(Room.number)
        )
    )


def _parties(kind: PartyKind, number: int) -> list[int]:
    last = session.scalar(sa.select(sa.func.max(Party.id))) or 0
    rows.insert(Party, [{"kind": kind} for _ in range(number)])
    return list(session.scalars(sa.select(Party.id).where(Party.id > last).order_by(Party.id)))


def _say(consultation: int, pairs: list[tuple[int, int]], places: int, by: int) -> None:
    rows.insert(
        Wish,
        [
            {
                "consultation_id": consultation,
                "korean_company_id": korean,
                "chinese_company_id": chinese,
                "wished_by_side": Side.KR,
                "rank": Rank.WOULD,
                "position": 1 + number // places,
                "written_by_id": by,
                "on_behalf": False,
            }
            for number, (korean, chinese) in enumerate(pairs)
        ],
    )
