"""What a party has when: its times in order, none of which overlap, and who holds each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from datetime import datetime

from portal.kernel.timespan import TimeSpan


class Agenda:
    """The times of one company, room or interpreter; the holder is None where a time is fixed."""

    def __init__(self, fixed: Iterable[TimeSpan] = ()) -> None:
        self._entries: list[tuple[TimeSpan, int | None]] = [(span, None) for span in sorted(fixed)]
        self._starts: list[datetime] = [span.starts_at for span, _ in self._entries]

    def spans(self, but: Collection[int] = ()) -> list[TimeSpan]:
        """All its times, leaving out what these hold."""
        return [span for span, holder in self._entries if holder not in but]

    def holders(self, span: TimeSpan) -> set[int | None]:
        """Who holds a time that overlaps this one."""
        found = set()
        for place in range(bisect_left(self._starts, span.ends_at) - 1, -1, -1):
            taken, holder = self._entries[place]
            if taken.ends_at <= span.starts_at:
                break
            found.add(holder)
        return found

    def is_free(self, span: TimeSpan, but: Collection[int] = ()) -> bool:
        """Whether nothing overlaps this time, leaving out what these hold."""
        return all(holder in but for holder in self.holders(span))

    def take(self, span: TimeSpan, holder: int) -> None:
        place = bisect_left(self._starts, span.starts_at)
        self._entries.insert(place, (span, holder))
        self._starts.insert(place, span.starts_at)

    def give_up(self, span: TimeSpan, holder: int) -> None:
        place = self._entries.index((span, holder), bisect_left(self._starts, span.starts_at))
        del self._entries[place]
        del self._starts[place]
