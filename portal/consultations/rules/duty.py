"""What keeps an interpreter from a meeting by the rules of their work: hours, limit, rest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from portal.consultations.rules.hours import Hours, why_not_at
from portal.kernel.clock import BEIJING
from portal.kernel.languages import Text
from portal.kernel.timespan import TimeSpan

MOST_A_DAY = (1, 50)
REST_MINUTES = (0, 8 * 60)
DOES_NOT_COME = Text("does not come to this session")
LANGUAGE_PAIRS = ("ko-zh", "zh-en", "ko-en")
"""Between which languages somebody can be said to interpret."""


@dataclass(frozen=True)
class Duty:
    """When an interpreter is there in a session, how many meetings of a day (Beijing's) they take,
    in whatever session, and how long they rest between two; None and zero are no such rule. Who
    has declined does not work there at all."""

    hours: Collection[Hours] = ()
    most_per_day: int | None = None
    rest: timedelta = timedelta(0)
    declined: bool = False

    @property
    def is_limited(self) -> bool:
        """Whether their other meetings matter."""
        return self.most_per_day is not None or self.rest > timedelta(0)

    def why_not(self, span: TimeSpan, taken: Collection[TimeSpan] = ()) -> Text | None:
        """Why a meeting at this time is against the rules beside those that are taken, or None."""
        if self.declined:
            return DOES_NOT_COME
        return why_not_at(self.hours, span) or self._why_too_much(span, taken)

    def _why_too_much(self, span: TimeSpan, taken: Collection[TimeSpan]) -> Text | None:
        day = span.starts_at.astimezone(BEIJING).date()
        same_day = sum(each.starts_at.astimezone(BEIJING).date() == day for each in taken)
        if self.most_per_day is not None and same_day >= self.most_per_day:
            return Text(
                "has all the meetings of this day that they take: %(number)d",
                number=self.most_per_day,
            )
        if any(
            each.starts_at < span.ends_at + self.rest and span.starts_at < each.ends_at + self.rest
            for each in taken
        ):
            return Text("needs a rest of %(length)s between two meetings", length=self.rest)
        return None
