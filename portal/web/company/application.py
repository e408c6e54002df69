"""A company's application: filled in, saved at any time, sent, and what became of it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.companies import rules, services
from portal.companies.states import OPEN_TO_THE_COMPANY
from portal.web.access import before_approval, this_company, user
from portal.web.company.desk import desk
from portal.web.company_details import DetailsForm, PageForm, values_of
from portal.web.pages import page
from portal.web.transactions import write

Answer = Response | tuple[str, int]


@desk.route("/application", methods=["GET", "POST"])
@before_approval
def application() -> Answer:
    """The form while it is open; after that where the application stands."""
    company = this_company()
    if company.is_approved:
        return redirect(url_for("company.details"))
    if company.state not in OPEN_TO_THE_COMPANY:
        return page("company/application/status.html", company=company)
    form = DetailsForm(company.side, data=values_of(company.details))
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.save, company, form.details(), by=user())
            if "send" not in request.form:
                flash(_("Saved. You can go on whenever you like."), "ok")
                return redirect(url_for("company.application"))
            form.show_lacks(rules.lacks_for_application(company.side, company.details))
            if form.status == 200:
                write(services.apply, company, by=user())
                return redirect(url_for("company.application"))
    return page("company/application/form.html", form=form, company=company)


@desk.route("/details", methods=["GET", "POST"])
def details() -> Answer:
    """What others see of an approved company; it changes what is not for coordinators to check."""
    company = this_company()
    form = PageForm(company.side, data=values_of(company.details))
    if form.validate_on_submit():
        with form.showing_refusals():
            write(
                services.update,
                company,
                website=form.website.data or None,
                size=form.size_chosen(),
                about=form.about(),
                address=form.address.data or None,
                wants_regions=form.wants_chosen(),
                by=user(),
            )
            flash(_("Saved. Others see it from now on."), "ok")
            return redirect(url_for("company.details"))
    return page("company/application/details.html", form=form, company=company)
