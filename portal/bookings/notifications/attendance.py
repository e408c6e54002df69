"""What people are told when a meeting is handed over to others of a company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.accounts.models import Person, User
from portal.accounts.notifications import called, recipient
from portal.bookings.models import Booking
from portal.bookings.notifications.meetings import message_to, tell_interpreter
from portal.companies import queries as companies
from portal.companies.models import Company
from portal.infra import outbox


def attendees_changed(
    booking: Booking,
    company: Company,
    left: set[int],
    came: set[int],
    now: Sequence[Person],
    *,
    on_behalf: bool,
) -> None:
    """Tell the other company and the interpreter who comes now, and whoever came or left.

    `left` and `came` are the ids of persons; those who have an account are told themselves. The
    company's others are told where a coordinator did it `on_behalf`.
    """
    facts: dict[str, Any] = {"company": company.name, "people": [called(each) for each in now]}
    users, partner = companies.representatives_of(company), booking.partner_of(company)
    others = [user for user in users if user.person_id not in left | came] if on_behalf else []
    groups: tuple[tuple[str, list[User], dict[str, Any]], ...] = (
        ("taken_over", [user for user in users if user.person_id in came], {}),
        ("handed_over", [user for user in users if user.person_id in left], {"gone": True}),
        ("attendees_changed", others, {"concerned": False}),
    )
    messages = [
        message_to(
            company, f"bookings/{kind}", booking, [recipient(user) for user in to], facts | more
        )
        for kind, to, more in groups
    ]
    told = companies.recipients_of([partner])[partner.id]
    quietly = facts | {"concerned": False}
    messages.append(message_to(partner, "bookings/attendees_changed", booking, told, quietly))
    outbox.post_all(messages)
    tell_interpreter("bookings/attendees_changed", booking, booking.interpreter, **quietly)
