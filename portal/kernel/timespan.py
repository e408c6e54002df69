"""A stretch of time with a beginning and an end; the end belongs to what comes after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, order=True)
class TimeSpan:
    """A half-open span of aware times: [starts_at, ends_at).

    Raises ValueError when naive or empty.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a span needs times with a zone")
        if self.ends_at <= self.starts_at:
            raise ValueError("a span ends after it starts")

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def minutes(self) -> int:
        return int(self.length.total_seconds() // 60)

    def overlaps(self, other: TimeSpan) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def covers(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at
