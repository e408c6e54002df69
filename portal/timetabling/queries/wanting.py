"""The meetings of a timetable that still need an interpreter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.bookings import queries as bookings
from portal.timetabling.models import Timetable
from portal.timetabling.queries.timetables import names_by_id, planned_in, waivers_in
from portal.timetabling.situation import Pair, Planned


@dataclass(frozen=True)
class Wanting:
    """What still needs an interpreter, on all days."""

    meetings: Sequence[Planned]

    @cached_property
    def pairs(self) -> frozenset[Pair]:
        return frozenset(each.pair for each in self.meetings)

    @cached_property
    def companies(self) -> frozenset[int]:
        """The ids of the companies that they concern."""
        return frozenset(id for pair in self.pairs for id in pair)

    @cached_property
    def rooms(self) -> frozenset[int | None]:
        """The ids of the rooms that they are in."""
        return frozenset(each.room for each in self.meetings)

    def in_slots(self, slots: Collection[int]) -> int:
        """How many of them are in these slots."""
        return sum(each.slot in slots for each in self.meetings)


def wanting_in(timetable: Timetable) -> Wanting:
    """The meetings without an interpreter whose two share no language, and nobody waived that."""
    alone = [each for each in planned_in(timetable) if each.interpreter is None]
    companies = names_by_id({id for each in alone for id in each.pair})
    speak = bookings.languages_of(timetable.consultation, list(companies.values()))
    waived = waivers_in(timetable.consultation)
    return Wanting(
        [
            each
            for each in alone
            if each.pair not in waived and not speak[each.korean] & speak[each.chinese]
        ]
    )
