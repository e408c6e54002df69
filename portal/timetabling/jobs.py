"""What the worker does for wishes and timetables when its time has come."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from portal.consultations.models import ConsultationSession
from portal.infra import db
from portal.infra.db import session
from portal.infra.jobs import Handler
from portal.timetabling import services
from portal.timetabling.models import Timetable
from portal.timetabling.posing import Posed
from portal.timetabling.services import Order
from portal.timetabling.solver import Options, Progress, Solution, solve
from portal.timetabling.verify import violations
from portal.timetabling.worth import worth

# How often the progress is written down, in seconds: the page is read about as often.
TOLD_EVERY = 1.0
# What brings less than this many meetings is not worth a line.
LEAST_GAIN, MOST_GAINS = 0.1, 6


def remind(consultation_id: int) -> None:
    """Remind those who have not said whom they want to meet."""
    services.remind_in_time(session.get_one(ConsultationSession, consultation_id))


def build(timetable_id: int) -> None:
    """Build a proposal that was ordered: read, solve outside any transaction, save.

    Progress and result are saved in short ones. Building twice, after a crash, gives one proposal.
    """
    with db.writing():
        order = services.begin(session.get_one(Timetable, timetable_id))
    if order is None:
        return
    try:
        _note_fits(timetable_id)
        made = services.read(session.get_one(Timetable, timetable_id), order)
        session.rollback()
        solution = _solved(made.posed, order, timetable_id)
        gains = _gains(made.posed)
    except Exception:
        session.rollback()
        with db.writing():
            services.give_up(session.get_one(Timetable, timetable_id))
        raise
    with db.writing():
        services.end(session.get_one(Timetable, timetable_id), made, solution, gains)


def _note_fits(timetable_id: int) -> None:
    """Write down how well the wished pairs match, found before anything is locked."""
    fits = services.fits_now(session.get_one(Timetable, timetable_id).consultation)
    session.rollback()
    with db.writing():
        services.note_fits(session.get_one(Timetable, timetable_id).consultation, fits)


def _solved(posed: Posed, order: Order, timetable_id: int) -> Solution:
    watch = _Watch(timetable_id)
    solution = solve(
        posed.problem,
        Options(
            time_limit=float(order.seconds),
            seed=timetable_id,
            fair=order.fair,
            few_gaps=order.few_gaps,
            spare=order.spare,
            changes=order.budget,
            stop=lambda: watch.stopped,
            progress=watch,
        ),
    )
    if broken := violations(posed.problem, solution.meetings):
        raise AssertionError("the timetable breaks rules: " + "; ".join(broken[:5]))
    return solution


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
            self.stopped = services.tell(session.get_one(Timetable, self.timetable_id), progress)


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


HANDLERS: Mapping[str, Handler] = {services.REMIND: remind}
# These take long: they are called with no transaction open, and save what they do themselves.
LONG: Mapping[str, Handler] = {services.BUILD: build}
