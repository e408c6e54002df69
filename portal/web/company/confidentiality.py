"""Who may read a company's papers: with whom it agreed on confidentiality, and who opened what."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.bookings.queries import disclosure as bookings
from portal.kernel import clock
from portal.kernel.errors import Missing
from portal.technologies import services
from portal.technologies.queries import disclosure
from portal.web.access import this_company, user
from portal.web.company.desk import desk
from portal.web.company.files_forms import AgreementForm
from portal.web.forms import ActionForm
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.transactions import write

Answer = Response | tuple[str, int]


@desk.get("/confidentiality/")
def confidentiality() -> Answer:
    """The companies one meets, which of them agreed on confidentiality, and what was opened."""
    company = this_company()
    today = clock.now().astimezone(company.side.zone).date()
    return page(
        "company/confidentiality/list.html",
        partners=Page(bookings.page_of_acquaintances(company, page_asked_for())),
        agreements=disclosure.agreements_of(company),
        openings=Page(disclosure.openings_of(company, page_asked_for("opened")), "opened"),
        form=AgreementForm(formdata=None, agreed_on=today),
        button=ActionForm(formdata=None),
    )


def _partner(public_id: str) -> Any:
    """A company that it has a meeting with, or had once and agreed with. Raises Missing."""
    company = this_company()
    for partner in (*bookings.acquainted_with(company), *disclosure.agreed_companies(company)):
        if partner.public_id == public_id:
            return partner
    raise Missing


@desk.post("/confidentiality/<company_id>/agree")
def agree_confidentiality(company_id: str) -> Answer:
    """Mark that both agreed: from now on the other may open what an agreement opens."""
    partner, form = _partner(company_id), AgreementForm()
    if form.validate_on_submit():
        company = this_company()
        meets = bookings.share_a_meeting(company, partner)
        with form.showing_refusals():
            write(services.agree, company, partner, meets=meets, by=user(), **form.said)
            flash(_("Marked. They can open what an agreement opens."), "ok")
            return redirect(url_for("company.confidentiality"))
    return page("company/confidentiality/agree.html", form=form, partner=partner)


@desk.post("/confidentiality/<company_id>/end")
def end_confidentiality(company_id: str) -> Answer:
    """Take it back: they open nothing by it any more."""
    partner = _partner(company_id)
    write(services.end_agreement, this_company(), partner, by=user())
    flash(_("Taken back. They open nothing by it any more."), "ok")
    return redirect(url_for("company.confidentiality"))
