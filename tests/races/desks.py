"""The desks at which two companies and their coordinator press at the same moment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.bookings import services
from portal.bookings.models import Booking, MeetingRequest, SlotOffer
from portal.companies.models import Representative
from portal.companies.states import Standing
from portal.consultations.states import BookingMode
from portal.infra import db
from portal.infra.db import session
from portal.kernel.identifiers import public_id
from tests import make
from tests.bookings.pair import Pair
from tests.browser_client import values_of
from tests.races.rivals import Race, Rival

TWOSOMES = 8
BECAUSE = {"because": "They asked for it on the telephone"}


def pairs(mode: BookingMode, number: int = TWOSOMES, **facts: Any) -> list[Pair]:
    with db.writing():
        return [Pair(mode=mode, **facts) for _ in range(number)]


def another_person_of(company) -> object:
    """A second user who acts for the same company."""
    someone = make.user(company.side)
    make.add(Representative(user_id=someone.id, company_id=company.id, standing=Standing.MEMBER))
    return someone


def asked_by_another(pair: Pair) -> MeetingRequest:
    """A request of another Korean company to the Chinese one of the pair."""
    other = pair.another_korean()
    with db.writing():
        return services.ask(
            pair.consultation, other.company, pair.chinese, None, "We, too", by=other.user
        )


def press(rival: Rival, path: str, **fields: str):
    """A try for the race; where it goes and what it says is read beforehand."""
    return lambda: rival.post(path, **fields)


@dataclass
class Desk:
    """What people press for one pair, each with a browser of their own."""

    pair: Pair
    korean: Rival
    chinese: Rival
    coordinator: Rival

    @property
    def at(self) -> str:
        return self.pair.consultation.public_id

    def accept(self, request: MeetingRequest, number: int = 0, rival: Rival | None = None):
        return press(
            rival or self.chinese,
            f"/company/requests/{request.public_id}",
            slot=self.pair.slots[number].public_id,
            form_key=public_id(),
        )

    def accept_on_behalf(self, request: MeetingRequest, number: int = 0):
        return press(
            self.coordinator,
            f"/coordinator/consultations/{self.at}/requests/{request.public_id}",
            slot=self.pair.slots[number].public_id,
            form_key=public_id(),
            **BECAUSE,
        )

    def withdraw(self, request: MeetingRequest):
        return press(
            self.korean,
            f"/company/requests/{request.public_id}/withdraw",
            reason="No longer needed",
        )

    def cancel(self, booking: Booking, rival: Rival | None = None):
        return press(
            rival or self.korean,
            f"/company/meetings/{booking.public_id}/cancel",
            reason="We are ill",
        )

    def move(self, booking: Booking, number: int):
        return press(
            self.coordinator,
            f"/coordinator/consultations/{self.at}/bookings/{booking.public_id}/move",
            slot=self.pair.slots[number].public_id,
            reason="The hall opens later",
        )

    def book(self, number: int, rival: Rival | None = None, partner: str | None = None):
        partner = partner or self.pair.chinese.public_id
        return press(
            rival or self.korean,
            f"/company/consultations/{self.at}/partners/{partner}/book",
            slot=self.pair.slots[number].public_id,
            profile="none",
            reason="Bag filters",
            form_key=public_id(),
        )

    def look_and_book(self, number: int):
        """Open the session's page and the partner's before; then others act first, mostly."""
        at = f"/company/consultations/{self.at}"
        book = self.book(number)

        def press():
            for path in (at, f"{at}/partners/{self.pair.chinese.public_id}/book"):
                self.korean.get(path)
            return book()

        return press

    def book_on_behalf(self, number: int):
        return press(
            self.coordinator,
            f"/coordinator/consultations/{self.at}/bookings/new"
            f"?korean={self.pair.korean.public_id}&chinese={self.pair.chinese.public_id}",
            slot=self.pair.slots[number].public_id,
            subject="Bag filters",
            form_key=public_id(),
            **BECAUSE,
        )

    def withdraw_company(self):
        """The coordinator takes the Korean company out of the session."""
        place = make.participation_of(self.pair.korean, self.pair.consultation)
        return press(
            self.coordinator,
            f"/coordinator/consultations/{self.at}/participants/{place.public_id}/withdraw",
            reason="They called it off",
        )

    def end_earlier(self, hour: str):
        """The coordinator lets the session end at an hour of Beijing, having seen its slots."""
        path = f"/coordinator/consultations/{self.at}/edit"
        form = self.coordinator.get(path).page.select_one("main form")
        self.coordinator.connection = None  # it may be closed until the race begins
        fields = {**values_of(form), "window1_ends": hour, "step": "save"}
        del fields["csrf_token"]
        return press(self.coordinator, path, **fields)

    def accept_offer(self, offer: SlotOffer, rival: Rival | None = None):
        return press(rival or self.korean, f"/company/offers/{offer.public_id}/accept")


def states_of(model) -> Counter:
    session.rollback()
    return Counter(session.scalars(sa.select(model.state)))


def fair(ran: Race) -> None:
    """Nobody got an error: what was not done was refused with a sentence."""
    assert set(ran.statuses) <= {302, 409}, [
        (answer.status, answer.sentences) for answer in ran.answers
    ]
    for answer in ran.answers:
        assert answer.status == 302 or answer.sentences
