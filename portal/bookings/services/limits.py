"""A session's limits, kept also when several press at once: one after another looks and writes.

Nothing in the tables says how many meetings a company may have or how close they may come, so
whoever acts for a company in a session with such limits first locks the two companies' parties, in
the order of their ids. Sessions without limits, and coordinators, lock nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from portal.bookings import queries, rules
from portal.bookings.models import Booking
from portal.bookings.rules import Participant
from portal.companies.models import Company, Party
from portal.consultations.models import ConsultationSession, Slot
from portal.infra.db import session
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text

NOTHING_KEPT: Mapping[int, int] = MappingProxyType({})


def counted(
    consultation: ConsultationSession, companies: Sequence[Company], pair: Sequence[Participant]
) -> tuple[Participant, ...]:
    """The same two with what they have so far, which nobody changes until the transaction ends."""
    if consultation.terms.most_open_requests is None and not _limits_meetings(consultation, pair):
        return tuple(pair)
    _lock(companies)
    counts = queries.counts_in(consultation, companies)
    return tuple(
        replace(
            each,
            open_requests=counts[company.id].open_requests,
            meetings=counts[company.id].meetings,
        )
        for company, each in zip(companies, pair, strict=True)
    )


def must_fit(
    consultation: ConsultationSession,
    companies: Sequence[Company],
    slot: Slot,
    pair: Sequence[Participant] = (),
    *,
    moving: Booking | None = None,
    also_kept: bool = False,
) -> None:
    """Raises Conflict when a meeting in this slot would go beyond a limit of the two companies.

    `pair` are the two as participants. A meeting that is `moving` to this slot adds none to their
    number, so that they need not be told. With `also_kept` times on offer count as meetings.
    """
    if not _limits_meetings(consultation, pair):
        return
    _lock(companies)
    kept = queries.times_kept(consultation) if also_kept else NOTHING_KEPT
    if said := _said(consultation, companies, slot, pair, moving, kept):
        raise Conflict(said[0], field="slot")


def goes_beyond(
    consultation: ConsultationSession,
    companies: Sequence[Company],
    slot: Slot,
    pair: Sequence[Participant] = (),
    *,
    moving: Booking | None = None,
) -> bool:
    """Whether a coordinator puts a meeting beyond the limits: the trail says so."""
    return _limits_meetings(consultation, pair) and bool(
        _said(consultation, companies, slot, pair, moving)
    )


def note(beyond: bool) -> dict[str, Any]:
    """For the trail: that somebody went beyond the limits; nothing where nobody did."""
    return {"beyond": True} if beyond else {}


def _limits_meetings(consultation: ConsultationSession, pair: Sequence[Participant]) -> bool:
    terms = consultation.terms
    return (
        terms.most_in_a_row is not None
        or terms.rest_minutes > 0
        or any(rules.most_meetings(terms, each) is not None for each in pair)
    )


def _said(
    consultation: ConsultationSession,
    companies: Sequence[Company],
    slot: Slot,
    pair: Sequence[Participant],
    moving: Booking | None,
    kept: Mapping[int, int] = NOTHING_KEPT,
) -> list[Text]:
    """Every limit that a meeting in this slot would break, those of numbers first."""
    terms = consultation.terms
    diaries = queries.diaries_of(consultation, companies, slot.span, but=moving)
    numbers = [
        rules.why_not_meet_more(
            terms, replace(each, meetings=diary.meetings + kept.get(company.id, 0))
        )
        for company, diary, each in zip(companies, diaries, pair, strict=False)
    ]
    pause = timedelta(minutes=consultation.pause_minutes)
    times = [rules.why_not_then(terms, diary, slot.span, pause) for diary in diaries]
    return [text for text in (*numbers, *times) if text is not None]


def _lock(companies: Sequence[Company]) -> None:
    session.execute(
        sa.select(Party.id)
        .where(Party.id.in_([company.party_id for company in companies]))
        .order_by(Party.id)
        .with_for_update(key_share=True)
    )
