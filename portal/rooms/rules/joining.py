"""Who may be let into a meeting by a link, and when a link opens nothing any more."""

from __future__ import annotations

from portal.bookings.states import BookingState
from portal.kernel.languages import Text

MOST_JOIN_LINKS = 12
CLOSED = Text("This link does not open the room any more.")

WANTS_NO_MAILS = Text(
    "Whoever reads this address asked us for no more mails. Please agree on another one with them."
)


def why_not_let_in(state: BookingState, open_links: int, *, is_over: bool) -> Text | None:
    """The reason why nobody more can get a link into this meeting's room, or None."""
    if state is not BookingState.CONFIRMED or is_over:
        return Text("This meeting does not take place any more, so nobody can be let in.")
    if open_links >= MOST_JOIN_LINKS:
        return Text(
            "%(number)d links into this meeting are open. Please take one back first.",
            number=open_links,
        )
    return None
