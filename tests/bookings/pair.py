"""Two companies in a session and everybody around them, as tests of bookings need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Host, User
from portal.bookings import services
from portal.bookings.models import Booking, MeetingRequest, Seat
from portal.companies.models import Company
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    Slot,
    unavailable_slot,
)
from portal.consultations.states import BookingMode, ParticipationState
from portal.infra import db
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from tests import make


class Kept:
    """A row that survives requests: `now` reads it afresh, since each request ends its session."""

    def __init__(self, row: Any) -> None:
        self.kind, self.id, self.public_id = type(row), row.id, getattr(row, "public_id", "")

    @property
    def now(self) -> Any:
        if not session.info.get("writing"):
            session.rollback()
        return session.get_one(self.kind, self.id)


def soon(pair: Pair, monday: Any, minutes: int) -> Kept:
    """A meeting of the pair that begins in so many minutes from now."""
    made = pair.met()
    monday(made.now.slot.starts_at - timedelta(minutes=minutes) - clock.now())
    return made


class One:
    """A company that takes part, and its user."""

    def __init__(self, company: Company, user: User) -> None:
        self._company, self._user = Kept(company), Kept(user)

    @property
    def company(self) -> Company:
        return _of(self._company)

    @property
    def user(self) -> User:
        return _of(self._user)


def _of(kept: Kept) -> Any:
    return session.get_one(kept.kind, kept.id)


class Pair:
    """A Korean and a Chinese company that take part in a session of a host.

    Everything is read afresh by its id, so that it can be used between requests.
    """

    def __init__(
        self,
        *,
        mode: BookingMode = BookingMode.OPEN,
        chinese_state: ParticipationState = ParticipationState.ACCEPTED,
        **session_facts: Any,
    ) -> None:
        host = make.host()
        self._host = Kept(host)
        self._coordinator = Kept(make.coordinator(of=host))
        self._consultation = Kept(make.consultation(mode=mode, owner=host, **session_facts))
        self._korean = self.another(Side.KR)
        self._chinese = self.another(Side.CN, chinese_state)

    @property
    def host(self) -> Host:
        return _of(self._host)

    @property
    def coordinator(self) -> User:
        return _of(self._coordinator)

    @property
    def consultation(self) -> ConsultationSession:
        return _of(self._consultation)

    @property
    def slots(self) -> list[Slot]:
        return make.slots_of(self.consultation)

    @property
    def korean_one(self) -> One:
        return self._korean

    @property
    def chinese_one(self) -> One:
        return self._chinese

    @property
    def korean(self) -> Company:
        return self._korean.company

    @property
    def korean_user(self) -> User:
        return self._korean.user

    @property
    def chinese(self) -> Company:
        return self._chinese.company

    @property
    def chinese_user(self) -> User:
        return self._chinese.user

    def another(
        self, side: Side, state: ParticipationState = ParticipationState.ACCEPTED, **more: Any
    ) -> One:
        user = make.representative(side=side)
        company = make.company_of(user)
        make.participation(company, self.consultation, state, **more)
        return One(company, user)

    def another_korean(self) -> One:
        return self.another(Side.KR)

    def another_chinese(self) -> One:
        return self.another(Side.CN)

    def ask(
        self, reason: str = "We look for bag filters", *, at: Sequence[int] = (), **more: Any
    ) -> MeetingRequest:
        """The Korean company asks; `at` are the numbers of the slots that it proposes."""
        with db.writing():
            return services.ask(
                self.consultation,
                self.korean,
                self.chinese,
                None,
                reason,
                slots=[self.slots[number] for number in at],
                by=self.korean_user,
                **more,
            )

    def asked(self, reason: str = "We look for bag filters", *, at: Sequence[int] = ()) -> Kept:
        """The same request, for a test that visits pages."""
        return Kept(self.ask(reason, at=at))

    def propose(
        self,
        request: MeetingRequest,
        *at: int,
        words: str | None = None,
        by: User | None = None,
        **more: Any,
    ) -> None:
        """The Chinese company, unless another user does, proposes the slots of these numbers."""
        with db.writing():
            services.propose(
                request,
                [self.slots[number] for number in at],
                words,
                by=by or self.chinese_user,
                **more,
            )

    def meet(self, slot: Slot | None = None) -> Booking:
        """Book the pair by the coordinator's hand."""
        with db.writing():
            return services.book(
                self.consultation,
                self.korean,
                self.chinese,
                slot or self.slots[0],
                "Bag filters for sintering plants",
                by=self.coordinator,
                because="Both asked for it",
            )

    def meet_others(self, korean: Company, chinese: Company, slot: Slot) -> Booking:
        """Book two companies of the session by the coordinator's hand."""
        with db.writing():
            return services.book(
                self.consultation,
                korean,
                chinese,
                slot,
                "Odour control for a sewage plant",
                by=self.coordinator,
                because="Both asked for it",
            )

    def met(self, slot: Slot | None = None) -> Kept:
        """The same meeting, for a test that visits pages."""
        return Kept(self.meet(slot))

    def mark_unavailable(self, company: Company, slot: Slot) -> None:
        with db.writing():
            participation = session.scalars(
                sa.select(Participation).where(
                    Participation.company_id == company.id,
                    Participation.consultation_id == self.consultation.id,
                )
            ).one()
            session.execute(
                sa.insert(unavailable_slot).values(
                    participation_id=participation.id, slot_id=slot.id
                )
            )


def seats_of(booking: Booking) -> set[tuple[int, datetime, datetime]]:
    rows = session.scalars(sa.select(Seat).where(Seat.booking_id == booking.id))
    return {(seat.party_id, seat.starts_at, seat.ends_at) for seat in rows}
