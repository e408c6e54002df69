"""The terms of one session: who may ask whom, how many meetings, and how long before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from portal.consultations.rules.phases import Lack
from portal.kernel.clocks import Side
from portal.kernel.languages import Text
from portal.technologies.states import ProfileKind

HOUR = 60
DAY = 24 * HOUR

# How many minutes before a meeting its people can be reminded of it; the longest first.
REMINDERS = (DAY, HOUR, 10)

# The least and the most that each number may be; where there may be no limit, none is fine too.
BOUNDS = {
    "most_open_requests": (1, 200),
    "most_meetings": (1, 200),
    "most_in_a_row": (1, 50),
    "rest_minutes": (0, 8 * HOUR),
    "notice_minutes": (0, 30 * DAY),
    "change_minutes": (0, 30 * DAY),
    "request_hours": (1, 60 * 24),
    "offer_minutes": (5, 14 * DAY),
}


@dataclass(frozen=True)
class Terms:
    """Within which limits companies ask, book and change; None means that there is no limit.

    `asking_side` alone may ask and book, both sides where it is None. With `asking_kind` it is
    companies with an offer who turn to those with a need, or the other way round; with
    `same_group` in one group of technology. Outside `asking_regions` (none named: all are meant)
    the coordinator places the meetings. Coordinators may go beyond all of it, and are told.
    """

    asking_side: Side | None = None
    asking_kind: ProfileKind | None = None
    same_group: bool = False
    asking_regions: frozenset[str] = frozenset()

    most_open_requests: int | None = None
    most_meetings: int | None = None
    most_in_a_row: int | None = None
    rest_minutes: int = 0

    notice_minutes: int = 0
    change_minutes: int = 0
    request_hours: int = 72

    # How long an offer of the waiting list stands.
    offer_minutes: int = 120

    # Of `REMINDERS` those that are sent.
    reminders: tuple[int, ...] = REMINDERS

    @property
    def ask_for_profiles(self) -> bool:
        """Whether it matters what companies offer and need."""
        return self.asking_kind is not None or self.same_group

    @property
    def request_lasts(self) -> timedelta:
        """How long a request waits for an answer, unless a deadline comes before."""
        return timedelta(hours=self.request_hours)

    @property
    def notice(self) -> timedelta:
        """How long before its start a meeting is booked at the latest."""
        return timedelta(minutes=self.notice_minutes)

    @property
    def change(self) -> timedelta:
        """How long before its start companies cancel or move a meeting at the latest."""
        return timedelta(minutes=self.change_minutes)

    @property
    def rest(self) -> timedelta:
        """How much time lies between two meetings of a company at least."""
        return timedelta(minutes=self.rest_minutes)


# What holds where a coordinator decided nothing.
NO_LIMITS = Terms()


def what_is_wrong_with_terms(terms: Terms) -> list[Lack]:
    """The numbers that are out of bounds. Whatever else is chosen makes sense together."""
    lacks = []
    for name, (least, most) in BOUNDS.items():
        number = getattr(terms, name)
        if number is not None and not least <= number <= most:
            lacks.append(Lack(name, _out_of_bounds(name, least, most)))
    return lacks


def _out_of_bounds(name: str, least: int, most: int) -> Text:
    if name.endswith(("_minutes", "_hours")):
        unit = timedelta(minutes=1 if name.endswith("_minutes") else HOUR)
        return Text(
            "Please give a length of time from %(least)s to %(most)s.",
            least=least * unit,
            most=most * unit,
        )
    return Text("Please give a number from %(least)d to %(most)d.", least=least, most=most)
