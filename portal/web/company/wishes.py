"""Whom a company wants to meet, on its own desk: where the coordinator builds the timetable."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.bookings import queries as bookings
from portal.consultations import queries as consultations
from portal.consultations.states import BookingMode, ParticipationState
from portal.kernel.errors import Conflict, Invalid, Missing
from portal.technologies import queries as technologies
from portal.technologies.states import ProfileKind
from portal.timetabling import queries, services
from portal.timetabling.services import ChangedMeanwhile
from portal.timetabling.states import ORDERED
from portal.web import transactions
from portal.web.access import this_company, user
from portal.web.company.desk import desk
from portal.web.pages import page
from portal.web.paging import Page
from portal.web.wishes import parts, sending, showing
from portal.web.wishes.forms import WishesForm, WishForm
from portal.web.wishes.sending import Sent


@desk.route("/consultations/<public_id>/wishes", methods=["GET", "POST"])
def wishes(public_id: str) -> Any:
    """The companies of the other side, each with how much one wants to meet it."""
    found, participation = _place(public_id)
    form, part, what = WishesForm(), parts.part_asked_for(), Sent()
    changed: Any = {}
    if form.validate_on_submit():
        try:
            what = sending.sent()
            if not what.is_empty:
                sending.say_what_was_saved(sending.save(found, this_company(), what))
            return redirect(
                url_for("company.wishes", public_id=public_id, **parts.part_to_go_to(part))
            )
        except (Conflict, Invalid) as error:
            changed = sending.refused(form, error)
    company = this_company()
    chunk = showing.page_of_partners(found, company, part)
    return page(
        "company/wishes/list.html",
        form=form,
        consultation=found,
        part=part,
        groups=bookings.groups_of_partners(found, company.side.other),
        kinds=list(ProfileKind),
        answers=showing.ANSWERS,
        found=Page(chunk),
        rows=showing.rows(found, company, chunk.items, what, changed),
        limits=showing.limits_of(found, participation),
    )


@desk.route("/consultations/<public_id>/wishes/order", methods=["GET", "POST"])
def wishes_in_order(public_id: str) -> Any:
    """Whom one must and would meet, each in order of preference."""
    found, participation = _place(public_id)
    form, what = WishesForm(), Sent()
    changed: Any = {}
    if form.validate_on_submit():
        try:
            what = sending.sent()
            sending.say_what_was_saved(sending.save(found, this_company(), what))
            return redirect(url_for("company.wishes_in_order", public_id=public_id))
        except (Conflict, Invalid) as error:
            changed = sending.refused(form, error)
    company = this_company()
    shown = queries.wishes_of(found, company)
    partners = [wish.wanted for wish in shown if wish.rank in ORDERED]
    return page(
        "company/wishes/order.html",
        form=form,
        consultation=found,
        wishes={wish.wanted_id: wish for wish in shown},
        order=queries.ranking_of(found, company).stamp,
        rows=showing.rows(found, company, partners, what, changed),
        limits=showing.limits_of(found, participation),
    )


@desk.route("/consultations/<public_id>/wishes/<company_id>", methods=["GET", "POST"])
def wish(public_id: str, company_id: str) -> Any:
    """How much one wants to meet one company, and what about."""
    found, participation = _place(public_id)
    company = this_company()
    partner = bookings.partner_in(found, company.side.other, company_id)
    limits = showing.limits_of(found, participation)
    form = _wish_form(found, company, partner)
    if form.validate_on_submit():
        with form.showing_refusals():
            try:
                transactions.write(
                    services.save_wish,
                    found,
                    company,
                    partner,
                    form.rank_chosen,
                    form.about,
                    by=user(),
                    seen=form.seen_at,
                )
            except ChangedMeanwhile:
                form.see(queries.wish_for(found, company, partner))
                raise
            flash(_("Your wish is saved."), "ok")
            return redirect(url_for("company.wishes_in_order", public_id=public_id))
    return page(
        "company/wishes/one.html",
        form=form,
        consultation=found,
        partner=partner,
        profiles=technologies.profiles_of(partner),
        limits=limits,
        stands=queries.wish_for(found, company, partner),
        booking=bookings.standing_with(found, company, [partner])[partner.id].booking,
    )


def _wish_form(found: Any, company: Any, partner: Any) -> WishForm:
    form = WishForm()
    offered = technologies.profiles_of_companies((partner.id, company.id))
    profiles = [*offered.get(partner.id, []), *offered.get(company.id, [])]
    form.offer(profiles, queries.wish_for(found, company, partner), request.args.get("profile"))
    return form


def _place(public_id: str) -> tuple[Any, Any]:
    """The session and the company's place in it. Raises Missing where nobody wishes."""
    found = consultations.consultation_for(this_company(), public_id)
    participation = consultations.participation_of(this_company(), found)
    if (
        found.booking_mode is not BookingMode.TIMETABLE
        or participation is None
        or participation.state is not ParticipationState.ACCEPTED
    ):
        raise Missing
    return found, participation
