"""Two timetables beside each other: what one has and the other has not, or has elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.consultations.models import Slot
from portal.timetabling.models import Timetable
from portal.timetabling.queries.situation import planned_of, standing_meetings
from portal.timetabling.queries.timetables import names_by_id, planned_in
from portal.timetabling.situation import Planned


@dataclass(frozen=True)
class Difference:
    """A pair that the two place differently; None where one leaves it out."""

    korean: Company
    chinese: Company
    one: Slot | None
    other: Slot | None


@dataclass(frozen=True)
class Takes:
    """What a timetable takes: the most rooms at once, how many interpreters, and how many of the
    meetings that stand now it moves or drops."""

    rooms: int
    interpreters: int
    changes: int


@dataclass(frozen=True)
class Compared:
    """How many meetings are at the same time in both, every pair that is not, and what each of
    the two takes."""

    same: int
    takes: tuple[Takes, Takes]
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
    plans = planned_in(one), planned_in(other)
    first, second = ({each.pair: each.slot for each in plan} for plan in plans)
    standing = [planned_of(booking) for booking in standing_meetings(one.consultation)]
    slots = {slot.id: slot for slot in consultations.slots_of(one.consultation)}
    pairs = sorted(
        pair for pair in first.keys() | second.keys() if first.get(pair) != second.get(pair)
    )
    companies = names_by_id({id for pair in pairs for id in pair})
    return Compared(
        same=len(first.keys() | second.keys()) - len(pairs),
        takes=(_takes(plans[0], standing), _takes(plans[1], standing)),
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


def _takes(planned: Collection[Planned], standing: Collection[Planned]) -> Takes:
    at_once = Counter(each.slot for each in planned)
    slots = {each.pair: each.slot for each in planned}
    helpers = {each.interpreter for each in planned if each.interpreter is not None}
    return Takes(
        rooms=max(at_once.values(), default=0),
        interpreters=len(helpers),
        changes=sum(slots.get(each.pair) != each.slot for each in standing),
    )
