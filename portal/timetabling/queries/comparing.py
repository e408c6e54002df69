"""Two timetables beside each other: what one has and the other has not, or has elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import Slot
from portal.timetabling.models import Timetable
from portal.timetabling.queries.timetables import names_by_id, planned_in


@dataclass(frozen=True)
class Difference:
    """A pair that the two place differently; None where one leaves it out."""

    korean: Company
    chinese: Company
    one: Slot | None
    other: Slot | None


@dataclass(frozen=True)
class Compared:
    """How many meetings are at the same time in both, and every pair that is not."""

    same: int
    differences: Sequence[Difference]

    @property
    def moved(self) -> int:
        return sum(1 for each in self.differences if each.one and each.other)

    @property
    def only_one(self) -> int:
        return sum(1 for each in self.differences if each.other is None)

    @property
    def only_other(self) -> int:
        return sum(1 for each in self.differences if each.one is None)


def compared(one: Timetable, other: Timetable) -> Compared:
    """What differs between two timetables of one session, in the order of the companies."""
    first = {each.pair: each.slot for each in planned_in(one)}
    second = {each.pair: each.slot for each in planned_in(other)}
    slots = {slot.id: slot for slot in consultations.slots_of(one.consultation)}
    pairs = sorted(
        pair for pair in first.keys() | second.keys() if first.get(pair) != second.get(pair)
    )
    companies = names_by_id({id for pair in pairs for id in pair})
    return Compared(
        same=len(first.keys() | second.keys()) - len(pairs),
        differences=[
            Difference(
                companies[pair[0]],
                companies[pair[1]],
                slots.get(first.get(pair, 0)),
                slots.get(second.get(pair, 0)),
            )
            for pair in pairs
        ],
    )
