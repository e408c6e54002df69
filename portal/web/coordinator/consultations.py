"""Sessions on the coordinator desk: list, one session, its tabs."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, url_for

from portal.consultations import queries
from portal.kernel.languages import Text
from portal.web.coordinator.desk import desk
from portal.web.languages import say
from portal.web.pages import NavigationEntry, page
from portal.web.paging import Page, page_asked_for

# The pages of one session: the name by which a page says which tab it is, and its words.
TABS = (
    ("consultation", Text("Session")),
    ("participants", Text("Participants")),
    ("bookings", Text("Meetings")),
    ("attendees", Text("Attendee list")),
)


@desk.app_template_global()
def consultation_tabs(consultation: Any, tab: str) -> list[NavigationEntry]:
    """The tabs of a session's pages; `tab` is the one that the page belongs to."""
    return [
        NavigationEntry(
            say(label),
            url_for(f"coordinator.{name}", public_id=consultation.public_id),
            name == tab,
        )
        for name, label in TABS
        if f"coordinator.{name}" in current_app.view_functions
    ]


@desk.get("/consultations/")
def consultations() -> Any:
    """The drafts and sessions of this coordinator's host; past ones by page."""
    current = queries.consultations_run_by(g.coordinator)
    return page(
        "coordinator/consultations/list.html",
        consultations=current,
        past=Page(queries.past_consultations_run_by(g.coordinator, page_asked_for())),
        counts=queries.accepted_counts(current),
        asking=queries.waiting_for_coordinator(current),
    )


@desk.get("/consultations/<public_id>")
def consultation(public_id: str) -> Any:
    """One session: what is to do, its plan, its link."""
    found = queries.consultation_run_by(g.coordinator, public_id)
    return page("coordinator/consultations/one.html", consultation=found)
