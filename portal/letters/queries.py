"""Reads of coordinators: their host's letters, whom one reaches, and what became of mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Coordinator
from portal.accounts.notifications import recipient
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.consultations.models import ConsultationSession, Participation
from portal.consultations.queries import interpreters_of
from portal.infra.db import session
from portal.infra.outbox import OutboxMessage, Recipient
from portal.infra.paging import Chunk, chunk
from portal.infra.ways import Way
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.letters.models import Letter
from portal.letters.rules import KOREA, Audience
from portal.letters.states import MailState, Readers

# So long a refused mail stands on the coordinator's overview.
REFUSED_LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Reader:
    """Somebody whom a letter reaches, and the company for which they act, if any."""

    recipient: Recipient
    company: Company | None = None


# ---- letters


def letters_of(coordinator: Coordinator, page: int) -> Chunk[Letter]:
    """The letters of a coordinator's host: drafts first, then the newest."""
    mine = sa.select(Letter).where(Letter.host_id == coordinator.host_id)
    order = (sa.case((Letter.sent_at.is_(None), 0), else_=1), Letter.id.desc())
    return chunk(mine.order_by(*order), page)


def letter_of(coordinator: Coordinator, public_id: str) -> Letter:
    """A letter of a coordinator's host. Raises Missing."""
    found = session.scalar(
        sa.select(Letter).where(
            Letter.public_id == public_id, Letter.host_id == coordinator.host_id
        )
    )
    if found is None:
        raise Missing
    return found


# ---- whom a letter reaches


def readers_of(
    audience: Audience, consultation: ConsultationSession | None, coordinator: Coordinator
) -> list[Reader]:
    """Everybody whom a letter reaches now, once each: those with a confirmed account.

    About a session it reaches companies of both sides that have a place in one of its states;
    about none, companies of the coordinator's own side and regions.
    """
    if audience.readers is Readers.INTERPRETERS:
        interpreters = interpreters_of(consultation) if consultation else ()
        users = [each.user for each in interpreters if each.user is not None]
        return [Reader(recipient(user)) for user in users if user.is_active]
    found = session.scalars(_companies(audience, consultation, coordinator)).all()
    people = companies.recipients_of(found)
    readers = {
        person.address: Reader(person, company)
        for company in found
        for person in people[company.id]
    }
    return list(readers.values())


def _companies(
    audience: Audience, consultation: ConsultationSession | None, coordinator: Coordinator
) -> sa.Select[Company]:
    query = sa.select(Company).order_by(Company.name_key, Company.id)
    if consultation is not None:
        query = query.join(Participation, Participation.company_id == Company.id).where(
            Participation.consultation_id == consultation.id,
            Participation.state.in_(sorted(audience.states)),
        )
    else:
        query = query.where(
            Company.side == coordinator.host.side, Company.state.in_(sorted(audience.states))
        )
        if coordinator.regions:
            query = query.where(Company.region_code.in_(coordinator.regions))
    if audience.places:
        korean = Company.side == Side.KR if KOREA in audience.places else sa.false()
        query = query.where(sa.or_(korean, Company.region_code.in_(sorted(audience.places))))
    return query


# ---- what became of mails


@dataclass(frozen=True)
class MailFilter:
    """What a coordinator looks for among the mails; empty means everything."""

    words: str = ""
    state: MailState | None = None
    topic: str = ""
    consultation: ConsultationSession | None = None
    letter: Letter | None = None


def mails_of(coordinator: Coordinator, wanted: MailFilter, page: int) -> Chunk[OutboxMessage]:
    """What was sent to people in the sessions and companies of a coordinator, the newest first."""
    query = sa.select(OutboxMessage).where(_seen_by(coordinator))
    if wanted.letter is not None:
        query = query.where(OutboxMessage.letter_id == wanted.letter.id)
    if wanted.consultation is not None:
        query = query.where(OutboxMessage.consultation_id == wanted.consultation.id)
    if wanted.topic:
        query = query.where(OutboxMessage.topic == wanted.topic)
    if wanted.state is not None:
        query = query.where(_is_in(wanted.state))
    if words := wanted.words.strip():
        query = query.where(
            sa.or_(
                OutboxMessage.address.icontains(words, autoescape=True),
                OutboxMessage.name.icontains(words, autoescape=True),
            )
        )
    return chunk(query.order_by(OutboxMessage.id.desc()), page, 40)


