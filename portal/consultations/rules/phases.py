"""Which phase a session is in, and which deadlines make sense together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.consultations.states import BookingMode, Phase
from portal.kernel import clock
from portal.kernel.languages import Text

# What is proposed for a new session: days before its first, all at the end of a Beijing office day.
DAYS_TO_FIRST = 28
JOINING_ENDS_BEFORE = 14
ASKING_ENDS_BEFORE = 7
BOOKING_ENDS_BEFORE = 3
LAST_HOUR = 18


@dataclass(frozen=True)
class Timetable:
    """The moments that move a session from phase to phase."""

    mode: BookingMode
    joining_ends_at: datetime
    asking_ends_at: datetime
    booking_ends_at: datetime
    starts_at: datetime
    ends_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Lack:
    """Something that is wrong: the form's field, and the sentence beside it."""

    field: str
    text: Text


def phase_of(timetable: Timetable, now: datetime) -> Phase:
    """The phase at a moment. A deadline itself belongs to what comes after it."""
    if timetable.opened_at is None:
        return Phase.DRAFT
    if timetable.closed_at is not None or now >= timetable.ends_at:
        return Phase.CLOSED
    if now >= timetable.starts_at:
        return Phase.RUNNING
    if now >= timetable.booking_ends_at:
        return Phase.FROZEN
    if now < timetable.joining_ends_at:
        return Phase.JOINING
    if timetable.mode is not BookingMode.OPEN and now < timetable.asking_ends_at:
        return Phase.ASKING
    return Phase.BOOKING


def next_change_of(timetable: Timetable, now: datetime) -> datetime | None:
    """When the present phase ends by itself; None for a draft and for a closed session."""
    return {
        Phase.JOINING: timetable.joining_ends_at,
        Phase.ASKING: timetable.asking_ends_at,
        Phase.BOOKING: timetable.booking_ends_at,
        Phase.FROZEN: timetable.starts_at,
        Phase.RUNNING: timetable.ends_at,
    }.get(phase_of(timetable, now))


def what_is_wrong_with(
    timetable: Timetable, now: datetime, *, before: Timetable | None = None
) -> list[Lack]:
    """The deadlines that are in the wrong order, or newly set to a moment that has passed.

    A deadline that has passed may stay as it is (`before`), but none is moved into the past.
    """
    lacks = []
    names = ["joining_ends_at", "asking_ends_at", "booking_ends_at"]
    if timetable.mode is BookingMode.OPEN:
        names.remove("asking_ends_at")
    for name in names:
        moment = getattr(timetable, name)
        unchanged = before is not None and getattr(before, name) == moment
        if moment <= now and not unchanged:
            lacks.append(Lack(name, Text("This moment has passed already.")))
    if timetable.mode is not BookingMode.OPEN:
        if timetable.asking_ends_at < timetable.joining_ends_at:
            lacks.append(Lack("asking_ends_at", Text("Asking cannot end before joining ends.")))
        if timetable.booking_ends_at < timetable.asking_ends_at:
            lacks.append(Lack("booking_ends_at", Text("Booking cannot end before asking ends.")))
    elif timetable.booking_ends_at < timetable.joining_ends_at:
        lacks.append(Lack("booking_ends_at", Text("Booking cannot end before joining ends.")))
    if timetable.booking_ends_at > timetable.starts_at:
        lacks.append(
            Lack(
                "booking_ends_at",
                Text(
                    "Booking must end before the first meeting: %(start)s.",
                    start=timetable.starts_at,
                ),
            )
        )
    return lacks


def why_not_open(timetable: Timetable, now: datetime) -> Text | None:
    """The reason why a draft cannot be opened to companies, or None."""
    if timetable.opened_at is not None:
        return Text("This session is open already.")
    if timetable.joining_ends_at <= now:
        return Text("The deadline for joining has passed. Please set a later one first.")
    return None


def why_not_close(timetable: Timetable, now: datetime) -> Text | None:
    """The reason why a session cannot be closed before its end, or None."""
    phase = phase_of(timetable, now)
    if phase is Phase.DRAFT:
        return Text("This session is a draft. Nobody sees it, so there is nothing to close.")
    if phase is Phase.CLOSED:
        return Text("This session is closed already.")
    return None


def proposed_first_day(today: date) -> date:
    """The first day proposed for a new session: four weeks ahead, and a Tuesday."""
    day = today + timedelta(days=DAYS_TO_FIRST)
    return day + timedelta(days=(1 - day.weekday()) % 7)


def proposed_deadline(first_day: date, days_before: int) -> datetime:
    """A deadline so many days before the first day, at 18:00 in Beijing."""
    return clock.at(first_day - timedelta(days=days_before), LAST_HOUR, zone=clock.BEIJING)
