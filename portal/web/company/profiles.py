"""A company's technology profiles: written part by part, and shown as others see them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kernel import clock
from portal.kernel.errors import Missing
from portal.matching import queries as matching
from portal.technologies import queries, rules, services
from portal.web.access import this_company, user
from portal.web.company.desk import desk
from portal.web.company.figures_forms import FiguresForm
from portal.web.company.profiles_forms import ProfileForm, values_of
from portal.web.company.proof_forms import ProofForm
from portal.web.forms import ActionForm
from portal.web.line_forms import asks_for_more
from portal.web.meeting_again import wishes_to_meet_again
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.transactions import write

Answer = Response | tuple[str, int]


def _own(public_id: str) -> Any:
    """A profile of the reader's company. Raises Missing for everybody else's."""
    profile = queries.own_profile(this_company(), public_id)
    if profile is None:
        raise Missing
    return profile


def _back_to(profile: Any) -> Response:
    return redirect(url_for("company.profile", public_id=profile.public_id))


@desk.get("/profiles/")
def profiles() -> Answer:
    """All profiles of the company with their state and what to do next."""
    company = this_company()
    return page(
        "company/profiles/list.html",
        found=Page(queries.own_profiles(company, page_asked_for())),
        numbers=queries.own_numbers(company),
        lacks=queries.lacks_of,
        button=ActionForm(),
    )


@desk.route("/profiles/new", methods=["GET", "POST"])
def new_profile() -> Answer:
    """Begin a profile; it is kept as a draft."""
    company = this_company()
    form = ProfileForm(company.side)
    if form.validate_on_submit():
        with form.showing_refusals():
            profile = write(services.draft, company, form.described(), by=user())
            return _back_to(profile)
    return page("company/profiles/form.html", form=form, company=company, profile=None)


@desk.get("/profiles/<public_id>")
def profile(public_id: str) -> Answer:
    """A profile as others see or would see it, with what is still missing."""
    found = _own(public_id)
    return page(
        "company/profiles/profile.html",
        profile=found,
        company=found.company,
        lacks=queries.lacks_of(found),
        why_not_renew=rules.why_not_renew(found.state, found.expires_at, clock.now()),
        parts=rules.PARTS,
        proposals=(
            matching.proposals_for(found, meet_again=wishes_to_meet_again())
            if found.is_published
            else []
        ),
        again=wishes_to_meet_again(),
        button=ActionForm(),
    )


@desk.route("/profiles/<public_id>/edit", methods=["GET", "POST"])
def edit_profile(public_id: str) -> Answer:
    """Say something else; of a published profile others see it at once."""
    found = _own(public_id)
    said = values_of(queries.description_of(found))
    form = ProfileForm(found.company.side, published=found.is_published, **said)
    if form.validate_on_submit():
        with form.showing_refusals():
            write(services.change, found, form.described(), by=user())
            flash(
                _("Saved. Others see it from now on.") if found.is_published else _("Saved."), "ok"
            )
            return _back_to(found)
    return page("company/profiles/form.html", form=form, company=found.company, profile=found)


@desk.route("/profiles/<public_id>/figures", methods=["GET", "POST"])
def profile_figures(public_id: str) -> Answer:
    """Say it in figures: what is treated, from what to what."""
    found = _own(public_id)
    form = FiguresForm.of(found.said_in_figures)
    if not asks_for_more() and form.validate_on_submit():
        with form.showing_refusals():
            write(services.say_in_figures, found, form.figures(), by=user())
            flash(_("Saved."), "ok")
            return _back_to(found)
    return page("company/profiles/figures.html", form=form, profile=found)


@desk.route("/profiles/<public_id>/proof", methods=["GET", "POST"])
def profile_proof(public_id: str) -> Answer:
    """Say what stands behind it: rights, references, certificates, the declaration."""
    found = _own(public_id)
    form = ProofForm.of(found.proof, found.company.side)
    if not asks_for_more() and form.validate_on_submit():
        with form.showing_refusals():
            write(services.prove, found, form.proof(), by=user())
            flash(_("Saved."), "ok")
            return _back_to(found)
    return page("company/profiles/proof.html", form=form, profile=found, company=found.company)


@desk.post("/profiles/<public_id>/submit")
def submit_profile(public_id: str) -> Answer:
    """Ask a coordinator to look at it and publish it."""
    found = _own(public_id)
    write(services.submit, found, by=user())
    flash(_("Sent. A coordinator looks at it, and you get a mail."), "ok")
    return _back_to(found)


@desk.post("/profiles/<public_id>/take-back")
def take_back_profile(public_id: str) -> Answer:
    """Take it back from the review, to change it."""
    found = _own(public_id)
    write(services.take_back, found, by=user())
    flash(_("You have it back as a draft."), "ok")
    return _back_to(found)


@desk.post("/profiles/<public_id>/publish")
def publish_profile(public_id: str) -> Answer:
    """Bring back what was taken out of the catalogue."""
    found = _own(public_id)
    write(services.publish_again, found, by=user())
    flash(_("Published. Everybody can read it in the catalogue now."), "ok")
    return _back_to(found)


@desk.post("/profiles/<public_id>/renew")
def renew_profile(public_id: str) -> Answer:
    """Say that it still holds, for another year."""
    found = _own(public_id)
    write(services.renew, found, by=user())
    flash(_("Renewed for a year."), "ok")
    return _back_to(found)


@desk.post("/profiles/<public_id>/withdraw")
def withdraw_profile(public_id: str) -> Answer:
    """Take it out of the catalogue; it is kept and can come back."""
    found = _own(public_id)
    write(services.withdraw, found, by=user())
    flash(_("Taken out of the catalogue. Only your company sees it now."), "ok")
    return _back_to(found)
