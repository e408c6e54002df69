"""Where meetings of a session go that lose their time or room, read in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.bookings import rules
from portal.bookings.models import Booking, Seat
from portal.bookings.queries.hindrances import overlaps
from portal.bookings.queries.people import languages_of
from portal.bookings.queries.touched import TouchedMeeting
from portal.bookings.rules import Board, Outcome, Uprooted
from portal.consultations import queries as consultations
from portal.consultations.models import ConsultationSession, Interpreter
from portal.consultations.rules import Plan
from portal.infra.db import session
from portal.kernel.timespan import TimeSpan

# How many other times are named for each meeting, and up to how many meetings.
TIMES_OFFERED = 12
MOST_TO_CHOOSE = 200

# The times that companies cannot use, by company.
Marks = dict[int, list[TimeSpan]]


class Replacing:
    """Finds places in the slots of a session as it will be. A room is the negative of its number,
    since it may be one that does not exist yet."""

    def __init__(
        self,
        consultation: ConsultationSession,
        after: Plan,
        slots: Sequence[TimeSpan],
        marks: Marks,
        now: datetime,
        *,
        bookings_gone: Collection[int] = (),
        offers_gone: Collection[int] = (),
    ) -> None:
        self.consultation = consultation
        self.after = after
        self.slots = slots
        self.marks = marks
        self.now = now
        self.bookings_gone = set(bookings_gone)
        self.offers_gone = set(offers_gone)

    def of(
        self,
        bookings: Sequence[Booking],
        chosen: Mapping[str, datetime | None],
    ) -> list[TouchedMeeting]:
        """Where these meetings go; whoever was booked first has precedence.

        `chosen` are starts by public ids.
        """
        if not bookings:
            return []
        bookings = sorted(bookings, key=lambda each: (each.booked_at, each.id))
        interpreters = self._interpreters(bookings)
        outcome = rules.find_places(
            [self._uprooted(each, interpreters[each.id]) for each in bookings],
            self._board(bookings, interpreters),
            chosen={
                each.id: chosen[each.public_id] for each in bookings if each.public_id in chosen
            },
            offer=TIMES_OFFERED if len(bookings) <= MOST_TO_CHOOSE else 0,
        )
        return [
            _touched(each, outcome, interpreters[each.id], wished=each.public_id in chosen)
            for each in bookings
        ]

    def _interpreters(self, bookings: Sequence[Booking]) -> dict[int, list[Interpreter]]:
        """Who could interpret each meeting that has somebody, its own first; by the meeting."""
        with_one = [each for each in bookings if each.interpreter is not None]
        found: dict[int, list[Interpreter]] = {each.id: [] for each in bookings}
        if not with_one:
            return found
        companies = {
            company.id: company
            for each in with_one
            for company in (each.korean_company, each.chinese_company)
        }
        speak = languages_of(self.consultation, list(companies.values()))
        others = consultations.interpreters_of(self.consultation)
        for each in with_one:
            one, other = speak[each.korean_company_id], speak[each.chinese_company_id]
            assert each.interpreter is not None
            found[each.id] = [
                each.interpreter,
                *(
                    who
                    for who in others
                    if who.id != each.interpreter_id and who.interprets_between(one, other)
                ),
            ]
        return found

    def _uprooted(self, booking: Booking, interpreters: Sequence[Interpreter]) -> Uprooted:
        parties = tuple(who.party_id for who in interpreters)
        own = parties[0] if parties else None
        return Uprooted(
            id=booking.id,
            span=booking.slot.span,
            companies=(booking.korean_company.party_id, booking.chinese_company.party_id),
            room=-booking.room.number if booking.room else None,
            interpreter=own,
            stand_ins=parties[1:],
            must_have_interpreter=self.after.needs_interpreter
            and booking.interpreter_wanted
            and own is not None,
        )

    def _board(
        self,
        bookings: Sequence[Booking],
        interpreters: Mapping[int, Sequence[Interpreter]],
    ) -> Board:
        companies = {
            company.id: company.party_id
            for each in bookings
            for company in (each.korean_company, each.chinese_company)
        }
        people = {who.party_id for able in interpreters.values() for who in able}
        rooms = {room.party_id: -room.number for room in consultations.rooms_of(self.consultation)}
        return Board(
            slots=self.slots,
            rooms=None
            if self.after.rooms is None
            else tuple(-number for number in range(1, self.after.rooms + 1)),
            now=self.now,
            notice=self.consultation.terms.notice,
            strains=self._strains,
            busy=self._busy(
                {*companies.values(), *people, *rooms}, rooms, {each.id for each in bookings}
            ),
            away=self._away(interpreters)
            | {companies[id]: times for id, times in self.marks.items() if id in companies},
        )

    def _away(self, interpreters: Mapping[int, Sequence[Interpreter]]) -> dict[int, list[TimeSpan]]:
        """The slots outside the hours of those who could interpret, by their parties."""
        able = {who for each in interpreters.values() for who in each}
        duties = consultations.duties_in(self.consultation, able)
        return {
            who.party_id: [slot for slot in self.slots if duties[who.id].why_not(slot)]
            for who in able
        }

    def _strains(self, taken: Collection[TimeSpan], span: TimeSpan) -> bool:
        terms, pause = self.consultation.terms, timedelta(minutes=self.after.grid.pause_minutes)
        return rules.lacks_rest(terms, taken, span) or rules.is_one_too_many(
            terms, taken, span, pause
        )

    def _busy(
        self, parties: Collection[int], rooms: Mapping[int, int], moving: Collection[int]
    ) -> dict[int, list[TimeSpan]]:
        """What these parties have to come and keep, in whatever session."""
        going = self.bookings_gone | set(moving)
        if not self.slots:
            return {}
        whole = TimeSpan(self.slots[0].starts_at, max(slot.ends_at for slot in self.slots))
        found: dict[int, list[TimeSpan]] = {}
        rows = session.execute(
            sa.select(
                Seat.party_id, Seat.booking_id, Seat.offer_id, Seat.starts_at, Seat.ends_at
            ).where(Seat.party_id.in_(parties), overlaps(whole))
        )
        for party_id, booking_id, offer_id, starts_at, ends_at in rows:
            if booking_id not in going and offer_id not in self.offers_gone:
                key = rooms.get(party_id, party_id)
                found.setdefault(key, []).append(TimeSpan(starts_at, ends_at))
        return found


def _touched(
    booking: Booking, outcome: Outcome, interpreters: Sequence[Interpreter], *, wished: bool
) -> TouchedMeeting:
    place = outcome.places[booking.id]
    who = {each.party_id: each for each in interpreters}
    return TouchedMeeting(
        booking,
        booking.slot.span,
        span=place.span if place else None,
        room=-place.room if place and place.room is not None else None,
        interpreter=who[place.interpreter] if place and place.interpreter is not None else None,
        elsewhere=outcome.elsewhere[booking.id],
        wished=wished and booking.id not in outcome.unmet,
        unmet=booking.id in outcome.unmet,
    )
