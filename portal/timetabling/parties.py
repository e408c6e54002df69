"""Companies and interpreters as the solver knows them, and meetings that they cannot keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from portal.consultations.rules import why_not_at
from portal.consultations.states import Availability
from portal.kernel.clock import BEIJING
from portal.kernel.timespan import TimeSpan
from portal.timetabling.problem import Company, Interpreter
from portal.timetabling.problem.model import can_interpret, share_a_language
from portal.timetabling.situation import Firm, Helper, Pair, Planned, Situation

ANY_LANGUAGE = "any"
"""Spoken by everybody where a meeting may do without an interpreter."""


def company_of(situation: Situation, firm: Firm) -> Company:
    """A firm as the solver knows it: the slots it can use, its limit, its rest."""
    terms = situation.terms
    limits = [limit for limit in (terms.most_meetings, firm.most) if limit is not None]
    most = min(limits, default=len(situation.times) + firm.outside) - firm.outside
    after, rest = rest_rule(situation)
    return Company(
        id=firm.id,
        languages=firm.languages | (frozenset() if situation.needs_interpreter else {ANY_LANGUAGE}),
        slots=tuple(
            number
            for number, time in enumerate(situation.times)
            if time.span.starts_at > situation.now
            and time.id not in firm.away
            and not is_too_near(time.span, firm.busy, terms.rest)
        ),
        max_meetings=max(0, most),
        rest_after=after,
        rest_slots=rest,
    )


def rest_rule(situation: Situation) -> tuple[int, int]:
    """After how many meetings of a day a company rests, and for how many slots; 0 for no rule.

    A rest in minutes follows every meeting, so that it covers a limit of meetings in a row too.
    """
    if not situation.times:
        return 0, 0
    if slots := _slots_of_rest(situation, situation.terms.rest):
        return 1, slots
    most = situation.terms.most_in_a_row
    return (most, 1) if most is not None else (0, 0)


def _slots_of_rest(situation: Situation, rest: timedelta) -> int:
    """How many slots stay free after a meeting so that a rest is kept, beside the usual pause."""
    if not situation.times:
        return 0
    shortest = min(time.span.length for time in situation.times)
    return max(0, -(-(rest - situation.pause) // (shortest + situation.pause)))


def interpreter_of(situation: Situation, helper: Helper) -> Interpreter:
    """An interpreter as the solver knows them: the slots in which they are there and free.

    Meetings of other sessions count towards the limit of their day.
    """
    outside = Counter(_day(span) for span in helper.busy)
    days = {_day(time.span) for time in situation.times}
    most = helper.most_per_day
    left = {day: None if most is None else max(0, most - outside[day]) for day in days}
    return Interpreter(
        id=helper.id,
        languages=helper.languages,
        slots=tuple(
            number
            for number, time in enumerate(situation.times)
            if time.span.starts_at > situation.now
            and helper.answer is not Availability.DECLINED
            and why_not_at(helper.hours, time.span) is None
            and not is_too_near(time.span, helper.busy, helper.rest)
            and left[_day(time.span)] != 0
        ),
        max_meetings=len(situation.times) if helper.most is None else helper.most,
        max_per_day=min((number for number in left.values() if number), default=most),
        rest_slots=_slots_of_rest(situation, helper.rest),
        pairs=helper.pairs,
    )


def _day(span: TimeSpan) -> date:
    return span.starts_at.astimezone(BEIJING).date()


def is_too_near(span: TimeSpan, busy: Iterable[TimeSpan], rest: timedelta) -> bool:
    """Whether something busy overlaps a span, or comes closer to it than a rest."""
    return any(
        each.starts_at < span.ends_at + rest and span.starts_at < each.ends_at + rest
        for each in busy
    )


def broken_in(situation: Situation) -> frozenset[Pair]:
    """The pairs whose meetings cannot be held as they stand: a company cannot come any more, the
    interpreter is away or gone, the room is lost. What somebody locked was placed so on purpose."""
    known = Keeping(situation)
    return frozenset(
        each.pair for each in situation.standing if not each.locked and not known.can_be_held(each)
    )


class Keeping:
    """What can be kept of meetings as they are: who comes, which room is there, who helps."""

    def __init__(self, situation: Situation) -> None:
        self.times = situation.times
        self.numbers = {time.id: number for number, time in enumerate(situation.times)}
        self.companies = {firm.id: company_of(situation, firm) for firm in situation.firms}
        self.helpers = {each.id: interpreter_of(situation, each) for each in situation.helpers}
        self.rooms = {room.id: room for room in situation.rooms or ()}

    def can_be_held(self, each: Planned) -> bool:
        return self.both_come(each) and self.has_its_room(each) and self.is_understood(each)

    def both_come(self, each: Planned) -> bool:
        number = self.numbers.get(each.slot)
        pair = [self.companies.get(id) for id in each.pair]
        return all(company is not None and number in company.slots for company in pair)

    def has_its_room(self, each: Planned) -> bool:
        if each.room is None:
            return True
        room, span = self.rooms.get(each.room), self.times[self.numbers[each.slot]].span
        return room is not None and not is_too_near(span, room.busy, timedelta(0))

    def is_understood(self, each: Planned) -> bool:
        one, other = (self.companies[id] for id in each.pair)
        if each.interpreter is None:
            return share_a_language(one, other)
        helper = self.helpers.get(each.interpreter)
        if helper is None or self.numbers[each.slot] not in helper.slots:
            return False
        return share_a_language(one, other) or can_interpret(helper, one, other)
