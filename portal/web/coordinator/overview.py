"""The coordinator's overview: what waits for them now, session by session."""

from __future__ import annotations

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
from portal.consultations.states import Phase
from portal.kernel import clock
from portal.kernel.clock import BEIJING
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
    waiting = 0
    if g.coordinator.may(Duty.APPROVE):
        waiting = companies.number_of_applications(g.coordinator.host.side)
    sessions = _sessions()
    today = [each for each in sessions if each.today]
    return page(
        "coordinator/overview.html",
        host=g.coordinator.host,
        urgent=next((task for each in today for task in each.tasks), None),
        waiting=waiting,
        sessions=sessions,
        today=today,
        tasks=sum(len(each.tasks) for each in sessions) + (1 if waiting else 0),
    )


def _sessions() -> list[Session]:
    """The sessions that this coordinator runs, those with something to do in them first."""
    found = consultations.consultations_run_by(g.coordinator)
    ids = [each.id for each in found]
    asking = consultations.waiting_for_coordinator(found)
    requests = queries.number_of_open_requests(ids)
    numbers = queries.numbers_of(ids)
    rows = [
        Session(
            consultation=each,
            tasks=_tasks(
                each,
                asking.get(each.id, 0),
                requests.get(each.id, 0),
                numbers.get(each.id, Numbers()),
            ),
            meetings=numbers.get(each.id, Numbers()).standing,
            meetings_url=_meetings_url(each),
            today=_takes_place_today(each),
        )
        for each in found
    ]
    return sorted(rows, key=lambda row: (not row.today, not row.tasks))


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
    if numbers.lack_link:
        words = ngettext(
            "%(num)d meeting has no link", "%(num)d meetings have no link", numbers.lack_link
        )
        tasks.append(Task(words, url_for("coordinator.bookings", public_id=id, lacks="link")))
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
