"""What a coordinator says of a session, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from portal.consultations.rules.links import (
    Link,
    what_is_wrong_with_fall_backs,
    what_is_wrong_with_link,
)
from portal.consultations.rules.phases import Lack, Timetable, what_is_wrong_with
from portal.consultations.rules.slots import (
    MOST_ROOMS,
    Grid,
    slots_after,
    slots_of_windows,
    what_is_wrong_with_grid,
)
from portal.consultations.rules.terms import NO_LIMITS, Terms, what_is_wrong_with_terms
from portal.consultations.states import BookingMode, LinkKind
from portal.kernel.clock import BEIJING
from portal.kernel.languages import Text, Wording
from portal.kernel.timespan import TimeSpan

LONGEST_TITLE = 120
LONGEST_ABOUT = 2000


@dataclass(frozen=True)
class MeetingLink:
    """How one gets into a call held elsewhere; everything may still be missing."""

    kind: LinkKind | None = None
    url: str | None = None
    number: str | None = None
    password: str | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that a coordinator decides about a session. Deadlines are moments.

    `rooms` is None where any number of meetings can go on at once. In open mode asking and
    booking are one, so `asking_ends_at` does not count.
    """

    title: Wording
    about: Wording
    regions: tuple[str, ...]
    mode: BookingMode
    grid: Grid
    joining_ends_at: datetime
    asking_ends_at: datetime
    booking_ends_at: datetime
    rooms: int | None = None
    needs_interpreter: bool = False
    partner_host: str | None = None
    # The partner host must agree to a timetable before it is published.
    partner_agrees: bool = False
    link: MeetingLink = field(default_factory=MeetingLink)
    # What is tried next when that does not work, in this order.
    fall_backs: tuple[Link, ...] = ()
    terms: Terms = NO_LIMITS
    # The slots of a session that is changed: time that has begun stays, whatever the grid says.
    standing: tuple[TimeSpan, ...] = field(default=(), compare=False)

    @property
    def slots(self) -> list[TimeSpan]:
        """The slots that it has, or else those that its grid makes."""
        return list(self.standing) or slots_of_windows(self.grid)

    def after(self, before: Plan, now: datetime) -> Plan:
        """This plan as a change of another: while the grid is the same, so are the slots."""
        if self.grid == before.grid:
            return replace(self, standing=before.standing)
        wanted = slots_of_windows(self.grid)
        return replace(self, standing=tuple(slots_after(before.standing, wanted, now)))

    def timetable(self, *, opened_at: datetime | None = None) -> Timetable:
        """The moments of the session that this would be; its grid must be right."""
        slots = self.slots
        return Timetable(
            mode=self.mode,
            joining_ends_at=self.joining_ends_at,
            asking_ends_at=self.booking_ends_at
            if self.mode is BookingMode.OPEN
            else self.asking_ends_at,
            booking_ends_at=self.booking_ends_at,
            starts_at=slots[0].starts_at,
            ends_at=slots[-1].ends_at,
            opened_at=opened_at,
        )


def what_is_wrong_with_plan(
    plan: Plan, now: datetime, *, before: Plan | None = None, opened: bool = False
) -> list[Lack]:
    """Everything that keeps this from being a session, by field.

    `before` is what it was until now: what has not changed need not lie in the future. Once
    companies can see it (`opened`), what they relied on stays.
    """
    lacks = _wrong_words(plan)
    if opened and before is not None:
        lacks += _what_companies_relied_on(plan, before)
    if plan.rooms is not None and not 1 <= plan.rooms <= MOST_ROOMS:
        lacks.append(
            Lack("rooms", Text("Please give a number from 1 to %(most)d.", most=MOST_ROOMS))
        )
    lacks += _wrong_link(plan.link)
    if wrong := what_is_wrong_with_fall_backs(plan.fall_backs):
        lacks.append(Lack(*wrong))
    lacks += what_is_wrong_with_terms(plan.terms)
    wrong_grid = _wrong_grid(plan, before, now)
    if wrong_grid:
        return lacks + wrong_grid
    plan = plan.after(before, now) if before else plan
    was = before.timetable() if before else None
    return lacks + what_is_wrong_with(plan.timetable(), now, before=was)


def no_longer_agrees(plan: Plan, before: Plan) -> bool:
    """Whether a change takes from the partner host that was what no timetable is published without:
    its agreement."""
    was, now = (each.partner_host if each.partner_agrees else None for each in (before, plan))
    return was is not None and now != was


def _wrong_words(plan: Plan) -> list[Lack]:
    lacks = []
    if not plan.title:
        lacks.append(Lack("title_en", Text("Please write the title in one language at least.")))
    if not plan.regions:
        lacks.append(Lack("regions", Text("Please choose at least one region.")))
    if plan.partner_agrees and plan.partner_host is None:
        lacks.append(
            Lack("partner_host", Text("Please choose the partner organisation that must agree."))
        )
    return lacks


def _what_companies_relied_on(plan: Plan, before: Plan) -> list[Lack]:
    if plan.mode is before.mode:
        return []
    text = Text("Companies can see this session already. How they book stays as it is.")
    return [Lack("mode", text)]


def _wrong_grid(plan: Plan, before: Plan | None, now: datetime) -> list[Lack]:
    if before is not None and before.grid == plan.grid:
        return []
    known = before.grid.days if before else ()
    lacks = what_is_wrong_with_grid(plan.grid, _in_beijing(now), known=known)
    if not lacks and all(slot.starts_at <= now for slot in slots_of_windows(plan.grid)):
        return [Lack("last_day", Text("All of these times have passed already."))]
    return lacks


def _wrong_link(link: MeetingLink) -> list[Lack]:
    if link.kind is None:
        if link.url or link.number or link.password:
            return [Lack("link_kind", Text("Please say which service this is."))]
        return []
    wrong = what_is_wrong_with_link(link.kind, link.url, link.number)
    return [Lack(f"link_{wrong[0]}", wrong[1])] if wrong else []


def _in_beijing(now: datetime) -> date:
    return now.astimezone(BEIJING).date()


def code_prefix(seals: tuple[str, ...], first_day: date) -> str:
    """The beginning of a session's code: SH-2612 for Shanghai in December 2026, CN for several."""
    place = seals[0].upper()[:3] if len(seals) == 1 and seals[0] and seals[0].isascii() else "CN"
    return f"{place}-{first_day:%y%m}"
