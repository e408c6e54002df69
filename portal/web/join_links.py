"""The page from which people are let into a meeting by a link, for whichever desk shows it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect
from flask_babel import gettext as _

from portal.kernel.errors import Missing
from portal.kernel.languages import Language
from portal.rooms import queries, services
from portal.rooms.states import Role
from portal.web.access import user
from portal.web.forms import ActionForm, typed
from portal.web.join_link_forms import JoinLinkForm
from portal.web.pages import page
from portal.web.transactions import write

SIDES = (Role.KOREAN, Role.CHINESE)


def links_page(template: str, booking: Any, roles: tuple[Role, ...], here: str, **more: Any) -> Any:
    """Whom this reader let in, and the form to let somebody in; `roles` are those they may choose.

    A form that was sent is carried out, and leads back `here`.
    """
    form = JoinLinkForm()
    form.offer(roles)
    if form.validate_on_submit():
        with form.showing_refusals():
            guest = services.Guest(
                name=typed(form.name),
                address=typed(form.address),
                role=Role(str(form.role.data)),
                language=Language(str(form.language.data)),
            )
            write(services.send_join_link, booking, guest, by=user())
            flash(_("The link is sent."), "ok")
            return redirect(here)
    links = [each for each in queries.links_into(booking) if each.role in roles]
    return page(template, form=form, booking=booking, links=links, here=here, **more)


def take_back(booking: Any, link_id: str, roles: tuple[Role, ...], here: str) -> Any:
    """Take one of the links into this meeting back. Raises Missing for any other."""
    link = queries.link_of(link_id)
    if link is None or link.booking_id != booking.id or link.role not in roles:
        raise Missing
    if ActionForm().validate_on_submit():
        write(services.take_join_link_back, link, by=user())
        flash(_("The link is taken back. It opens nothing any more."), "ok")
    return redirect(here)
