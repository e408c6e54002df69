"""What one was told, under the bell of every page, and how one wants to be told."""

from __future__ import annotations

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.kernel.errors import Missing
from portal.messages import lines, queries, rules, services
from portal.web import access
from portal.web.access import user
from portal.web.forms import ActionForm
from portal.web.languages import current_language
from portal.web.pages import page
from portal.web.paging import Page, page_asked_for
from portal.web.proving import signed_in
from portal.web.public.desk import desk
from portal.web.public.messages_forms import WaysForm
from portal.web.transactions import write

Answer = Response | tuple[str, int]


@desk.get("/messages")
@signed_in
def messages() -> Answer:
    """Everything one was told: what waits for an answer first, then the newest."""
    found = queries.messages_to(current_user.id, page_asked_for())
    settings = current_app.extensions["settings"]
    shown = [
        lines.line_of(each, current_language(), site=settings.site_name, address=settings.address)
        for each in found.items
    ]
    return page(
        "public/messages/list.html",
        page=Page(found.of(shown)),
        unread=queries.unread(current_user.id),
        button=ActionForm(None),
        home=access.home_of_user(),
    )


@desk.post("/messages/<message_id>/open")
@signed_in
def open_message(message_id: str) -> Answer:
    """Mark a message as read and go to the page that it is about."""
    if queries.message_to(current_user.id, message_id) is None:
        raise Missing
    path = write(services.open_message, message_id, by=user())
    return redirect(path or url_for("public.messages"))


@desk.post("/messages/open-all")
@signed_in
def open_all_messages() -> Answer:
    """Mark everything as read."""
    read = write(services.open_all, by=user())
    flash(
        ngettext(
            "%(num)d message is marked as read.", "%(num)d messages are marked as read.", read
        ),
        "ok",
    )
    return redirect(url_for("public.messages"))


@desk.route("/messages/preferences", methods=["GET", "POST"])
@signed_in
def message_preferences() -> Answer:
    """Choose for each topic: by mail at once, in the mail of the day, or in the portal alone."""
    form = WaysForm.standing(rules.ways_of(user().message_ways))
    if form.validate_on_submit():
        write(services.choose_ways, form.ways, by=user())
        flash(_("This is how you are told from now on."), "ok")
        return redirect(url_for("public.message_preferences"))
    return page("public/messages/preferences.html", form=form)
