"""The days of sessions as people speak of them: a date, and from when to when meetings are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from portal.consultations.models import ConsultationSession, Slot
from portal.infra.db import session
from portal.kernel.clock import BEIJING
from portal.kernel.timespan import TimeSpan


@dataclass(frozen=True)
class SessionDay:
    """A day by Beijing's calendar; `stretches` are slots that follow each other without a gap."""

    date: date
    stretches: tuple[TimeSpan, ...]
    slots: int


def days_of(consultations: Iterable[ConsultationSession]) -> dict[int, list[SessionDay]]:
    """The days of each of these sessions in order, by the session's id, in one statement."""
    pauses = {each.id: timedelta(minutes=each.pause_minutes) for each in consultations}
    found: dict[int, dict[date, list[TimeSpan]]] = {number: {} for number in pauses}
    slots = (
        sa.select(Slot.consultation_id, Slot.starts_at, Slot.ends_at)
        .where(Slot.consultation_id.in_(pauses), Slot.gone_at.is_(None))
        .order_by(Slot.starts_at)
    )
    for number, starts_at, ends_at in session.execute(slots):
        day = starts_at.astimezone(BEIJING).date()
        found[number].setdefault(day, []).append(TimeSpan(starts_at, ends_at))
    return {
        number: [
            SessionDay(day, _stretches(spans, pauses[number]), len(spans))
            for day, spans in days.items()
        ]
        for number, days in found.items()
    }


def _stretches(spans: list[TimeSpan], pause: timedelta) -> tuple[TimeSpan, ...]:
    """Spans in order of time, joined where no more than the pause lies between them."""
    joined = spans[:1]
    for span in spans[1:]:
        if span.starts_at - joined[-1].ends_at <= pause:
            joined[-1] = TimeSpan(joined[-1].starts_at, max(span.ends_at, joined[-1].ends_at))
        else:
            joined.append(span)
    return tuple(joined)
