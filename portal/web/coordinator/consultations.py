"""Sessions on the coordinator desk: the list, one session with its tabs, opening and closing it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries as bookings
from portal.bookings import services as booking_services
from portal.consultations import queries, rules, services
from portal.consultations.states import BookingMode
from portal.kernel import clock
from portal.kernel.languages import Text
from portal.timetabling import queries as timetabling
from portal.timetabling.rules import why_not_build
from portal.timetabling.services import plan_reminder
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.forms import ActionForm
from portal.web.languages import say
from portal.web.pages import NavigationEntry, page
from portal.web.paging import Page, page_asked_for
from portal.web.session_days import planned_days, provisional_years
from portal.web.touched import ConfirmForm

# The pages of one session: the name by which a page says which tab it is, and its words.
TABS = (
    ("consultation", Text("At a glance")),
    ("participants", Text("Participants")),
    ("matches", Text("Matches")),
    ("requests", Text("Requests")),
    ("wishes", Text("Wishes")),
    ("timetable", Text("Timetable")),
    ("bookings", Text("Meetings")),
    ("day", Text("The day")),
    ("waiting_lists", Text("Waiting lists")),
    ("attendees", Text("Attendee list")),
    ("papers", Text("Papers")),
    ("records", Text("Records")),
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
        if name not in (("requests",) if _has_wishes(consultation) else ("wishes", "timetable"))
    ]


def _has_wishes(consultation: Any) -> bool:
    """Whether companies say whom they want to meet, and do not ask each other."""
    return bool(consultation.booking_mode is BookingMode.TIMETABLE)


@desk.get("/consultations/")
def consultations() -> Any:
    """The drafts and sessions of this coordinator's host; past ones by page."""
    current = queries.consultations_run_by(g.coordinator)
    past = Page(queries.past_consultations_run_by(g.coordinator, page_asked_for()))
    return page(
        "coordinator/consultations/list.html",
        drafts=[each for each in current if each.opened_at is None],
        open=[each for each in current if each.opened_at is not None],
        past=past,
        counts=queries.accepted_counts([*current, *past.items]),
        asking=queries.waiting_for_coordinator(current),
    )


@desk.get("/consultations/<public_id>")
def consultation(public_id: str) -> Any:
    """One session: what is to do now, its slots, deadlines and link."""
    return _session_page(queries.consultation_run_by(g.coordinator, public_id), ConfirmForm())


@desk.post("/consultations/<public_id>/open")
def open_consultation(public_id: str) -> Any:
    """Let companies see a draft and ask to take part."""
    found = queries.consultation_run_by(g.coordinator, public_id)
    transactions.write(_open, found)
    flash(_("The session is open: companies see it and can ask to take part."), "ok")
    return redirect(url_for("coordinator.consultation", public_id=public_id))


def _open(found: Any) -> None:
    services.open_session(found, by=user())
    plan_reminder(found)


@desk.post("/consultations/<public_id>/close")
def close_consultation(public_id: str) -> Any:
    """Close a session before its end, with a reason; what it touches is shown first."""
    found = queries.consultation_run_by(g.coordinator, public_id)
    form = ConfirmForm()
    if form.may_go_on(lambda: bookings.touched_by_closing(found)):
        with form.showing_refusals():
            transactions.write(
                booking_services.close_session,
                found,
                by=user(),
                reason=str(form.reason.data),
                shown=form.shown.data,
            )
            flash(_("The session is closed."), "ok")
            return redirect(url_for("coordinator.consultation", public_id=public_id))
    touched = bookings.touched_by_closing(found)
    if form.is_to_be_shown(touched):
        return page(
            "coordinator/consultations/closing.html", form=form, consultation=found, touched=touched
        )
    return _session_page(found, form)


def _building(found: Any) -> Any:
    """The proposal that is being built for a session now, or None."""
    return timetabling.building_in(found) if _has_wishes(found) else None


def _why_not_build(found: Any, building: Any) -> Text | None:
    """Why no proposal can be built from here, or None."""
    wished = _has_wishes(found) and timetabling.anybody_wishes(found)
    return why_not_build(
        found.phase, found.booking_mode, wished=wished, building=building is not None
    )


def _session_page(found: Any, form: ConfirmForm) -> Any:
    days = planned_days(queries.slots_of(found))
    return page(
        "coordinator/consultations/one.html",
        consultation=found,
        form=form,
        open_form=ActionForm(),
        days=days,
        slot_count=sum(len(day.slots) for day in days),
        provisional=provisional_years(days),
        next_change=rules.next_change_of(found.timetable, clock.now()),
        asking=queries.waiting_for_coordinator([found]).get(found.id, 0),
        building=(building := _building(found)),
        why_not_build=_why_not_build(found, building),
        counts=queries.accepted_counts([found])[found.id],
        places=queries.places_of(found),
        in_lines=bookings.line_numbers([found.id]).get(found.id),
        room_count=len(queries.rooms_of(found)),
        interpreters=(interpreters := queries.interpreters_of(found)),
        invitations=(invitations := queries.invitations_in(found)),
        may_ask=found.closed_at is None
        and found.ends_at > clock.now()
        and any(who.user_id and who.id not in invitations for who in interpreters),
    )
