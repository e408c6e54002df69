"""What publishing a timetable would do: to which meetings, to whom, and what is in its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa

from portal.bookings import queries as bookings
from portal.bookings.models import Booking, Seat
from portal.bookings.rules import is_busy, is_unavailable
from portal.bookings.states import BookingState
from portal.companies.models import Company
from portal.companies.states import CompanyState
from portal.consultations import queries as consultations
from portal.consultations.models import (
    ConsultationSession,
    Participation,
    Slot,
    unavailable_slot,
)
from portal.consultations.states import ParticipationState
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan
from portal.timetabling.models import Timetable
from portal.timetabling.queries.changes import Change, Publication, Waived, What
from portal.timetabling.queries.situation import standing_meetings
from portal.timetabling.queries.timetables import names_by_id, planned_in, waivers_in
from portal.timetabling.situation import Pair, Planned


def publication_of(timetable: Timetable) -> Publication:
    """What publishing a draft would do now."""
    return _Comparison(timetable).publication()


class _Comparison:
    """A draft beside the meetings that stand."""

    def __init__(self, timetable: Timetable) -> None:
        self.consultation = timetable.consultation
        self.known = timetable.known
        self.planned = planned_in(timetable)
        self.standing = {
            (each.korean_company_id, each.chinese_company_id): each
            for each in standing_meetings(self.consultation)
        }
        ids = {id for each in self.planned for id in each.pair}
        self.companies = names_by_id(ids | {id for pair in self.standing for id in pair})
        self.slots = {slot.id: slot for slot in consultations.slots_of(self.consultation)}
        self.rooms = {room.id: room for room in consultations.rooms_of(self.consultation)}
        self.helpers = {each.id: each for each in consultations.interpreters_of(self.consultation)}
        self.conflicts: dict[Text, None] = {}

    def publication(self) -> Publication:
        changes: list[Change] = []
        kept: list[Booking] = []
        wanted = {each.pair for each in self.planned}
        for each in self.planned:
            booking = self.standing.get(each.pair)
            if booking is not None and _is_as_planned(booking, each):
                kept.append(booking)
            elif (change := self._change(each, booking)) is not None:
                changes.append(change)
        for pair, booking in self.standing.items():
            if pair not in wanted and str(booking.id) in self.known:
                changes.append(self._as_it_is(What.DROPPED, booking))
        self._look_for_what_became_of_known(changes)
        self._look_for_who_left(changes)
        self._look_for_marks(changes)
        self._look_for_taken_seats(changes)
        order = sorted(changes, key=lambda change: (change.slot.starts_at, change.korean.id))
        lacking = self._without_help()
        waivers = waivers_in(self.consultation) if lacking else {}
        return Publication(
            order,
            list(self.conflicts),
            [self._pair(pair) for pair in lacking if pair not in waivers],
            kept,
            [
                Waived(*self._pair(pair), waivers[pair].by, waivers[pair].why)
                for pair in lacking
                if pair in waivers
            ],
        )

    def _pair(self, pair: Pair) -> tuple[Company, Company]:
        return self.companies[pair[0]], self.companies[pair[1]]

    def _say(self, text: Text) -> None:
        self.conflicts[text] = None

    def _change(self, each: Planned, booking: Booking | None) -> Change | None:
        slot = self.slots.get(each.slot)
        korean, chinese = (self.companies[id] for id in each.pair)
        gone = (each.room is not None and each.room not in self.rooms) or (
            each.interpreter is not None and each.interpreter not in self.helpers
        )
        if slot is None or slot.starts_at <= clock.now() or gone:
            self._say(
                Text(
                    "%(korean)s and %(chinese)s: their time, room or interpreter is gone.",
                    korean=korean.name,
                    chinese=chinese.name,
                )
            )
            return None
        what = What.NEW if booking is None else What.CHANGED
        if booking is not None and booking.slot_id != each.slot:
            what = What.MOVED
        room = self.rooms[each.room] if each.room is not None else None
        helper = self.helpers[each.interpreter] if each.interpreter is not None else None
        return Change(what, korean, chinese, slot, room, helper, booking)

    def _as_it_is(self, what: What, booking: Booking) -> Change:
        return Change(
            what,
            booking.korean_company,
            booking.chinese_company,
            booking.slot,
            booking.room,
            booking.interpreter,
            booking,
        )

    def _look_for_what_became_of_known(self, changes: Iterable[Change]) -> None:
        """Meetings that others made, moved or called off since the proposal was made."""
        stands = {str(each.id): each for each in self.standing.values()}
        for change in changes:
            booking = change.booking
            if booking is None:
                continue
            where = self.known.get(str(booking.id))
            if where is None:
                self._say(
                    Text(
                        "%(korean)s and %(chinese)s were given a meeting on %(start)s since then.",
                        korean=change.korean.name,
                        chinese=change.chinese.name,
                        start=booking.slot.starts_at,
                    )
                )
            elif where[0] != booking.slot_id:
                self._say(
                    Text(
                        "The meeting of %(korean)s and %(chinese)s was moved to %(start)s since "
                        "then.",
                        korean=change.korean.name,
                        chinese=change.chinese.name,
                        start=booking.slot.starts_at,
                    )
                )
        self._look_for_cancelled([int(id) for id in self.known if id not in stands])

    def _look_for_cancelled(self, gone: Collection[int]) -> None:
        wanted = {each.pair for each in self.planned} - self.standing.keys()
        for booking in session.scalars(sa.select(Booking).where(Booking.id.in_(gone))):
            pair = booking.korean_company_id, booking.chinese_company_id
            if pair in wanted and booking.state is BookingState.CANCELLED:
                korean, chinese = (self.companies[id] for id in pair)
                self._say(
                    Text(
                        "The meeting of %(korean)s and %(chinese)s was cancelled since then.",
                        korean=korean.name,
                        chinese=chinese.name,
                    )
                )

    def _look_for_who_left(self, changes: Iterable[Change]) -> None:
        present = set(
            session.scalars(
                sa.select(Participation.company_id)
                .join(Company, Company.id == Participation.company_id)
                .where(
                    Participation.consultation_id == self.consultation.id,
                    Participation.state == ParticipationState.ACCEPTED,
                    Company.state == CompanyState.APPROVED,
                )
            )
        )
        for change in _placing(changes):
            for company in (change.korean, change.chinese):
                if company.id not in present:
                    self._say(
                        Text(
                            "%(company)s does not take part in this session.",
                            company=company.name,
                        )
                    )

    def _look_for_marks(self, changes: Iterable[Change]) -> None:
        """Times that companies can no longer use; locked meetings were placed in spite of that."""
        locked = {each.pair for each in self.planned if each.locked}
        marked = session.execute(
            sa.select(Participation.company_id, unavailable_slot.c.slot_id)
            .join(unavailable_slot, unavailable_slot.c.participation_id == Participation.id)
            .where(Participation.consultation_id == self.consultation.id)
        )
        marks = {(company, slot) for company, slot in marked}
        for change in _placing(changes):
            if (change.korean.id, change.chinese.id) in locked or change.what is What.CHANGED:
                continue
            for company in (change.korean, change.chinese):
                if (company.id, change.slot.id) in marks:
                    self._say(_at(change.slot, is_unavailable(company.name)))

    def _look_for_taken_seats(self, changes: Sequence[Change]) -> None:
        """Seats that something else has, here or in another session; or two of these meetings."""
        replaced = {change.booking.id for change in changes if change.booking is not None}
        busy = _seats(self.consultation, replaced)
        for change in _placing(changes):
            for party, name in _parties(change):
                span = change.slot.span
                if any(span.overlaps(each) for each in busy[party]):
                    self._say(_at(change.slot, name))
                busy[party].append(span)

    def _without_help(self) -> list[Pair]:
        """The pairs that share no language and have no interpreter."""
        speak = bookings.languages_of(self.consultation, list(self.companies.values()))
        return [
            each.pair
            for each in self.planned
            if each.interpreter is None and not speak[each.korean] & speak[each.chinese]
        ]


def _is_as_planned(booking: Booking, planned: Planned) -> bool:
    here = booking.slot_id, booking.room_id, booking.interpreter_id
    return here == (planned.slot, planned.room, planned.interpreter)


def _placing(changes: Iterable[Change]) -> Iterable[Change]:
    return (change for change in changes if change.what is not What.DROPPED)


def _at(slot: Slot, text: Text) -> Text:
    return Text("%(start)s: %(reason)s", start=slot.starts_at, reason=text)


def _parties(change: Change) -> Iterable[tuple[int, Text]]:
    for company in (change.korean, change.chinese):
        yield company.party_id, is_busy(company.name)
    if change.room is not None:
        yield change.room.party_id, Text("Room %(number)d is taken.", number=change.room.number)
    if change.interpreter is not None:
        person = change.interpreter.person
        yield (
            change.interpreter.party_id,
            Text("%(name)s interprets elsewhere.", name=person.name_latin),
        )


def _seats(consultation: ConsultationSession, but: Collection[int]) -> Mapping[int, list[TimeSpan]]:
    rows = session.execute(
        sa.select(Seat.party_id, Seat.starts_at, Seat.ends_at, Seat.booking_id).where(
            Seat.starts_at < consultation.ends_at, Seat.ends_at > consultation.starts_at
        )
    )
    found: defaultdict[int, list[TimeSpan]] = defaultdict(list)
    for party, starts_at, ends_at, booking in rows:
        if booking not in but:
            found[party].append(TimeSpan(starts_at, ends_at))
    return found


def pairs_of(changes: Iterable[Change]) -> list[Pair]:
    """The pairs of these meetings."""
    return [(change.korean.id, change.chinese.id) for change in changes]
