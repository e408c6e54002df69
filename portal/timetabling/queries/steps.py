"""What was done to a draft by hand, by whom and when: so that colleagues see each other's work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.companies.models import Company
from portal.consultations import queries as consultations
from portal.infra import packing
from portal.infra.db import session
from portal.kernel.languages import Text
from portal.timetabling.models import Timetable, TimetableStep
from portal.timetabling.queries.timetables import names_by_id
from portal.timetabling.queries.unplaced import called
from portal.timetabling.situation import Planned

MOST_STEPS = 8


@dataclass(frozen=True)
class Step:
    """One change by hand, in words; the higher its number, the later it was."""

    number: int
    at: datetime
    words: Text


def steps_of(timetable: Timetable) -> list[Step]:
    """The last changes of a draft that stand, the newest first."""
    rows = session.scalars(
        sa.select(TimetableStep)
        .where(TimetableStep.timetable_id == timetable.id, ~TimetableStep.undone)
        .options(joinedload(TimetableStep.by).joinedload(User.person))
        .order_by(TimetableStep.number.desc())
        .limit(MOST_STEPS)
    ).all()
    met = {row.number: _first(row) for row in rows}
    companies = names_by_id({id for each in met.values() for id in each.pair})
    starts = {slot.id: slot.starts_at for slot in consultations.slots_of(timetable.consultation)}
    return [
        Step(row.number, row.at, _words(row, met[row.number], companies, starts)) for row in rows
    ]


def _first(step: TimetableStep) -> Planned:
    """The meeting that somebody had in hand: as it is after the change, if it still is."""
    rows = step.after["rows"] or step.before["rows"]
    return Planned(*rows[0])


def _words(
    step: TimetableStep,
    met: Planned,
    companies: Mapping[int, Company],
    starts: Mapping[int, datetime],
) -> Text:
    values = {
        "name": called(step.by.person),
        "korean": companies[met.korean].name,
        "chinese": companies[met.chinese].name,
    }
    start = starts.get(met.slot)
    match packing.unpack(step.words)["verb"]:
        case "moved" if start:
            return Text(
                "%(name)s has moved %(korean)s and %(chinese)s to %(start)s.", start=start, **values
            )
        case "placed" if start:
            return Text(
                "%(name)s has placed %(korean)s and %(chinese)s at %(start)s.",
                start=start,
                **values,
            )
        case "swapped" if start:
            return Text(
                "%(name)s has exchanged another meeting with %(korean)s and %(chinese)s, now at "
                "%(start)s.",
                start=start,
                **values,
            )
        case "taken out":
            return Text(
                "%(name)s has taken out the meeting of %(korean)s and %(chinese)s.", **values
            )
        case "locked":
            return Text("%(name)s has locked the meeting of %(korean)s and %(chinese)s.", **values)
        case "unlocked":
            return Text(
                "%(name)s has unlocked the meeting of %(korean)s and %(chinese)s.", **values
            )
        case "reseated":
            return Text(
                "%(name)s has given %(korean)s and %(chinese)s another room or interpreter.",
                **values,
            )
        case _:
            return Text("%(name)s has changed the meeting of %(korean)s and %(chinese)s.", **values)
