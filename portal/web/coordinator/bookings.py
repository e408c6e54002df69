"""The meetings of a session on the coordinator desk: the list, and placing one by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _

from portal.bookings import queries, services
from portal.bookings.queries import BookingFilter
from portal.bookings.states import BookingState
from portal.consultations import queries as consultations
from portal.kernel.clocks import Side
from portal.web import transactions
from portal.web.access import user
from portal.web.calendar_files import saved
from portal.web.coordinator.beyond import beyond_by_meeting
from portal.web.coordinator.bookings_forms import PairForm, PlaceForm
from portal.web.coordinator.desk import desk
from portal.web.coordinator.proposing import proposal_for
from portal.web.fields import YEARS
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.slot_sheet import sheet_of, slot_named

LONGEST_SEARCH = 100
LACKS = ("interpreter", "link")
# Where one goes on after placing a meeting from there.
WISHES = "wishes"


@desk.get("/consultations/<public_id>/bookings")
def bookings(public_id: str) -> Any:
    """Every meeting of the session, filtered by day, state, company and what is missing."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    wanted = _filter()
    return page(
        "coordinator/bookings/list.html",
        consultation=found,
        wanted=wanted,
        days=consultations.days_of([found])[found.id],
        states=list(BookingState),
        numbers=queries.numbers_of([found.id]).get(found.id),
        open_requests=queries.number_of_open_requests([found.id]).get(found.id, 0),
        found=Page(queries.page_of_bookings(found, wanted, page_asked_for())),
    )


@desk.get("/consultations/<public_id>/bookings.ics")
def bookings_calendar(public_id: str) -> Any:
    """The session's meetings, those of `?day=` or of all days, for one's own calendar."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    return saved("coordinator", queries.bookings_of(found), found.code)


@desk.route("/consultations/<public_id>/bookings/new", methods=["GET", "POST"])
def place_booking(public_id: str) -> Any:
    """Place a meeting: first the pair, then a time that suits both, and why."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    pair = pair_asked_for(found)
    if pair is None:
        return pair_page(found, "coordinator.place_booking")
    korean, chinese = pair
    form, proposal = PlaceForm(), proposal_for(found, korean, chinese)
    if proposal is not None:
        proposal.fill(form)
    if form.validate_on_submit():
        with form.showing_refusals():
            booking = transactions.write(
                services.book,
                found,
                korean,
                chinese,
                slot_named(found, str(form.slot.data)),
                str(form.subject.data),
                profile=proposal.profile if proposal else None,
                by=user(),
                because=str(form.because.data),
                again=bool(form.again.data),
                form_key=form.key,
            )
            flash(_("The meeting is booked. Both companies get a calendar entry."), "ok")
            if request.args.get("back") == WISHES:
                return redirect(url_for("coordinator.wishes", public_id=public_id, placed="no"))
            return redirect(_to(booking))
    return page(
        "coordinator/bookings/place.html",
        form=form,
        consultation=found,
        korean=korean,
        chinese=chinese,
        proposal=proposal,
        meets=queries.booking_of_pair(found, korean, chinese),
        beyond=beyond_by_meeting(found, korean, chinese),
        sheet=sheet_of(
            found,
            korean,
            chinese,
            chosen=form.slot.data,
            both_known=True,
            endpoint="coordinator.place_booking",
        ),
    )


def pair_asked_for(consultation: Any) -> tuple[Any, Any] | None:
    """The Korean and the Chinese company in the address; None while they are not both chosen.

    Raises Missing for companies that do not take part.
    """
    korean, chinese = request.args.get("korean"), request.args.get("chinese")
    if not korean or not chinese:
        return None
    return (
        queries.partner_in(consultation, Side.KR, korean),
        queries.partner_in(consultation, Side.CN, chinese),
    )


def pair_page(consultation: Any, endpoint: str) -> Any:
    """The first step of what is done for a pair: which two companies."""
    form = PairForm(request.args)
    form.offer(
        *(
            [each.company for each in consultations.accepted_participations(consultation, side)]
            for side in (Side.KR, Side.CN)
        )
    )
    if "korean" in request.args and not form.validate():
        form.status = 422
    return page(
        "coordinator/bookings/pair.html",
        form=form,
        consultation=consultation,
        endpoint=endpoint,
        asking=endpoint == "coordinator.ask_for_meeting",
    )


def _to(booking: Any) -> str:
    return url_for(
        "coordinator.booking",
        public_id=booking.consultation.public_id,
        booking_id=booking.public_id,
    )


def _filter() -> BookingFilter:
    """What the address asks for; anything odd asks for nothing."""
    state, lacks = request.args.get("state", ""), request.args.get("lacks", "")
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = None
    return BookingFilter(
        day=day if day and day.year in YEARS else None,
        state=BookingState(state) if state in set(BookingState) else None,
        words=request.args.get("q", "")[:LONGEST_SEARCH],
        lacks_interpreter=lacks == "interpreter",
    )
