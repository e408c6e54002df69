"""Wishes that a coordinator notes for a company: on the same list, with the reason."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.bookings import queries as bookings
from portal.consultations import queries as consultations
from portal.consultations.states import ParticipationState
from portal.kernel.errors import Conflict, Invalid, Missing
from portal.technologies import queries as technologies
from portal.technologies.states import ProfileKind
from portal.timetabling import queries, services
from portal.timetabling.services import ChangedMeanwhile
from portal.timetabling.states import ORDERED
from portal.web import transactions
from portal.web.access import user
from portal.web.coordinator.desk import desk
from portal.web.coordinator.wishes import timetable_session
from portal.web.pages import page
from portal.web.paging import Page
from portal.web.wishes import parts, sending, showing
from portal.web.wishes.forms import WishesOnBehalfForm, WishOnBehalfForm
from portal.web.wishes.sending import Sent

HERE = "/consultations/<public_id>/wishes/<participation_id>"


@desk.route(HERE, methods=["GET", "POST"])
def participant_wishes(public_id: str, participation_id: str) -> Any:
    """Whom one company wants to meet: the whole list, noted on its behalf."""
    found, place = _place(public_id, participation_id)
    form, part = WishesOnBehalfForm(), parts.part_asked_for()
    what, changed, done = _sent(found, place, form)
    if done:
        return redirect(_address("participant_wishes", found, place, **parts.part_to_go_to(part)))
    company = place.company
    chunk = showing.page_of_partners(found, company, part)
    return _page(
        "list",
        found,
        place,
        form,
        part=part,
        groups=bookings.groups_of_partners(found, company.side.other),
        kinds=list(ProfileKind),
        answers=showing.ANSWERS,
        found=Page(chunk),
        rows=showing.rows(found, company, chunk.items, what, changed, on_behalf=True),
    )


@desk.route(f"{HERE}/order", methods=["GET", "POST"])
def participant_wishes_in_order(public_id: str, participation_id: str) -> Any:
    """The order of one company's wishes, changed on its behalf."""
    found, place = _place(public_id, participation_id)
    form = WishesOnBehalfForm()
    what, changed, done = _sent(found, place, form)
    if done:
        return redirect(_address("participant_wishes_in_order", found, place))
    company = place.company
    shown = queries.wishes_of(found, company)
    partners = [wish.wanted for wish in shown if wish.rank in ORDERED]
    return _page(
        "order",
        found,
        place,
        form,
        wishes={wish.wanted_id: wish for wish in shown},
        order=queries.ranking_of(found, company).stamp,
        rows=showing.rows(found, company, partners, what, changed, on_behalf=True),
    )


@desk.route(f"{HERE}/<company_id>", methods=["GET", "POST"])
def participant_wish(public_id: str, participation_id: str, company_id: str) -> Any:
    """How much one company wants to meet another, and what about, noted on its behalf."""
    found, place = _place(public_id, participation_id)
    company = place.company
    partner = bookings.partner_in(found, company.side.other, company_id)
    form = WishOnBehalfForm()
    offered = technologies.profiles_of_companies((partner.id, company.id))
    form.offer(
        [*offered.get(partner.id, []), *offered.get(company.id, [])],
        queries.wish_for(found, company, partner),
    )
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
                    because=str(form.because.data),
                    seen=form.seen_at,
                )
            except ChangedMeanwhile:
                form.see(queries.wish_for(found, company, partner))
                raise
            flash(_("The wish is saved."), "ok")
            return redirect(_address("participant_wishes_in_order", found, place))
    return _page("one", found, place, form, partner=partner)


def _sent(found: Any, place: Any, form: WishesOnBehalfForm) -> tuple[Sent, Any, bool]:
    """What was sent, what others changed meanwhile, and whether all is done.

    Who only searches or turns the page needs no reason.
    """
    what = Sent()
    if not form.is_submitted():
        return what, {}, False
    try:
        what = sending.sent()
        if what.is_empty:
            return what, {}, True
        if not form.validate_on_submit():
            return what, {}, False
        saved = sending.save(found, place.company, what, because=str(form.because.data))
    except (Conflict, Invalid) as error:
        return what, sending.refused(form, error), False
    sending.say_what_was_saved(saved)
    return what, {}, True


def _place(public_id: str, participation_id: str) -> tuple[Any, Any]:
    """The session and the place of a company that takes part. Raises Missing."""
    found = timetable_session(public_id)
    place = consultations.participation_in(found, participation_id)
    if place.state is not ParticipationState.ACCEPTED:
        raise Missing
    return found, place


def _address(endpoint: str, found: Any, place: Any, **values: Any) -> str:
    return url_for(
        f"coordinator.{endpoint}",
        public_id=found.public_id,
        participation_id=place.public_id,
        **values,
    )


def _page(template: str, consultation: Any, place: Any, form: Any, **context: Any) -> Any:
    return page(
        f"coordinator/wishes/{template}.html",
        form=form,
        consultation=consultation,
        participation=place,
        limits=showing.limits_of(consultation, place, on_behalf=True),
        **context,
    )
