"""What companies wish, on the coordinator desk: the pairs to place, and who has said nothing."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.consultations import queries as consultations
from portal.consultations.states import BookingMode
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.timetabling import queries, rules, services
from portal.timetabling.queries import Kind, PairFilter, Totals, WisherFilter
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.forms import ActionForm
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for

LONGEST_SEARCH = 100


@desk.get("/consultations/<public_id>/wishes")
def wishes(public_id: str) -> Any:
    """The pairs in which somebody wants to meet: those who both do first, each to be placed."""
    found = timetable_session(public_id)
    wanted = _pairs_wanted()
    return page(
        "coordinator/wishes/pairs.html",
        consultation=found,
        wanted=wanted,
        kinds=list(Kind),
        totals=queries.totals_of([found.id]).get(found.id, Totals()),
        silent=queries.number_of_silent([found.id]).get(found.id, 0),
        found=Page(queries.page_of_pairs(found, wanted, page_asked_for())),
        why_not=rules.why_not_wish(found.phase, found.booking_mode),
        why_not_place=rules.why_not_wish(found.phase, found.booking_mode, on_behalf=True),
    )


@desk.get("/consultations/<public_id>/wishes/companies")
def wishers(public_id: str) -> Any:
    """How many others each company has ranked; those who have ranked nobody first."""
    found = timetable_session(public_id)
    side = request.args.get("side", "")
    wanted = WisherFilter(
        words=request.args.get("q", "")[:LONGEST_SEARCH],
        side=Side(side) if side in set(Side) else None,
        silent=request.args.get("silent") == "1",
    )
    return page(
        "coordinator/wishes/companies.html",
        consultation=found,
        wanted=wanted,
        totals=queries.totals_of([found.id]).get(found.id, Totals()),
        silent=queries.number_of_silent([found.id]).get(found.id, 0),
        found=Page(queries.page_of_wishers(found, wanted, page_asked_for())),
        why_not=rules.why_not_wish(found.phase, found.booking_mode),
        why_not_place=rules.why_not_wish(found.phase, found.booking_mode, on_behalf=True),
        remind_form=ActionForm(formdata=None),
        own_side=g.coordinator.host.side,
    )


@desk.post("/consultations/<public_id>/wishes/remind")
def remind_all_of_wishes(public_id: str) -> Any:
    """Remind everybody who has ranked nobody."""
    found = timetable_session(public_id)
    return _reminded(found, transactions.write(services.remind, found, by=user()))


@desk.post("/consultations/<public_id>/wishes/<participation_id>/remind")
def remind_of_wishes(public_id: str, participation_id: str) -> Any:
    """Remind one company that has ranked nobody."""
    found = timetable_session(public_id)
    company = consultations.participation_in(found, participation_id).company
    return _reminded(found, transactions.write(services.remind, found, company, by=user()))


def timetable_session(public_id: str) -> Any:
    """A session of this coordinator in which companies make wishes. Raises Missing for others."""
    found = consultations.consultation_run_by(g.coordinator, public_id)
    if found.booking_mode is not BookingMode.TIMETABLE:
        raise Missing
    return found


def _reminded(found: Any, number: int) -> Any:
    if number:
        flash(
            ngettext("%(num)d company gets a mail.", "%(num)d companies get a mail.", number), "ok"
        )
    else:
        flash(_("Nobody was written to: no account, or reminded a short while ago."), "act")
    return redirect(
        url_for(
            "coordinator.wishers",
            public_id=found.public_id,
            silent=1 if request.args.get("silent") == "1" else None,
        )
    )


def _pairs_wanted() -> PairFilter:
    """What the address asks for; anything odd asks for nothing."""
    kind, placed = request.args.get("kind", ""), request.args.get("placed", "")
    return PairFilter(
        words=request.args.get("q", "")[:LONGEST_SEARCH],
        kind=Kind(kind) if kind in set(Kind) else None,
        placed={"yes": True, "no": False}.get(placed),
        must=request.args.get("must") == "1",
    )
