"""A session with two companies, their meeting and everybody around it, and everybody else."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings import services
from portal.bookings.models import Booking
from portal.companies.states import CompanyState
from portal.consultations.models import Interpreter
from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.db import session
from portal.kernel.clocks import Side
from tests import make
from tests.bookings.pair import Kept, Pair
from tests.house.test_access import of_others

GUARDED = ("/company/", "/coordinator/", "/interpreter/")


class World:
    """Everything that somebody may ask for, by the names in the addresses (`ids`), and who asks."""

    def __init__(self) -> None:
        partner = make.host(Side.CN)
        self._partner_coordinator = Kept(make.coordinator(of=partner, side=Side.CN))
        self.pair = Pair(mode=BookingMode.REQUEST, partner_host_id=partner.id)
        self._reader = Kept(make.coordinator(of=self.pair.host, duties=[]))
        self.ids = of_others(self.pair)
        # What anybody may read.
        self.public_ids = self.ids | {
            "companies": self.pair.korean.public_id,
            "technologies": self.ids["profiles"],
        }
        self._interpreter = Kept(self._seated())
        self._applicant = Kept(
            make.representative(make.company(Side.KR, state=CompanyState.APPLIED))
        )
        self._neighbour = self.pair.another_korean()
        self.of_timetable = self._timetable()
        self.ids["people"] = self.pair.korean_user.public_id
        self._colleague = Kept(make.colleague(self.pair.korean))
        self._foreign_coordinator = Kept(make.coordinator(Side.CN))
        self._foreign_interpreter = Kept(make.interpreter(of=self.pair.host).user)

    def ids_for(self, rule: str) -> dict[str, str]:
        """The names to fill an address with; wishes are of a session of their own."""
        if not rule.startswith(GUARDED):
            return self.public_ids
        own = "/wishes" in rule or "/timetable" in rule
        return self.ids | self.of_timetable if own else self.ids

    def _timetable(self) -> dict[str, str]:
        """A session of the same host, companies and neighbour whose coordinator places meetings."""
        planned = make.consultation(mode=BookingMode.TIMETABLE, owner=self.pair.host)
        for company in (self.pair.korean, self.pair.chinese, self._neighbour.company):
            make.participation(company, planned)
        place = make.participation_of(self.pair.korean, planned)
        draft = make.timetable(planned, self.pair.coordinator)
        return {
            "consultations": planned.public_id,
            "timetable_id": draft.public_id,
            "slot_id": make.slots_of(planned)[0].public_id,
            "participation_id": place.public_id,
            "company_id": self.pair.chinese.public_id,
        }

    def _seated(self) -> User:
        """The account of the session's interpreter, who interprets the meeting."""
        row = session.scalars(
            sa.select(Interpreter).where(Interpreter.public_id == self.ids["interpreter_id"])
        ).one()
        booking = session.scalars(
            sa.select(Booking).where(Booking.public_id == self.ids["booking_id"])
        ).one()
        with db.writing():
            services.assign_interpreter(booking, row, by=self.pair.coordinator)
        return row.user

    @property
    def applicant(self) -> Any:
        return self._applicant.now

    @property
    def neighbour(self) -> Any:
        return self._neighbour.user

    @property
    def colleague(self) -> Any:
        return self._colleague.now

    @property
    def foreign_coordinator(self) -> Any:
        return self._foreign_coordinator.now

    @property
    def partner_coordinator(self) -> Any:
        return self._partner_coordinator.now

    @property
    def reader(self) -> Any:
        return self._reader.now

    @property
    def foreign_interpreter(self) -> Any:
        return self._foreign_interpreter.now

    @property
    def interpreter_user(self) -> Any:
        return self._interpreter.now
