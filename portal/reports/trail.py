"""The trail of changes as one host's coordinators may read it: what they did, and what was done to
companies of their side and in their sessions. Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Coordinator, Host
from portal.bookings.models import Booking, ConsultationLog, MeetingRequest, Waiting
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation
from portal.infra import paging, search
from portal.infra.audit import AuditEntry
from portal.infra.db import session
from portal.kernel.languages import Wording
from portal.technologies.models import TechnologyProfile

PAGE_SIZE = 30

# Things of a session, by the name that the trail has for them.
_IN_SESSIONS: Mapping[str, Any] = {
    kind.__tablename__: kind for kind in (Booking, MeetingRequest, Waiting, Participation)
}
_OF_PAIRS: Mapping[str, Any] = {
    kind.__tablename__: kind for kind in (Booking, MeetingRequest, Waiting)
}


@dataclass(frozen=True)
class TrailFilter:
    """What a reader looks for. Empty means everything; `since` and `until` are moments, the second
    of which is the first that is too late."""

    words: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Thing:
    """What an entry speaks of: its names, and the session it belongs to, if it does."""

    names: tuple[Wording, ...]
    session_id: str | None = None
    session: Wording | None = None
    place_id: str | None = None


def trail_of(host: Host, wanted: TrailFilter, number: int) -> paging.Chunk[AuditEntry]:
    """A page of the trail that this host may read, the newest first."""
    query = sa.select(AuditEntry).where(sa.or_(*_readable(host)))
    for term in search.terms_of(wanted.words):
        query = query.where(_speaks_of(term))
    if wanted.about:
        query = query.where(AuditEntry.about_kind == wanted.about)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    return paging.chunk(query.order_by(AuditEntry.id.desc()), number, PAGE_SIZE)


def _readable(host: Host) -> list[sa.ColumnElement[bool]]:
    """The one place that says what of the trail is a host's business."""
    colleagues = sa.select(Coordinator.user_id).where(Coordinator.host_id == host.id)
    ours = sa.or_(
        ConsultationSession.host_id == host.id, ConsultationSession.partner_host_id == host.id
    )
    sessions = sa.select(ConsultationSession.id).where(ours)
    companies = sa.select(Company.id).where(Company.side == host.side)
    return [
        AuditEntry.actor_id.in_(colleagues),
        _about(ConsultationSession, ours),
        _about(Company, Company.side == host.side),
        _about(TechnologyProfile, TechnologyProfile.company_id.in_(companies)),
        *(_about(kind, kind.consultation_id.in_(sessions)) for kind in _IN_SESSIONS.values()),
    ]


def _about(kind: Any, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.and_(
        AuditEntry.about_kind == kind.__tablename__,
        AuditEntry.about_id.in_(sa.select(kind.public_id).where(condition)),
    )


def _speaks_of(term: search.Term) -> sa.ColumnElement[bool]:
    """Whether a word stands in the actor's name or the reason, or a company or session is meant."""
    company = companies.named(term)
    of_company = sa.or_(
        *(
            _about(
                kind,
                sa.or_(kind.korean_company_id.in_(company), kind.chinese_company_id.in_(company)),
            )
            for kind in _OF_PAIRS.values()
        )
    )
    return sa.or_(
        sa.func.lower(AuditEntry.actor_name).contains(term.words, autoescape=True),
        sa.func.lower(AuditEntry.reason).contains(term.words, autoescape=True),
        _about(Company, Company.id.in_(company)),
        _about(Participation, Participation.company_id.in_(company)),
        _about(ConsultationSession, sa.func.lower(ConsultationSession.code) == term.words),
        _about(Booking, sa.func.lower(Booking.code) == term.words),
        of_company,
    )


def things_in(entries: Iterable[AuditEntry]) -> dict[str, Thing]:
    """What these entries speak of, by public id: one statement a kind, however many they are."""
    ids: dict[str, set[str]] = {}
    for entry in entries:
        ids.setdefault(entry.about_kind, set()).add(entry.about_id)
    found: dict[str, Thing] = {}
    for kind, asked in ids.items():
        if (query := _NAMED.get(kind)) is not None:
            rows = session.execute(query.where(_PUBLIC_ID[kind].in_(asked)))
            found |= {id: _thing(names) for id, *names in rows}
    return found


def names_of(company_ids: Iterable[str]) -> dict[str, Wording]:
    """The names of companies by their public ids."""
    asked = sa.select(Company.public_id, Company.name).where(
        Company.public_id.in_(set(company_ids))
    )
    return dict(session.execute(asked).all())


def _thing(values: list[Any]) -> Thing:
    first, second, session_id, title, place_id = values
    names = tuple(name for name in (first, second) if name)
    return Thing(names, session_id, title, place_id)


_korean, _chinese = aliased(Company), aliased(Company)
_NOTHING = sa.null()


def _of_pair(kind: Any) -> Any:
    return (
        sa.select(
            kind.public_id,
            _korean.name,
            _chinese.name,
            ConsultationSession.public_id,
            ConsultationSession.title,
            _NOTHING,
        )
        .join(_korean, _korean.id == kind.korean_company_id)
        .join(_chinese, _chinese.id == kind.chinese_company_id)
        .join(ConsultationSession, ConsultationSession.id == kind.consultation_id)
    )


_NAMED: Mapping[str, Any] = {
    **{name: _of_pair(kind) for name, kind in _OF_PAIRS.items()},
    "participation": sa.select(
        Participation.public_id,
        Company.name,
        _NOTHING,
        ConsultationSession.public_id,
        ConsultationSession.title,
        Participation.public_id,
    )
    .join(Company, Company.id == Participation.company_id)
    .join(ConsultationSession, ConsultationSession.id == Participation.consultation_id),
    "company": sa.select(Company.public_id, Company.name, _NOTHING, _NOTHING, _NOTHING, _NOTHING),
    "consultation_session": sa.select(
        ConsultationSession.public_id,
        ConsultationSession.title,
        _NOTHING,
        ConsultationSession.public_id,
        _NOTHING,
        _NOTHING,
    ),
    "technology_profile": sa.select(
        TechnologyProfile.public_id,
        TechnologyProfile.title,
        Company.name,
        _NOTHING,
        _NOTHING,
        _NOTHING,
    ).join(Company, Company.id == TechnologyProfile.company_id),
    "consultation_log": _of_pair(Booking)
    .join(ConsultationLog, ConsultationLog.booking_id == Booking.id)
    .with_only_columns(
        ConsultationLog.public_id,
        _korean.name,
        _chinese.name,
        ConsultationSession.public_id,
        ConsultationSession.title,
        Booking.public_id,
    ),
}
_PUBLIC_ID: Mapping[str, Any] = {
    **{name: kind.public_id for name, kind in _IN_SESSIONS.items()},
    "company": Company.public_id,
    "consultation_session": ConsultationSession.public_id,
    "technology_profile": TechnologyProfile.public_id,
    "consultation_log": ConsultationLog.public_id,
}
