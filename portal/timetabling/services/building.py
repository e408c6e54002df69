"""Building a timetable: asked for by a coordinator, done by the worker outside any transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings.services.acting import must_run
from portal.consultations.models import ConsultationSession
from portal.infra import audit, db, jobs, rows
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text
from portal.timetabling import queries, rules
from portal.timetabling.models import Timetable, TimetableMeeting
from portal.timetabling.posing import Posed, pose
from portal.timetabling.problem import NO_SPARE, Spare
from portal.timetabling.situation import Keep, Planned
from portal.timetabling.solver import Progress, Solution
from portal.timetabling.states import TimetableState

BUILD = "timetabling/build"
SHORTEST, LONGEST = 1, 180
MOST_CHANGES = 10_000
MOST_SPARE = 100


@dataclass(frozen=True)
class Order:
    """How a proposal is to be built: for how many seconds, what counts first, what it may do to
    meetings, what stays free in every slot, and whether it may seat interpreters who have not
    confirmed yet."""

    seconds: int = 30
    fair: bool = True
    few_gaps: bool = False
    keep: Keep = Keep.ALL
    most_changes: int = 20
    with_unconfirmed: bool = False
    spare: Spare = NO_SPARE

    @property
    def budget(self) -> int | None:
        """How many meetings that stand may change, beside those that cannot be held; None: any."""
        if self.keep is Keep.REPAIR:
            return 0
        return self.most_changes if self.keep is Keep.FEW_CHANGES else None


@dataclass(frozen=True)
class Made:
    """The problem of a session, and which meetings stood where when it was read."""

    posed: Posed
    known: dict[str, Any]


def order_timetable(consultation: ConsultationSession, order: Order, *, by: User) -> Timetable:
    """Have the worker build a proposal for a session. Raises NotAllowed, Invalid, Conflict."""
    must_run(consultation, by)
    _must_be_sensible(order)
    db.lock(consultation)
    why_not = rules.why_not_build(
        consultation.phase,
        consultation.booking_mode,
        wished=order.keep is Keep.REPAIR or queries.anybody_wishes(consultation),
        building=queries.building_in(consultation) is not None,
    )
    if why_not:
        raise Conflict(why_not)
    timetable = Timetable(
        consultation=consultation,
        number=next_number(consultation),
        seconds=order.seconds,
        fair=order.fair,
        few_gaps=order.few_gaps,
        spare_rooms=order.spare.rooms,
        spare_interpreters=order.spare.interpreters,
        keep=order.keep,
        with_unconfirmed=order.with_unconfirmed,
        most_changes=order.most_changes if order.keep is Keep.FEW_CHANGES else None,
        made_by=by,
    )
    session.add(timetable)
    session.flush()
    jobs.plan(BUILD, due_at=clock.now(), timetable_id=timetable.id)
    audit.record("timetable ordered", consultation, by=by, number=timetable.number)
    return timetable


def stop_building(timetable: Timetable, *, by: User) -> None:
    """Have the solver stop with what it has found. Raises NotAllowed, Conflict."""
    must_run(timetable.consultation, by)
    db.lock(timetable)
    if timetable.state is not TimetableState.BUILDING:
        raise Conflict(Text("This proposal is built already."))
    timetable.stop_asked = True
    session.flush()


def discard(timetable: Timetable, *, by: User) -> None:
    """Take a proposal out of the list. Raises NotAllowed, Conflict for a published version."""
    must_run(timetable.consultation, by)
    db.lock(timetable)
    if timetable.state not in (TimetableState.DRAFT, TimetableState.FAILED):
        raise Conflict(Text("Only a proposal can be discarded."))
    timetable.state = TimetableState.DISCARDED
    session.flush()
    audit.record("timetable discarded", timetable.consultation, by=by, number=timetable.number)


def begin(timetable: Timetable) -> Order | None:
    """Note that a proposal is being built now; None where there is nothing to build any more."""
    db.lock(timetable)
    if timetable.state is not TimetableState.BUILDING:
        return None
    timetable.begun_at = clock.now()
    session.flush()
    return Order(
        timetable.seconds,
        timetable.fair,
        timetable.few_gaps,
        timetable.keep,
        timetable.most_changes or 0,
        timetable.with_unconfirmed,
        Spare(timetable.spare_rooms, timetable.spare_interpreters),
    )


def read(timetable: Timetable, order: Order) -> Made:
    """What a proposal is made from; changes nothing."""
    consultation = timetable.consultation
    situation = queries.situation_of(consultation)
    locks = queries.locked_pairs(consultation)
    return Made(
        pose(
            queries.with_locks(situation, locks),
            order.keep,
            with_unconfirmed=order.with_unconfirmed,
        ),
        known_meetings(consultation),
    )


def tell(timetable: Timetable, progress: Progress) -> bool:
    """Write down how far a proposal is; says whether the solver is to stop."""
    timetable.done = progress.done
    timetable.weight, timetable.bound = progress.weight, progress.bound
    session.flush()
    return timetable.stop_asked or timetable.state is not TimetableState.BUILDING


def end(timetable: Timetable, made: Made, solution: Solution, gains: dict[str, Any]) -> None:
    """Save what was found; once, also where the worker was killed and another did it again."""
    db.lock(timetable)
    if timetable.state is not TimetableState.BUILDING:
        return
    planned = made.posed.planned(solution.meetings)
    save_meetings(timetable, planned)
    timetable.weight, timetable.bound = solution.weight, solution.bound
    timetable.placed = len(planned)
    timetable.asked = sum(
        not made.posed.problem.is_forbidden(each) for each in made.posed.problem.requests
    )
    timetable.unserved, timetable.idle = solution.unserved, solution.idle
    timetable.changes, timetable.smallest_share = solution.changes, solution.smallest_share
    timetable.known, timetable.gains = made.known, gains
    queries.set_figures(timetable)
    _end(timetable, TimetableState.DRAFT)


def give_up(timetable: Timetable) -> None:
    """Note that a proposal could not be built."""
    _end(timetable, TimetableState.FAILED)


def save_meetings(timetable: Timetable, planned: Sequence[Planned]) -> None:
    """Add meetings to a timetable."""
    rows.insert(
        TimetableMeeting,
        [
            {
                "timetable_id": timetable.id,
                "korean_company_id": each.korean,
                "chinese_company_id": each.chinese,
                "slot_id": each.slot,
                "room_id": each.room,
                "interpreter_id": each.interpreter,
                "locked": each.locked,
            }
            for each in planned
        ],
    )


def known_meetings(consultation: ConsultationSession) -> dict[str, Any]:
    """The meetings that stand now and where, by their ids: what a plan was made from."""
    return {
        str(booking.id): [booking.slot_id, booking.room_id, booking.interpreter_id]
        for booking in queries.standing_meetings(consultation)
    }


def _must_be_sensible(order: Order) -> None:
    if not SHORTEST <= order.seconds <= LONGEST:
        raise Invalid(
            Text("Please give a number from %(least)d to %(most)d.", least=SHORTEST, most=LONGEST),
            field="seconds",
        )
    if not 0 <= order.most_changes <= MOST_CHANGES:
        raise Invalid(
            Text("Please give a number from %(least)d to %(most)d.", least=0, most=MOST_CHANGES),
            field="most_changes",
        )
    for field, number in (
        ("spare_rooms", order.spare.rooms),
        ("spare_interpreters", order.spare.interpreters),
    ):
        if not 0 <= number <= MOST_SPARE:
            raise Invalid(
                Text("Please give a number from %(least)d to %(most)d.", least=0, most=MOST_SPARE),
                field=field,
            )


def next_number(consultation: ConsultationSession) -> int:
    """The number of the next proposal of a session."""
    last = session.scalar(
        sa.select(sa.func.max(Timetable.number)).where(Timetable.consultation_id == consultation.id)
    )
    return (last or 0) + 1


def _end(timetable: Timetable, state: TimetableState) -> None:
    timetable.state = state
    timetable.done = 1.0
    timetable.ended_at = clock.now()
    session.flush()
