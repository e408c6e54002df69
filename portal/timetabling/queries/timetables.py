"""Reads about timetables: the proposals and versions of a session, and what one of them holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload

from portal.companies.models import Company
from portal.consultations.models import ConsultationSession
from portal.infra import packing
from portal.infra.db import session
from portal.kernel.errors import Missing
from portal.kernel.languages import Text
from portal.timetabling.models import InterpreterWaiver, Timetable, TimetableMeeting
from portal.timetabling.situation import Pair, Planned, Situation
from portal.timetabling.states import TimetableState

MOST_SHOWN = 40


def timetables_of(consultation: ConsultationSession) -> Sequence[Timetable]:
    """The proposals and published versions of a session, the newest first; discarded ones not."""
    return session.scalars(
        sa.select(Timetable)
        .where(
            Timetable.consultation_id == consultation.id,
            Timetable.state != TimetableState.DISCARDED,
        )
        .options(lazyload(Timetable.consultation), joinedload(Timetable.made_by))
        .order_by(Timetable.number.desc())
        .limit(MOST_SHOWN)
    ).all()


def timetable_in(consultation: ConsultationSession, public_id: str) -> Timetable:
    """A timetable of this very session. Raises Missing."""
    found = session.scalar(
        sa.select(Timetable).where(
            Timetable.public_id == public_id,
            Timetable.consultation_id == consultation.id,
            Timetable.state != TimetableState.DISCARDED,
        )
    )
    if found is None:
        raise Missing
    return found


def building_in(consultation: ConsultationSession) -> Timetable | None:
    """The proposal that is being built for a session now."""
    return session.scalar(
        sa.select(Timetable).where(
            Timetable.consultation_id == consultation.id,
            Timetable.state == TimetableState.BUILDING,
        )
    )


def current_version(consultation: ConsultationSession) -> Timetable | None:
    """The version that was published last."""
    return session.scalar(
        sa.select(Timetable)
        .where(
            Timetable.consultation_id == consultation.id,
            Timetable.state == TimetableState.PUBLISHED,
        )
        .order_by(Timetable.version.desc())
        .limit(1)
    )


def planned_in(timetable: Timetable) -> tuple[Planned, ...]:
    """The meetings of a timetable, in no order that means anything but always the same."""
    rows = session.execute(
        sa.select(
            TimetableMeeting.korean_company_id,
            TimetableMeeting.chinese_company_id,
            TimetableMeeting.slot_id,
            TimetableMeeting.room_id,
            TimetableMeeting.interpreter_id,
            TimetableMeeting.locked,
        )
        .where(TimetableMeeting.timetable_id == timetable.id)
        .order_by(TimetableMeeting.id)
    )
    return tuple(Planned(*row) for row in rows)


def names_by_id(ids: Collection[int]) -> dict[int, Company]:
    """These companies, by their ids."""
    found = session.scalars(sa.select(Company).where(Company.id.in_(list(ids))))
    return {company.id: company for company in found}


def log_of(timetable: Timetable) -> list[Text]:
    """What a published version changed, meeting by meeting."""
    return [packing.unpack(row) for row in timetable.log.get("rows", [])]


def locked_pairs(consultation: ConsultationSession) -> set[Pair]:
    """The pairs that somebody locked in the version that was published last."""
    current = current_version(consultation)
    if current is None:
        return set()
    rows = session.execute(
        sa.select(TimetableMeeting.korean_company_id, TimetableMeeting.chinese_company_id).where(
            TimetableMeeting.timetable_id == current.id, TimetableMeeting.locked
        )
    )
    return {(korean, chinese) for korean, chinese in rows}


def with_locks(situation: Situation, locks: Collection[Pair]) -> Situation:
    """The situation with the meetings of these pairs locked."""
    standing = (
        replace(each, locked=each.locked or each.pair in locks) for each in situation.standing
    )
    return replace(situation, standing=tuple(standing))


def waivers_in(consultation: ConsultationSession) -> dict[Pair, InterpreterWaiver]:
    """The pairs of a session that somebody lets meet without the interpreter they need."""
    rows = session.scalars(
        sa.select(InterpreterWaiver).where(InterpreterWaiver.consultation_id == consultation.id)
    )
    return {(row.korean_company_id, row.chinese_company_id): row for row in rows}