def mail_of(coordinator: Coordinator, message_id: str) -> OutboxMessage:
    """One of these mails. Raises Missing."""
    found = session.scalar(
        sa.select(OutboxMessage).where(
            OutboxMessage.message_id == message_id, _seen_by(coordinator)
        )
    )
    if found is None:
        raise Missing
    return found


def counts_of(letter: Letter) -> dict[MailState, int]:
    """How many of the messages of a letter are in each state."""
    state = sa.case(*[(_is_in(each), each.value) for each in MailState])
    counted = (
        sa.select(state, sa.func.count())
        .where(OutboxMessage.letter_id == letter.id)
        .group_by(state)
    )
    return {MailState(row[0]): row[1] for row in session.execute(counted)}


def refused_lately(coordinator: Coordinator) -> int:
    """How many mails of the last days were refused for good."""
    since = clock.now() - REFUSED_LATELY
    refused = sa.select(sa.func.count()).where(
        OutboxMessage.given_up_at >= since, _seen_by(coordinator)
    )
    return session.scalar(refused) or 0


def refused_of(company: Company) -> Sequence[OutboxMessage]:
    """The newest refused mail to each address of a company that no later mail has reached."""
    mine = sa.select(OutboxMessage).where(
        OutboxMessage.company_id == company.id,
        OutboxMessage.given_up_at.is_not(None),
    )
    refused = {each.address: each for each in session.scalars(mine.order_by(OutboxMessage.id))}
    reached = set(
        session.scalars(
            sa.select(OutboxMessage.address).where(
                OutboxMessage.address.in_(list(refused)),
                OutboxMessage.sent_at.is_not(None),
                OutboxMessage.sent_at > min(each.created_at for each in refused.values()),
                OutboxMessage.way == Way.AT_ONCE,
            )
        )
        if refused
        else ()
    )
    return [each for address, each in refused.items() if address not in reached]


def state_of(message: OutboxMessage) -> MailState:
    """What became of a message."""
    if message.given_up_at is not None:
        return MailState.REFUSED
    if message.way is Way.PORTAL:
        return MailState.SHOWN
    if message.sent_at is not None:
        return MailState.SENT
    if message.way is Way.DIGEST:
        return MailState.GATHERED
    return MailState.TRIED if message.last_error else MailState.WAITING


def _is_in(state: MailState) -> sa.ColumnElement[bool]:
    """The same question to the database."""
    of = OutboxMessage
    stands = of.given_up_at.is_(None)
    waits = sa.and_(stands, of.sent_at.is_(None), of.way == Way.AT_ONCE)
    return {
        MailState.REFUSED: of.given_up_at.is_not(None),
        MailState.SHOWN: sa.and_(stands, of.way == Way.PORTAL),
        MailState.SENT: sa.and_(stands, of.sent_at.is_not(None), of.way != Way.PORTAL),
        MailState.GATHERED: sa.and_(stands, of.sent_at.is_(None), of.way == Way.DIGEST),
        MailState.TRIED: sa.and_(waits, of.last_error.is_not(None)),
        MailState.WAITING: sa.and_(waits, of.last_error.is_(None)),
    }[state]


def _seen_by(coordinator: Coordinator) -> sa.ColumnElement[bool]:
    """What is about a session that their host runs; else about a company of their side and regions;
    and their own letters. What is about neither, as a link that signs in, nobody sees."""
    run = sa.select(ConsultationSession.id).where(
        sa.or_(
            ConsultationSession.host_id == coordinator.host_id,
            ConsultationSession.partner_host_id == coordinator.host_id,
        )
    )
    own = sa.select(Company.id).where(Company.side == coordinator.host.side)
    if coordinator.regions:
        own = own.where(Company.region_code.in_(coordinator.regions))
    letters = sa.select(Letter.id).where(Letter.host_id == coordinator.host_id)
    return sa.or_(
        OutboxMessage.consultation_id.in_(run),
        sa.and_(OutboxMessage.consultation_id.is_(None), OutboxMessage.company_id.in_(own)),
        OutboxMessage.letter_id.in_(letters),
    )
