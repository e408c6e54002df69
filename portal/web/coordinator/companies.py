"""Companies on the coordinator desk: the queue of applications, the list, and decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.rules import shown_phone
from portal.accounts.states import Duty
from portal.bookings import queries as bookings
from portal.bookings import services as booking_services
from portal.companies import queries as companies
from portal.companies import services
from portal.companies.queries import CompanyFilter
from portal.companies.rules import why_not_decide
from portal.companies.states import MOVES, CompanyState
from portal.consultations import queries as consultations
from portal.infra import audit
from portal.kernel.clocks import Side
from portal.kernel.errors import Missing
from portal.kernel.languages import Text
from portal.letters import queries as letters
from portal.web.access import needs, user
from portal.web.company_details import DetailsForm, values_of
from portal.web.coordinator.companies_forms import (
    CompanyOnBehalfForm,
    DecisionForm,
    InviteForm,
)
from portal.web.coordinator.desk import desk
from portal.web.forms import stripped
from portal.web.languages import say
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.touched import ConfirmForm
from portal.web.transactions import write

Answer = Response | tuple[str, int]

# The last part of the address, the service behind it, and what is said when it is done.
DECISIONS: dict[str, tuple[Callable[..., None], Text]] = {
    "approve": (services.approve, Text("The company is approved and gets a mail.")),
    "return": (services.ask_for_changes, Text("The company gets a mail with what to change.")),
    "decline": (services.decline, Text("The application is declined; the company gets a mail.")),
    "reinstate": (services.reinstate, Text("The company takes part again; it gets a mail.")),
}

# How the trail's verbs read on the page.
VERBS = {
    "company registered": Text("registered"),
    "company added": Text("noted down by a coordinator or an import"),
    "company invited": Text("invited"),
    "company taken up": Text("taken up by invitation"),
    "company applied": Text("application sent"),
    "company changed": Text("details changed"),
    "company approved": Text("approved"),
    "changes asked for": Text("changes asked for"),
    "company declined": Text("declined"),
    "company suspended": Text("suspended"),
    "company reinstated": Text("reinstated"),
    companies.LOOKED: Text("looked at through its eyes"),
}


@desk.app_template_filter("telephone")
def telephone(e164: str | None) -> str:
    """A stored number as people read it."""
    return shown_phone(e164)


def _side() -> Side:
    side: Side = g.coordinator.host.side
    return side


def _company(public_id: str) -> Any:
    company = companies.company_for_coordinator(public_id, _side())
    if company is None:
        raise Missing
    return company


def _why_not_decide(company: Any) -> Text | None:
    return why_not_decide(
        side=company.side,
        decider=_side(),
        may_approve=g.coordinator.may(Duty.APPROVE),
        region=company.region_code,
        regions=g.coordinator.regions,
    )


def _own_company(public_id: str) -> Any:
    """A company that this coordinator decides on; the other side's is none of their business."""
    company = _company(public_id)
    if company.side is not _side():
        raise Missing
    return company


@desk.get("/companies/", endpoint="companies")
def list_companies() -> Answer:
    """Who waits for approval, oldest first, and below all companies that one may know of."""
    wanted = _filter_asked_for()
    return page(
        "coordinator/companies/list.html",
        waiting=companies.applications(_side(), g.coordinator.regions),
        page=Page(companies.companies_for_coordinator(_side(), wanted, page_asked_for())),
        wanted=wanted,
        states=CompanyState,
        regions=companies.regions(),
        side=_side(),
    )


def _filter_asked_for() -> CompanyFilter:
    arguments = request.args
    state, side = arguments.get("state", ""), arguments.get("side", "")
    return CompanyFilter(
        words=arguments.get("q", ""),
        state=CompanyState(state) if state in set(CompanyState) else None,
        side=Side(side) if side in set(Side) else None,
        region_code=next(
            (
                region.code
                for region in companies.regions()
                if region.code == arguments.get("region")
            ),
            None,
        ),
    )


@desk.get("/companies/<public_id>")
def company(public_id: str) -> Answer:
    """All that is known of a company, and what may be decided."""
    return _company_page(_company(public_id))


