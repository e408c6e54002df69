"""Meetings of the demonstration: asked for, answered, booked, interpreted, held."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from portal.bookings import services
from portal.bookings.models import Booking, MeetingRequest
from portal.bookings.states import BookingState, RequestState
from portal.consultations import queries as consultations
from portal.consultations.rules import Link
from portal.consultations.states import BookingMode
from portal.demonstration.entries import Change, MeetingEntry, RecordEntry, WaitEntry
from portal.demonstration.plot import Plot
from portal.kernel.clock import BEIJING

# How long after it was asked for each thing happens to a meeting.
ANSWERED_AFTER = timedelta(hours=9)
SETTLED_AFTER = timedelta(hours=10)
MOVED_AFTER = timedelta(hours=20)
HANDED_OVER_AFTER = timedelta(hours=23)
CANCELLED_AFTER = timedelta(hours=26)

# Where the data do not say when a meeting was asked for: so long before the last moment, in turn.
FIRST_ASKED_BEFORE_END = timedelta(days=3)
NEXT_ASKED_AFTER = timedelta(hours=2)

WAITED = "Ten minutes were waited; one side did not come."
PLACED = "Placed while the timetable is being built."


class Encounter:
    """What becomes of one request, or of one meeting that is booked at once."""

    def __init__(self, plot: Plot, entry: MeetingEntry, number: int) -> None:
        self.plot = plot
        self.entry = entry
        self.number = number
        self.request: MeetingRequest | None = None
        self.booking: Booking | None = None

    def unfold(self) -> None:
        """Write the meeting into the script."""
        script, entry, asked = self.plot.script, self.entry, self._moment_of_asking()
        if self.plot.entry.mode is BookingMode.TIMETABLE:
            script.at(asked, self._place)
        elif self._is_booked_at_once():
            script.at(asked, self._book)
        else:
            script.at(asked, self._ask)
            if entry.answer is RequestState.EXPIRED:
                script.at(asked + self.plot.entry.terms.request_lasts, self._expire)
            elif entry.instead:
                script.at(asked + ANSWERED_AFTER, self._propose)
            elif entry.answer or entry.slot is not None:
                script.at(asked + ANSWERED_AFTER, self._answer)
        if entry.slot is not None:
            self._unfold_meeting(asked, self.plot.span(entry.slot).ends_at)

    def _unfold_meeting(self, asked: datetime, ends_at: datetime) -> None:
        """What happens to the meeting until it ends, and what is recorded of it afterwards."""
        script, entry = self.plot.script, self.entry
        if entry.interpreter or entry.link:
            script.at(asked + SETTLED_AFTER, self._settle)
        if entry.moved:
            script.at(asked + MOVED_AFTER, self._move)
        if entry.handed_over:
            script.at(asked + HANDED_OVER_AFTER, self._hand_over)
        if entry.then is BookingState.CANCELLED:
            script.at(asked + CANCELLED_AFTER, self._cancel)
        elif entry.then:
            script.at(ends_at, self._mark)
        for record in entry.records:
            after = timedelta(hours=record.hours_after)
            script.at(ends_at + after, partial(self._record, record))

    def _moment_of_asking(self) -> datetime:
        script, entry = self.plot.script, self.entry
        if entry.asked_on is not None:
            return script.ago(-entry.asked_on)
        end = script.hour(self.plot.entry.asking_ends)
        return end - FIRST_ASKED_BEFORE_END + self.number * NEXT_ASKED_AFTER

    def _is_booked_at_once(self) -> bool:
        asked = next(part for part in self.plot.entry.parts if part.company == self.entry.asked)
        return self.plot.entry.mode is BookingMode.OPEN and asked.bookable

    def _ask(self) -> None:
        cast = self.plot.cast
        self.request = services.ask(
            self.plot.consultation,
            cast.companies[self.entry.asks],
            cast.companies[self.entry.asked],
            cast.profiles[self.entry.about],
            self.entry.reason,
            slots=[self.plot.slot(number) for number in self.entry.times],
            by=cast.owners[self.entry.asks],
        )

    def _propose(self) -> None:
        assert self.request is not None
        services.propose(
            self.request,
            [self.plot.slot(number) for number in self.entry.instead],
            self.entry.words,
            by=self.plot.cast.owners[self.entry.asked],
        )

    def _answer(self) -> None:
        assert self.request is not None
        asked = self.plot.cast.owners[self.entry.asked]
        if self.entry.answer is RequestState.WITHDRAWN:
            services.withdraw(
                self.request, self.entry.words, by=self.plot.cast.owners[self.entry.asks]
            )
        elif self.entry.answer is RequestState.DECLINED:
            services.decline(self.request, self.entry.words, by=asked)
        else:
            assert self.entry.slot is not None
            self.booking = services.accept(self.request, self.plot.slot(self.entry.slot), by=asked)

    def _expire(self) -> None:
        assert self.request is not None
        services.expire(self.request)

    def _book(self) -> None:
        cast = self.plot.cast
        assert self.entry.slot is not None
        self.booking = services.book(
            self.plot.consultation,
            cast.companies[self.entry.asks],
            cast.companies[self.entry.asked],
            self.plot.slot(self.entry.slot),
            self.entry.reason,
            profile=cast.profiles[self.entry.about],
            by=cast.owners[self.entry.asks],
        )

    def _place(self) -> None:
        """The coordinator puts the meeting into the timetable."""
        cast = self.plot.cast
        assert self.entry.slot is not None
        self.booking = services.book(
            self.plot.consultation,
            cast.companies[self.entry.asks],
            cast.companies[self.entry.asked],
            self.plot.slot(self.entry.slot),
            self.entry.reason,
            profile=cast.profiles[self.entry.about],
            by=self.plot.runner,
            because=PLACED,
        )

    def _settle(self) -> None:
        """The coordinator seats an interpreter, and sets a link for this meeting alone."""
        assert self.booking is not None
        if self.entry.interpreter:
            services.assign_interpreter(
                self.booking,
                self.plot.cast.interpreters[self.entry.interpreter],
                by=self.plot.runner,
            )
        if self.entry.link and self.entry.link.kind:
            link = Link(
                kind=self.entry.link.kind,
                url=self.entry.link.url,
                number=self.entry.link.number,
                password=self.entry.link.password,
            )
            services.set_link(self.booking, link, by=self.plot.runner)

    def _move(self) -> None:
        assert self.booking is not None
        change = self.entry.moved
        assert change is not None
        owner = self.plot.cast.owners[self._who(change)]
        services.move(self.booking, self.plot.slot(change.to[0]), change.why, by=owner)

    def _hand_over(self) -> None:
        assert self.booking is not None
        change = self.entry.handed_over
        assert change is not None
        who = self._who(change)
        named = consultations.delegates_of(self.plot.parts[who])
        services.hand_over(
            self.booking,
            self.plot.cast.companies[who],
            [named[number - 1].public_id for number in change.to],
            change.why,
            by=self.plot.cast.owners[who],
        )

    def _who(self, change: Change) -> str:
        return self.entry.asks if change.by == "asks" else self.entry.asked

    def _cancel(self) -> None:
        assert self.booking is not None
        services.cancel(
            self.booking, self.entry.words or "", by=self.plot.cast.owners[self.entry.asks]
        )

    def _mark(self) -> None:
        assert self.booking is not None
        assert self.entry.then is not None
        services.mark(
            self.booking,
            self.entry.then,
            by=self.plot.runner,
            because=WAITED if self.entry.then is BookingState.MISSED else None,
        )

    def _record(self, entry: RecordEntry) -> None:
        """One side, or the coordinator for it, writes down what came of the meeting."""
        assert self.booking is not None
        recorded = entry.recorded
        if entry.next_step_in is not None:
            held_on = self.booking.slot.ends_at.astimezone(BEIJING).date()
            recorded = replace(recorded, next_step_on=held_on + timedelta(days=entry.next_step_in))
        who = self.entry.asks if entry.by == "asks" else self.entry.asked
        by = self.plot.runner if entry.because else self.plot.cast.owners[who]
        services.record_log(self.booking, recorded, by=by, because=entry.because)


def stand_in_line(plot: Plot, entry: WaitEntry) -> None:
    """A company waits for a time with another, which has none that suits both."""
    cast = plot.cast
    plot.script.at(
        plot.script.ago(-entry.since),
        lambda: services.wait(
            plot.consultation,
            cast.companies[entry.waits],
            cast.companies[entry.wanted],
            entry.reason,
            profile=cast.profiles[entry.about],
            by=cast.owners[entry.waits],
        ),
    )
