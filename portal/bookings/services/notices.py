"""Tells people of their meetings because it is time: before each, after it, and months later.

Nothing is planned beforehand, so a thousand bookings plan at no cost, and a meeting that moves or
is called off leaves no reminder behind: whoever looks sees what stands now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from portal.bookings import notifications, queries
from portal.bookings.models import Booking, BookingNotice
from portal.bookings.rules import notices as rules
from portal.bookings.rules.notices import Matter, Reminder
from portal.infra import rows
from portal.kernel.clocks import Side

# So that a turn of the worker stays short; the others have theirs at the next.
AT_MOST = 200


# What those above the bookings do when people are reminded of a meeting.
Reminding = Callable[[Booking, Reminder], object]


def tell_what_is_due(*reminding: Reminding) -> int:
    """Tell everything that is due now, each matter once; says of how many meetings it looked.

    `reminding` are called in the same transaction with each meeting of which people are reminded.
    """
    return _remind(reminding) + _ask_for_records() + _ask_what_came_of_it()


def _remind(reminding: Sequence[Reminding]) -> int:
    looked = 0
    for reminder in rules.REMINDING:
        for booking in (found := _claim(reminder)):
            wanted = booking.consultation.reminders
            if rules.is_reminded(reminder, wanted, booking.placed_at, booking.slot.starts_at):
                notifications.meeting_soon(booking)
                for remind in reminding:
                    remind(booking, reminder)
        looked += len(found)
    return looked


def _ask_for_records() -> int:
    found = _claim(rules.RECORD)
    results = queries.results_of(found)
    for booking in found:
        for side in Side:
            if (booking.id, side) not in results:
                notifications.record_wanted(booking, booking.company_of(side))
    return len(found)


def _ask_what_came_of_it() -> int:
    looked = 0
    for matter in rules.FOLLOWING_UP:
        found = _claim(matter)
        results = queries.results_of(found)
        for booking in found:
            for side in Side:
                if rules.may_come_of_it(results.get((booking.id, side))):
                    notifications.what_came_of_it(booking, booking.company_of(side), matter.months)
        looked += len(found)
    return looked


def _claim(matter: Matter) -> Sequence[Booking]:
    """The meetings of which a matter is settled now, by this worker and by no other."""
    found = queries.unsettled(matter, AT_MOST)
    if not found:
        return ()
    notes = [
        {"booking_id": each.id, "matter": matter.name, "starts_at": each.slot.starts_at}
        for each in found
    ]
    ours = rows.insert_unless_taken(BookingNotice, notes, "booking_id")
    return [each for each in found if each.id in ours]
