"""The coordinator's overview: what waits for them now, session by session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.states import Duty
from portal.bookings import queries
from portal.bookings.queries import Numbers
from portal.companies import queries as companies
from portal.consultations import queries as consultations
from portal.consultations.states import BookingMode, Phase
from portal.kernel import clock
from portal.kernel.clock import BEIJING
from portal.letters import queries as letters
from portal.technologies import queries as technologies
from portal.timetabling import queries as timetabling
from portal.timetabling.queries import Totals
from portal.timetabling.rules import why_not_wish
from portal.web.coordinator.desk import desk
from portal.web.pages import page


@dataclass(frozen=True)
class Task:
    """Something that waits for a coordinator: how much, in words, and where."""

    words: str
    url: str


@dataclass(frozen=True)
class Session:
    """A session of the host with what waits in it."""

    consultation: Any
    tasks: list[Task]
    meetings: int
    meetings_url: str
    today: bool


@desk.get("/")
def overview() -> Any:
    """Applications to decide on, and each session with what is missing in it."""
    waiting = profiles = 0
    if g.coordinator.may(Duty.APPROVE):
        waiting = companies.number_of_applications(g.coordinator.host.side, g.coordinator.regions)
        profiles = technologies.waiting_count(g.coordinator)
    sessions = _sessions()
    today = [each for each in sessions if each.today]
    return page(
        "coordinator/overview.html",
        host=g.coordinator.host,
        urgent=next((task for each in today for task in each.tasks), None),
        waiting=waiting,
        profiles=profiles,
        sessions=sessions,
        today=today,
        refused=letters.refused_lately(g.coordinator),
        tasks=sum(len(each.tasks) for each in sessions) + bool(waiting) + bool(profiles),
    )


def _sessions() -> list[Session]:
    """The sessions that this coordinator runs, those with something to do in them first."""
    found = consultations.consultations_run_by(g.coordinator)
    ids = [each.id for each in found]
    asking = consultations.waiting_for_coordinator(found)
    requests = queries.number_of_open_requests(ids)
    numbers = queries.numbers_of(ids)
    wishes, agreements = _wishes(found), timetabling.asked_of(g.coordinator)
    rows = [
        Session(
            consultation=each,
            tasks=_agreements(each, agreements)
            + _tasks(
                each,
                asking.get(each.id, 0),
                requests.get(each.id, 0),
                numbers.get(each.id, Numbers()),
            )
            + wishes.get(each.id, []),
            meetings=numbers.get(each.id, Numbers()).standing,
            meetings_url=_meetings_url(each),
            today=_takes_place_today(each),
        )
        for each in found
    ]
    return sorted(rows, key=lambda row: (not row.today, not row.tasks))


def _agreements(consultation: Any, asked: Mapping[int, Any]) -> list[Task]:
    """The timetable that is published only if this coordinator's host agrees to it."""
    draft = asked.get(consultation.id)
    if draft is None:
        return []
    url = url_for(
        "coordinator.timetable_agreement",
        public_id=consultation.public_id,
        timetable_id=draft.public_id,
    )
    return [Task(_("A timetable waits for your agreement"), url)]


def _wishes(found: Sequence[Any]) -> dict[int, list[Task]]:
    """What waits in sessions whose coordinator builds the timetable, by session."""
    ids = [each.id for each in found if each.booking_mode is BookingMode.TIMETABLE]
    silent, totals = timetabling.number_of_silent(ids), timetabling.totals_of(ids)
    return {
        each.id: _task_of_wishes(each, silent.get(each.id, 0), totals.get(each.id, Totals()))
        for each in found
        if each.id in ids and each.phase is not Phase.DRAFT
    }


def _task_of_wishes(consultation: Any, silent: int, totals: Totals) -> list[Task]:
    """Before the deadline who has said nothing, after it which pairs wait for a time."""
    id = consultation.public_id
    if why_not_wish(consultation.phase, consultation.booking_mode) is None:
        words = ngettext(
            "%(num)d company has not said whom it wants to meet",
            "%(num)d companies have not said whom they want to meet",
            silent,
        )
        return [Task(words, url_for("coordinator.wishers", public_id=id, silent=1))] * bool(silent)
    words = ngettext(
        "%(num)d pair that wants to meet on both sides is not placed",
        "%(num)d pairs that want to meet on both sides are not placed",
        totals.mutual_unplaced,
    )
    url = url_for("coordinator.wishes", public_id=id, kind="MUTUAL", placed="no")
    return [Task(words, url)] * bool(totals.mutual_unplaced)


def _takes_place_today(consultation: Any) -> bool:
    """Whether today is one of the days from the session's first to its last, in Beijing."""
    first, last = (
        moment.astimezone(BEIJING).date()
        for moment in (consultation.starts_at, consultation.ends_at)
    )
    return consultation.opened_at is not None and first <= clock.today(BEIJING) <= last


def _meetings_url(consultation: Any) -> str:
    """The list of meetings: on the day itself it begins with that day."""
    day = clock.today(BEIJING).isoformat() if _takes_place_today(consultation) else None
    return url_for("coordinator.bookings", public_id=consultation.public_id, day=day)


def _tasks(consultation: Any, asking: int, requests: int, numbers: Numbers) -> list[Task]:
    """What waits in one session, the most urgent first."""
    id = consultation.public_id
    tasks = []
    if consultation.phase is Phase.DRAFT:
        words = _("This draft is not open yet")
        return [Task(words, url_for("coordinator.consultation", public_id=id))]
    if numbers.lack_interpreter:
        words = ngettext(
            "%(num)d meeting needs an interpreter",
            "%(num)d meetings need an interpreter",
            numbers.lack_interpreter,
        )
        url = url_for("coordinator.bookings", public_id=id, lacks="interpreter")
        tasks.append(Task(words, url))
    if asking:
        words = ngettext(
            "%(num)d company wants to take part", "%(num)d companies want to take part", asking
        )
        tasks.append(Task(words, url_for("coordinator.participants", public_id=id)))
    if requests:
        words = ngettext(
            "%(num)d request is not answered yet",
            "%(num)d requests are not answered yet",
            requests,
        )
        tasks.append(Task(words, url_for("coordinator.requests", public_id=id)))
    return tasks
