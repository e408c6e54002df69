"""Reads about sessions: who may see which, their slots and rooms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from portal.accounts.models import Coordinator
from portal.companies.models import Company
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    Room,
    Slot,
    consultation_region,
)
from portal.infra import paging
from portal.infra.db import columns_of, session
from portal.infra.plain import Plain
from portal.infra.remembered import remembered_calmly
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing

PAGE_SIZE = 20


# ---- whatever their phase; the caller decides who may see them


def consultation_of(public_id: str) -> ConsultationSession | None:
    """The session with this public id, drafts included."""
    return session.scalar(
        sa.select(ConsultationSession).where(ConsultationSession.public_id == public_id)
    )


def consultation_of_code(code: str) -> ConsultationSession | None:
    """The session with this code, such as SH-2612, in capitals or not."""
    return session.scalar(
        sa.select(ConsultationSession).where(ConsultationSession.code == code.strip().upper())
    )


def slots_of(consultation: ConsultationSession) -> Sequence[Slot]:
    """All slots of a session in order of time."""
    return session.scalars(_SLOTS, {"consultation": consultation.id}).all()


def times_of(consultation: ConsultationSession) -> Sequence[Slot]:
    """The same as plain objects, for whoever only wants to know when they are."""
    return _times(consultation.id)


@remembered_calmly
def _times(consultation_id: int) -> Sequence[Slot]:
    rows = session.execute(_TIMES, {"consultation": consultation_id})
    return tuple(_slot.of(row) for row in rows)


def consultation_shown_to(company: Company, public_id: str) -> ConsultationSession:
    """A session that `consultation_for` would find, as a plain object. Raises Missing."""
    found = _shown(company.side, company.region_code, company.id, public_id)
    if found is None:
        raise Missing
    return found


@remembered_calmly
def _shown(
    side: Side, region: str | None, company_id: int, public_id: str
) -> ConsultationSession | None:
    asked = {"region": region, "company": company_id, "public_id": public_id}
    row = session.execute(_SHOWN[side], asked).one_or_none()
    return None if row is None else _consultation.of(row)


# Made once, as most pages of a session begin with it.
_SLOTS = (
    sa.select(Slot)
    .where(Slot.consultation_id == sa.bindparam("consultation"), Slot.gone_at.is_(None))
    .order_by(Slot.starts_at)
)


def rooms_of(consultation: ConsultationSession) -> Sequence[Room]:
    """The numbered rooms of a session; none means that it has no limit."""
    return session.scalars(
        sa.select(Room)
        .where(Room.consultation_id == consultation.id, Room.gone_at.is_(None))
        .order_by(Room.number)
    ).all()


# ---- the public's: whatever was opened


def _opened() -> sa.Select[ConsultationSession]:
    return sa.select(ConsultationSession).where(ConsultationSession.opened_at.is_not(None))


def _current() -> sa.Select[ConsultationSession]:
    return _opened().where(sa.not_(_over()))


def _over() -> sa.ColumnElement[bool]:
    return sa.or_(
        ConsultationSession.closed_at.is_not(None), ConsultationSession.ends_at <= clock.now()
    )


def opened_consultation(public_id: str) -> ConsultationSession:
    """A session that the public may see. Raises Missing for drafts and unknown ids."""
    found = session.scalar(_opened().where(ConsultationSession.public_id == public_id))
    if found is None:
        raise Missing
    return found


def current_consultations(
    region_code: str | None = None, limit: int | None = None
) -> Sequence[ConsultationSession]:
    """Sessions that are open or running, the nearest first; perhaps of one region."""
    query = _current().order_by(ConsultationSession.starts_at, ConsultationSession.id)
    if region_code:
        query = query.where(ConsultationSession.regions.any(code=region_code))
    return session.scalars(query.limit(limit)).all()


def past_consultations(page: int = 1) -> paging.Chunk[ConsultationSession]:
    """Sessions that are over or closed, the latest first."""
    query = _opened().where(_over()).order_by(ConsultationSession.starts_at.desc())
    return paging.chunk(query, page, PAGE_SIZE)


# ---- a company's


# Sessions that a company could join, and those in which it has a place already.
_SEEN_BY = {
    Side.KR: sa.true(),
    Side.CN: sa.or_(
        ConsultationSession.id.in_(
            sa.select(consultation_region.c.consultation_id).where(
                consultation_region.c.region_code == sa.bindparam("region")
            )
        ),
        ConsultationSession.id.in_(
            sa.select(Participation.consultation_id).where(
                Participation.company_id == sa.bindparam("company")
            )
        ),
    ),
}


def _seen(company: Company) -> dict[str, Any]:
    """What `_SEEN_BY` is asked with."""
    return {"region": company.region_code, "company": company.id}


def consultation_for(company: Company, public_id: str) -> ConsultationSession:
    """An opened session that this company may take part in or does. Raises Missing."""
    found = session.scalar(_FOR[company.side], {**_seen(company), "public_id": public_id})
    if found is None:
        raise Missing
    return found


# Made once, as every page of a company in a session begins with it; few of them name its hosts.
_FOR = {
    side: _opened()
    .where(ConsultationSession.public_id == sa.bindparam("public_id"), seen)
    .options(lazyload(ConsultationSession.host), lazyload(ConsultationSession.regions))
    for side, seen in _SEEN_BY.items()
}


_slot, _consultation = Plain(Slot), Plain(ConsultationSession)
_TIMES = (
    sa.select(*_slot.columns)
    .where(
        columns_of(Slot).consultation_id == sa.bindparam("consultation"),
        columns_of(Slot).gone_at.is_(None),
    )
    .order_by(columns_of(Slot).starts_at)
)
_SHOWN = {
    side: sa.select(*_consultation.columns).where(
        ConsultationSession.opened_at.is_not(None),
        ConsultationSession.public_id == sa.bindparam("public_id"),
        seen,
    )
    for side, seen in _SEEN_BY.items()
}


def open_consultations_for(company: Company) -> Sequence[ConsultationSession]:
    """Sessions not over yet that this company may take part in or does, the nearest first."""
    query = _current().where(_SEEN_BY[company.side])
    return session.scalars(query.order_by(ConsultationSession.starts_at), _seen(company)).all()


def past_consultations_of(company: Company, page: int = 1) -> paging.Chunk[ConsultationSession]:
    """Sessions that are over and in which this company had a place, the latest first."""
    own = sa.select(Participation.consultation_id).where(Participation.company_id == company.id)
    query = _opened().where(ConsultationSession.id.in_(own), _over())
    return paging.chunk(query.order_by(ConsultationSession.starts_at.desc()), page, PAGE_SIZE)


# ---- a coordinator's: those of their host, as owner or as partner


def _run_by(coordinator: Coordinator) -> sa.Select[ConsultationSession]:
    return sa.select(ConsultationSession).where(
        sa.or_(
            ConsultationSession.host_id == coordinator.host_id,
            ConsultationSession.partner_host_id == coordinator.host_id,
        )
    )


def consultation_run_by(coordinator: Coordinator, public_id: str) -> ConsultationSession:
    """A session of this coordinator's host, drafts included. Raises Missing.

    Whether they may change it is for `rules.why_not_run`: services ask it.
    """
    found = session.scalar(_run_by(coordinator).where(ConsultationSession.public_id == public_id))
    if found is None:
        raise Missing
    return found


def consultations_run_by(coordinator: Coordinator) -> Sequence[ConsultationSession]:
    """The drafts and current sessions of this coordinator's host, the nearest first."""
    query = _run_by(coordinator).where(sa.not_(_over()))
    return session.scalars(query.order_by(ConsultationSession.starts_at)).all()


def past_consultations_run_by(
    coordinator: Coordinator, page: int = 1
) -> paging.Chunk[ConsultationSession]:
    """The sessions of this coordinator's host that are over, drafts too old included."""
    query = _run_by(coordinator).where(_over()).order_by(ConsultationSession.starts_at.desc())
    return paging.chunk(query, page, PAGE_SIZE)


def number_of_slots(consultations: Iterable[ConsultationSession]) -> dict[int, int]:
    """How many slots each of these sessions has, by its id."""
    ids = [consultation.id for consultation in consultations]
    counted = (
        sa.select(Slot.consultation_id, sa.func.count())
        .where(Slot.consultation_id.in_(ids), Slot.gone_at.is_(None))
        .group_by(Slot.consultation_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