def _company_page(company: Any, form: Any = None, decision: str = "") -> Answer:
    own = company.side is _side()
    return page(
        "coordinator/companies/company.html",
        company=company,
        form=form,
        decision=decision,
        blank=DecisionForm(formdata=None),
        invite=form if isinstance(form, InviteForm) else InviteForm(formdata=None),
        own=own,
        refused=letters.refused_of(company) if own else [],
        why_not_decide=_why_not_decide(company),
        why_not_look=companies.why_not_look(company, user()),
        moves=MOVES[company.state],
        duplicates=companies.duplicates_of(company) if own else [],
        representatives=companies.representatives(company) if own else [],
        invitations=companies.invitations(company) if own else [],
        history=audit.history(company) if own else [],
        verbs=VERBS,
    )


@desk.post("/companies/<public_id>/<any(approve, return, decline, reinstate):decision>")
@needs(Duty.APPROVE)
def decide(public_id: str, decision: str) -> Answer:
    """Approve, give back, decline or reinstate; a refusal shows beside the reason."""
    company = _own_company(public_id)
    form = DecisionForm()
    service, done = DECISIONS[decision]
    if form.validate_on_submit():
        with form.showing_refusals():
            write(service, company, by=user(), reason=(form.reason.data or "").strip() or None)
            flash(say(done), "ok")
            return redirect(url_for("coordinator.company", public_id=public_id))
    return _company_page(company, form, decision)


@desk.post("/companies/<public_id>/suspend")
@needs(Duty.APPROVE)
def suspend(public_id: str) -> Answer:
    """Suspend a company; what that touches is shown first."""
    company = _own_company(public_id)
    form = ConfirmForm()
    if form.may_go_on(lambda: bookings.touched_by_suspension(company)):
        with form.showing_refusals():
            write(
                booking_services.suspend_company,
                company,
                by=user(),
                reason=stripped(form.reason.data),
                shown=form.shown.data,
            )
            flash(_("The company is suspended; it gets a mail."), "ok")
            return redirect(url_for("coordinator.company", public_id=public_id))
    touched = bookings.touched_by_suspension(company)
    if form.is_to_be_shown(touched):
        return page(
            "coordinator/companies/suspending.html",
            form=form,
            company=company,
            touched=touched,
            seen_by={each.id for each in consultations.consultations_run_by(g.coordinator)},
        )
    return _company_page(company, form, "suspend")


@desk.post("/companies/<public_id>/invite")
@needs(Duty.APPROVE)
def invite(public_id: str) -> Answer:
    """Make a link to take the company up. It is shown once, since only its digest is kept."""
    company = _own_company(public_id)
    form = InviteForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            address = form.address.data or None
            secret = write(services.invite, company, by=user(), address=address)
            return page(
                "coordinator/companies/invited.html",
                company=company,
                address=address,
                link=url_for("public.invitation", secret=secret, _external=True),
            )
    return _company_page(company, form)


@desk.route("/companies/add", methods=["GET", "POST"])
@needs(Duty.APPROVE)
def add_company() -> Answer:
    """Note down a company that will not register itself, or has not yet."""
    form = DetailsForm(_side())
    if form.validate_on_submit():
        with form.showing_refusals():
            made = write(services.note_down, _side(), form.details(), by=user())
            flash(_("The company is noted down. Nobody but coordinators sees it yet."), "ok")
            return redirect(url_for("coordinator.company", public_id=made.public_id))
    return page("coordinator/companies/edit.html", form=form, company=None)


@desk.route("/companies/<public_id>/edit", methods=["GET", "POST"])
@needs(Duty.APPROVE)
def edit_company(public_id: str) -> Answer:
    """Change a company's details on its behalf."""
    company = _own_company(public_id)
    form = CompanyOnBehalfForm(company.side, data=values_of(company.details))
    if form.validate_on_submit():
        with form.showing_refusals():
            reason = (form.reason.data or "").strip()
            write(services.save, company, form.details(), by=user(), reason=reason)
            flash(_("The company's details are changed."), "ok")
            return redirect(url_for("coordinator.company", public_id=public_id))
    return page("coordinator/companies/edit.html", form=form, company=company)
