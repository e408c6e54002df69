"""Taking up a company by invitation: with a new account, or with one that has no company yet."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.companies import queries as companies
from portal.companies import services
from portal.web import limits
from portal.web.access import home_of_user, user
from portal.web.forms import ActionForm
from portal.web.limits import limiter
from portal.web.pages import page
from portal.web.public.desk import desk
from portal.web.public.own_words import words_of
from portal.web.public.register import registered
from portal.web.public.register_forms import AccountForm
from portal.web.transactions import write

Answer = Response | tuple[str, int]


@desk.route("/invitation/<secret>", methods=["GET", "POST"])
@limiter.limit(
    limits.REGISTRATIONS, methods=["POST"], deduct_when=lambda answer: answer.status_code == 302
)
def invitation(secret: str) -> Answer:
    """Register with the company that a coordinator noted down; it is taken up after signing in."""
    open_one = companies.open_invitation(secret)
    if open_one is None:
        return page("public/invitation/stale.html", status=404)
    if current_user.is_authenticated:
        return _take_up(secret, open_one)
    form = AccountForm()
    form.fixed_side = open_one.company.side
    form.about = words_of(open_one.company.name)
    here = url_for("public.invitation", secret=secret)
    if form.validate_on_submit():
        return registered(form, then=here)
    return page("public/invitation/register.html", form=form, invitation=open_one, here=here)


def _take_up(secret: str, open_one: Any) -> Answer:
    form = ActionForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.take_up, secret, by=user())
            if open_one.for_colleague:
                flash(_("You act for your company now."), "ok")
                return redirect(url_for("company.overview"))
            flash(_("The company is yours to complete."), "ok")
            return redirect(url_for("company.application"))
    has_desk = home_of_user() != url_for("public.home")
    return page("public/invitation/take_up.html", form=form, invitation=open_one, has_desk=has_desk)
