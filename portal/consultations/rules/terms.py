"""The terms of one session: who may ask whom, how many meetings, and how long before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.clocks import Side
from portal.technologies.states import ProfileKind


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
