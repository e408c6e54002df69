"""Changes of a draft by hand: moved, swapped, placed, taken out, locked; undone and done again.

Each says what its sender saw of the meetings that it changes, so that two coordinators at work
never overwrite each other unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import User
from portal.bookings.services.acting import must_run
from portal.consultations.models import ConsultationSession
from portal.infra import audit, db, packing
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.errors import Conflict
from portal.kernel.languages import Text
from portal.timetabling import queries, rules
from portal.timetabling.drafting import Draft
from portal.timetabling.models import Timetable, TimetableMeeting, TimetableStep
from portal.timetabling.services.building import known_meetings, next_number, save_meetings
from portal.timetabling.situation import Keep, Pair, Planned
from portal.timetabling.states import TimetableState

CHANGED_MEANWHILE = Text(
    "Somebody else has changed this meeting meanwhile. Please look at it again; nothing is done."
)
IS_LOCKED = Text("This meeting is locked. Unlock it first.")
NOTHING_TO_UNDO = Text("There is nothing to undo.")
NOTHING_TO_REDO = Text("There is nothing to do again.")


def put(timetable: Timetable, pair: Pair, slot: int, *, was: int | None, by: User) -> None:
    """Move a pair to a slot, or place it there where it has no meeting yet.

    `slot` and `was`, where its sender saw it, are ids; None for no meeting. Raises NotAllowed,
    Conflict with the first reason why not.
    """
    draft = _opened(timetable, [pair], by)
    now = draft.planned.get(pair)
    _must_be_as_seen(now, was)
    if now is not None and now.locked:
        raise Conflict(IS_LOCKED)
    if slot not in draft.posed.number or not draft.can_hold(pair):
        raise Conflict(rules.NO_SUCH_SLOT)
    option = draft.at(pair, slot)
    if option.planned is None:
        raise Conflict(queries.why_not_words(timetable, draft, option), field="slot")
    verb = "moved" if now else "placed"
    change(timetable, [now] if now else [], [option.planned], verb, by)


def swap(timetable: Timetable, one: Pair, other: Pair, *, was: int, at: int, by: User) -> None:
    """Have two meetings change places; their sender saw one in `was`, the other in `at`.

    Raises NotAllowed, Conflict when one cannot be there.
    """
    draft = _opened(timetable, [one, other], by)
    here, there = draft.planned.get(one), draft.planned.get(other)
    _must_be_as_seen(here, was)
    _must_be_as_seen(there, at)
    if here is None or there is None:
        raise Conflict(CHANGED_MEANWHILE)
    if here.locked or there.locked:
        raise Conflict(IS_LOCKED)
    swapped = draft.swapped(one, other)
    if swapped is None:
        raise Conflict(Text("These two meetings cannot change places."), field="slot")
    change(timetable, [here, there], list(swapped), "swapped", by)


def take_out(timetable: Timetable, pair: Pair, *, was: int, by: User) -> None:
    """Leave a pair without a meeting in this draft. Raises NotAllowed, Conflict."""
    now = _meeting(timetable, pair, was, by)
    if now.locked:
        raise Conflict(IS_LOCKED)
    change(timetable, [now], [], "taken out", by)


def lock(timetable: Timetable, pair: Pair, *, locked: bool, was: int, by: User) -> None:
    """Lock a meeting, so that no proposal moves it, or unlock it. Raises NotAllowed, Conflict."""
    now = _meeting(timetable, pair, was, by)
    if now.locked is not locked:
        verb = "locked" if locked else "unlocked"
        change(timetable, [now], [replace(now, locked=locked)], verb, by)


def undo(timetable: Timetable, *, seen: int, by: User) -> None:
    """Take the last change back. `seen` is the revision that its sender saw. Raises Conflict."""
    hold(timetable, by)
    _must_be_revision(timetable, seen)
    step = queries.last_step(timetable)
    if step is None:
        raise Conflict(NOTHING_TO_UNDO)
    _replace(timetable, _planned(step.after), _planned(step.before))
    step.undone = True
    _count(timetable, _planned(step.after), _planned(step.before))


def redo(timetable: Timetable, *, seen: int, by: User) -> None:
    """Do the change again that was undone last. Raises Conflict."""
    hold(timetable, by)
    _must_be_revision(timetable, seen)
    step = queries.next_step(timetable)
    if step is None:
        raise Conflict(NOTHING_TO_REDO)
    _replace(timetable, _planned(step.before), _planned(step.after))
    step.undone = False
    _count(timetable, _planned(step.before), _planned(step.after))


def draft_of_standing(consultation: ConsultationSession, *, by: User) -> Timetable:
    """A draft of the meetings as they stand, to change by hand. Raises NotAllowed, Conflict."""
    must_run(consultation, by)
    db.lock(consultation)
    why_not = rules.why_not_build(consultation.phase, consultation.booking_mode)
    if why_not:
        raise Conflict(why_not)
    situation = queries.with_locks(
        queries.situation_of(consultation), queries.locked_pairs(consultation)
    )
    timetable = Timetable(
        consultation=consultation,
        number=next_number(consultation),
        state=TimetableState.DRAFT,
        seconds=0,
        keep=Keep.ALL,
        made_by=by,
        done=1.0,
        ended_at=clock.now(),
    )
    session.add(timetable)
    session.flush()
    save_meetings(timetable, situation.standing)
    timetable.known = known_meetings(consultation)
    queries.set_figures(timetable)
    session.flush()
    audit.record("timetable ordered", consultation, by=by, number=timetable.number)
    return timetable


def hold(timetable: Timetable, by: User) -> None:
    """Keep a draft from others while it is changed. Raises NotAllowed, Conflict."""
    must_run(timetable.consultation, by)
    db.lock(timetable)
    if timetable.state is not TimetableState.DRAFT:
        raise Conflict(Text("Only a proposal can be changed. Start another one from it."))


def _opened(timetable: Timetable, pairs: Sequence[Pair], by: User) -> Draft:
    hold(timetable, by)
    return queries.draft_of(timetable, pairs)


def _meeting(timetable: Timetable, pair: Pair, was: int, by: User) -> Planned:
    hold(timetable, by)
    now = next((each for each in queries.planned_in(timetable) if each.pair == pair), None)
    _must_be_as_seen(now, was)
    if now is None:
        raise Conflict(CHANGED_MEANWHILE)
    return now


def _must_be_as_seen(now: Planned | None, was: int | None) -> None:
    if (now.slot if now else None) != was:
        raise Conflict(CHANGED_MEANWHILE)


def _must_be_revision(timetable: Timetable, seen: int) -> None:
    if timetable.revision != seen:
        raise Conflict(
            Text("Somebody else has changed this proposal meanwhile. Please look at it again.")
        )


def change(
    timetable: Timetable, before: Sequence[Planned], after: Sequence[Planned], verb: str, by: User
) -> None:
    """Change meetings, and keep how they were."""
    session.execute(
        sa.delete(TimetableStep).where(
            TimetableStep.timetable_id == timetable.id, TimetableStep.undone
        )
    )
    _replace(timetable, before, after)
    last = queries.last_step(timetable)
    session.add(
        TimetableStep(
            timetable_id=timetable.id,
            number=last.number + 1 if last else 1,
            by=by,
            before={"rows": [astuple(each) for each in before]},
            after={"rows": [astuple(each) for each in after]},
            words=packing.pack({"verb": verb}),
        )
    )
    _count(timetable, before, after)


def _replace(timetable: Timetable, before: Iterable[Planned], after: Sequence[Planned]) -> None:
    for each in before:
        session.execute(
            sa.delete(TimetableMeeting).where(
                TimetableMeeting.timetable_id == timetable.id,
                TimetableMeeting.korean_company_id == each.korean,
                TimetableMeeting.chinese_company_id == each.chinese,
            )
        )
    save_meetings(timetable, after)


def _count(timetable: Timetable, before: Sequence[Planned], after: Sequence[Planned]) -> None:
    timetable.revision += 1
    queries.change_figures(timetable, before, after)
    session.flush()


def _planned(rows: dict[str, Any]) -> list[Planned]:
    return [Planned(*row) for row in rows["rows"]]
