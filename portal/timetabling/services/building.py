"""Building a timetable: asked for by a coordinator, done by the worker outside any transaction."""

from __future__ import annotations

import time
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
from portal.timetabling.models import Timetable, TimetableMeeting, Wish
from portal.timetabling.posing import Posed, pose
from portal.timetabling.situation import Keep, Planned, Situation
from portal.timetabling.solver import Options, Progress, Solution, solve
from portal.timetabling.states import Rank, TimetableState
from portal.timetabling.verify import violations
from portal.timetabling.worth import worth

BUILD = "timetabling/build"
SHORTEST, LONGEST = 1, 180
MOST_CHANGES = 10_000
# What brings less than this many meetings is not worth a line.
LEAST_GAIN, MOST_GAINS = 0.1, 6
# How often the progress is written down, in seconds: the page is read about as often.
TOLD_EVERY = 1.0


@dataclass(frozen=True)
class Order:
    """How a proposal is to be built: for how many seconds, and what it may do to meetings."""

    seconds: int = 30
    fair: bool = True
    keep: Keep = Keep.ALL
    most_changes: int = 20


def order_timetable(consultation: ConsultationSession, order: Order, *, by: User) -> Timetable:
    """Have the worker build a proposal for a session. Raises NotAllowed, Invalid, Conflict."""
    must_run(consultation, by)
    _must_be_sensible(order)
    db.lock(consultation)
    why_not = rules.why_not_build(
        consultation.phase,
        consultation.booking_mode,
        wished=_anybody_wishes(consultation),
        building=queries.building_in(consultation) is not None,
    )
    if why_not:
        raise Conflict(why_not)
    timetable = Timetable(
        consultation=consultation,
        number=_next_number(consultation),
        seconds=order.seconds,
        fair=order.fair,
        keep=order.keep,
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


def build(timetable_id: int) -> None:
    """Build a proposal that was ordered; the worker calls it with no transaction open.

    Progress and result are saved in short ones. Building twice, after a crash, gives one proposal.
    """
    with db.writing():
        timetable = session.get_one(Timetable, timetable_id)
        if timetable.state is not TimetableState.BUILDING:
            return
        timetable.begun_at = clock.now()
        order = _order_of(timetable)
    try:
        situation, known = _read(timetable)
        posed = pose(situation, order.keep)
        solution = _solved(posed, order, timetable_id)
        gains = _gains(posed)
    except Exception:
        with db.writing():
            _end(session.get_one(Timetable, timetable_id), TimetableState.FAILED)
        raise
    with db.writing():
        _save(session.get_one(Timetable, timetable_id), posed, solution, known, gains)


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


def _anybody_wishes(consultation: ConsultationSession) -> bool:
    wish = sa.exists().where(Wish.consultation_id == consultation.id, Wish.rank != Rank.NO)
    return bool(session.scalar(sa.select(wish)))


def _next_number(consultation: ConsultationSession) -> int:
    last = session.scalar(
        sa.select(sa.func.max(Timetable.number)).where(Timetable.consultation_id == consultation.id)
    )
    return (last or 0) + 1


def _order_of(timetable: Timetable) -> Order:
    return Order(timetable.seconds, timetable.fair, timetable.keep, timetable.most_changes or 0)


def _read(timetable: Timetable) -> tuple[Situation, dict[str, Any]]:
    """What the timetable is made from, read in a transaction that ends here."""
    try:
        consultation = timetable.consultation
        locks = queries.locked_pairs(consultation)
        situation = queries.situation_of(consultation)
        return queries.with_locks(situation, locks), known_meetings(consultation)
    finally:
        session.rollback()


def _solved(posed: Posed, order: Order, timetable_id: int) -> Solution:
    watch = _Watch(timetable_id)
    solution = solve(
        posed.problem,
        Options(
            time_limit=float(order.seconds),
            seed=timetable_id,
            fair=order.fair,
            changes=order.most_changes if order.keep is Keep.FEW_CHANGES else None,
            stop=lambda: watch.stopped,
            progress=watch,
        ),
    )
    if broken := violations(posed.problem, solution.meetings):
        raise AssertionError("the timetable breaks rules: " + "; ".join(broken[:5]))
    return solution


def _gains(posed: Posed) -> dict[str, Any]:
    """What one more room, interpreter or meeting would bring, as the page will say it."""
    rows = [
        {
            "what": each.what.name,
            "meetings": round(each.meetings, 1),
            "slot": None if each.slot is None else posed.slots[each.slot],
            "who": each.who,
        }
        for each in worth(posed.problem, most=MOST_GAINS)
        if each.meetings >= LEAST_GAIN
    ]
    return {"rows": rows}


class _Watch:
    """Writes the progress down, and reads whether the coordinator wants to stop."""

    def __init__(self, timetable_id: int) -> None:
        self.timetable_id = timetable_id
        self.stopped = False
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self._told_at < TOLD_EVERY:
            return
        self._told_at = time.monotonic()
        with db.writing():
            timetable = session.get_one(Timetable, self.timetable_id)
            timetable.done = progress.done
            timetable.weight, timetable.bound = progress.weight, progress.bound
            self.stopped = timetable.stop_asked or timetable.state is not TimetableState.BUILDING


def _save(
    timetable: Timetable,
    posed: Posed,
    solution: Solution,
    known: dict[str, Any],
    gains: dict[str, Any],
) -> None:
    db.lock(timetable)
    if timetable.state is not TimetableState.BUILDING:
        return
    planned = posed.planned(solution.meetings)
    save_meetings(timetable, planned)
    timetable.weight, timetable.bound = solution.weight, solution.bound
    timetable.placed = len(planned)
    timetable.asked = sum(
        not posed.problem.is_forbidden(request) for request in posed.problem.requests
    )
    timetable.unserved, timetable.idle = solution.unserved, solution.idle
    timetable.changes = solution.changes
    timetable.known = known
    timetable.gains = gains
    _end(timetable, TimetableState.DRAFT)


def _end(timetable: Timetable, state: TimetableState) -> None:
    timetable.state = state
    timetable.done = 1.0
    timetable.ended_at = clock.now()
    session.flush()
