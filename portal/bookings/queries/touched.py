"""What a coordinator's change would touch: each meeting with what would become of it, and more.

It is shown before anything is done. Its fingerprint comes back with the confirmation, and only what
was shown is done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.bookings.models import Booking, MeetingRequest, SlotOffer, Waiting
from portal.companies.models import Company
from portal.consultations.models import Interpreter, Participation
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan


class Fate(StrEnum):
    """What becomes of a meeting."""

    CANCELLED = "CANCELLED"
    MOVED = "MOVED"
    KEPT = "KEPT"

    @property
    def words(self) -> Text:
        return {
            Fate.CANCELLED: Text("Is cancelled"),
            Fate.MOVED: Text("Gets another time"),
            Fate.KEPT: Text("Keeps its time"),
        }[self]

    @property
    def sign(self) -> str:
        """The kind of the state component that shows it."""
        return {Fate.CANCELLED: "no", Fate.MOVED: "act", Fate.KEPT: "ok"}[self]


@dataclass(frozen=True)
class TouchedMeeting:
    """A meeting and where it goes; `span` is None where it cannot go on.

    `was` is its time until now. `elsewhere` are other times that it could have. `wished` says that
    somebody has chosen what becomes of it, `unmet` that the time they chose is not free.
    """

    booking: Booking
    was: TimeSpan
    span: TimeSpan | None = None
    room: int | None = None
    interpreter: Interpreter | None = None
    elsewhere: tuple[TimeSpan, ...] = ()
    wished: bool = False
    unmet: bool = False

    @property
    def fate(self) -> Fate:
        if self.span is None:
            return Fate.CANCELLED
        if self.span.starts_at != self.was.starts_at:
            return Fate.MOVED
        return Fate.KEPT

    @property
    def changes_length(self) -> bool:
        """Whether it keeps its start but is shorter or longer."""
        return self.fate is Fate.KEPT and self.span != self.was

    @property
    def changes_room(self) -> bool:
        was = self.booking.room.number if self.booking.room else None
        return self.span is not None and self.room != was

    @property
    def changes_interpreter(self) -> bool:
        now = self.interpreter.id if self.interpreter else None
        return self.span is not None and self.booking.interpreter_id != now

    @classmethod
    def cancelled(cls, booking: Booking) -> TouchedMeeting:
        return cls(booking, booking.slot.span)


@dataclass(frozen=True)
class LostMarks:
    """Times that a company had marked as unavailable and where no slot is any more."""

    company: Company
    spans: tuple[TimeSpan, ...]


@dataclass(frozen=True)
class TouchedRequest:
    """An open request: closed, or to be answered earlier, or with fewer of the times proposed.

    `until` is None where it is closed.
    """

    request: MeetingRequest
    until: datetime | None = None
    lost_times: tuple[TimeSpan, ...] = ()


@dataclass(frozen=True)
class Touched:
    """All that a change would touch. It is false when nothing is.

    `untouched` counts the meetings to come that stay exactly as they are. `offers` are times kept
    for somebody in line that are taken back, `waits` places in lines that end. `leaving` lose their
    place; `staying` keep it though the session's regions no longer include theirs; `outside` have
    asked for one and wait in vain. `before` is what the change starts from, in a few characters.
    """

    meetings: Sequence[TouchedMeeting] = ()
    requests: Sequence[TouchedRequest] = ()
    marks: Sequence[LostMarks] = ()
    offers: Sequence[SlotOffer] = ()
    waits: Sequence[Waiting] = ()
    leaving: Sequence[Participation] = ()
    staying: Sequence[Participation] = ()
    outside: Sequence[Participation] = ()
    untouched: int = 0
    before: str = ""

    def __bool__(self) -> bool:
        return any(
            (
                self.meetings,
                self.requests,
                self.marks,
                self.offers,
                self.waits,
                self.leaving,
                self.staying,
                self.outside,
            )
        )

    def with_fate(self, fate: Fate) -> list[TouchedMeeting]:
        return [meeting for meeting in self.meetings if meeting.fate == fate]

    @property
    def fingerprint(self) -> str:
        """The same as long as exactly this would be done to exactly these."""
        digest = hashlib.sha256()
        for line in self._lines():
            digest.update(line.encode())
            digest.update(b"\n")
        return digest.hexdigest()[:32]

    def _lines(self) -> Iterator[str]:
        yield self.before
        for each in self.meetings:
            booking = each.booking
            was = (booking.public_id, booking.calendar_sequence, booking.interpreter_id, each.was)
            who = each.interpreter.public_id if each.interpreter else None
            yield repr((*was, each.span, each.room, who))
        for asked in self.requests:
            yield repr((asked.request.public_id, asked.until, asked.lost_times))
        for lost in self.marks:
            yield repr((lost.company.public_id, lost.spans))
        yield repr([offer.public_id for offer in self.offers])
        yield repr([waiting.public_id for waiting in self.waits])
        for place in (*self.leaving, *self.staying, *self.outside):
            yield repr((place.public_id, place.state.value))
