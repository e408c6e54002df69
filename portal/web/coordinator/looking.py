"""Looking through a company's eyes, on the coordinator desk: where it begins and ends."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, url_for

from portal.companies import queries as companies
from portal.companies import services
from portal.kernel.errors import Missing, NotAllowed
from portal.web import looking
from portal.web.access import needs, user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.looking_forms import LookForm
from portal.web.forms import typed
from portal.web.pages import page
from portal.web.transactions import write


@desk.route("/companies/<public_id>/look", methods=["GET", "POST"])
@needs(None)
def look(public_id: str) -> Any:
    """Say why, and see the portal as this company sees it; nothing can be changed there."""
    company = companies.company_for_coordinator(public_id, g.coordinator.host.side)
    if company is None or company.side is not g.coordinator.host.side:
        raise Missing
    if why_not := companies.why_not_look(company, user()):
        raise NotAllowed(why_not)
    form = LookForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.look, company, by=user(), reason=typed(form.reason))
            looking.begin(company)
            return redirect(url_for("company.overview"))
    return page("coordinator/companies/look.html", company=company, form=form)


@desk.post("/look/end")
@needs(None)
def stop_looking() -> Any:
    """Be oneself again, on the page of the company that was looked at."""
    company = looking.end()
    if company is None:
        return redirect(url_for("coordinator.overview"))
    return redirect(url_for("coordinator.company", public_id=company))
